import { afterAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import type { Event } from '../../src/core/event.ts'
import type { Query } from '../../src/core/reports/query.ts'
import { judgeBy } from '../../src/detect/robot-verdict.ts'
import { openSegmentsReadOnly } from '../../src/ledger/check/read-only.ts'
import { checkAt } from '../../src/ledger/columns/check-stream.ts'
import { allViews } from '../../src/ledger/columns/column.ts'
import type { CostQuery } from '../../src/ledger/costs/cost-store.ts'
import type { Keeper } from '../../src/ledger/keeper/keeper.ts'
import { clickFinder } from '../../src/report/logs/find-clicks.ts'
import { runQuery } from '../../src/report/scan/run.ts'
import { clickAt, journalOf, putJournal, removeFolders, SALT } from '../support/journals.ts'
import { LATER, ledgerOf, openLedgerOn as open, randomEvents } from '../support/ledgers.ts'
import { type NaiveBatch, naiveBatch, naiveCosts } from '../support/naive-costs.ts'
import { naiveReport } from '../support/naive-report.ts'
import { aCostOrder, aQuery } from '../support/queries.ts'
import { anUpload, randomFile, randomOrder } from '../support/random-costs.ts'
import { type Random, randomFrom } from '../support/random-ledger.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

const HOUR = 3_600_000
const ME = { userId: 7, via: 'key' }
const KEEP = { by: ME, whenNone: 'keep' } as const

const QUERIES = [
  { groupings: [] },
  { groupings: ['campaign', 'days'], timeBasis: 'click' },
  { groupings: ['days', 'hours'], timeBasis: 'event' },
  { groupings: ['token_1', 'geoCountry'], botMode: 'exclude' },
  { groupings: ['clickCost'] },
]

function randomQuery(random: Random): Query {
  const timezone = random.of(['UTC', 'Europe/Berlin', 'Australia/Lord_Howe'])
  const measures = ['clicks', 'leads', 'revenue', 'cost', 'profit', 'roi']
  const period = { preset: random.of(['all_time', 'last_month']), timezone }
  return aQuery({ ...random.of(QUERIES), measures, period, childLimit: 500 })
}

function reportOf(source: Parameters<typeof allViews>[0], query: Query) {
  const { rows, totals } = runQuery({ views: allViews(source), checkpoint: () => {} }, query)
  return { rows: rows.map(({ path, m }) => [path.map(({ value }) => value), m]), totals }
}

function naiveOf(events: readonly Event[], query: Query) {
  const { rows, totals } = naiveReport(events, query)
  return { rows: rows.map(({ values, m }) => [values, m]), totals }
}

/** A ledger as the naive side knows it. */
interface Known {
  events: Event[]
  readonly batches: (NaiveBatch & { readonly upload: string | null })[]
}

/** A campaign for ever or for some time, or some clicks by their ids. */
async function remove(random: Random, { retention }: Keeper, known: Known) {
  const keep = (stays: (event: Event) => boolean) => (known.events = known.events.filter(stays))
  const seqs = [...new Set(known.events.map(({ clickSeq }) => clickSeq))]
  if (random.chance(0.5) && seqs.length > 0) {
    const gone = Array.from({ length: 1 + random.int(3) }, () => random.of(seqs))
    keep(({ clickSeq }) => !gone.includes(clickSeq))
    return void (await retention.removeClicks(gone))
  }
  const campaignId = 1 + random.int(4)
  const start = Date.UTC(2026, 9, 3) + random.int(33 * 24) * HOUR
  const span = random.of([
    { from: 0, to: LATER },
    { from: start, to: start + 72 * HOUR },
  ])
  const isIn = (time: number) => time >= span.from && time < span.to
  for (const batch of known.batches) batch.cleared.push({ campaignId, ...span })
  keep((event) => event.campaignId !== campaignId || !isIn(event.clickTime))
  await retention.removeCampaign(campaignId, span)
}

/** One random change, made on both sides. */
async function change(random: Random, keeper: Keeper, known: Known) {
  if (random.chance(0.2)) return remove(random, keeper, known)
  const { events, batches } = known
  if (batches.length === 0 || random.chance(0.5)) {
    const orders = random.chance(0.5) ? [randomOrder(random)] : randomFile(random)
    const upload = random.of([null, 'a', 'b'])
    const own = orders.map((order) => ({ ...naiveBatch(events, order), upload }))
    const ask = upload === null ? KEEP : { ...KEEP, upload: anUpload(upload) }
    const made = await keeper.costs.apply(orders, ask, clickFinder(keeper.source))
    const wanted = own.map(({ prices }, at) => ({
      id: batches.length + at + 1,
      clicks: prices.size,
    }))
    expect(made).toMatchObject(wanted)
    return void batches.push(...own)
  }
  const event = random.of(['undo', 'redo'] as const)
  if (random.chance(0.4)) {
    const upload = random.of(['a', 'b'])
    const own = batches.filter((batch) => batch.upload === upload)
    for (const batch of own) batch.undone = event === 'undo'
    const set = await keeper.costs.setUpload(upload, event, ME)
    return expect(set.map(({ id }) => batches[id - 1]!)).toEqual(own)
  }
  const at = random.int(batches.length)
  batches[at]!.undone = event === 'undo'
  await keeper.costs.set(at + 1, event, ME)
}

test('batches undone and redone, campaigns and clicks removed: reports say what a naive evaluation says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomFrom(seed)
      const known: Known = { events: randomEvents(random), batches: [] }
      const dataDir = ledgerOf(known.events)
      let now = LATER
      const clock = () => now++
      let keeper = open(dataDir, clock)
      for (let step = 0; step < 5; step++) {
        await change(random, keeper, known)
        if (random.chance(0.5)) keeper.sealNext()
        if (random.chance(0.2)) {
          keeper.close()
          keeper = open(dataDir, clock)
        }
        const query = randomQuery(random)
        const wanted = naiveOf(naiveCosts(known.events, known.batches), query)
        expect(reportOf(keeper.source(), query)).toEqual(wanted)
        const reader = openSegmentsReadOnly(dataDir, judgeBy)
        expect(reportOf(reader.source, query)).toEqual(wanted)
        reader.close()
      }
      keeper.close()
    }),
    { numRuns: 15 },
  )
})

