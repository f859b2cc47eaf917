/** Dimensions of the dialect's reports, with tokens called as the sources call them. */
import { Type } from '@sinclair/typebox'

import type { Parameter } from '../../../core/model.ts'
import { dimensions } from '../../../core/reports/dimensions.ts'
import { accessTo } from '../../../manage/access.ts'
import { DIMENSIONS, ENTITIES, type Entity } from '../entities.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { IdFilter } from '../query.ts'
import { anyCase } from '../shape.ts'

const TOKEN = /^(token|extraParam)_/
const SubjectParams = Type.Object({ subject: anyCase(ENTITIES) })

const named = ({ key, title }: { readonly key: string; readonly title: string }) => ({
  id: key,
  name: title,
})

const plain = dimensions.filter(({ key }) => !TOKEN.test(key))

/** Reports of landings are not grouped by landing, and so on; campaigns and sources may be several. */
function groupingsOf(subject: Entity) {
  const isWhole = subject === 'campaign' || subject === 'traffic_source'
  return plain.filter(({ key }) => isWhole || key !== DIMENSIONS[subject]).map(named)
}

/** What a source calls its parameters, by token; those of the campaign win. */
type TokenNames = ReadonlyMap<string, string>

function namesOf(parameters: readonly Parameter[]): TokenNames {
  return new Map(
    parameters.map(({ field, label, alias }) => [
      field.replace(/^sub_id_/, 'token_'),
      label || alias,
    ]),
  )
}

/** Names of a source that the caller may not see by way of a campaign are not told. */
function campaignTokens({ read, caller }: Call, id: number): TokenNames {
  const campaign = read.campaigns.find(id)
  if (campaign === null || accessTo(caller, 'campaigns', campaign) === 'none') return new Map()
  const source = campaign.sourceId === null ? null : read.traffic_sources.find(campaign.sourceId)
  return namesOf([...(source?.parameters ?? []), ...campaign.parameters])
}

function sourceTokens({ read, caller }: Call, id: number): TokenNames {
  const source = read.traffic_sources.find(id)
  if (source === null || accessTo(caller, 'traffic_sources', source) === 'none') return new Map()
  return namesOf(source.parameters)
}

/** All tokens when nothing has names for them. A token with several names has its own. */
function tokensOf(all: readonly TokenNames[]) {
  const names = new Map<string, Set<string>>()
  for (const [token, name] of all.flatMap((each) => [...each])) {
    names.set(token, (names.get(token) ?? new Set()).add(name))
  }
  return dimensions
    .filter(({ key }) => TOKEN.test(key) && (names.size === 0 || names.has(key)))
    .map(({ key, title }) => {
      const [name, second] = names.get(key) ?? []
      const own = key.replace(/^token_/, 'Token ')
      return { id: key, name: (second === undefined && name) || (own === key ? title : own) }
    })
}

function tokensOfMany(call: Call, subject: Entity, ids: readonly number[]) {
  switch (subject) {
    case 'campaign':
      return tokensOf(ids.map((id) => campaignTokens(call, id)))
    case 'traffic_source':
      return tokensOf(ids.map((id) => sourceTokens(call, id)))
    case 'landing':
    case 'offer':
    case 'rotation':
    case 'affiliate_network':
      return tokensOf([])
  }
}

export const groupingOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/report/:subject/groupings',
    id: 'listGroupings',
    summary: 'Dimensions allowed for an entity',
    tag: 'Reports',
    params: SubjectParams,
    query: Type.Object({ campaignId: IdFilter, trafficSourceId: IdFilter }),
    run: (call) => {
      const { campaignId, trafficSourceId } = call.query
      const ofSource = trafficSourceId === undefined ? [] : sourceTokens(call, trafficSourceId)
      const ofCampaign = campaignId === undefined ? [] : campaignTokens(call, campaignId)
      const tokens = tokensOf([new Map([...ofSource, ...ofCampaign])])
      return { groupings: groupingsOf(call.params.subject), tokens }
    },
  }),
  operation({
    method: 'GET',
    path: '/report/:subject/groupings/multiple',
    id: 'listGroupingsOfMany',
    summary: 'Dimensions allowed for several entities at once',
    tag: 'Reports',
    params: SubjectParams,
    query: Type.Object({ ids: Type.Array(Type.Integer(), { minItems: 1, maxItems: 10_000 }) }),
    run: (call) => ({
      groupings: groupingsOf(call.params.subject),
      tokens: tokensOfMany(call, call.params.subject, call.query.ids),
    }),
  }),
]
