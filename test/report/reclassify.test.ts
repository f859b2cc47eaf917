/** Robots told apart anew in stored clicks, against a plain walk over the same events. */
import { afterAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { type Event, EventKind, Flag, MEASURE_COLUMNS } from '../../src/core/event.ts'
import { judgeBy } from '../../src/detect/robot-verdict.ts'
import { openSegmentsReadOnly } from '../../src/ledger/check/read-only.ts'
import { cellReader } from '../../src/ledger/columns/cells.ts'
import { checkAt } from '../../src/ledger/columns/check-stream.ts'
import { eventOf, kindOf } from '../../src/ledger/columns/column-names.ts'
import { allViews, type SegmentSource } from '../../src/ledger/columns/column.ts'
import type { Keeper } from '../../src/ledger/keeper/keeper.ts'
import type { VerdictWork } from '../../src/ledger/verdicts/verdict-store.ts'
import { clickFinder } from '../../src/report/logs/find-clicks.ts'
import { runQuery } from '../../src/report/scan/run.ts'
import { journalOf, putJournal, removeFolders, SALT } from '../support/journals.ts'
import { LATER, ledgerOf, openLedgerOn as open } from '../support/ledgers.ts'
import { aCostOrder, aQuery } from '../support/queries.ts'
import { type Random, randomFrom } from '../support/random-ledger.ts'
import {
  naiveChanges,
  naiveVerdicts,
  NO_LISTS,
  randomLists,
  robotEvents,
} from '../support/robot-ledger.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

const ME = { userId: 7, via: 'key' }
const EVER = { from: 0, to: LATER }

let lastWork = 0
function someWork(part: Partial<VerdictWork> = {}): VerdictWork {
  const clicks = { period: EVER, campaigns: null }
  return { uuid: `work-${++lastWork}`, isDry: false, clicks, lists: NO_LISTS, ...part }
}

function randomWork(random: Random): VerdictWork {
  const from = Date.UTC(2026, 9, 2) + random.int(30) * 86_400_000
  const period = random.of([EVER, { from, to: from + random.int(30) * 86_400_000 }])
  const campaigns = random.of([null, [1, 3], [2]])
  return someWork({ clicks: { period, campaigns }, lists: randomLists(random) })
}

function eventsIn(source: SegmentSource): Event[] {
  return [...allViews(source)].flatMap((view) => {
    const readers = new Map<string, (row: number) => string | number>()
    const read = (name: string) =>
      kindOf(name) === 'cold' ? view.coldAt(name) : cellReader(view.column(name))
    return Array.from({ length: view.rows }, (_, row) =>
      eventOf((name) => readers.getOrInsertComputed(name, read)(row)),
    )
  })
}

const sumsOf = (events: readonly Event[]) =>
  MEASURE_COLUMNS.map((name) => events.reduce((sum, event) => sum + event[name], 0))

function robotsIn(source: SegmentSource) {
  const query = aQuery({ groupings: ['bot'], measures: ['clicks', 'bots', 'revenue', 'cost'] })
  return runQuery({ views: allViews(source), checkpoint: () => undefined }, query)
}

async function outcomeOf(keeper: Keeper, work: VerdictWork) {
  await keeper.verdicts.apply(work)
  const { state, looked, changes, unreadable } = keeper.verdicts.of(work.uuid)!
  expect({ state, unreadable }).toEqual({ state: 'done', unreadable: 0 })
  return { looked, changes }
}

test('every event has the verdict of a visit of now, sealed or not; the measures stay, and a second time changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomFrom(seed)
      let events = robotEvents(random, randomLists(random))
      const dataDir = ledgerOf(events)
      let keeper = open(dataDir)
      for (let step = 0; step < 2; step++) {
        while (random.chance(0.5)) keeper.sealNext()
        const work = randomWork(random)
        const wanted = naiveVerdicts(events, work)
        const counted = naiveChanges(events, wanted, work)
        const dry = { ...work, uuid: `dry of ${work.uuid}`, isDry: true }
        expect(await outcomeOf(keeper, dry)).toEqual(counted)
        expect(eventsIn(keeper.source())).toEqual(events)
        expect(await outcomeOf(keeper, work)).toEqual(counted)
        expect(eventsIn(keeper.source())).toEqual(wanted)
        expect(sumsOf(wanted)).toEqual(sumsOf(events))
        events = wanted
        const { changes } = await outcomeOf(keeper, { ...work, uuid: `again ${work.uuid}` })
        expect(changes).toEqual(naiveChanges(wanted, wanted, work).changes)
        if (random.chance(0.3)) {
          keeper.close()
          keeper = open(dataDir)
        }
        const reader = openSegmentsReadOnly(dataDir, judgeBy)
        expect(eventsIn(reader.source)).toEqual(wanted)
        reader.close()
      }
      const { rows, totals } = robotsIn(keeper.source())
      while (keeper.sealNext());
      expect(eventsIn(keeper.source())).toEqual(events)
      expect(robotsIn(keeper.source())).toMatchObject({ rows, totals })
      keeper.close()
    }),
    { numRuns: 6 },
  )
})

