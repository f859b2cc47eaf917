/** Offers with all their properties: also those the dialect lacks, as the upsell rule. */
import { type Static, Type } from '@sinclair/typebox'

import type { OfferCap } from '../../../core/model.ts'
import type { Draft, OfferRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { changeOffer, type OfferChange } from '../../../manage/offers.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import {
  ActionWire,
  Amount,
  amountOf,
  countryOf,
  Currency,
  IdParams,
  microsOf,
  Name,
  readTime,
  State,
  Time,
  timestamp,
  timestampOrNull,
} from '../wire.ts'
import { type FullForm, fullOperations, keptState, moveTo } from './full-form.ts'

const optional = Type.Optional
const Id = nullable(Type.Integer({ minimum: 1 }))

const Payout = Type.Object({
  amount: optional(Amount),
  currency: optional(Currency),
  auto: optional(Type.Boolean()),
  /** A payout above it counts and is marked `review`. */
  reviewAbove: optional(nullable(Amount)),
})
const Cap = Type.Object({
  active: optional(Type.Boolean()),
  max: optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
  period: optional(anyCase(['day', 'seconds'])),
  seconds: optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  startsAt: optional(Time),
  timezone: optional(Type.String({ maxLength: 60 })),
  whenFull: optional(anyCase(['in_path', 'alternative'])),
  alternativeOfferId: optional(Id),
})
const OfferFull = Type.Object({
  name: optional(Name),
  state: State,
  url: optional(Type.String({ maxLength: 8192 })),
  action: optional(nullable(ActionWire)),
  networkId: optional(Id),
  groupId: optional(nullable(Uuid)),
  country: optional(Type.String({ maxLength: 10 })),
  payout: optional(Payout),
  upsell: optional(anyCase(['off', 'by_tid', 'add'])),
  cap: optional(nullable(Cap)),
})
type Full = Static<typeof OfferFull>

function change(body: Full, before: Draft<'offers'>): OfferChange {
  const { payout, cap, state, country, ...plain } = body
  return sent<OfferChange>({
    ...plain,
    state: keptState(state),
    country: country === undefined ? undefined : countryOf(country),
    payoutMicros: payout?.amount === undefined ? undefined : microsOf(payout.amount),
    payoutCurrency: payout?.currency,
    payoutAuto: payout?.auto,
    reviewAboveMicros: microsUnlessNull(payout?.reviewAbove),
    cap: cap && capWith(cap, before.cap ?? FRESH_CAP),
    ...(cap === null ? { cap } : {}),
  })
}

function microsUnlessNull(amount: Parameters<typeof microsOf>[0] | null | undefined) {
  return amount === null || amount === undefined ? amount : microsOf(amount)
}

const FRESH_CAP: OfferCap = {
  active: true,
  max: 0,
  period: 'day',
  seconds: 86_400,
  startsAt: 0,
  timezone: 'UTC',
  whenFull: 'in_path',
  alternativeOfferId: null,
}

function capWith({ startsAt, ...rest }: Static<typeof Cap>, before: OfferCap): OfferCap {
  return { ...before, ...rest, startsAt: readTime(startsAt ?? null) ?? before.startsAt }
}

function view(offer: OfferRecord) {
  const { payoutMicros, payoutCurrency: currency, payoutAuto: auto, cap } = offer
  const { reviewAboveMicros: limit } = offer
  const reviewAbove = limit === null ? null : amountOf(limit)
  const { id, name, state, url, action, networkId, groupId, country, upsell } = offer
  return {
    id,
    name,
    state,
    url,
    action,
    networkId,
    groupId,
    country,
    payout: { amount: amountOf(payoutMicros), currency, auto, reviewAbove },
    upsell,
    cap: cap === null ? null : { ...cap, startsAt: timestamp(cap.startsAt) },
    createdAt: timestamp(offer.createdAt),
    deletedAt: timestampOrNull(offer.deletedAt),
  }
}

export const offerForm: FullForm<'offers', typeof OfferFull> = {
  kind: 'offers',
  schema: OfferFull,
  view,
  change,
}

export const offerFullOperations = fullOperations({
  kind: 'offers',
  base: '/offer',
  noun: 'Offer',
  article: 'an offer',
  tag: 'Offers',
  params: IdParams,
  body: OfferFull,
  view,
  patch: ({ desk, caller, body }, offer) => {
    const done = changeOffer(desk, caller, offer.id, change(body, offer))
    const target = { kind: 'offers', id: offer.id } as const
    return isRefusal(done) ? done : moveTo(desk, caller, target, body.state)
  },
})
