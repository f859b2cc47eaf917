/** Names of dimensions and measures in the language of the user. */
import type { MeasureEntry, ReportCatalog } from '../../api/types.ts'
import { term } from '../../words/words.ts'

export function dimensionTitle(catalog: ReportCatalog, key: string): string {
  const token = /^token_(\d+)$/.exec(key)
  if (token !== null) return `sub_id_${token[1]}`
  return term('dimension', key, catalog.dimensions.find((one) => one.key === key)?.title ?? key)
}

export function measureTitle({ key, title }: Pick<MeasureEntry, 'key' | 'title'>): string {
  return term('measure', key, title)
}