test('a kill at any moment leaves what the next start makes whole, and what was counted counts once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.nat({ max: 60 }), async (seed, turns) => {
      const random = randomFrom(seed)
      const events = robotEvents(random, randomLists(random))
      const dataDir = ledgerOf(events)
      const keeper = open(dataDir)
      while (random.chance(0.6)) keeper.sealNext()
      const work = randomWork(random)
      const running = keeper.verdicts.apply(work).catch(() => undefined)
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      keeper.close()
      await running
      const next = open(dataDir)
      while (random.chance(0.3)) next.sealNext()
      await next.verdicts.resume()
      const wanted = naiveVerdicts(events, work)
      expect(eventsIn(next.source())).toEqual(wanted)
      const { state, looked, changes } = next.verdicts.of(work.uuid)!
      expect({ looked, changes }).toEqual(naiveChanges(events, wanted, work))
      expect(state).toBe('done')
      next.close()
    }),
    { numRuns: 10 },
  )
})

const NOON = Date.UTC(2026, 9, 25, 12)
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36'
const LINUX = { ...NO_LISTS, userAgents: ['linux'] }

/** Smaller ones begin another segment. */
const rowIn = (segment: number) => 9 - segment
const seqIn = (segment: number) => segment * SEGMENT_ROWS + rowIn(segment)

/** Clicks of people, one in each of these segments. */
function peopleIn(segments: readonly number[], part: Partial<Event> = {}): Event[] {
  return segments.map((segment) =>
    anEvent({
      row: rowIn(segment),
      clickSeq: seqIn(segment),
      campaignId: 1,
      time: NOON,
      clickTime: NOON,
      clicks: 1,
      ip: '203.0.113.9',
      userAgent: AGENT,
      ...part,
    }),
  )
}

const follower = (click: Event, time: number, row = 0): Event => ({
  ...click,
  kind: EventKind.conversion,
  row,
  time,
  clicks: 0,
  leads: 1,
})

test('an event that was on its way goes by its click; one of later is as it was made', async () => {
  const [click] = peopleIn([1])
  const dataDir = ledgerOf([click!])
  const now = NOON + 1000
  const keeper = open(dataDir, () => now)
  while (keeper.sealNext());
  await keeper.verdicts.apply(
    someWork({ clicks: { period: { from: 0, to: now }, campaigns: null }, lists: LINUX }),
  )
  const late = [follower(click!, now - 1), follower(click!, now + 7_200_000, 1)]
  putJournal(dataDir, 5, journalOf(5, [late]))
  keeper.refresh()
  const reasons = () => eventsIn(keeper.source()).map(({ botReasons }) => botReasons)
  expect(reasons()).toEqual(['user_list', 'user_list', ''])
  putJournal(dataDir, 6, journalOf(6, []))
  keeper.refresh()
  while (keeper.sealNext());
  expect(reasons()).toEqual(['user_list', 'user_list', ''])
  keeper.close()
})

