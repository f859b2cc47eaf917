/** Operations on traffic sources and the catalogue of templates for new ones. */
import { type Static, Type } from '@sinclair/typebox'

import type { SourceRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { accessTo, readable } from '../../../manage/access.ts'
import { changeSource, createSource, type SourceChange } from '../../../manage/partners.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { parametersOf, SourceTokens, tokenViews } from '../campaigns/tokens.wire.ts'
import { idOf, type Operation, operation } from '../operation.ts'
import { hasText, PAGE, pageOf, STATUS, storedStatus, TextFilter, UuidFilter } from '../query.ts'
import { found, resourceOperations } from '../resource.ts'
import { anyCase, nullable } from '../shape.ts'
import { CreatedId, IdParams, KeptName, Name } from '../wire.ts'
import { sourceTemplates } from './templates.ts'

const tag = 'Traffic sources'
const optional = Type.Optional
const Percent = optional(nullable(Type.Number({ minimum: 0, maximum: 10_000 })))
const Url = Type.String({ maxLength: 8192 })

/** What the dialect writes of a source, but for its name. */
export const SOURCE = {
  postbackUrl: optional(nullable(Url)),
  trafficLoss: Percent,
  percent: Percent,
  s2sMode: optional(anyCase(['FIRST', 'APPROVED', 'ALL'])),
  payout: Percent,
  tokens: optional(nullable(SourceTokens)),
  statusPostbackRelations: optional(
    nullable(
      Type.Array(Type.Object({ conversionStatus: Type.String({ maxLength: 64 }), link: Url }), {
        maxItems: 100,
      }),
    ),
  ),
  isPostbackRelationsActive: optional(nullable(Type.Boolean())),
}
export const SourceWrite = Type.Object({ name: Name, ...SOURCE })
const SourceReplace = Type.Object({ name: KeptName, ...SOURCE })

export function sourceChange(
  body: Static<typeof SourceReplace>,
  before: Pick<SourceRecord, 'parameters'> | null,
): SourceChange {
  const { tokens, postbackUrl } = body
  return sent<SourceChange>({
    name: body.name || undefined,
    postbackUrl: postbackUrl === null ? '' : postbackUrl,
    trafficLoss: body.trafficLoss ?? undefined,
    percent: body.percent ?? undefined,
    s2sMode: body.s2sMode,
    payoutPercent: body.payout ?? undefined,
    parameters: tokens ? parametersOf(tokens, before?.parameters ?? []) : undefined,
    statusPostbacks: body.statusPostbackRelations ?? undefined,
    statusPostbacksActive: body.isPostbackRelationsActive ?? undefined,
  })
}

export function sourceView(source: SourceRecord) {
  return {
    id: source.id,
    name: source.name,
    postbackUrl: source.postbackUrl,
    trafficLoss: source.trafficLoss,
    percent: source.percent,
    s2sMode: source.s2sMode,
    payout: source.payoutPercent,
    tokens: tokenViews(source.parameters),
    statusPostbackRelations: source.statusPostbacks,
    isPostbackRelationsActive: source.statusPostbacksActive,
  }
}

export const sourceOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/traffic_source',
    id: 'createTrafficSource',
    summary: 'Create a traffic source',
    tag,
    body: SourceWrite,
    answer: CreatedId,
    status: 201,
    run: ({ desk, caller, body }) => idOf(createSource(desk, caller, sourceChange(body, null))),
  }),
  ...resourceOperations({
    kind: 'traffic_sources',
    base: '/traffic_source',
    noun: 'TrafficSource',
    article: 'a traffic source',
    tag,
    body: SourceReplace,
    view: (_call, source) => sourceView(source),
    replace: ({ desk, caller }, body, before) =>
      changeSource(desk, caller, before.id, sourceChange(body, before)),
    rename: ({ desk, caller, params }, name) => changeSource(desk, caller, params.id, { name }),
  }),
  operation({
    method: 'GET',
    path: '/traffic_source/list/filtered',
    id: 'listTrafficSources',
    summary: 'List traffic sources',
    tag,
    query: Type.Object({ name: TextFilter, groupUuid: UuidFilter, ...STATUS, ...PAGE }),
    run: ({ read, caller, query }) => {
      const stored = read.traffic_sources.list(storedStatus(query.status))
      const rows = readable(caller, 'traffic_sources', stored)
        .filter((source) => hasText(source.name, query.name))
        .filter((source) => query.groupUuid === undefined || source.groupId === query.groupUuid)
        .map((source) => ({
          id: source.id,
          name: source.name,
          groupId: source.groupId,
          accessLevel: accessTo(caller, 'traffic_sources', source),
        }))
      return pageOf(rows, query)
    },
  }),
  operation({
    method: 'GET',
    path: '/traffic_source/campaigns_count/:id',
    id: 'countSourceCampaigns',
    summary: 'How many campaigns use a traffic source',
    tag,
    params: IdParams,
    answer: Type.Object({ count: Type.Integer() }),
    run: (call) => {
      const source = found('traffic_sources', call)
      if (isRefusal(source)) return source
      const campaigns = readable(call.caller, 'campaigns', call.read.campaigns.list('active'))
      return { count: campaigns.filter(({ sourceId }) => sourceId === source.id).length }
    },
  }),
  operation({
    method: 'GET',
    path: '/traffic_source_templates',
    id: 'listTrafficSourceTemplates',
    summary: 'Templates for traffic sources',
    tag,
    run: ({ read }) => sourceTemplates(read),
  }),
]
