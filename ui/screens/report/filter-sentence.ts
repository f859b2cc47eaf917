/** A filter in words. */
import type { ReportCatalog } from '../../api/types.ts'
import { currency } from '../../state/user.ts'
import { dimensionTitle, measureTitle, unitTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { valueName } from './names.ts'
import { type FilterInput, levelOf, type PlainFilter } from './state.ts'

/** Of a pasted list of hundreds the first say enough. */
const SHOWN = 5

export type TitleOf = (dimension: string) => string

/** `levels`: the groupings; of several it is said whose rows a filter on sums chooses. */
export function filterSentence(
  filter: FilterInput,
  catalog: ReportCatalog,
  titleOf: TitleOf = dimensionTitle,
  levels: readonly string[] = [],
): string {
  const level = levels.length > 1 ? levelOf(filter) : null
  const of = level === null ? '' : `${titleOf(levels[Math.min(level, levels.length) - 1] ?? '')}: `
  const leaves = 'any' in filter ? filter.any : [filter]
  return of + leaves.map((one) => sentence(one, catalog, titleOf)).join(` ${t('or')} `)
}

function sentence(
  { field, op, value }: PlainFilter,
  catalog: ReportCatalog,
  titleOf: TitleOf,
): string {
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  const shown = values
    .slice(0, SHOWN)
    .map((one) => valueName(field, one === null ? null : String(one)))
  const rest = values.length > SHOWN ? ` +${values.length - SHOWN}` : ''
  const text = shown.join(', ') + rest
  return `${fieldTitle(field, catalog, titleOf)} ${t(`op.${op}`)} ${text}`.trim()
}

/** What is a measure as well (`event_1`) is that one, as the server has it. */
export function fieldTitle(
  field: string,
  catalog: ReportCatalog,
  titleOf: TitleOf = dimensionTitle,
): string {
  const measure = catalog.measures.find(({ key }) => key === field)
  if (measure !== undefined) return unitTitle(measure, currency.value)
  if (catalog.dimensions.some(({ key }) => key === field)) return titleOf(field)
  const tags = catalog.tagFilters.find(({ key }) => key === field)
  if (tags !== undefined) return t('report.tagsOf', { what: dimensionTitle(tags.of) })
  return measureTitle(field)
}
