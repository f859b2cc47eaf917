/** Operations on single campaigns; lists and bulk changes are in `campaign-lists.ts`. */
import type { Static } from '@sinclair/typebox'
import { Type } from '@sinclair/typebox'

import type { FlowSet } from '../../../core/model.ts'
import { settingOf } from '../../../core/settings/settings.ts'
import type { CampaignRecord } from '../../../db/records.ts'
import type { ReadStores } from '../../../db/stores.ts'
import {
  type CampaignChange,
  changeCampaign,
  createCampaign,
} from '../../../manage/campaigns/campaigns.ts'
import { flowsOf } from '../../../manage/campaigns/flow-owner.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { emptyUnless, idOf, type ManagementDeps, type Operation, operation } from '../operation.ts'
import { found, resourceOperations } from '../resource.ts'
import { CreatedId, Empty, IdParams } from '../wire.ts'
import { campaignTemplate, campaignView, linkOf } from './campaign-view.ts'
import {
  campaignChange,
  CampaignCreate,
  CampaignModify,
  CampaignReplace,
  flat,
} from './campaigns.wire.ts'
import { trackerZone } from './catalog.ts'
import { namedAsSent, type Places } from './plan-places.ts'
import { withPlan } from './plan.wire.ts'

const tag = 'Campaigns'
/** Where a campaign has its plan. */
const WITHIN = 'customRotation'

/** `rotationId` null together with an object of own flows leaves the shared rotation. */
export function replacement(
  call: Pick<ManagementDeps, 'tables'> & { readonly read: Pick<ReadStores, 'flowSets'> },
  body: Static<typeof CampaignReplace>,
  before: CampaignRecord,
): { change: CampaignChange; flows: FlowSet | null; places: Places | null } {
  const change = campaignChange(body, before)
  const plan = body.customRotation ?? null
  const leaves = body.rotationId === null && plan !== null
  const isShared = !leaves && (change.rotationId ?? before.rotationId) !== null
  const owner = { scope: 'campaign', id: before.id } as const
  const planned =
    isShared || plan === null ? null : withPlan(flowsOf(call.read, owner), plan, trackerZone(call))
  return {
    change: leaves ? { ...change, rotationId: null } : change,
    flows: planned?.set ?? null,
    places: planned?.places ?? null,
  }
}

export const campaignOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/campaign',
    id: 'createCampaign',
    summary: 'Create a campaign',
    tag,
    body: CampaignCreate,
    answer: CreatedId,
    status: 201,
    run: ({ desk, caller, body, tables }) => {
      const currency = settingOf(tables().settings, 'currency')
      const change = campaignChange({ currency, ...flat(body) }, null)
      const plan = body.customRotation ?? null
      const planned = plan === null ? null : withPlan(null, plan, trackerZone({ tables }))
      const made = createCampaign(desk, caller, change, planned?.set ?? null)
      return idOf(namedAsSent(made, { places: planned?.places ?? null, within: WITHIN }))
    },
  }),
  ...resourceOperations({
    kind: 'campaigns',
    base: '/campaign',
    noun: 'Campaign',
    article: 'a campaign',
    tag,
    body: CampaignReplace,
    view: (call, campaign) => campaignView(call, campaign),
    replace: (call, body, before) => {
      const { places, ...wanted } = replacement(call, body, before)
      const changed = changeCampaign(call.desk, call.caller, before.id, wanted)
      return namedAsSent(changed, { places, within: WITHIN })
    },
    rename: ({ desk, caller, params }, name) =>
      changeCampaign(desk, caller, params.id, { change: { name } }),
  }),
  operation({
    method: 'GET',
    path: '/campaign/:id/clone',
    id: 'cloneCampaign',
    summary: 'Template for a copy; nothing is stored',
    tag,
    params: IdParams,
    run: (call) => {
      const campaign = found('campaigns', call)
      return isRefusal(campaign) ? campaign : campaignTemplate(call, campaign)
    },
  }),
  operation({
    method: 'GET',
    path: '/campaign/:id/link',
    id: 'getCampaignLink',
    summary: 'Campaign URL with the parameters of its source',
    tag,
    params: IdParams,
    answer: Type.Object({ link: Type.String() }),
    run: (call) => {
      const campaign = found('campaigns', call)
      return isRefusal(campaign) ? campaign : { link: linkOf(call, campaign) }
    },
  }),
  operation({
    method: 'PATCH',
    path: '/campaign/modify/:id',
    id: 'modifyCampaign',
    summary: 'Change some properties',
    tag,
    params: IdParams,
    body: CampaignModify,
    answer: Empty,
    current: (call) => {
      const campaign = found('campaigns', call)
      return isRefusal(campaign) ? campaign : campaignView(call, campaign)
    },
    run: (call) => {
      const before = found('campaigns', call)
      if (isRefusal(before)) return before
      const change = campaignChange(call.body, before)
      return emptyUnless(changeCampaign(call.desk, call.caller, before.id, { change }))
    },
  }),
]
