import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { type Event, EventKind } from '../../../src/core/event.ts'
import { followUpFinder, mayFollow } from '../../../src/ledger/segments/follow-ups.ts'
import { anEvent, damaged, segmentOf, segmentsOf, seqAt } from '../../support/segments.ts'

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
    fc.property(fc.array(someEvent, { maxLength: 40 }), fc.nat(), (some, part) => {
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
      const followUps = followUpFinder()
      // The same asked again: of what was open some is sealed by then, and some has grown.
      for (const count of [part % events.length, events.length, part % events.length]) {
        const known = events.slice(0, count)
        const views = segmentsOf(known, ROWS)
        const source = { sealed: () => views.slice(0, -2), open: () => views.slice(-2) }
        for (const click of clicks.slice(0, count))
          expect(followUps(source, click)).toEqual(naive(known, click.clickSeq))
      }
    }),
  )
})

test('rows of an open segment are looked at once, and all of them again when the past was changed', () => {
  const click = anEvent({ clickSeq: seqAt(0, ROWS) })
  const confirm = { ...click, kind: EventKind.confirm }
  const update = { ...click, kind: EventKind.update, subIds: ['a'] }
  const details = { subIds: ['a'], externalId: '' }
  const followUps = followUpFinder()
  let revision = 0
  const ask = (events: Event[]) => {
    const open = segmentsOf(events, ROWS)
    return followUps({ sealed: () => [], open: () => open, revision: () => revision }, click)
  }
  expect(ask([click, confirm]).isConfirmed).toBe(true)
  // What was found stays: nobody looks there any more.
  expect(ask([click, confirm, update])).toMatchObject({ isConfirmed: true, details })
  expect(ask([click, click, update, click]).details).toEqual(details)
  revision++
  expect(ask([click, click, click, click]).details).toBeNull()
})

test('what followed a loaded click is in segments with lower numbers too', () => {
  const loaded = 2 ** 25
  const click = anEvent({ clickSeq: loaded * SEGMENT_ROWS, clickTime: 5 })
  const confirmed = { ...click, kind: EventKind.confirm }
  const source = {
    sealed: () => [segmentOf(loaded, [click])],
    open: () => [segmentOf(3, [confirmed])],
  }
  expect(followUpFinder()(source, click).isConfirmed).toBe(true)
  expect(mayFollow(2, 3)).toBe(false)
})

test("a segment that can't be read tells nothing, and keeps nobody from hearing the others", () => {
  const click = anEvent({ clickSeq: SEGMENT_ROWS })
  const later = (kind: EventKind) => anEvent({ ...click, kind, offerId: 5, subIds: ['a'] })
  const source = {
    sealed: () => [
      segmentOf(1, [click, later(EventKind.landingClick)]),
      damaged(segmentOf(2, [later(EventKind.update)])),
      segmentOf(3, [later(EventKind.confirm)]),
    ],
    open: () => [],
  }
  const said = followUpFinder()(source, click)
  expect(said).toMatchObject({ offer: { offerId: 5 }, isConfirmed: true, details: null })
})
