import { afterAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import type { CostOrder } from '../../src/core/cost-batches.ts'
import type { Event } from '../../src/core/event.ts'
import { allViews } from '../../src/ledger/columns/column.ts'
import { unpackRows } from '../../src/ledger/columns/row-set.ts'
import type { Keeper } from '../../src/ledger/keeper/keeper.ts'
import { clickFinder } from '../../src/report/logs/find-clicks.ts'
import { runQuery } from '../../src/report/scan/run.ts'
import { journalOf, putJournal, removeFolders } from '../support/journals.ts'
import { LATER, ledgerOf, openLedgerOn as open, randomEvents } from '../support/ledgers.ts'
import { aCostOrder, aQuery } from '../support/queries.ts'
import { anUpload, randomFile, randomOrder } from '../support/random-costs.ts'
import { type Random, randomFrom } from '../support/random-ledger.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 9, 25, 12)
const ME = { userId: 7, via: 'key' }
const FILE = { by: ME, whenNone: 'keep', upload: anUpload('file') } as const

/** Half of it sealed, and priced once before. */
async function ledgerWith(events: readonly Event[], before: CostOrder): Promise<Keeper> {
  const keeper = open(ledgerOf(events), () => LATER)
  keeper.sealNext()
  await keeper.costs.apply([before], { by: ME, whenNone: 'keep' }, clickFinder(keeper.source))
  return keeper
}

async function lineByLine({ costs, source }: Keeper, orders: readonly CostOrder[]) {
  const results = []
  for (const order of orders)
    results.push(...(await costs.apply([order], FILE, clickFinder(source)))!)
  return results
}

function stateOf(keeper: Keeper) {
  const views = allViews(keeper.source())
  const groupings = ['campaign', 'days', 'clickCost', 'costOrigin']
  const query = aQuery({ groupings, measures: ['clicks', 'cost'], childLimit: 500 })
  const { rows, totals } = runQuery({ views, checkpoint: () => {} }, query)
  const batches = keeper.costs.list().batches.map(({ uuid: _, ...batch }) => batch)
  return { rows: rows.map(({ path, m }) => [path.map(({ value }) => value), m]), totals, batches }
}

const withoutUuid = (results: readonly { uuid: string }[] | null) =>
  results?.map(({ uuid: _, ...result }) => result)

test('a file that is booked at once says what its lines do one after the other, before and after an undo', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random: Random = randomFrom(seed)
      const events = randomEvents(random)
      const [before, file] = [randomOrder(random), randomFile(random)]
      const [one, other] = [await ledgerWith(events, before), await ledgerWith(events, before)]
      const made = await one.costs.apply(file, FILE, clickFinder(one.source))
      expect(withoutUuid(made)).toEqual(withoutUuid(await lineByLine(other, file)))
      expect(stateOf(one)).toEqual(stateOf(other))
      for (const event of ['undo', 'redo'] as const) {
        await one.costs.setUpload('file', event, ME)
        await other.costs.setUpload('file', event, ME)
        expect(stateOf(one)).toEqual(stateOf(other))
      }
      one.close()
      other.close()
    }),
    { numRuns: 15 },
  )
})

test('orders that are searched for together find what each finds alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomFrom(seed)
      const keeper = open(ledgerOf(randomEvents(random)))
      const find = clickFinder(keeper.source)
      const orders = [...randomFile(random), ...randomFile(random)]
      const rowsOf = (found: Awaited<ReturnType<typeof find>>) =>
        found.map((one) =>
          [...one].map(([segment, rows]) => [segment, rows.count, unpackRows(rows)]),
        )
      const alone = []
      for (const order of orders) alone.push(...(await find([order], () => {})))
      expect(rowsOf(await find(orders, () => {}))).toEqual(rowsOf(alone))
      keeper.close()
    }),
    { numRuns: 15 },
  )
})

test('a line means its value in any letter case where reports do, and to the letter elsewhere', async () => {
  const event = { campaignId: 1, clicks: 1, time: 5, clickTime: 5 }
  const part = (row: number, country: string, zone: string) =>
    anEvent({ ...event, row, clickSeq: SEGMENT_ROWS + row, country, subIds: [zone] })
  const keeper = open(ledgerOf([part(0, 'DE', 'Z1'), part(1, 'de', 'z1'), part(2, 'AT', 'z1')]))
  const lines = (field: string, values: string[]) =>
    values.map((value) => aCostOrder({ where: [{ any: [{ field, op: 'in', values: [value] }] }] }))
  const orders = [...lines('geoCountry', ['dE', 'AT']), ...lines('token_1', ['Z1', 'z1', 'z2'])]
  const made = await keeper.costs.apply(orders, FILE, clickFinder(keeper.source))
  expect(made!.map(({ clicks }) => clicks)).toEqual([2, 1, 1, 2, 0])
  keeper.close()
})