const NOON = Date.UTC(2026, 9, 25, 12)

/** Clicks of campaign 1 in one segment. */
function clicks(count: number, part: Partial<Event> = {}): Event[] {
  return Array.from({ length: count }, (_, row) => {
    const clickSeq = SEGMENT_ROWS + row
    return anEvent({
      row,
      clickSeq,
      campaignId: 1,
      time: NOON,
      clickTime: NOON,
      clicks: 1,
      ...part,
    })
  })
}

const costOf = (keeper: Keeper) =>
  reportOf(keeper.source(), aQuery({ measures: ['cost'] })).totals['cost']

test('a spread sum is exact: the first clicks bear what does not divide', async () => {
  const keeper = open(ledgerOf(clicks(3)))
  const order = aCostOrder({ micros: 1_000_001 })
  const made = await keeper.costs.apply([order], KEEP, clickFinder(keeper.source))
  expect(made).toMatchObject([{ clicks: 3, shareMicros: 333_333, unallocated: [] }])
  const costs = [0, 1, 2].map(
    (row) => clickAt(keeper, SEGMENT_ROWS + row, checkAt(SALT, row))!.costMicros,
  )
  expect(costs).toEqual([333_334, 333_334, 333_333])
  keeper.close()
})

test('a sum without clicks is in the totals until its clicks come, and then on them', async () => {
  const dataDir = ledgerOf([])
  const keeper = open(dataDir)
  const find = clickFinder(keeper.source)
  const made = await keeper.costs.apply([aCostOrder()], KEEP, find)
  expect(made).toMatchObject([{ clicks: 0, unallocated: [{ campaignId: 1, micros: 1_000_000 }] }])
  expect(costOf(keeper)).toBe(1)

  putJournal(dataDir, 5, journalOf(5, [clicks(1, { clickSeq: 5 * SEGMENT_ROWS })]))
  keeper.refresh()
  expect(await keeper.costs.replan(find)).toBe(1)
  expect(costOf(keeper)).toBe(1)
  expect(keeper.costs.list().batches[0]).toMatchObject({ clicks: 1, inForce: 1, unallocated: [] })
  keeper.close()
})

/** A finder that notes what is searched for, and of how many sealed segments. */
function notingFinder(keeper: Keeper, during: () => void = () => undefined) {
  const searches: { campaigns: readonly number[]; sealed: number }[] = []
  const find = clickFinder(keeper.source)
  const noting: typeof find = async (orders, progress) => {
    const { sealedSegments: sealed } = keeper.status()
    searches.push(...orders.map(({ campaigns }) => ({ campaigns, sealed })))
    during()
    return find(orders, progress)
  }
  return { find: noting, searches }
}