test('a click that is looked up has the verdict, sealed or not', async () => {
  const keeper = open(ledgerOf(peopleIn([1, 2])))
  keeper.sealNext()
  const asked = [1, 2].map((segment) => ({
    seq: seqIn(segment),
    check: checkAt(SALT, rowIn(segment)),
  }))
  const flags = () => keeper.clicks.read(asked).map((click) => (click as Event).flags & Flag.bot)
  expect(flags()).toEqual([0, 0])
  await keeper.verdicts.apply(someWork({ lists: LINUX }))
  expect(flags()).toEqual([Flag.bot, Flag.bot])
  keeper.close()
})

test('costs that are booked and events that are removed later leave the verdicts as they are', async () => {
  const keeper = open(ledgerOf(peopleIn([1, 2], { costMicros: 5 })))
  keeper.sealNext()
  const order = aCostOrder({ how: 'per_click', micros: 7 })
  await keeper.costs.apply([order], { by: ME, whenNone: 'keep' }, clickFinder(keeper.source))
  await keeper.verdicts.apply(someWork({ lists: LINUX }))
  const cells = () =>
    eventsIn(keeper.source()).map(({ botReasons, costMicros }) => [botReasons, costMicros])
  const priced = ['user_list', 7]
  expect(cells()).toEqual([priced, priced])
  await keeper.costs.set(1, 'undo', ME)
  const free = ['user_list', 5]
  expect(cells()).toEqual([free, free])
  await keeper.costs.set(1, 'redo', ME)
  await keeper.retention.removeClicks([seqIn(2)])
  while (keeper.sealNext());
  expect(cells()).toEqual([priced])
  keeper.close()
})

test('what nobody knows anything of stays as it is: imported counts, payouts of removed clicks, test clicks', async () => {
  const unknown = peopleIn([1], { ip: '', userAgent: '' })
  const tried = peopleIn([2], { flags: Flag.test })
  const keeper = open(ledgerOf([...unknown, ...tried]))
  const { looked } = await outcomeOf(keeper, someWork({ lists: LINUX }))
  expect(looked).toBe(0)
  expect(eventsIn(keeper.source())).toEqual([...unknown, ...tried])
  keeper.close()
})

test('one that ends the process again and again is given up, and one that only counts at once', async () => {
  const dataDir = ledgerOf(peopleIn([1]))
  const [work, dry] = [someWork({ lists: LINUX }), someWork({ isDry: true })]
  const begun = open(dataDir)
  const ends = [work, dry].map((one) => begun.verdicts.apply(one).catch(() => undefined))
  begun.close()
  await Promise.all(ends)
  for (let start = 0; start < 4; start++) {
    const keeper = open(dataDir)
    const resumed = keeper.verdicts.resume().catch(() => undefined)
    expect(keeper.verdicts.of(dry.uuid)?.state).toBe('interrupted')
    keeper.close()
    await resumed
  }
  const keeper = open(dataDir)
  expect(keeper.verdicts.of(work.uuid)?.state).toBe('interrupted')
  await keeper.verdicts.resume()
  expect(eventsIn(keeper.source())[0]!.botReasons).toBe('')
  keeper.close()
})

test('how far it is can be asked for; one waits for the other', async () => {
  const keeper = open(ledgerOf(peopleIn([1, 2, 3])))
  while (keeper.sealNext());
  const [first, second] = [someWork({ lists: LINUX }), someWork()]
  const both = [keeper.verdicts.apply(first), keeper.verdicts.apply(second)]
  await Promise.resolve()
  const states = () => [first, second].map(({ uuid }) => keeper.verdicts.of(uuid)!.state)
  expect(states()).toEqual(['running', 'waiting'])
  await Promise.all(both)
  expect(states()).toEqual(['done', 'done'])
  expect(keeper.verdicts.list().map(({ changes }) => [changes.toRobots, changes.toPeople])).toEqual(
    [
      [0, 3],
      [3, 0],
    ],
  )
  expect(keeper.verdicts.of('of nobody')).toBeNull()
  keeper.close()
})
