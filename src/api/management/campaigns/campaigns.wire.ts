/**
 * Campaigns of the dialect ↔ ours. Coarse properties change the richer stored value only if what is
 * sent differs from what is shown, so reading and writing back never flattens anything.
 */
import { type Static, Type } from '@sinclair/typebox'

import { PLAIN_POSTBACK } from '../../../core/conversions/postbacks.ts'
import type { Binding, Cost, CostModel, RedirectType } from '../../../core/model.ts'
import { type CampaignRecord, DEFAULTS } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import type { CampaignChange } from '../../../manage/campaigns/campaigns.ts'
import { anyCase, ELSE_SKIPPED, nullable, Uuid } from '../shape.ts'
import { Amount, amountOf, clearable, Currency, KeptName, microsOf, Name } from '../wire.ts'
import { RotationPlan } from './plan.wire.ts'

const optional = Type.Optional
const Appended = optional(nullable(Type.String({ maxLength: 2048 })))
const Percent = optional(nullable(Type.Number({ minimum: 0, maximum: 10_000 })))

const CampaignSettings = Type.Object({
  s2sPostback: optional(nullable(Type.String({ maxLength: 8192 }))),
  ea: optional(nullable(Type.Integer())),
  postbackPercent: Percent,
  payoutPercent: Percent,
  trafficLossPercent: Percent,
  appendToCampaignUrl: Appended,
  appendToOfferUrl: Appended,
  appendToLandingUrl: Appended,
})

const DISTRIBUTIONS = [
  'NORMAL',
  'SMART_PATHS',
  'SMART_PATHS_LPS',
  'SMART_PATHS_LPS_OFFERS',
  'FIX_ON_PATH',
  'FIX_ON_PATH_LPS',
  'FIX_ON_PATH_LPS_OFFERS',
] as const

const HIDINGS = [
  'NONE',
  'META_REFRESH',
  'DOUBLE_META_REFRESH',
  'SMART_META_REFRESH',
  'SMART_META_REFRESH_LANDING',
  'SMART_META_REFRESH_LANDING_OFFER',
] as const

export const COST = {
  costModel: optional(anyCase(['CPC', 'CPM', 'CPA'])),
  amount: optional(nullable(Amount)),
  currency: optional(nullable(Currency)),
  isAuto: optional(nullable(Type.Boolean())),
}

const CAMPAIGN = {
  key: optional(nullable(Type.String({ maxLength: 64 }))),
  ...COST,
  hideReferrerType: optional(nullable(anyCase(HIDINGS))),
  domainUuid: optional(nullable(Type.Union([Uuid, Type.Literal('')]))),
  distributionType: optional(nullable(anyCase(DISTRIBUTIONS))),
  rotationId: optional(nullable(Type.Integer({ minimum: 0 }))),
  campaignSettings: optional(nullable(CampaignSettings)),
}
const FULL = {
  ...CAMPAIGN,
  groupUuid: optional(nullable(Uuid)),
  customRotation: optional(nullable(RotationPlan)),
}
/** What several campaigns may be given at once. */
export const CampaignsSetting = Type.Object({
  ...CampaignSettings.properties,
  campaignSettings: optional(nullable(CampaignSettings)),
  hideReferrerType: CAMPAIGN.hideReferrerType,
})
const DISTRIBUTION = {
  distributionType: CAMPAIGN.distributionType,
  rotationId: CAMPAIGN.rotationId,
  customRotation: FULL.customRotation,
}
export const CampaignsDistribution = Type.Object({
  ...DISTRIBUTION,
  trafficDistributionInfo: optional(nullable(Type.Object(DISTRIBUTION))),
})

const SOURCE_ID = Type.Integer({ minimum: 1 })

/** As a campaign is shown. A copy is made of what was read, so a new one takes these as well. */
const NESTED = {
  cost: optional(
    nullable(
      Type.Object(
        {
          model: COST.costModel,
          money: optional(nullable(Type.Object({ amount: COST.amount, currency: COST.currency }))),
          isAuto: COST.isAuto,
        },
        ELSE_SKIPPED,
      ),
    ),
  ),
  hideReferrer: optional(
    nullable(
      Type.Object(
        { type: CAMPAIGN.hideReferrerType, domainUuid: CAMPAIGN.domainUuid },
        ELSE_SKIPPED,
      ),
    ),
  ),
}

