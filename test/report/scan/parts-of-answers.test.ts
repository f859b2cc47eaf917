/** What is asked of a report in pieces is what the whole one says: pages, rows below a row, other periods. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import type { SegmentView } from '../../../src/ledger/columns/column.ts'
import { type QueryResult, runQuery } from '../../../src/report/scan/run.ts'
import { aQuery } from '../../support/queries.ts'
import { type Random, randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { context, randomQuery } from '../../support/random-queries.ts'
import { segmentsOf } from '../../support/segments.ts'

const ROWS = 16
const WHOLE = { limit: 10_000, offset: 0, childLimit: 10_000 }
/** Of the compared period they lie over those of the asked one. */
const TIMES = ['days', 'weeks', 'month', 'hours', 'quarterHours', 'hourOfDay', 'dayOfWeek']

type Body = Record<string, unknown> & {
  readonly groupings: readonly string[]
  readonly filters: readonly object[]
}
type Row = QueryResult['rows'][number]

const ask = (views: readonly SegmentView[], body: Record<string, unknown>) =>
  runQuery({ views, checkpoint: () => {} }, aQuery(body, context))
const keyOf = ({ path }: Row) => JSON.stringify(path.map(({ value }) => value))

/** Events, and a question about them. */
function everyCase(check: (views: readonly SegmentView[], body: Body, random: Random) => void) {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const random = randomFrom(seed)
      const views = segmentsOf(randomLedger(random, 1 + random.int(60), ROWS), ROWS)
      for (let count = 0; count < 4; count++) check(views, randomQuery(random) as Body, random)
    }),
    { numRuns: 25 },
  )
}

test('pages follow one another, and each has the totals of all', () => {
  everyCase((views, body, random) => {
    const whole = ask(views, { ...body, ...WHOLE })
    const limit = 1 + random.int(4)
    const pages: Row[] = []
    for (let offset = 0; offset < whole.totalRows; offset += limit) {
      const page = ask(views, { ...body, ...WHOLE, limit, offset })
      expect([page.totals, page.totalRows]).toEqual([whole.totals, whole.totalRows])
      pages.push(...page.rows)
    }
    if (body.groupings.length > 0) expect(pages).toEqual([...whole.rows])
  })
})

test('the rows below a row are those that the whole report has there', () => {
  everyCase((views, body, random) => {
    const [first] = body.groupings
    // They would look at other rows.
    const filters = body.filters.filter((filter) => !isOnRows(filter))
    const asked = { ...body, ...WHOLE, filters }
    const { rows } = ask(views, asked)
    const tops = rows.filter(({ level }) => level === 1)
    if (first === undefined || body.groupings.length < 2 || tops.length === 0) return
    const value = random.of(tops).path[0]!.value
    const below = ask(views, { ...asked, parent: [{ dimension: first, value }] })
    expect(below.rows).toEqual(
      rows.filter(({ level, path }) => level === 2 && path[0]!.value === value),
    )
  })
})

test('a compared report has what either period has by itself', () => {
  everyCase((views, body) => {
    if (body.groupings.some((key) => TIMES.includes(key))) return
    const filters = body.filters.filter((filter) => !isOnRows(filter) && !isOnTime(filter))
    const asked = { ...body, ...WHOLE, filters }
    const to = { from: '2026-10-25', to: '2026-11-01' }
    const both = ask(views, { ...asked, compare: { to } })
    const now = ask(views, asked)
    // Of a running period less is compared.
    const { compare } = aQuery({ ...asked, compare: { to } }, context)
    const thatOne = { ...aQuery(asked, context), period: compare!.period }
    const before = runQuery({ views, checkpoint: () => {} }, thatOne)
    expect([both.totals, both.prevTotals]).toEqual([now.totals, before.totals])
    const [ofNow, ofBefore] = [now, before].map(
      ({ rows }) => new Map(rows.map((row) => [keyOf(row), row.m])),
    )
    expect(new Set(both.rows.map(keyOf))).toEqual(new Set([...ofNow!.keys(), ...ofBefore!.keys()]))
    for (const row of both.rows) {
      const [own, other] = [ofNow!.get(keyOf(row)), ofBefore!.get(keyOf(row))]
      if (own !== undefined) expect(row.m).toEqual(own)
      if (other !== undefined) expect(row.prev).toEqual(other)
    }
  })
})

const isOnTime = (filter: object) =>
  TIMES.some((key) => JSON.stringify(filter).includes(`"${key}"`))

/** As the random ones are: on a level, or of a measure. */
function isOnRows(filter: object): boolean {
  const { field = '' } = filter as { readonly field?: string }
  return ['clicks', 'cost', 'roi', 'cr', 'leads', 'bots', 'lander_ctr'].includes(field)
}
