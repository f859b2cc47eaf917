/** Events of conversions reach the ledger exactly once, whatever the journal says of them. */
import { expect, test } from 'bun:test'

import { type Event, EventKind, eventToRow, rowToEvent } from '../../../src/core/event.ts'
import type { QueuedEvent } from '../../../src/db/money/ledger-queue.ts'
import { eventMover, type MoverParts } from '../../../src/track/conversions/mover.ts'
import { until } from '../../support/until.ts'

function queuedEvent(id: number, kind: EventKind = EventKind.conversion): QueuedEvent {
  const event = { ...rowToEvent([kind]), clickSeq: id, bookingId: id }
  return { id, afterSeq: 10, row: JSON.stringify(eventToRow(event)) }
}

/** A ledger that stores each event as `fate` says. */
function aLedger(fate: (event: Event) => 'stored' | 'refused' | 'late') {
  const held: number[] = []
  const counting = new Set<number>()
  const journal = { failing: null as string | null, oldestQueuedMs: null as number | null }
  const ledger = {
    appendDurable: (event: Event) => {
      const is = fate(event)
      if (is !== 'refused') held.push(event.bookingId)
      return Promise.resolve(is === 'stored')
    },
    followUps: ({ clickSeq }: Event) => Promise.resolve({ isConfirmed: counting.has(clickSeq) }),
    recentEvents: () => Promise.resolve({ rows: held.map((id) => [id]), cursor: null }),
    status: () => ({ journal }),
  } as unknown as MoverParts['ledger']
  return { held, counting, journal, ledger }
}

/** `confirmed`: clicks that the visitors' history has marked already. */
function aMover(ledger: MoverParts['ledger'], confirmed = new Set<number>()) {
  const forgotten: number[] = []
  const mover = eventMover({
    ledger,
    forget: (ids) => Promise.resolve(forgotten.push(...ids)),
    isFirstConfirmation: ({ clickSeq }) =>
      !confirmed.has(clickSeq) && confirmed.add(clickSeq).size > 0,
    onProblem: (problem) => expect(problem).toBe(''),
    retryMs: 5,
  })
  return { mover, forgotten }
}

test('what is on the disk is forgotten in the queue', async () => {
  const { held, ledger } = aLedger(() => 'stored')
  const { mover, forgotten } = aMover(ledger)
  mover.move([queuedEvent(1), queuedEvent(2)])
  await until('both are forgotten', () => forgotten.length === 2)
  expect({ held, pending: mover.pending() }).toEqual({ held: [1, 2], pending: 0 })
})

test('what the journal refused is given to it again', async () => {
  let refusals = 2
  const { held, ledger } = aLedger(() => (refusals-- > 0 ? 'refused' : 'stored'))
  const { mover, forgotten } = aMover(ledger)
  mover.move([queuedEvent(1)])
  await until('it has arrived', () => forgotten.length === 1)
  expect(held).toEqual([1])
})

test('what arrived after its deadline is found and not given again', async () => {
  const { held, ledger } = aLedger(() => 'late')
  const { mover, forgotten } = aMover(ledger)
  mover.move([queuedEvent(1)])
  await until('it was found', () => forgotten.length === 1)
  expect(held).toEqual([1])
})

test('nothing is decided while older events wait for the disk', async () => {
  const { held, journal, ledger } = aLedger(() => 'refused')
  const { mover } = aMover(ledger)
  journal.oldestQueuedMs = 60_000
  mover.recover([queuedEvent(1)])
  await Bun.sleep(20)
  expect({ held, pending: mover.pending() }).toEqual({ held: [], pending: 1 })
})

test('of what an earlier run left, only what is missing is moved', async () => {
  const { held, ledger } = aLedger(() => 'stored')
  held.push(1, 3)
  const { mover, forgotten } = aMover(ledger)
  mover.recover([1, 2, 3, 4].map((id) => queuedEvent(id)))
  await until('all are forgotten', () => forgotten.length === 4)
  expect(held.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4])
})

test('a click is made to count once, by whoever comes first', async () => {
  const { held, ledger } = aLedger(() => 'stored')
  const { mover, forgotten } = aMover(ledger)
  const first = queuedEvent(1, EventKind.confirm)
  const second = { ...queuedEvent(1, EventKind.confirm), id: 2 }
  mover.move([first, second])
  await until('both are forgotten', () => forgotten.length === 2)
  expect(held).toEqual([1])
})

test('a click counts also when the journal refused at first what makes it count', async () => {
  let refusals = 2
  const { held, ledger } = aLedger(() => (refusals-- > 0 ? 'refused' : 'stored'))
  const { mover, forgotten } = aMover(ledger)
  mover.move([queuedEvent(1, EventKind.confirm)])
  await until('it is forgotten', () => forgotten.length === 1)
  expect(held).toEqual([1])
})

const LEFT = [
  ['was not moved', [], [1]],
  ['was made to count by somebody else', [1], []],
] as const

test.each(LEFT)('a confirmation of an earlier run that %s', async (_how, counting, wanted) => {
  const ledger = aLedger(() => 'stored')
  for (const seq of counting) ledger.counting.add(seq)
  const { mover, forgotten } = aMover(ledger.ledger, new Set([1]))
  mover.recover([queuedEvent(1, EventKind.confirm)])
  await until('it is forgotten', () => forgotten.length === 1)
  expect(ledger.held).toEqual([...wanted])
})

test('nobody else makes a click count while the ledger is asked about it', () => {
  const confirmed = new Set<number>()
  const { mover } = aMover(aLedger(() => 'stored').ledger, confirmed)
  mover.recover([queuedEvent(1, EventKind.confirm), queuedEvent(2)])
  expect([...confirmed]).toEqual([1])
})
