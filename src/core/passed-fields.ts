/**
 * What a visitor keeps when one campaign passes him on to another (`routing.md` 10): every field keeps its
 * value, though the two may read it from different names.
 */
import type { Parameters } from './visit.ts'

/** Without cost: the first campaign of a visit pays for all of it. */
export type PassedFields = Pick<
  Parameters,
  'keyword' | 'source' | 'externalId' | 'adCampaignId' | 'creativeId' | 'subIds' | 'extraParams'
>

/** What the next campaign reads itself goes before what was passed on to it. */
export function withPassedFields(own: Parameters, passed: PassedFields): Parameters {
  return {
    ...own,
    keyword: own.keyword || passed.keyword,
    source: own.source || passed.source,
    externalId: own.externalId || passed.externalId,
    adCampaignId: own.adCampaignId || passed.adCampaignId,
    creativeId: own.creativeId || passed.creativeId,
    subIds: filledFrom(own.subIds, passed.subIds),
    extraParams: filledFrom(own.extraParams, passed.extraParams),
  }
}

/** Numbered fields, those that are empty or missing taken from others. */
export function filledFrom(own: readonly string[], others: readonly string[]): readonly string[] {
  if (own.length === 0) return others
  const length = Math.max(own.length, others.length)
  return Array.from({ length }, (_, at) => own[at] || (others[at] ?? ''))
}
