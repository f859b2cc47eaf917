/** Filters on the fields that a traffic source fills: keyword, source, sub ids and so on. */
import { numbered } from '../../lib/numbered.ts'
import { SUB_IDS } from '../event.ts'
import type { Parameters } from '../visit.ts'
import type { FilterType } from './define.ts'
import { textFilter } from './lists.ts'

export const keyword = fieldFilter('keyword', 'Keyword', (fields) => fields.keyword)
export const source = fieldFilter('source', 'Source', (fields) => fields.source)
export const externalId = fieldFilter('external_id', 'External id', (fields) => fields.externalId)
export const creativeId = fieldFilter('creative_id', 'Creative id', (fields) => fields.creativeId)
export const adCampaignId = fieldFilter(
  'ad_campaign_id',
  'Ad campaign id',
  (fields) => fields.adCampaignId,
)

/** `sub_id_1` to `sub_id_30`. */
export const subIds: readonly FilterType[] = numbered(SUB_IDS, (n) =>
  fieldFilter(`sub_id_${n}`, `Sub id ${n}`, (fields) => fields.subIds[n - 1] ?? ''),
)

function fieldFilter(key: string, title: string, see: (fields: Parameters) => string): FilterType {
  return textFilter({
    key,
    title,
    group: 'parameters',
    see: ({ parameters }) => see(parameters),
  })
}