const DAY = { from: NOON - 12 * HOUR, to: NOON + 12 * HOUR }

/** Clicks of campaign 1 at noon, one in each of these zones. */
const clicksIn = (segment: number, zones: readonly string[]) =>
  zones.map((zone, row) =>
    anEvent({
      row,
      clickSeq: segment * SEGMENT_ROWS + row,
      campaignId: 1,
      time: NOON,
      clickTime: NOON,
      clicks: 1,
      subIds: [zone],
    }),
  )

const linesOf = (zones: readonly string[], part: Partial<CostOrder> = {}) =>
  zones.map((zone) =>
    aCostOrder({
      period: DAY,
      where: [{ any: [{ field: 'token_1', op: 'in', values: [zone] }] }],
      ...part,
    }),
  )

test('lines of a file whose clicks have come are searched for together', async () => {
  const dataDir = ledgerOf([])
  const keeper = open(dataDir)
  const find = clickFinder(keeper.source)
  await keeper.costs.apply(linesOf(['a', 'b', 'c']), FILE, find)
  putJournal(dataDir, 5, journalOf(5, [clicksIn(5, ['a', 'b', 'b'])]))
  keeper.refresh()
  const searches: number[] = []
  const changed = await keeper.costs.replan((orders, progress) => {
    searches.push(orders.length)
    return find(orders, progress)
  })
  expect({ changed, searches }).toEqual({ changed: 2, searches: [3] })
  expect(keeper.costs.list().batches.map(({ clicks }) => clicks)).toEqual([0, 2, 1])
  keeper.close()
})

test('what became of the lines of a file is known while it is booked, afterwards, and after a restart', async () => {
  const dataDir = ledgerOf(clicksIn(1, ['a', 'b']))
  let keeper = open(dataDir)
  while (keeper.sealNext());
  const find = clickFinder(keeper.source)
  const upload = anUpload('u', [
    [2, 1],
    [3, 'cost: "x" is no amount'],
    [4, 0],
  ])
  const states: unknown[] = []
  const look = () => {
    const state = keeper.costs.uploadOf('u')
    states.push(state && [state.state, state.progress])
  }
  look()
  const first = keeper.costs.apply(linesOf(['a']), { by: ME, whenNone: 'keep' }, find)
  const ask = { by: ME, whenNone: 'keep', upload } as const
  const done = keeper.costs.apply(linesOf(['a', 'z']), ask, (orders, progress) =>
    find(orders, (part) => {
      progress(part)
      look()
    }),
  )
  look()
  await first
  await done
  look()
  expect(states).toEqual([null, ['waiting', 0], ['running', 0], ['done', 1]])
  keeper.close()
  keeper = open(dataDir)
  const unallocated = [{ campaignId: 1, time: DAY.from, micros: 1_000_000 }]
  expect(keeper.costs.uploadOf('u')).toEqual({
    campaigns: [1],
    state: 'done',
    progress: 1,
    lines: [
      { line: 2, id: 3, clicks: 0, shareMicros: 0, unallocated },
      { line: 3, error: 'cost: "x" is no amount' },
      { line: 4, id: 2, clicks: 1, shareMicros: 1_000_000, unallocated: [] },
    ],
  })
  keeper.close()
})

/** Begins to book it and closes the ledger before it is written. */
async function killedWhileBooking(dataDir: string, begin: (keeper: Keeper) => Promise<unknown>) {
  const keeper = open(dataDir)
  const booked = begin(keeper)
  keeper.close()
  await booked.catch(() => undefined)
}

const beginning = (id: string, zones: readonly string[]) => (keeper: Keeper) =>
  keeper.costs.apply(
    linesOf(zones),
    { ...FILE, upload: anUpload(id, [[2, 0]]) },
    clickFinder(keeper.source),
  )

test('a kill before files are written has booked none of their lines; the next start does, as they came', async () => {
  const dataDir = ledgerOf(clicksIn(1, ['a', 'b']))
  await killedWhileBooking(dataDir, (keeper) =>
    Promise.allSettled([beginning('u', ['a', 'b'])(keeper), beginning('v', ['a'])(keeper)]),
  )
  const keeper = open(dataDir)
  const waiting = { campaigns: [1], state: 'waiting', progress: 0, lines: [] } as const
  expect(keeper.costs.uploadOf('u')).toEqual(waiting)
  expect(keeper.costs.list().batches).toEqual([])
  const resumed = keeper.costs.resume(clickFinder(keeper.source))
  const later = beginning('later', ['b'])(keeper)
  const told = await keeper.costs.takeResumed()
  await Promise.all([resumed, later])
  expect(told.map(({ upload, by, results }) => [upload, by, results.map(({ id }) => id)])).toEqual([
    ['u', ME, [1, 2]],
    ['v', ME, [3]],
  ])
  expect(await keeper.costs.takeResumed()).toEqual([])
  const files = keeper.costs.list().batches.map(({ upload, inForce }) => [upload, inForce])
  expect(files).toEqual([
    ['later', 1],
    ['v', 1],
    ['u', 0],
    ['u', 0],
  ])
  expect(keeper.costs.uploadOf('u')).toMatchObject({ state: 'done', lines: [{ line: 2, id: 1 }] })
  keeper.close()
  const next = open(dataDir)
  await next.costs.resume(clickFinder(next.source))
  expect(next.costs.list().batches.length).toBe(4)
  next.close()
})