const DAY = { from: NOON - 12 * HOUR, to: NOON + 12 * HOUR }

test('a sum without clicks of a day that is over is searched for when there is news of it', async () => {
  const dataDir = ledgerOf(clicks(3))
  const keeper = open(dataDir)
  const { find, searches } = notingFinder(keeper)
  await keeper.costs.apply([aCostOrder({ campaigns: [2], period: DAY })], KEEP, find)
  const came = async (segment: number, part: Partial<Event>) => {
    const event = { clickSeq: segment * SEGMENT_ROWS, ...part }
    putJournal(dataDir, segment, journalOf(segment, [clicks(1, event)]))
    keeper.refresh()
    searches.length = 0
    const changed = await keeper.costs.replan(find)
    return { searches: searches.length, changed }
  }
  // It was made but now, so anything may have come in between.
  await keeper.costs.replan(find)
  expect(await came(5, { campaignId: 1 })).toEqual({ searches: 0, changed: 0 })
  expect(await came(6, { campaignId: 2, clickTime: DAY.to })).toEqual({ searches: 0, changed: 0 })
  while (keeper.sealNext());
  expect(await came(7, { campaignId: 2, clickTime: DAY.from, clicks: 0, flags: 2 })).toEqual({
    searches: 1,
    changed: 0,
  })
  expect(await came(8, { campaignId: 2 })).toEqual({ searches: 1, changed: 1 })
  expect(await came(9, { campaignId: 2 })).toEqual({ searches: 0, changed: 0 })
  keeper.close()
})

test('a start searches for what may have come since, and not for what was searched for', async () => {
  const dataDir = ledgerOf(clicks(3))
  let keeper = open(dataDir)
  const order = aCostOrder({ campaigns: [2], period: DAY })
  await keeper.costs.apply([order], KEEP, clickFinder(keeper.source))
  const searchesOf = async (part: Partial<Event>) => {
    keeper.close()
    const segment = keeper.liveFrom
    const event = { clickSeq: segment * SEGMENT_ROWS, ...part }
    putJournal(dataDir, segment, journalOf(segment, [clicks(1, event)]))
    keeper = open(dataDir)
    while (keeper.sealNext());
    const { find, searches } = notingFinder(keeper)
    await keeper.costs.replan(find)
    return searches.length
  }
  expect(await searchesOf({ campaignId: 3 })).toBe(1)
  expect(await searchesOf({ campaignId: 3, clickTime: DAY.to })).toBe(0)
  keeper.close()
})

test('segments are sealed between two batches that are run again, and people have their turn', async () => {
  const keeper = open(ledgerOf(clicks(3)))
  const acts: (() => unknown)[] = [
    () => keeper.sealNext(),
    () => keeper.costs.set(3, 'undo', ME),
    () => {},
  ]
  for (const campaign of [2, 3, 4]) {
    const order = aCostOrder({ campaigns: [campaign], period: DAY })
    await keeper.costs.apply([order], KEEP, clickFinder(keeper.source))
  }
  const { find, searches } = notingFinder(keeper, () => void acts.shift()?.())
  await keeper.costs.replan(find)
  expect(searches).toEqual([
    { campaigns: [2], sealed: 0 },
    { campaigns: [3], sealed: 1 },
  ])
  expect(keeper.costs.list().batches.map(({ undone }) => undone)).toEqual([true, false, false])
  keeper.close()
})

test('the list goes back page by page, over the batches all of whose campaigns are asked for', async () => {
  const keeper = open(ledgerOf([]), () => 5000)
  const find = clickFinder(keeper.source)
  for (const campaigns of [[1], [1, 2], [2], [1]])
    await keeper.costs.apply([aCostOrder({ campaigns })], KEEP, find)
  const page = (query: CostQuery) => {
    const { batches, hasMore } = keeper.costs.list(query)
    return [batches.map(({ id }) => id), hasMore]
  }
  expect(page({ limit: 2 })).toEqual([[4, 3], true])
  expect(page({ limit: 2, before: 3 })).toEqual([[2, 1], false])
  expect(page({ limit: 1, campaigns: [1] })).toEqual([[4], true])
  expect(page({ campaigns: [1], before: 4 })).toEqual([[1], false])
  expect(page({ period: { from: 5000, to: 5001 } })).toEqual([[4, 3, 2, 1], false])
  expect(page({ period: { from: 0, to: 5000 } })).toEqual([[], false])
  expect(keeper.costs.campaignsOf({ id: 2 })).toEqual([1, 2])
  expect(keeper.costs.campaignsOf({ upload: 'none' })).toBeNull()
  keeper.close()
})

