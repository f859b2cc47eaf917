/** Campaigns with all their properties, also those the dialect lacks. */
import { type Static, Type } from '@sinclair/typebox'

import type { CampaignRecord, Draft } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { type CampaignChange, changeCampaign } from '../../../manage/campaigns/campaigns.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { postbackOf, PostbackWire, SharePercent } from '../money/postbacks.wire.ts'
import { type FullForm, fullOperations, keptState, moveTo } from '../objects/full-form.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import {
  Amount,
  amountOf,
  Currency,
  IdParams,
  microsOf,
  State,
  timestamp,
  timestampOrNull,
} from '../wire.ts'
import { linkOf } from './campaign-view.ts'
import { Parameters, parametersWithDefaults } from './parameters.wire.ts'

const optional = Type.Optional
const Text = Type.String({ maxLength: 1000 })
const Redirect = optional(anyCase(['http', 'meta', 'double_meta', 'js', 'blank_referrer']))
const Appended = optional(Type.String({ maxLength: 2048 }))

const Cost = Type.Object({
  model: optional(anyCase(['CPC', 'CPUC', 'CPM', 'CPA', 'CPS', 'RevShare'])),
  amount: optional(Amount),
  currency: optional(Currency),
  auto: optional(Type.Boolean()),
  trafficLoss: optional(Type.Number({ minimum: 0, maximum: 100 })),
  /** Of `CPA`: classes or words that are paid for; none: each click's first conversion. */
  statuses: optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 20 })),
})
const Uniqueness = Type.Object({
  method: optional(anyCase(['ip', 'ip_ua'])),
  ttlHours: optional(Type.Integer({ minimum: 1, maximum: 8760 })),
  cookies: optional(Type.Boolean()),
})
const CampaignFull = Type.Object({
  name: optional(Text),
  alias: optional(Type.String({ maxLength: 64 })),
  key: optional(Type.String({ maxLength: 64 })),
  state: State,
  binding: optional(anyCase(['none', 'flow', 'landing', 'offer'])),
  uniqueness: optional(Uniqueness),
  cost: optional(Cost),
  sourceId: optional(nullable(Type.Integer({ minimum: 1 }))),
  domainId: optional(nullable(Uuid)),
  groupId: optional(nullable(Uuid)),
  rotationId: optional(nullable(Type.Integer({ minimum: 1 }))),
  parameters: optional(Parameters),
  postbacks: optional(Type.Array(PostbackWire, { maxItems: 50 })),
  postbackPercent: SharePercent,
  payoutPercent: SharePercent,
  landingRedirect: Redirect,
  offerRedirect: Redirect,
  appendToCampaignUrl: Appended,
  appendToLandingUrl: Appended,
  appendToOfferUrl: Appended,
  timezone: optional(Type.String({ maxLength: 60 })),
  clickApiEnabled: optional(Type.Boolean()),
  clickApiShape: optional(anyCase(['clients', 'document'])),
})
type Full = Static<typeof CampaignFull>

function fullChange(body: Full, before: Draft<'campaigns'>): CampaignChange {
  const { parameters, postbacks, uniqueness, cost, state, ...plain } = body
  return sent<CampaignChange>({
    ...plain,
    state: keptState(state),
    uniqueness: uniqueness && { ...before.uniqueness, ...uniqueness },
    cost: cost && costWith(cost, before.cost),
    parameters: parameters && parametersWithDefaults(parameters),
    postbacks: postbacks?.map(postbackOf),
  })
}

function costWith({ amount, ...rest }: Static<typeof Cost>, before: CampaignRecord['cost']) {
  const amountMicros = amount === undefined ? before.amountMicros : microsOf(amount)
  return { ...before, ...rest, amountMicros }
}

function fullView(campaign: CampaignRecord) {
  const {
    token: _token,
    formerToken: _former,
    cost,
    createdAt,
    changedAt: _changed,
    deletedAt,
    ...rest
  } = campaign
  const { amountMicros, ...price } = cost
  return {
    ...rest,
    cost: { ...price, amount: amountOf(amountMicros) },
    createdAt: timestamp(createdAt),
    deletedAt: timestampOrNull(deletedAt),
  }
}

export const campaignForm: FullForm<'campaigns', typeof CampaignFull> = {
  kind: 'campaigns',
  schema: CampaignFull,
  view: fullView,
  change: fullChange,
}

export const campaignFullOperations = fullOperations({
  kind: 'campaigns',
  base: '/campaign',
  noun: 'Campaign',
  article: 'a campaign',
  tag: 'Campaigns',
  params: IdParams,
  body: CampaignFull,
  view: (campaign, call) => ({ ...fullView(campaign), link: linkOf(call, campaign) }),
  patch: ({ desk, caller, body }, before) => {
    const done = changeCampaign(desk, caller, before.id, { change: fullChange(body, before) })
    const target = { kind: 'campaigns', id: before.id } as const
    return isRefusal(done) ? done : moveTo(desk, caller, target, body.state)
  },
})