test('what is booked after a kill is what would have been without it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random: Random = randomFrom(seed)
      const events = randomEvents(random)
      const [before, file] = [randomOrder(random), randomFile(random)]
      const [one, other] = [await ledgerWith(events, before), ledgerOf(events)]
      await one.costs.apply(file, FILE, clickFinder(one.source))
      const first = open(other, () => LATER)
      first.sealNext()
      await first.costs.apply([before], { by: ME, whenNone: 'keep' }, clickFinder(first.source))
      first.close()
      await killedWhileBooking(other, ({ costs, source }) =>
        costs.apply(file, FILE, clickFinder(source)),
      )
      const next = open(other, () => LATER)
      await next.costs.resume(clickFinder(next.source))
      expect(stateOf(next)).toEqual(stateOf(one))
      one.close()
      next.close()
    }),
    { numRuns: 10 },
  )
})

test('a file that is interrupted again and again is given up, and can be sent again', async () => {
  const dataDir = ledgerOf(clicksIn(1, ['a', 'b']))
  await killedWhileBooking(dataDir, beginning('u', ['a', 'b']))
  const states: (string | undefined)[] = []
  for (let start = 0; start < 5; start++) {
    const keeper = open(dataDir)
    const look = () => states.push(keeper.costs.uploadOf('u')?.state)
    look()
    let isTried = false
    const booked = keeper.costs.resume((orders, progress) => {
      isTried = true
      look()
      keeper.close()
      return clickFinder(keeper.source)(orders, progress)
    })
    await booked.catch(() => undefined)
    if (!isTried) keeper.close()
  }
  const tries = ['waiting', 'running', 'waiting', 'running', 'waiting', 'running']
  expect(states).toEqual([...tries, 'interrupted', 'interrupted'])
  const keeper = open(dataDir)
  const interrupted = { campaigns: [1], state: 'interrupted', progress: 0, lines: [] } as const
  expect(keeper.costs.uploadOf('u')).toEqual(interrupted)
  await beginning('again', ['a', 'b'])(keeper)
  expect(keeper.costs.uploadOf('again')).toMatchObject({ lines: [{ line: 2, clicks: 1 }] })
  keeper.close()
})

test('a file that fails is known to have failed, and keeps no other from being booked', async () => {
  const dataDir = ledgerOf(clicksIn(1, ['a']))
  const keeper = open(dataDir)
  const ask = { ...FILE, upload: anUpload('u', [[2, 0]]) }
  const fails = () => Promise.reject(new Error('the disk is full'))
  const booked = keeper.costs.apply(linesOf(['a']), ask, fails)
  const next = { ...FILE, upload: anUpload('next', [[2, 0]]) }
  const other = keeper.costs.apply(linesOf(['a']), next, clickFinder(keeper.source))
  expect(await booked.catch(String)).toBe('Error: the disk is full')
  await other
  const failed = { campaigns: [1], state: 'failed', progress: 0, lines: [] } as const
  expect(keeper.costs.uploadOf('u')).toEqual(failed)
  expect(keeper.costs.uploadOf('next')).toMatchObject({ state: 'done' })
  keeper.close()
  const later = open(dataDir)
  await later.costs.resume(clickFinder(later.source))
  expect(later.costs.uploadOf('u')).toEqual({ ...failed, state: 'interrupted' })
  expect(later.costs.list().batches.length).toBe(1)
  later.close()
})

test('parts of a file are known by its id, also those of which no line is booked', async () => {
  const dataDir = ledgerOf(clicksIn(1, ['a']))
  const keeper = open(dataDir)
  while (keeper.sealNext());
  const find = clickFinder(keeper.source)
  const bad = anUpload('u.b', [[2, 'cost: "x" is no amount']])
  await keeper.costs.apply(linesOf(['a']), { ...FILE, upload: anUpload('u', [[2, 0]]) }, find)
  await keeper.costs.apply([], { ...FILE, upload: bad }, find)
  await beginning('u.a', ['a'])(keeper)
  await beginning('u2', ['a'])(keeper)
  expect(keeper.costs.partsOf('u')).toEqual(['u', 'u.a', 'u.b'])
  expect(keeper.costs.partsOf('u.a')).toEqual(['u.a'])
  expect(keeper.costs.partsOf('other')).toEqual([])
  keeper.close()
})