export const CampaignCreate = Type.Object({
  ...FULL,
  ...NESTED,
  name: Name,
  trafficSourceId: SOURCE_ID,
})
export const CampaignReplace = Type.Object({
  ...FULL,
  name: KeptName,
  trafficSourceId: optional(nullable(SOURCE_ID)),
})
export const CampaignModify = Type.Object({
  ...CAMPAIGN,
  name: KeptName,
  trafficSourceId: optional(nullable(SOURCE_ID)),
  groupUuid: optional(nullable(Type.String({ maxLength: 40 }))),
})

/** As another tracker of the dialect shows it: one without a source is none to be refused. */
export const CampaignShown = Type.Object({ ...CampaignReplace.properties, ...NESTED, name: Name })

type Body = Static<typeof CampaignModify>

/** A new campaign's properties, flat: what is written so wins over what is written as it is shown. */
export function flat({ cost, hideReferrer, ...body }: Static<typeof CampaignShown>) {
  const shown = sent({
    costModel: cost?.model,
    amount: cost?.money?.amount,
    currency: cost?.money?.currency,
    isAuto: cost?.isAuto,
    hideReferrerType: hideReferrer?.type,
    domainUuid: hideReferrer?.domainUuid,
  })
  return { ...shown, ...sent(body) }
}

/** `before` null: a new campaign. */
export function campaignChange(body: Body, before: CampaignRecord | null): CampaignChange {
  const { groupUuid, rotationId, hideReferrerType, distributionType } = body
  return {
    ...sent<CampaignChange>({
      name: body.name || undefined,
      key: body.key || undefined,
      sourceId: body.trafficSourceId ?? undefined,
      domainId: body.domainUuid || undefined,
      groupId: groupUuid === undefined ? undefined : clearable(groupUuid),
      rotationId: rotationId || undefined,
    }),
    ...costChange(body, withLoss(before?.cost ?? DEFAULTS.campaigns.cost, body)),
    ...redirectChange(hideReferrerType ?? null, before),
    ...distributionChange(distributionType ?? null, before),
    ...settingsChange(body.campaignSettings ?? {}, before),
  }
}

const SHOWN_MODEL: { readonly [M in CostModel]: 'CPC' | 'CPM' | 'CPA' } = {
  CPC: 'CPC',
  CPUC: 'CPC',
  CPM: 'CPM',
  CPA: 'CPA',
  CPS: 'CPA',
  RevShare: 'CPA',
}

export function costChange(body: Pick<Body, keyof typeof COST>, before: Cost): { cost: Cost } {
  const { costModel, amount, currency, isAuto } = body
  const model =
    costModel === undefined || SHOWN_MODEL[before.model] === costModel ? null : costModel
  const cost = {
    ...before,
    model: model ?? before.model,
    amountMicros: amount === undefined ? before.amountMicros : microsOf(amount ?? 0),
    currency: currency ?? before.currency,
    auto: isAuto ?? before.auto,
  }
  return { cost }
}

type Redirects = readonly [landing: RedirectType, offer: RedirectType]

const REDIRECTS: { readonly [H in (typeof HIDINGS)[number]]: Redirects } = {
  NONE: ['http', 'http'],
  META_REFRESH: ['http', 'meta'],
  DOUBLE_META_REFRESH: ['http', 'double_meta'],
  SMART_META_REFRESH: ['http', 'double_meta'],
  SMART_META_REFRESH_LANDING: ['double_meta', 'http'],
  SMART_META_REFRESH_LANDING_OFFER: ['double_meta', 'double_meta'],
}

type Hiding = keyof typeof REDIRECTS

function hidingOf({ landingRedirect, offerRedirect }: CampaignRecord): Hiding {
  const hides = (type: RedirectType) => type === 'double_meta' || type === 'blank_referrer'
  if (hides(landingRedirect)) {
    return hides(offerRedirect) ? 'SMART_META_REFRESH_LANDING_OFFER' : 'SMART_META_REFRESH_LANDING'
  }
  if (hides(offerRedirect)) return 'DOUBLE_META_REFRESH'
  return offerRedirect === 'http' && landingRedirect === 'http' ? 'NONE' : 'META_REFRESH'
}

