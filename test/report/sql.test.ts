import { afterAll, expect, test } from 'bun:test'

import fc from 'fast-check'

import type { CostOrder } from '../../src/core/cost-batches.ts'
import type { Query } from '../../src/core/reports/query.ts'
import { allViews } from '../../src/ledger/columns/column.ts'
import { clickFinder } from '../../src/report/logs/find-clicks.ts'
import { runQuery } from '../../src/report/scan/run.ts'
import { removeFolders } from '../support/journals.ts'
import { ledgerOf, openLedgerOn, randomEvents } from '../support/ledgers.ts'
import { aQuery } from '../support/queries.ts'
import { type Random, randomFrom } from '../support/random-ledger.ts'
import { SQL_DIMENSIONS, SQL_MEASURES, type SqlBooks, sqlBooks } from '../support/sql-report.ts'

afterAll(removeFolders)

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe']
const HOUR = 3_600_000
const ME = { userId: 1, via: 'key' }

function randomOrder(random: Random): CostOrder {
  const from = Date.UTC(2026, 9, 3) + random.int(33 * 24) * HOUR
  const micros = random.of([1, 7, 1_000_000, 999_999_999_999])
  return {
    campaigns: random.of([[1], [2], [1, 2, 3], [4, 1]]),
    period: random.chance(0.4) ? { from: 0, to: 4e12 } : { from, to: from + 230 * HOUR },
    zone: 'UTC',
    how: random.of(['spread', 'spread', 'per_click']),
    micros,
    original: { micros, currency: 'USD' },
    where: [],
    uniqueness: random.of(['all', 'all', 'campaign', 'tracker', 'campaign_or_tracker']),
    bots: random.of(['charged', 'free']),
  }
}

function randomQuery(random: Random): Query {
  const groupings = SQL_DIMENSIONS.filter(() => random.chance(0.3)).slice(0, 4)
  const period = random.of([
    { preset: 'all_time' },
    { preset: 'last_month' },
    { preset: 'custom_time', from: '2026-10-04', to: '2026-10-25' },
    { preset: 'custom_time', from: '2026-10-25 01:30:00', to: '2026-11-01T01:59:59' },
  ])
  return aQuery({
    groupings,
    measures: SQL_MEASURES,
    period: { ...period, timezone: random.of(ZONES) },
    timeBasis: random.of(['click', 'event']),
    botMode: random.of(['include', 'exclude', 'only']),
    childLimit: 10_000,
  })
}

type Rows = readonly (readonly unknown[])[]
const sorted = (rows: Rows) => rows.map((row) => JSON.stringify(row)).toSorted()

function ours(source: Parameters<typeof allViews>[0], query: Query): Rows {
  const { rows, totals } = runQuery({ views: allViews(source), checkpoint: () => {} }, query)
  const depth = query.groupings.length
  if (depth === 0) return [SQL_MEASURES.map((key) => totals[key])]
  const leaves = rows.filter(({ level }) => level === depth)
  return leaves.map(({ path, m }) => [
    ...path.map(({ value }) => value),
    ...SQL_MEASURES.map((key) => m[key]),
  ])
}

function theirs(books: SqlBooks, query: Query): Rows {
  const round = (value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 + 0 : value
  const rows = books.rows(query).map((row) => row.map(round))
  return query.groupings.length > 0 ? rows : rows.map((row) => row.map((value) => value ?? 0))
}

test('late conversions, reversals, days of 23 and 25 hours, cost batches: SQL says the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomFrom(seed)
      const events = randomEvents(random)
      const books = sqlBooks(events, ZONES)
      const keeper = openLedgerOn(ledgerOf(events))
      let batches = 0
      for (let step = 0; step < 6; step++) {
        const event = random.of(['undo', 'redo'] as const)
        if (batches > 0 && random.chance(0.4)) {
          const batch = 1 + random.int(batches)
          books.set(batch, event)
          await keeper.costs.set(batch, event, ME)
        } else {
          const order = randomOrder(random)
          const clicks = books.price(order)
          const ask = { by: ME, whenNone: 'refuse' } as const
          const made = await keeper.costs.apply([order], ask, clickFinder(keeper.source))
          expect(made?.[0]?.clicks ?? 0).toBe(clicks)
          if (made !== null) batches = made[0]!.id
        }
        if (random.chance(0.4)) keeper.sealNext()
        for (let asked = 0; asked < 4; asked++) {
          const query = randomQuery(random)
          expect(sorted(ours(keeper.source(), query))).toEqual(sorted(theirs(books, query)))
        }
      }
      keeper.close()
      books.close()
    }),
    { numRuns: 6 },
  )
})
