/** Caps of offers: how many conversions they take in a period, and what has come of them. */
import { type Static, Type } from '@sinclair/typebox'

import type { OfferCap } from '../../../core/model.ts'
import { isTimeZone, startOfDay } from '../../../lib/zoned-time.ts'
import { lookUp } from '../../../manage/access.ts'
import { changeMany } from '../../../manage/many.ts'
import { adjustCap, changeOffer } from '../../../manage/offers.ts'
import { refuseReference } from '../../../manage/references.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { trackerZone } from '../campaigns/catalog.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { Empty, FailedIds, IdParams, Ids } from '../wire.ts'
import { capChanged, type CapDefaults, capOf, capView, CapWrite, noCapView } from './offers.wire.ts'

const tag = 'Offers'
const OfferParams = Type.Object({ offerId: Type.Integer({ minimum: 1 }) })

type OfOffer = Call<{ offerId: number }>
type WriteCall = Call<{ offerId: number }, unknown, Static<typeof CapWrite>>

function defaultsOf({ clock, tables }: Call, named: string | null = null): CapDefaults {
  const zone = named ?? trackerZone({ tables })
  return { zone, midnight: startOfDay(zone, clock()) }
}

/** The cap that a body means, in the tracker's zone unless it names one. `before` is changed. */
function capWanted(call: Call, body: Static<typeof CapWrite>, before: OfferCap | null) {
  const named = body.timezone ?? null
  if (named !== null && !isTimeZone(named)) return wrong('timezone', 'is not a time zone')
  const defaults = defaultsOf(call, named)
  const cap = before === null ? capOf(body, defaults) : capChanged(before, body, defaults)
  return cap ?? wrong('startingFrom', 'is not a date')
}

function setCap(call: WriteCall, before: OfferCap | null): object {
  const cap = capWanted(call, call.body, before)
  if (isRefusal(cap)) return cap
  return emptyUnless(changeOffer(call.desk, call.caller, call.params.offerId, { cap }))
}

function replaceCap(call: WriteCall): object {
  const offer = offerOf(call)
  return isRefusal(offer) ? offer : setCap(call, offer.cap)
}

const offerOf = ({ read, caller, params }: OfOffer) =>
  lookUp(read, caller, 'offers', { id: params.offerId, need: 'read' })

function current(call: OfOffer) {
  const offer = offerOf(call)
  if (isRefusal(offer)) return offer
  const { cap, id } = offer
  return cap === null ? noCapView(defaultsOf(call)) : capView(cap, call.capUsed(id))
}

const setting = {
  path: '/offer/cap/conversion/:offerId',
  tag,
  params: OfferParams,
  body: CapWrite,
  answer: Empty,
  current,
} as const

const adjusting = (word: 'maximize' | 'reset', id: string, summary: string) =>
  operation({
    method: 'POST',
    path: `/offer/cap/conversion/:id/${word}`,
    id,
    summary,
    tag,
    params: IdParams,
    answer: Empty,
    run: ({ desk, caller, params }) =>
      emptyUnless(adjustCap(desk, caller, params.id, word === 'reset' ? 'empty' : 'full')),
  })

export const offerCapOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/offer/cap/conversion/:offerId',
    id: 'getOfferCap',
    summary: 'Read the conversion cap, and how much of it is used',
    tag,
    params: OfferParams,
    current,
    run: current,
  }),
  operation({
    ...setting,
    method: 'POST',
    id: 'createOfferCap',
    summary: 'Set the conversion cap',
    status: 201,
    run: (call) => setCap(call, null),
  }),
  operation({
    ...setting,
    method: 'PUT',
    id: 'replaceOfferCap',
    summary: 'Replace the conversion cap',
    run: replaceCap,
  }),
  adjusting(
    'maximize',
    'maximizeOfferCap',
    'The cap counts as reached until its running period ends',
  ),
  adjusting('reset', 'resetOfferCap', 'The cap counts from now on, until its running period ends'),
  operation({
    method: 'POST',
    path: '/offer/change_cap',
    id: 'changeOffersCap',
    summary: 'Set the same conversion cap for several offers',
    tag,
    body: Type.Object({ ids: Ids, ...CapWrite.properties }),
    answer: FailedIds,
    run: async (call) => {
      const { ids, ...body } = call.body
      const cap = capWanted(call, body, null)
      if (isRefusal(cap)) return cap
      const field = 'alternativeOfferId'
      const other = { field, kind: 'offers', to: cap.alternativeOfferId } as const
      const refusal = refuseReference(call.read, call.caller, other)
      if (refusal !== null) return refusal
      const change = (desk: Call['desk'], id: number) => changeOffer(desk, call.caller, id, { cap })
      return { failedIds: await changeMany(call.desk, ids, change) }
    },
  }),
]
