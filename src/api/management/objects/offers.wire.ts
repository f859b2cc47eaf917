/** Offers of the dialect ↔ ours: flat when written, nested when read. */
import { type Static, Type } from '@sinclair/typebox'

import type { OfferCap } from '../../../core/model.ts'
import type { OfferRecord } from '../../../db/records.ts'
import type { OfferChange } from '../../../manage/offers.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { Amount, amountOf, Currency, microsOf, Name, sent, timestamp } from '../wire.ts'

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
export const BareOffer = Type.Object(OFFER)
const PartialOffer = Type.Object({
  ...OFFER,
  name: optional(nullable(Name)),
  url: optional(OFFER.url),
})

/** A bare object is accepted too. */
export const OfferWrite = Type.Union([Type.Object({ offer: BareOffer }), BareOffer])
export const OfferReplace = Type.Union([Type.Object({ offer: PartialOffer }), PartialOffer])

type OfferBody = Static<typeof PartialOffer>

/** `before` null: a new offer. What is left out keeps its value. */
export function offerChange(
  body: { offer: OfferBody } | OfferBody,
  before: OfferRecord | null,
): OfferChange {
  const offer = 'offer' in body ? body.offer : body
  const { countryCode, affiliateNetworkId, amount, isUpsell } = offer
  const wasUpsell = before !== null && before.upsell !== 'off'
  return sent<OfferChange>({
    name: offer.name ?? undefined,
    url: offer.url,
    country: countryCode === undefined ? undefined : countryOf(countryCode),
    groupId: offer.groupUuid,
    networkId: affiliateNetworkId === undefined ? undefined : affiliateNetworkId || null,
    payoutMicros: amount === undefined ? undefined : microsOf(amount ?? 0),
    payoutCurrency: offer.currency,
    payoutAuto: offer.isAuto,
    // `by_tid` shows as true: sending that back must not turn it into `add`.
    upsell: isUpsell === undefined || isUpsell === wasUpsell ? undefined : isUpsell ? 'add' : 'off',
  })
}

function countryOf(code: string | null): string {
  const country = (code ?? '').trim().toUpperCase()
  return country === 'GLOBAL' ? '' : country
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

/** `midnight` is today's start in the cap's zone. Null when `startingFrom` is no date. */
export function capOf(
  body: Static<typeof CapWrite>,
  zone: string,
  midnight: number,
): OfferCap | null {
  const from = body.startingFrom ?? null
  const startsAt = from === null ? midnight : Date.parse(`${from.replace(' ', 'T')}Z`)
  if (!Number.isFinite(startsAt)) return null
  const seconds = body.resetFrequency ?? DAY_SECONDS
  return {
    active: body.isActive ?? true,
    max: body.maxCap ?? 0,
    period: seconds === DAY_SECONDS && from === null ? 'day' : 'seconds',
    seconds,
    startsAt,
    timezone: zone,
    whenFull: body.priority ?? 'in_path',
    alternativeOfferId: body.alternativeOfferId || null,
  }
}

const NO_CAP = {
  isActive: false,
  maxCap: 0,
  startingFrom: null,
  timezone: 'UTC',
  resetFrequency: DAY_SECONDS,
  alternativeOfferId: null,
  priority: 'in_path',
  currentConversionCap: 0,
}

/** `used` is how many conversions the running period has. */
export function capView(cap: OfferCap | null, used: number) {
  if (cap === null) return NO_CAP
  return {
    isActive: cap.active,
    maxCap: cap.max,
    startingFrom: timestamp(cap.startsAt),
    timezone: cap.timezone,
    resetFrequency: cap.seconds,
    alternativeOfferId: cap.alternativeOfferId,
    priority: cap.whenFull,
    currentConversionCap: used,
  }
}