function redirectChange(hiding: Hiding | null, before: CampaignRecord | null): CampaignChange {
  if (hiding === null) return {}
  const shown = before === null ? null : hidingOf(before)
  const means = REDIRECTS[hiding]
  // Two words may mean the same: writing one where the other is shown changes nothing either.
  if (shown !== null && REDIRECTS[shown].join() === means.join()) return {}
  const [landingRedirect, offerRedirect] = means
  return { landingRedirect, offerRedirect }
}

const FIXED: { readonly [B in Exclude<Binding, 'none'>]: string } = {
  flow: 'FIX_ON_PATH',
  landing: 'FIX_ON_PATH_LPS',
  offer: 'FIX_ON_PATH_LPS_OFFERS',
}

function distributionOf({ binding, distribution }: CampaignRecord): string {
  return binding === 'none' ? distribution : FIXED[binding]
}

function distributionChange(word: string | null, before: CampaignRecord | null): CampaignChange {
  if (word === null || (before !== null && distributionOf(before) === word)) return {}
  const fixed = Object.entries(FIXED).find(([, shown]) => shown === word)
  if (fixed === undefined) return { binding: 'none', distribution: word }
  return { binding: fixed[0] as Binding, distribution: 'NORMAL' }
}

function settingsChange(
  settings: Static<typeof CampaignSettings>,
  before: CampaignRecord | null,
): CampaignChange {
  const usual = DEFAULTS.campaigns
  const { s2sPostback } = settings
  return sent<CampaignChange>({
    eventWeight: cleared(settings.ea, usual.eventWeight),
    postbackPercent: cleared(settings.postbackPercent, usual.postbackPercent),
    payoutPercent: cleared(settings.payoutPercent, usual.payoutPercent),
    appendToCampaignUrl: cleared(settings.appendToCampaignUrl, ''),
    appendToOfferUrl: cleared(settings.appendToOfferUrl, ''),
    appendToLandingUrl: cleared(settings.appendToLandingUrl, ''),
    postbacks: s2sPostback === undefined ? undefined : postbacksWith(s2sPostback ?? '', before),
  })
}

/** The dialect keeps traffic loss among the settings; with us it is a property of the cost. */
function withLoss(cost: Cost, { campaignSettings }: Body): Cost {
  const loss = cleared(campaignSettings?.trafficLossPercent, DEFAULTS.campaigns.cost.trafficLoss)
  return { ...cost, trafficLoss: loss ?? cost.trafficLoss }
}

/** Null clears: what a new campaign has instead. */
function cleared<T>(value: T | null | undefined, empty: T): T | undefined {
  return value === null ? empty : value
}

/** The dialect knows one postback: the first without statuses. The others stay, and each in its place. */
function postbacksWith(url: string, before: CampaignRecord | null): CampaignRecord['postbacks'] {
  const stored = before?.postbacks ?? []
  const index = stored.findIndex((postback) => postback.statuses.length === 0)
  if (url === '') return stored.filter((_, at) => at !== index)
  const general = { ...PLAIN_POSTBACK, ...stored[index], url, statuses: [] }
  return index === -1 ? [general, ...stored] : stored.with(index, general)
}

function costView({ cost }: CampaignRecord) {
  const { model, amountMicros, currency, auto } = cost
  const money = { amount: amountOf(amountMicros), currency }
  return { model: SHOWN_MODEL[model], money, isAuto: auto }
}

/** What reading, cloning and writing have in common. */
export function campaignFacts(campaign: CampaignRecord) {
  return {
    name: campaign.name,
    key: campaign.key,
    groupUuid: campaign.groupId,
    trafficSourceId: campaign.sourceId,
    cost: costView(campaign),
    hideReferrer: { type: hidingOf(campaign), domainUuid: campaign.domainId },
    distributionType: distributionOf(campaign),
    rotationId: campaign.rotationId,
    campaignSettings: {
      s2sPostback: campaign.postbacks.find(({ statuses }) => statuses.length === 0)?.url ?? '',
      ea: campaign.eventWeight,
      postbackPercent: campaign.postbackPercent,
      payoutPercent: campaign.payoutPercent,
      trafficLossPercent: campaign.cost.trafficLoss,
      appendToCampaignUrl: campaign.appendToCampaignUrl,
      appendToOfferUrl: campaign.appendToOfferUrl,
      appendToLandingUrl: campaign.appendToLandingUrl,
    },
  }
}
