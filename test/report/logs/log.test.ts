import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { type Event, EventKind, Flag } from '../../../src/core/event.ts'
import type { LogQuery } from '../../../src/core/reports/log-query.ts'
import { EVENTS_TOLD_MAX } from '../../../src/core/timeline/told.ts'
import { atOnce } from '../../../src/lib/steps.ts'
import { clickRow } from '../../../src/report/logs/click-columns.ts'
import { eventsOfClick, type LogPage, readLog } from '../../../src/report/logs/log.ts'
import { aLogQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { anEvent, damaged, segmentOf, segmentsOf, seqAt } from '../../support/segments.ts'

const ROWS = 8
const everything = aLogQuery({ limit: 3 })

const segments = (events: readonly Event[]) => ({
  views: segmentsOf(events, ROWS),
  checkpoint: () => {},
})

/** All pages in one direction, from the newest or the oldest. */
function allPages(events: readonly Event[], part: Partial<LogQuery>): LogPage[] {
  const pages: LogPage[] = []
  let query = { ...everything, ...part }
  for (;;) {
    const page = atOnce(readLog(segments(events), query))
    pages.push(page)
    const border = query.direction === 'next' ? page.entries.at(-1) : page.entries[0]
    const goesOn = query.direction === 'next' ? page.hasNext : page.hasPrev
    if (!goesOn || border === undefined) return pages
    query = { ...query, cursor: border.seq }
  }
}

const followers = (events: readonly Event[], { clickSeq }: Event) =>
  events.filter((event) => event.clickSeq === clickSeq && ![1, 2].includes(event.kind))

const names = {
  campaign: () => ({ name: '', key: '' }),
  of: (_kind: string, id: number) => `${id}`,
}

/** An entry as its row shows it. */
const shown = ({ seq, event, later }: LogPage['entries'][number]) => ({
  seq,
  event,
  row: clickRow({ id: '', click: event, later, zone: 'UTC' }, names),
})

const TEST_OR_UNCONFIRMED = (event: Event) =>
  (event.flags & 2048) !== 0 || ((event.flags & 2) !== 0 && event.kind === 1)

test('pages hold every event once, newest first, in both directions', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('clicks', 'conversions'), (seed, of) => {
      const events = randomLedger(randomFrom(seed), 30, ROWS)
      const kinds = of === 'clicks' ? [1, 2] : [4]
      const wanted = events
        .map((event, index) => ({ seq: seqAt(index, ROWS), event }))
        .filter(({ event }) => kinds.includes(event.kind) && !TEST_OR_UNCONFIRMED(event))
        .map((entry) => ({
          ...entry,
          later: of === 'clicks' ? followers(events, entry.event) : [],
        }))
        .toReversed()
        .map(shown)
      const pages = allPages(events, { of })
      expect(pages.flatMap(({ entries }) => entries).map(shown)).toEqual(wanted)
      const back = allPages(events, { of, direction: 'prev' }).toReversed()
      expect(back.flatMap(({ entries }) => entries).map(shown)).toEqual(wanted)
    }),
    { numRuns: 30 },
  )
})

test('what was loaded from elsewhere is older than what visitors made here', () => {
  const loaded = 2 ** 25
  const clicks = (number: number) => {
    const rows = [0, 1].map((row) => ({ row, clickSeq: number * SEGMENT_ROWS + row }))
    return segmentOf(
      number,
      rows.map((part) => anEvent({ ...part, time: 5, clickTime: 5 })),
    )
  }
  const views = [loaded, 3, loaded + 1, 4].map(clicks)
  const page = (part: Partial<LogQuery>) =>
    atOnce(readLog({ views, checkpoint: () => {} }, { ...everything, ...part })).entries
  const newestFirst = [4, 3, loaded + 1, loaded].flatMap((number) => [
    number * SEGMENT_ROWS + 1,
    number * SEGMENT_ROWS,
  ])
  expect(page({ limit: 8 }).map(({ seq }) => seq)).toEqual(newestFirst)
  for (const [at, cursor] of newestFirst.entries()) {
    const after = page({ limit: 8, cursor }).map(({ seq }) => seq)
    const before = page({ limit: 8, cursor, direction: 'prev' }).map(({ seq }) => seq)
    expect([...before, cursor, ...after]).toEqual(newestFirst)
    expect(before).toHaveLength(at)
  }
})

test('a log is filtered like a report, with what later events say', () => {
  const events = randomLedger(randomFrom(5), 60, ROWS)
  const where = [{ any: [{ field: 'landingClicked', op: 'eq', values: ['true'] }] }] as const
  const landed = new Set(events.filter(({ kind }) => kind === 3).map(({ clickSeq }) => clickSeq))
  const { entries } = atOnce(readLog(segments(events), { ...everything, where, limit: 1000 }))
  expect(entries.length).toBeGreaterThan(0)
  expect(entries.every(({ event }) => landed.has(event.clickSeq))).toBe(true)
})

