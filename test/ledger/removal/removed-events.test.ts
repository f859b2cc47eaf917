import { expect, test } from 'bun:test'

import fc from 'fast-check'

import type { RemovalState, RemovalStore } from '../../../src/ledger/removal/removal-store.ts'
import { removedEvents } from '../../../src/ledger/removal/removed-events.ts'
import { anEvent, segmentOf } from '../../support/segments.ts'

const NO_REMOVAL: RemovalState = {
  id: 1,
  askedAt: 100,
  doneAt: 100,
  campaignId: null,
  clicks: null,
  since: 0,
  before: 100,
  rows: 0,
  minClickTime: null,
  maxClickTime: null,
}

/** A store of these removals, newest first, which counts how often it is asked for a click. */
function storeOf(removals: RemovalState[], asked: number[] = []): RemovalStore {
  const nothing = () => {
    throw new Error('not asked for')
  }
  return {
    list: () => removals,
    hasClick(_id, seq) {
      asked.push(seq)
      return seq % 2 === 0
    },
    clicksIn: () => [],
    removalOfClick: () => null,
    clickRemovedAt: () => null,
    add: nothing,
    finish: nothing,
    note: nothing,
    of: () => [],
  }
}

const clicks = (count: number) =>
  Array.from({ length: count }, (_, row) =>
    anEvent({ row, clickSeq: row, clickTime: 50, time: 50 }),
  )

test('each row of an open segment is looked at once, until there is another removal', () => {
  const asked: number[] = []
  const removals = [{ ...NO_REMOVAL, clicks: 1 }]
  const removed = removedEvents(storeOf(removals, asked))
  for (const count of [3, 3, 5]) {
    const left = removed.left(segmentOf(1, clicks(count)))
    expect([...left!]).toEqual([1, 3].filter((row) => row < count))
  }
  expect(asked).toEqual([0, 1, 2, 3, 4])
  removed.reset()
  removed.left(segmentOf(1, clicks(2)))
  expect(asked).toEqual([0, 1, 2, 3, 4, 0, 1])
})

test('a segment that grows says what one says that is read at once', () => {
  const events = fc.array(fc.record({ campaignId: fc.nat(3), clickTime: fc.nat(9) }), {
    minLength: 1,
    maxLength: 20,
  })
  const removals = fc.array(fc.record({ campaignId: fc.nat(3), since: fc.nat(9) }), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(events, removals, (some, cleared) => {
      const list = cleared.map((part) => ({ ...NO_REMOVAL, ...part, before: part.since + 4 }))
      const growing = removedEvents(storeOf(list))
      for (let count = 1; count <= some.length; count++) {
        const view = segmentOf(
          1,
          some.slice(0, count).map((part) => anEvent({ ...part, time: part.clickTime })),
        )
        expect(growing.left(view)).toEqual(removedEvents(storeOf(list)).left(view))
      }
    }),
  )
})
