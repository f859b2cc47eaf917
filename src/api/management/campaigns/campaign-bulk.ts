/** Settings, flows and domains of several campaigns at once, and what campaigns are of. */
import { type Static, Type } from '@sinclair/typebox'

import { lookUp, readable } from '../../../manage/access.ts'
import { changeCampaign, changeCampaigns } from '../../../manage/campaigns/campaigns.ts'
import { changeMany } from '../../../manage/many.ts'
import { unknownReference } from '../../../manage/references.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { Uuid } from '../shape.ts'
import { FailedIds, Ids } from '../wire.ts'
import { unknown } from './campaign-lists.ts'
import { replacement } from './campaigns.ts'
import { campaignChange, CampaignsDistribution, CampaignsSetting } from './campaigns.wire.ts'

const tag = 'Campaigns'
const SettingBody = Type.Object({ ids: Ids, ...CampaignsSetting.properties })
const DistributionBody = Type.Object({ ids: Ids, ...CampaignsDistribution.properties })
const SwitchBody = Type.Object({ domainUuid: Uuid, toDomainUuid: Uuid })

/** Settings may stand by themselves or under their own name. */
async function changeSetting({
  desk,
  caller,
  body,
}: Call<unknown, unknown, Static<typeof SettingBody>>) {
  const { ids, campaignSettings, hideReferrerType = null, ...flat } = body
  const change = { hideReferrerType, campaignSettings: { ...flat, ...campaignSettings } }
  const failedIds = await changeCampaigns(desk, caller, ids, (campaign) =>
    campaignChange(change, campaign),
  )
  return { failedIds }
}

/** Binding and flows: a shared rotation, or the same flows of their own for all. */
async function changeDistribution(call: Call<unknown, unknown, Static<typeof DistributionBody>>) {
  const { desk, caller, read, body, tables } = call
  const { ids, trafficDistributionInfo, ...flat } = body
  const wanted = { ...flat, ...trafficDistributionInfo }
  const { rotationId } = wanted
  if (rotationId && unknownReference(read, caller, 'rotations', rotationId)) {
    return unknown(call, 'rotations', 'rotationId')
  }
  const failedIds = await changeMany(desk, ids, (inside, id) => {
    const campaign = lookUp(inside.stores, caller, 'campaigns', { id, need: 'modify' })
    if (isRefusal(campaign)) return campaign
    return changeCampaign(
      inside,
      caller,
      id,
      replacement({ tables, read: inside.stores }, wanted, campaign),
    )
  })
  return { failedIds }
}

async function switchDomain(call: Call<unknown, unknown, Static<typeof SwitchBody>>) {
  const { desk, caller, read, body } = call
  for (const field of ['domainUuid', 'toDomainUuid'] as const) {
    if (unknownReference(read, caller, 'domains', body[field]))
      return unknown(call, 'domains', field)
  }
  const ids = readable(caller, 'campaigns', read.campaigns.list('all'))
    .filter(({ domainId }) => domainId === body.domainUuid)
    .map(({ id }) => id)
  const change = () => ({ domainId: body.toDomainUuid })
  return { failedIds: await changeCampaigns(desk, caller, ids, change) }
}

/** Those of campaigns that the caller may read; names of what a readable campaign uses are shown. */
function sources({ read, caller }: Call<unknown, unknown, unknown>) {
  const names = read.traffic_sources.names()
  const counts = new Map<number, number>()
  for (const { sourceId } of readable(caller, 'campaigns', read.campaigns.list('active'))) {
    if (sourceId !== null) counts.set(sourceId, (counts.get(sourceId) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([id, campaignsCount]) => ({ id, name: names.get(id) ?? '', campaignsCount }))
}

export const campaignBulkOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/campaign/change_setting',
    id: 'changeCampaignsSetting',
    summary: 'Change settings of several campaigns',
    tag,
    body: SettingBody,
    answer: FailedIds,
    run: changeSetting,
  }),
  operation({
    method: 'POST',
    path: '/campaign/change_traffic_distribution_info',
    id: 'changeCampaignsDistribution',
    summary: 'Change binding and flows of several campaigns',
    tag,
    body: DistributionBody,
    answer: FailedIds,
    run: changeDistribution,
  }),
  operation({
    method: 'POST',
    path: '/campaign/switch_domain',
    id: 'switchCampaignsDomain',
    summary: 'Move all campaigns of a domain to another one',
    tag,
    body: SwitchBody,
    answer: FailedIds,
    run: switchDomain,
  }),
  operation({
    method: 'GET',
    path: '/campaign/traffic_source/list',
    id: 'listCampaignSources',
    summary: 'Traffic sources of campaigns, with how many they have',
    tag,
    run: sources,
  }),
]