test.each([
  ['campaignUnique', 'true', 'is_campaign_unique', '1'],
  ['trackerUnique', 'false', 'is_tracker_unique', '0'],
  ['offerReached', 'true', 'is_offer_clicked', '1'],
  ['offerReached', null, 'is_offer_clicked', '0'],
  ['payout', '0', 'payout', '0'],
] as const)('%s %p chooses the clicks whose rows show it', (field, value, column, shown) => {
  const events = randomLedger(randomFrom(7), 80, ROWS).map(withOffer)
  const entries = (where: LogQuery['where']) =>
    atOnce(readLog(segments(events), { ...everything, where, limit: 1000 })).entries
  const wanted = entries([]).filter(({ event, later }) => {
    const row = clickRow({ id: '', click: event, later, zone: 'UTC' }, names)
    return row[column] === shown
  })
  const found = entries([{ any: [{ field, op: 'eq', values: [value] }] }])
  expect(found).toEqual(wanted)
  expect([0, entries([]).length]).not.toContain(found.length)
})

/** A landing click that led on says so twice: by its offer and by its flag. */
function withOffer(event: Event): Event {
  const led = { ...event, offerId: 7, flags: event.flags | Flag.offerReached }
  const stayed = { ...event, offerId: 0, flags: event.flags & ~Flag.offerReached }
  if (event.kind !== EventKind.landingClick) return event
  return event.row % 2 === 0 ? led : stayed
}

test('a damaged segment is left out of a log and named', () => {
  const [first, second] = segmentsOf(randomLedger(randomFrom(1), 12, ROWS), ROWS)
  const views = [first!, damaged(second!)]
  const page = atOnce(readLog({ views, checkpoint: () => {} }, { ...everything, limit: 100 }))
  expect(page.damaged).toEqual([1])
  expect(page.entries.every(({ seq }) => seq < 65_536)).toBe(true)
})

test('a click is found with all that followed it', () => {
  const events = randomLedger(randomFrom(2), 40, ROWS)
  const { clickSeq } = events.find(({ kind }) => kind === 4)!
  const history = atOnce(eventsOfClick(segments(events), clickSeq))
  expect(history).toEqual(events.filter((event) => event.clickSeq === clickSeq))
  expect(history[0]!.kind).toBe(1)
  expect(atOnce(eventsOfClick(segments(events), 99_999_999))).toEqual([])
})

/** As a visitor can send them: events of three kinds, and a conversion behind them. */
function floodedClick(count: number) {
  const click = anEvent({ clickSeq: 0, clickTime: 5, time: 5 })
  const free = [EventKind.eventValue, EventKind.update, EventKind.landingClick]
  const sent = Array.from({ length: count }, (_, at) => {
    const changed = { eventValues: ['', '0.5'], subIds: [`${at}`], offerId: 1 + (at % 5) }
    return { ...click, ...changed, kind: free[at % 3]!, row: at + 1, time: 6 + at }
  })
  const conversion = { ...click, kind: EventKind.conversion, row: count + 1, time: 6 + count }
  return { click, sent, conversion: { ...conversion, leads: 1 } }
}

test('a click with very many events holds up the thread for one at a time, and few more than are told are read', () => {
  const { click, sent, conversion } = floodedClick(1500)
  const views = [segmentOf(0, [click, ...sent, conversion])]
  const read = eventsOfClick({ views, checkpoint: () => {} }, 0)
  let steps = 0
  let last = read.next()
  for (; !last.done; last = read.next()) steps++
  expect(last.value).toEqual([click, ...sent.slice(0, EVENTS_TOLD_MAX + 1), conversion])
  expect(steps).toBeGreaterThan(EVENTS_TOLD_MAX)
})

test('a page with such a click is as small as any, and its row says all', () => {
  const { click, sent, conversion } = floodedClick(1500)
  const views = [
    segmentOf(0, [click, ...sent.slice(0, 800)]),
    segmentOf(1, [...sent.slice(800), conversion]),
  ]
  const page = atOnce(readLog({ views, checkpoint: () => {} }, { ...everything, limit: 100 }))
  const [entry] = page.entries
  expect(entry!.later.length).toBeLessThan(10)
  const whole = { seq: 0, event: click, later: [...sent, conversion] }
  expect(shown(entry!)).toEqual(shown(whole))
  expect(shown(entry!).row).toMatchObject({ event_2: '750', token_1: '1498', conversion: '1' })
})

test('what followed a loaded click is in segments with lower numbers too', () => {
  const loaded = 2 ** 25
  const click = anEvent({ clickSeq: loaded * SEGMENT_ROWS, clickTime: 5, time: 5 })
  const conversion = { ...click, kind: EventKind.conversion, time: 9 }
  const views = [segmentOf(3, [conversion]), segmentOf(loaded, [click])]
  const found = atOnce(eventsOfClick({ views, checkpoint: () => {} }, click.clickSeq))
  expect(found).toEqual([click, conversion])
})
