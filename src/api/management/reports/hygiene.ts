/** Macro hygiene: which parameters do not bring what they should. */
import { type Static, Type } from '@sinclair/typebox'

import { hygieneOf } from '../../../core/hygiene.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { askedInScope, calendarOf } from '../campaigns/catalog.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from './period.wire.ts'

const optional = Type.Optional

const Parameters = Type.Object({
  campaignIds: optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 10_000 })),
  ...PERIOD,
})

const Finding = Type.Object({
  campaignId: Type.Integer(),
  trafficSourceId: Type.Unknown(),
  parameter: Type.String(),
  field: Type.String(),
  kind: Type.String(),
  sample: Type.String(),
  clicks: Type.Integer(),
  share: Type.Number(),
  likelyCause: Type.String(),
})

/** The worst first. */
async function findings(call: Call<unknown, Static<typeof Parameters>>) {
  const { query, clock, read, reports } = call
  const timed = periodOf(query, clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const campaignIds = askedInScope(call, query.campaignIds)
  const counted = await reports.hygiene({ period: timed.period, campaignIds })
  if ('refused' in counted) return busyUnless(counted)
  const found = counted.flatMap((counts) => {
    const campaign = read.campaigns.find(counts.campaignId)
    if (campaign === null) return []
    const source = campaign.sourceId === null ? null : read.traffic_sources.find(campaign.sourceId)
    const parameters = new Map(
      [...(source?.parameters ?? []), ...campaign.parameters].map((one) => [one.field, one]),
    )
    return hygieneOf(counts, [...parameters.values()]).map((finding) => ({
      ...finding,
      trafficSourceId: campaign.sourceId,
    }))
  })
  return found.toSorted((a, b) => b.clicks - a.clicks)
}

export const hygieneOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/hygiene/macros',
    id: 'listMacroHygiene',
    summary:
      'Parameters whose macros are not replaced, empty, constant or swapped; costs without a rate',
    tag: 'Reports',
    own: true,
    query: Parameters,
    answer: Type.Array(Finding),
    run: findings,
  }),
]
