/** Lists of campaigns and changes of several at once. */
import { Type } from '@sinclair/typebox'

import type { CampaignRecord } from '../../../db/records.ts'
import { accessTo, lookUp, readable } from '../../../manage/access.ts'
import { changeCampaigns } from '../../../manage/campaigns/campaigns.ts'
import { refuseGroup, refuseReference } from '../../../manage/references.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { hasText, IdFilter, PAGE, pageOf, SORT, TextFilter, UuidFilter } from '../query.ts'
import { sortedBy } from '../reports/sorting.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { clearable, FailedIds, Ids } from '../wire.ts'
import { bannedDomains, linkMaker } from './campaign-view.ts'
import { COST, costChange } from './campaigns.wire.ts'

const tag = 'Campaigns'
const FILTERS = { name: TextFilter, groupUuid: UuidFilter, trafficSourceId: IdFilter }

interface Filters {
  readonly name?: string
  readonly groupUuid?: string
  readonly trafficSourceId?: number
}

function wanted({ read, caller }: Call, filters: Filters) {
  const { name, groupUuid, trafficSourceId } = filters
  return readable(caller, 'campaigns', read.campaigns.list('active')).filter(
    (campaign) =>
      hasText(campaign.name, name) &&
      (groupUuid === undefined || campaign.groupId === groupUuid) &&
      (trafficSourceId === undefined || campaign.sourceId === trafficSourceId),
  )
}

/** What a list tells of each campaign; what they share is looked up once. */
export function campaignRow({ read, caller }: Pick<Call, 'read' | 'caller'>) {
  const sources = read.traffic_sources.names()
  const groups = read.groups.names()
  const isBanned = bannedDomains(read)
  return (campaign: CampaignRecord) => ({
    id: campaign.id,
    name: campaign.name,
    groupUuid: campaign.groupId,
    groupName: groups.get(campaign.groupId ?? '') ?? null,
    trafficSourceId: campaign.sourceId,
    trafficSourceName: sources.get(campaign.sourceId ?? 0) ?? '',
    isDomainBanned: isBanned(campaign),
    /** Ours: a client of the dialect does not look for them. */
    state: campaign.state,
    isBanned: campaign.blocked,
    accessLevel: accessTo(caller, 'campaigns', campaign),
  })
}

const lists: Operation[] = [
  operation({
    method: 'GET',
    path: '/campaign/list/filtered',
    id: 'listCampaigns',
    summary: 'List campaigns',
    tag,
    query: Type.Object({
      ...FILTERS,
      ...PAGE,
      ...SORT,
      excludeRotationId: IdFilter,
      accessLevel: Type.Optional(anyCase(['READ', 'MODIFY'])),
      sortColumn: Type.Optional(anyCase(['id', 'name'])),
    }),
    run: (call) => {
      const { query } = call
      const rows = wanted(call, query)
        .filter(
          (c) => query.excludeRotationId === undefined || c.rotationId !== query.excludeRotationId,
        )
        .map(campaignRow(call))
        .filter((row) => query.accessLevel !== 'MODIFY' || row.accessLevel === 'modify')
      return pageOf(sortedBy(rows, query.sortColumn, query.sortType), query)
    },
  }),
  operation({
    method: 'GET',
    path: '/campaign/short/info',
    id: 'listCampaignsShort',
    summary: 'List campaigns with key and link',
    tag,
    query: Type.Object({ ...FILTERS, rotationId: IdFilter, ...PAGE }),
    run: (call) => {
      const { query } = call
      const link = linkMaker(call)
      const rows = wanted(call, query).filter(
        (c) => query.rotationId === undefined || c.rotationId === query.rotationId,
      )
      return pageOf(rows, query).map((campaign) => ({
        id: campaign.id,
        name: campaign.name,
        key: campaign.key,
        domainUuid: campaign.domainId,
        trafficSourceId: campaign.sourceId,
        link: link(campaign),
      }))
    },
  }),
  operation({
    method: 'GET',
    path: '/campaign/by_rotation/:rotationId/list',
    id: 'listCampaignsByRotation',
    summary: 'Campaigns that use a shared rotation',
    tag,
    params: Type.Object({ rotationId: Type.Integer({ minimum: 1 }) }),
    run: (call) => {
      const { read, caller, params } = call
      const address = { id: params.rotationId, need: 'read' } as const
      const rotation = lookUp(read, caller, 'rotations', address)
      if (isRefusal(rotation)) return rotation
      const isBanned = bannedDomains(read)
      return wanted(call, {})
        .filter(({ rotationId }) => rotationId === rotation.id)
        .map((campaign) => ({
          id: campaign.id,
          name: campaign.name,
          isDomainBanned: isBanned(campaign),
        }))
    },
  }),
]

async function bulk(
  { desk, caller }: Call,
  ids: readonly number[],
  changeOf: Parameters<typeof changeCampaigns>[3],
) {
  return { failedIds: await changeCampaigns(desk, caller, ids, changeOf) }
}

const bulkChanges: Operation[] = [
  operation({
    method: 'POST',
    path: '/campaign/change_cost',
    id: 'changeCampaignsCost',
    summary: 'Change the cost model of several campaigns',
    tag,
    body: Type.Object({ ids: Ids, ...COST }),
    answer: FailedIds,
    run: (call) => {
      const { ids, ...cost } = call.body
      return bulk(call, ids, (campaign: CampaignRecord) => costChange(cost, campaign.cost))
    },
  }),
  operation({
    method: 'POST',
    path: '/campaign/change_domain',
    id: 'changeCampaignsDomain',
    summary: 'Change the domain of several campaigns',
    tag,
    body: Type.Object({ ids: Ids, domainUuid: Uuid }),
    answer: FailedIds,
    run: (call) => {
      const { ids, domainUuid } = call.body
      const domain = { field: 'domainUuid', kind: 'domains', to: domainUuid } as const
      const refusal = refuseReference(call.read, call.caller, domain)
      return refusal ?? bulk(call, ids, () => ({ domainId: domainUuid }))
    },
  }),
  operation({
    method: 'POST',
    path: '/campaign/change_group',
    id: 'changeCampaignsGroup',
    summary: 'Change the group of several campaigns',
    tag,
    body: Type.Object({ ids: Ids, groupUuid: nullable(Type.String({ maxLength: 40 })) }),
    answer: FailedIds,
    run: (call) => {
      const { ids, groupUuid } = call.body
      const groupId = clearable(groupUuid)
      const refusal = refuseGroup(call.read, call.caller, { of: 'campaigns', to: groupId })
      return refusal ?? bulk(call, ids, () => ({ groupId }))
    },
  }),
]

export const campaignListOperations: readonly Operation[] = [...lists, ...bulkChanges]
