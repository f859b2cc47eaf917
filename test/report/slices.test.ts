/** No question holds the keeper's thread up from the first segment to the last. */
import { afterAll, afterEach, expect, mock, spyOn, test } from 'bun:test'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { EventKind } from '../../src/core/event.ts'
import type { Keeper } from '../../src/ledger/keeper/keeper.ts'
import { type ClickExportQuestion, clickLines } from '../../src/report/export/click-export.ts'
import { PLAIN_CSV } from '../../src/report/export/csv.ts'
import { reportHandlers } from '../../src/report/handlers.ts'
import { clickFinder } from '../../src/report/logs/find-clicks.ts'
import { removeFolders } from '../support/journals.ts'
import { ledgerOf, openLedgerOn } from '../support/ledgers.ts'
import { aCostOrder, aLogQuery, aQuery } from '../support/queries.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)
afterEach(() => mock.restore())

const NOON = Date.UTC(2026, 9, 25, 12)
const SEGMENTS = 6
const SEALED = 4
const LINK = 3
/** Longer than anybody may hold the thread. */
const LONG_MS = 100

/** Each segment with a click, and a conversion of the first click, which is in the first. */
function openKeeperOnEvents(): Keeper {
  const events = Array.from({ length: SEGMENTS }, (_, at) => {
    const time = NOON + at
    const first = SEGMENT_ROWS
    const click = anEvent({
      kind: EventKind.click,
      clickSeq: first * (1 + at),
      row: 0,
      time,
      clickTime: time,
      linkId: LINK,
      action: 'redirect',
      clicks: 1,
      campaignId: 1,
    })
    const after = { kind: EventKind.conversion, clickSeq: first, row: 1, time: time + 1 }
    return [click, anEvent({ ...after, clickTime: NOON, offerId: 5, leads: 1 })]
  }).flat()
  const keeper = openLedgerOn(ledgerOf(events))
  for (let sealed = 0; sealed < SEALED; sealed++) keeper.sealNext()
  return keeper
}

/** As if every step took long; how often others had a turn meanwhile. */
async function turnsWhile(work: () => Promise<unknown>): Promise<number> {
  let now = 0
  spyOn(performance, 'now').mockImplementation(() => (now += LONG_MS))
  let isDone = false
  let turns = 0
  const others = () => {
    turns++
    if (!isDone) setImmediate(others)
  }
  setImmediate(others)
  await work()
  isDone = true
  return turns
}

const period = { from: NOON, to: NOON + 1000 }
const where = [{ any: [{ field: 'offer', op: 'eq', values: ['5'] }] }] as const
const timed = (ask: unknown) => ({ ask, deadline: Infinity })

/** What each asks, and over how many segments it has to go. */
const QUESTIONS = [
  ['query', aQuery({ groupings: ['campaign'], measures: ['clicks'] }), SEGMENTS],
  // Once for what later events say, once for its rows, and for what came after them.
  ['log', aLogQuery({ period, where }), 2 * SEGMENTS],
  ['click', SEGMENT_ROWS, SEGMENTS],
  ['hygiene', { period, campaignIds: null }, SEGMENTS],
  ['minutes', { period, campaignIds: null }, SEGMENTS],
  ['link', { linkId: LINK, zone: 'UTC', period: null }, SEALED],
  ['link', { linkId: LINK, zone: 'UTC', period }, SEGMENTS],
  ['linkClicks', LINK, SEALED],
] as const

test.each(QUESTIONS)(
  'between the segments of a %s others have their turn',
  async (name, ask, segments) => {
    const keeper = openKeeperOnEvents()
    const handler = reportHandlers({ clock: () => NOON })[name]
    const turns = await turnsWhile(() => handler(keeper.source(), timed(ask), keeper))
    expect(turns).toBeGreaterThanOrEqual(segments)
    keeper.close()
  },
)

test('between the segments that pricing clicks looks through others have their turn', async () => {
  const keeper = openKeeperOnEvents()
  const order = aCostOrder({ campaigns: [1], micros: 5, period, where })
  const turns = await turnsWhile(() => clickFinder(keeper.source)([order], () => {}))
  expect(turns).toBeGreaterThanOrEqual(2 * SEGMENTS)
  keeper.close()
})

test('an export of clicks pauses after each segment that it looks through', () => {
  const keeper = openKeeperOnEvents()
  const none = new Map<number, string>()
  const asked: ClickExportQuestion = {
    key: '',
    query: aLogQuery({ period, where }),
    columns: ['id'],
    kind: 'ndjson',
    format: PLAIN_CSV,
    campaigns: new Map(),
    names: {
      flow: none,
      path: none,
      offer: none,
      landing: none,
      source: none,
      network: none,
      rotation: none,
    },
  }
  const lines = clickLines(asked, { pin: keeper.pin, idOf: keeper.clicks.idReader() })
  expect(Array.from({ length: SEGMENTS }, () => lines.next().value)).toEqual(
    Array.from({ length: SEGMENTS }, () => ''),
  )
  expect([...lines].join('')).toBe(`{"id":"${keeper.clicks.idOf(SEGMENT_ROWS)}"}\n`)
  keeper.close()
})
