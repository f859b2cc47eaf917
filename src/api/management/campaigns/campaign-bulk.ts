/** Settings, flows and domains of several campaigns at once, and what campaigns are of. */
import { type Static, Type } from '@sinclair/typebox'

import { lookUp, readable } from '../../../manage/access.ts'
import { changeCampaign, changeCampaigns } from '../../../manage/campaigns/campaigns.ts'
import { changeMany } from '../../../manage/many.ts'
import { refuseReference } from '../../../manage/references.ts'
import { type Fields, isRefusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { Uuid } from '../shape.ts'
import { FailedIds, Ids } from '../wire.ts'
import { replacement } from './campaigns.ts'
import { campaignChange, CampaignsDistribution, CampaignsSetting } from './campaigns.wire.ts'
import { namedAsSent } from './plan-places.ts'

const tag = 'Campaigns'
const SettingBody = Type.Object({ ids: Ids, ...CampaignsSetting.properties })
const DistributionBody = Type.Object({ ids: Ids, ...CampaignsDistribution.properties })
const DistributionAnswer = Type.Object({
  ...FailedIds.properties,
  /** What is wrong with the flows for some of the campaigns; left out where nothing is. */
  fields: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
})
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

type DistributionCall = Call<unknown, unknown, Static<typeof DistributionBody>>

/**
 * Binding and flows: a shared rotation, or the same flows of their own for all. What is wrong with
 * them is told, also where they did for other campaigns, such as those that had an offer already.
 */
async function changeDistribution(call: DistributionCall) {
  const { desk, caller, read, body, tables } = call
  const { ids, trafficDistributionInfo, ...flat } = body
  const wanted = { ...flat, ...trafficDistributionInfo }
  const { rotationId } = wanted
  const field = nameSent(body, 'rotationId')
  const rotation = { field, kind: 'rotations', to: rotationId || null } as const
  const refusal = refuseReference(read, caller, rotation)
  if (refusal !== null) return refusal
  const within = nameSent(body, 'customRotation')
  let fields: Fields = {}
  const failedIds = await changeMany(desk, ids, (inside, id) => {
    const campaign = lookUp(inside.stores, caller, 'campaigns', { id, need: 'modify' })
    if (isRefusal(campaign)) return campaign
    const { places, ...all } = replacement({ tables, read: inside.stores }, wanted, campaign)
    const done = namedAsSent(changeCampaign(inside, caller, id, all), { places, within })
    if (isRefusal(done) && done.refused === 'invalid') fields = { ...done.fields, ...fields }
    return done
  })
  if (Object.keys(fields).length === 0) return { failedIds }
  const isRefused = failedIds.length === ids.length
  return isRefused ? ({ refused: 'invalid', fields } as const) : { failedIds, fields }
}

/** Of a property that may stand by itself or under the name of them all. */
function nameSent(
  { trafficDistributionInfo }: DistributionCall['body'],
  name: 'rotationId' | 'customRotation',
): string {
  const isNested = trafficDistributionInfo?.[name] !== undefined
  return isNested ? `trafficDistributionInfo.${name}` : name
}

async function switchDomain(call: Call<unknown, unknown, Static<typeof SwitchBody>>) {
  const { desk, caller, read, body } = call
  for (const field of ['domainUuid', 'toDomainUuid'] as const) {
    const refusal = refuseReference(read, caller, { field, kind: 'domains', to: body[field] })
    if (refusal !== null) return refusal
  }
  const ids = readable(caller, 'campaigns', read.campaigns.list('all'))
    .filter(({ domainId }) => domainId === body.domainUuid)
    .map(({ id }) => id)
  const change = () => ({ domainId: body.toDomainUuid })
  return { failedIds: await changeCampaigns(desk, caller, ids, change) }
}

/** Those of campaigns that the caller may read; names of what a readable campaign uses are shown. */
function sources({ read, caller }: Call) {
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
    answer: DistributionAnswer,
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
