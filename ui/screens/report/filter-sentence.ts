/** A filter in words. */
import type { ReportCatalog } from '../../api/types.ts'
import { currency } from '../../state/user.ts'
import { dimensionTitle, measureTitle, unitTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { valueName } from './names.ts'
import type { FilterInput, PlainFilter } from './state.ts'

/** Of a pasted list of hundreds the first say enough. */
const SHOWN = 5

export function filterSentence(filter: FilterInput, catalog: ReportCatalog): string {
  if ('any' in filter) return filter.any.map((one) => sentence(one, catalog)).join(` ${t('or')} `)
  return sentence(filter, catalog)
}

function sentence({ field, op, value }: PlainFilter, catalog: ReportCatalog): string {
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  const shown = values
    .slice(0, SHOWN)
    .map((one) => valueName(field, one === null ? null : String(one)))
  const rest = values.length > SHOWN ? ` +${values.length - SHOWN}` : ''
  const text = shown.join(', ') + rest
  return `${fieldTitle(field, catalog)} ${t(`op.${op}`)} ${text}`.trim()
}

export function fieldTitle(field: string, catalog: ReportCatalog): string {
  if (catalog.dimensions.some(({ key }) => key === field)) return dimensionTitle(field)
  const tags = catalog.tagFilters.find(({ key }) => key === field)
  if (tags !== undefined) return t('report.tagsOf', { what: dimensionTitle(tags.of) })
  const measure = catalog.measures.find(({ key }) => key === field)
  return measure === undefined ? measureTitle(field) : unitTitle(measure, currency.value)
}
