import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { type Event, EventKind } from '../../../src/core/event.ts'
import { followUps } from '../../../src/ledger/segments/follow-ups.ts'
import { anEvent, segmentsOf, seqAt } from '../../support/segments.ts'

const ROWS = 4
const KINDS = [
  EventKind.click,
  EventKind.landingClick,
  EventKind.confirm,
  EventKind.update,
  EventKind.conversion,
]

const someEvent = fc.record({
  click: fc.nat(5),
  kind: fc.constantFrom(...KINDS),
  offerId: fc.nat(2),
  subId: fc.constantFrom('', 'a', 'b'),
})

/** What the events say, one after the other. */
function naive(events: readonly Event[], clickSeq: number) {
  const own = events.filter((event) => event.clickSeq === clickSeq)
  const offers = own.filter((event) => event.kind === EventKind.landingClick && event.offerId > 0)
  const last = offers.at(-1)
  const update = own.findLast(({ kind }) => kind === EventKind.update)
  return {
    offer: last ? { offerId: last.offerId, networkId: last.networkId, pathId: last.pathId } : null,
    isConfirmed: own.some(({ kind }) => kind === EventKind.confirm),
    details: update ? { subIds: update.subIds, externalId: update.externalId } : null,
  }
}

test('what later events say of a click is found in whatever segment they are', () => {
  fc.assert(
    fc.property(fc.array(someEvent, { maxLength: 40 }), (some) => {
      const clicks = Array.from({ length: 6 }, (_, at) =>
        anEvent({ clickSeq: seqAt(at, ROWS), row: at % ROWS, time: at, clickTime: at }),
      )
      const later = some.map(({ click, kind, offerId, subId }, at) =>
        anEvent({
          ...clicks[click]!,
          kind,
          offerId,
          pathId: at,
          subIds: subId === '' ? [] : ['', subId],
          externalId: subId,
          time: 10 + at,
        }),
      )
      const events = [...clicks, ...later]
      const views = segmentsOf(events, ROWS)
      const source = { sealed: () => views.slice(0, -1), open: () => views.slice(-1) }
      for (const click of clicks)
        expect(followUps(source, click)).toEqual(naive(events, click.clickSeq))
    }),
  )
})
