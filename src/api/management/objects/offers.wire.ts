/** Offers of the dialect ↔ ours: flat when written, nested when read. */
import { type Static, Type } from '@sinclair/typebox'

import { parseTime } from '../../../core/conversions/call.ts'
import type { OfferCap } from '../../../core/model.ts'
import type { OfferRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { timestampIn } from '../../../lib/time-text.ts'
import { startOfDay } from '../../../lib/zoned-time.ts'
import type { OfferChange } from '../../../manage/offers.ts'
import { anyCase, ELSE_SKIPPED, nullable, unlessWithin, Uuid } from '../shape.ts'
import { Amount, amountOf, countryOf, Currency, KeptName, microsOf, Name } from '../wire.ts'

const optional = Type.Optional

const OFFER = {
  name: Name,
  url: Type.String({ minLength: 1, maxLength: 8192 }),
  countryCode: optional(nullable(Type.String({ maxLength: 10 }))),
  groupUuid: optional(nullable(Uuid)),
  affiliateNetworkId: optional(nullable(Type.Integer({ minimum: 0 }))),
  amount: optional(nullable(Amount)),
  currency: optional(Currency),
  isAuto: optional(Type.Boolean()),
  isUpsell: optional(Type.Boolean()),
}
/** As an offer is shown. A copy is made of what was read, so a new one takes this as well. */
const PAYOUT = Type.Object(
  {
    money: optional(nullable(Type.Object({ amount: OFFER.amount, currency: OFFER.currency }))),
    isAuto: OFFER.isAuto,
    isUpsell: OFFER.isUpsell,
  },
  ELSE_SKIPPED,
)
export const BareOffer = Type.Object({ ...OFFER, payout: optional(nullable(PAYOUT)) })
const PartialOffer = Type.Object({
  ...OFFER,
  name: KeptName,
  /** An offer with an action of its own may be shown without one. */
  url: optional(Type.String({ maxLength: 8192, told: { minLength: 1 } })),
})

/** A bare object is accepted too. */
const BARE = unlessWithin('offer')
export const OfferWrite = Type.Union([
  Type.Object({ offer: BareOffer }),
  Type.Object(BareOffer.properties, BARE),
])
export const OfferReplace = Type.Union([
  Type.Object({ offer: PartialOffer }),
  Type.Object(PartialOffer.properties, BARE),
])

type OfferBody = Static<typeof PartialOffer>

/** A new offer: what is written flat wins over what is written as it is shown. */
export function newOffer(body: Static<typeof OfferWrite>): OfferChange {
  const { payout, ...flat } = 'offer' in body ? body.offer : body
  const { isAuto, isUpsell, money } = payout ?? {}
  const shown = sent({ isAuto, isUpsell, amount: money?.amount, currency: money?.currency })
  return offerChange({ ...shown, ...sent(flat) }, null)
}

/** `before` null: a new offer. What is left out keeps its value. */
export function offerChange(
  body: { offer: OfferBody } | OfferBody,
  before: OfferRecord | null,
): OfferChange {
  const offer = 'offer' in body ? body.offer : body
  const { countryCode, affiliateNetworkId, amount, isUpsell } = offer
  const wasUpsell = before !== null && before.upsell !== 'off'
  return sent<OfferChange>({
    name: offer.name || undefined,
    url: offer.url,
    country: countryCode === undefined ? undefined : countryOf(countryCode ?? ''),
    groupId: offer.groupUuid,
    networkId: affiliateNetworkId === undefined ? undefined : affiliateNetworkId || null,
    payoutMicros: amount === undefined ? undefined : microsOf(amount ?? 0),
    payoutCurrency: offer.currency,
    payoutAuto: offer.isAuto,
    // `by_tid` shows as true: sending that back must not turn it into `add`.
    upsell: isUpsell === undefined || isUpsell === wasUpsell ? undefined : isUpsell ? 'add' : 'off',
  })
}

export function payoutView({ payoutMicros, payoutCurrency, payoutAuto, upsell }: OfferRecord) {
  return {
    money: { amount: amountOf(payoutMicros), currency: payoutCurrency },
    isAuto: payoutAuto,
    isUpsell: upsell !== 'off',
  }
}

export function offerView(offer: OfferRecord) {
  return {
    offer: {
      name: offer.name,
      url: offer.url,
      countryCode: offer.country,
      groupUuid: offer.groupId,
      affiliateNetworkId: offer.networkId,
      payout: payoutView(offer),
    },
  }
}

export const CapWrite = Type.Object({
  isActive: optional(Type.Boolean()),
  maxCap: optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
  startingFrom: optional(nullable(Type.String({ maxLength: 40 }))),
  timezone: optional(nullable(Type.String({ maxLength: 60 }))),
  resetFrequency: optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  alternativeOfferId: optional(nullable(Type.Integer({ minimum: 0 }))),
  priority: optional(nullable(anyCase(['in_path', 'alternative']))),
})

const DAY_SECONDS = 86_400
const NO_CAP = {
  isActive: false,
  maxCap: 0,
  resetFrequency: DAY_SECONDS,
  alternativeOfferId: null,
  priority: 'in_path' as const,
  currentConversionCap: 0,
}

/** What a cap starts from: its zone if none is named, and the start of today there. */
export interface CapDefaults {
  readonly zone: string
  readonly midnight: number
}

/**
 * Null when `startingFrom` is no date; it is of the cap's zone. A day that begins at midnight is one of the calendar, of
 * 23 to 25 hours.
 */
export function capOf(body: Static<typeof CapWrite>, defaults: CapDefaults): OfferCap | null {
  const from = body.startingFrom ?? null
  const timezone = body.timezone ?? defaults.zone
  const startsAt = from === null ? defaults.midnight : parseTime(from, timezone)
  if (startsAt === null) return null
  const seconds = body.resetFrequency ?? DAY_SECONDS
  const isCalendarDay = seconds === DAY_SECONDS && startsAt === startOfDay(timezone, startsAt)
  return {
    active: body.isActive ?? true,
    max: body.maxCap ?? 0,
    period: isCalendarDay ? 'day' : 'seconds',
    seconds,
    startsAt,
    timezone,
    whenFull: body.priority ?? 'in_path',
    alternativeOfferId: body.alternativeOfferId || null,
  }
}

/**
 * The cap there is with what differs from how it is shown now: so a period that this view has no
 * word for survives being read and written back. Null when `startingFrom` is no date.
 */
export function capChanged(
  before: OfferCap,
  body: Static<typeof CapWrite>,
  defaults: CapDefaults,
): OfferCap | null {
  const shown: Static<typeof CapWrite> = capView(before, 0)
  const wanted = capOf({ ...shown, ...body }, defaults)
  if (wanted === null) return null
  const isKept = (name: 'startingFrom' | 'resetFrequency') =>
    body[name] === undefined || body[name] === shown[name]
  if (!isKept('startingFrom') || !isKept('resetFrequency')) return wanted
  // In another zone it begins when the clocks there show the same.
  const startsAt = wanted.timezone === before.timezone ? before.startsAt : wanted.startsAt
  return { ...wanted, period: before.period, startsAt }
}

/** `used` is how many conversions the running period has. */
export function capView(cap: OfferCap, used: number) {
  return {
    isActive: cap.active,
    maxCap: cap.max,
    startingFrom: timestampIn(cap.timezone, cap.startsAt),
    timezone: cap.timezone,
    resetFrequency: cap.seconds,
    alternativeOfferId: cap.alternativeOfferId,
    priority: cap.whenFull,
    currentConversionCap: used,
  }
}

/** Of an offer without a cap: one that is not active, with what it would start from. */
export function noCapView({ zone, midnight }: CapDefaults) {
  return { ...NO_CAP, startingFrom: timestampIn(zone, midnight), timezone: zone }
}