test('where no click matches a batch can be refused, and nothing is stored', async () => {
  const keeper = open(ledgerOf(clicks(3)))
  const ask = { by: ME, whenNone: 'refuse' } as const
  const find = clickFinder(keeper.source)
  expect(await keeper.costs.apply([aCostOrder({ campaigns: [2] })], ask, find)).toBeNull()
  expect(keeper.costs.list().batches).toEqual([])
  expect(costOf(keeper)).toBe(0)
  keeper.close()
})

test('a newer batch covers an older one, which says so, and who did what is kept', async () => {
  const keeper = open(ledgerOf(clicks(4)))
  const find = clickFinder(keeper.source)
  await keeper.costs.apply([aCostOrder()], KEEP, find)
  await keeper.costs.apply([aCostOrder({ how: 'per_click', micros: 5 })], KEEP, find)
  expect(keeper.costs.list().batches.map(({ inForce }) => inForce)).toEqual([4, 0])
  await keeper.costs.set(2, 'undo', ME)
  const [newer, older] = keeper.costs.list().batches
  expect([newer!.inForce, older!.inForce]).toEqual([0, 4])
  expect(newer!.history.map(({ event, userId }) => [event, userId])).toEqual([
    ['create', 7],
    ['undo', 7],
  ])
  expect(keeper.costs.ofClick(SEGMENT_ROWS).map(({ id }) => id)).toEqual([1, 2])
  keeper.close()
})

test('a sealed segment is the same again after an undo', async () => {
  const events = clicks(20, { costMicros: 12, costOrigin: 'rule' })
  const keeper = open(ledgerOf(events))
  while (keeper.sealNext());
  const find = clickFinder(keeper.source)
  await keeper.costs.apply([aCostOrder()], KEEP, find)
  expect(clickAt(keeper, SEGMENT_ROWS, checkAt(SALT, 0))).toMatchObject({
    costMicros: 50_000,
    costOrigin: 'manual',
  })
  await keeper.costs.set(1, 'undo', ME)
  expect(clickAt(keeper, SEGMENT_ROWS, checkAt(SALT, 0))).toEqual(events[0]!)
  keeper.close()
})

test('what a removed click bore is gone with it: a batch that goes on moves it to no other', async () => {
  const dataDir = ledgerOf(clicks(4))
  const keeper = open(dataDir)
  const find = clickFinder(keeper.source)
  await keeper.costs.apply([aCostOrder({ period: { from: 0, to: 5e12 } })], KEEP, find)
  await keeper.retention.removeClicks([SEGMENT_ROWS + 1])
  expect(costOf(keeper)).toBe(0.75)
  expect(await keeper.costs.replan(find)).toBe(0)
  expect(costOf(keeper)).toBe(0.75)

  putJournal(dataDir, 5, journalOf(5, [clicks(1, { clickSeq: 5 * SEGMENT_ROWS })]))
  keeper.refresh()
  expect(await keeper.costs.replan(find)).toBe(1)
  expect(costOf(keeper)).toBe(0.8)
  keeper.close()
})

test('an upload is undone as one change: a kill before it ends has undone nothing', async () => {
  const dataDir = ledgerOf(clicks(4))
  const keeper = open(dataDir)
  while (keeper.sealNext());
  const find = clickFinder(keeper.source)
  const upload = { ...KEEP, upload: anUpload('file') }
  await keeper.costs.apply([aCostOrder({ where: [], micros: 3_000_000 })], upload, find)
  await keeper.costs.apply([aCostOrder({ campaigns: [7] })], upload, find)
  const undone = keeper.costs.setUpload('file', 'undo', ME)
  keeper.close()
  await undone.catch(() => undefined)
  const next = open(dataDir)
  expect(next.costs.list().batches.map(({ undone: isUndone }) => isUndone)).toEqual([false, false])
  expect(costOf(next)).toBe(4)
  await next.costs.setUpload('file', 'undo', ME)
  expect(costOf(next)).toBe(0)
  next.close()
})
