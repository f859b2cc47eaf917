import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'

import type { SegmentView } from '../../../src/ledger/columns/column.ts'
import { atOnce } from '../../../src/lib/steps.ts'
import { PLAIN_CSV } from '../../../src/report/export/csv.ts'
import { canBeSpilled, partedLines } from '../../../src/report/export/export-parts.ts'
import { exportLines, type ExportWish, unlimited } from '../../../src/report/export/export.ts'
import { sumSteps } from '../../../src/report/scan/run.ts'
import { aQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { context, randomQuery } from '../../support/random-queries.ts'
import { anEvent, damaged, segmentsOf, stored } from '../../support/segments.ts'

const ROWS = 16
const folder = mkdtempSync(join(tmpdir(), 'sluice-export-'))
afterAll(() => rmSync(folder, { recursive: true }))

const whole = (views: readonly SegmentView[], wish: ExportWish) =>
  [...exportLines(atOnce(sumSteps({ views, checkpoint: () => {} }, wish.query)), wish)].join('')

/** Far more than any of these has. */
const TEXTS = 1000

function start(
  views: readonly SegmentView[],
  wish: ExportWish,
  eventsPerLevel: number,
  textsMax = TEXTS,
) {
  let isOpen = true
  const source = { sealed: () => views, open: () => [] }
  const pin = () => ({ source, close: () => void (isOpen = false) })
  const lines = partedLines(wish, { pin, folder, sizes: { eventsPerLevel, textsMax } })
  return { lines, isOpen: () => isOpen }
}

function parted(
  views: readonly SegmentView[],
  wish: ExportWish,
  eventsPerLevel: number,
  textsMax = TEXTS,
): string {
  const { lines, isOpen } = start(views, wish, eventsPerLevel, textsMax)
  const text = [...lines].join('')
  expect(isOpen()).toBe(false)
  return text
}

test('an export in parts is, letter by letter, the one of everything at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const random = randomFrom(seed)
      const views = segmentsOf(randomLedger(random, 1 + random.int(80), ROWS), ROWS).map(stored)
      for (let count = 0; count < 4; count++) {
        const query = unlimited(aQuery(randomQuery(random), context))
        if (!canBeSpilled(query)) continue
        const shape = random.of(['flat', 'leaf'] as const)
        const format = { ...PLAIN_CSV, shape, bom: random.chance(0.5), trailer: true }
        const wish = { query, kind: random.of(['csv', 'ndjson'] as const), format }
        const expected = whole(views, wish)
        expect(parted(views, wish, 1 + random.int(40))).toBe(expected)
        expect(parted(views, wish, 1 + random.int(40), 3 + random.int(5))).toBe(expected)
      }
    }),
    { numRuns: 20 },
  )
})

test('without a place for its file an export holds nothing', () => {
  let pins = 0
  const pin = () => {
    pins++
    return { source: { sealed: () => [], open: () => [] }, close: () => void pins-- }
  }
  const lines = partedLines(sortedBy([]), { pin, folder: join(folder, 'missing') })
  expect(() => lines.next()).toThrow('ENOENT')
  expect(pins).toBe(0)
})

const sortedBy = (sort: readonly object[]): ExportWish => ({
  query: unlimited(
    aQuery({ groupings: ['token_1', 'keyword', 'campaign'], measures: ['clicks'], sort }),
  ),
  kind: 'csv',
  format: { ...PLAIN_CSV, trailer: true },
})

test('the order is that of columns that are not shown, too, through rows with very many lines', () => {
  const views = segmentsOf(randomLedger(randomFrom(3), 3000, 512), 512)
  for (const sort of [[{ field: 'cost', dir: 'asc' }], [{ field: 'token_1', dir: 'desc' }], []]) {
    const wish = sortedBy(sort)
    const expected = whole(views, wish)
    expect(parted(views, wish, 30)).toBe(expected)
    expect(parted(views, wish, Infinity)).toBe(expected)
  }
})

/** The present of queries. */
const NOW = Date.UTC(2026, 10, 5, 12)

/** Most clicks have one `token_1`, and most of these one keyword, with another `token_2` each. */
function narrowing(count: number): SegmentView[] {
  const random = randomFrom(5)
  const events = Array.from({ length: count }, (_, at) => {
    const time = NOW - random.int(40) * 86_400_000
    return anEvent({
      time,
      clickTime: time,
      clicks: 1,
      costMicros: random.int(50) * 1_000_000,
      keyword: random.chance(0.8) ? 'wide' : random.of(['', `k${random.int(100)}`]),
      subIds: [random.chance(0.9) ? random.of(['Big', '']) : `t${random.int(100)}`, `s${at}`],
    })
  })
  return segmentsOf(events, 256).map(stored)
}

const DAYS = { preset: 'last_30_days' }
const GROUPINGS = ['token_1', 'keyword', 'token_2']
const deep = (more: object) => ({
  groupings: GROUPINGS,
  measures: ['clicks', 'cost', 'cpc'],
  ...more,
})

test.each([
  ['as they come', {}],
  ['by what is not shown', { measures: ['clicks'], sort: [{ field: 'cost', dir: 'asc' }] }],
  ['compared with another period', { period: DAYS, compare: { to: 'previous_period' } }],
  ['without the first', { offset: 2 }],
  [
    'with a filter on the first level',
    { filters: [{ field: 'cost', op: 'gt', value: 400, level: 1 }] },
  ],
  [
    'with a filter that no first level passes',
    { filters: [{ field: 'cost', op: 'lt', value: 0, level: 1 }] },
  ],
  [
    'with a filter on the second level',
    { filters: [{ field: 'clicks', op: 'lt', value: 20, level: 2 }] },
  ],
  [
    'with a filter on the last level',
    { filters: [{ field: 'cost', op: 'gt', value: 45, level: 3 }] },
  ],
  [
    'with a filter that no row passes',
    { filters: [{ field: 'cost', op: 'gt', value: 99, level: 3 }] },
  ],
  [
    'the first level alone, of filtered rows',
    { childLimit: 0, filters: [{ field: 'cost', op: 'gt', value: 45, level: 3 }] },
  ],
  [
    'below a value',
    { groupings: ['geoCountry', 'token_2'], parent: [{ dimension: 'geoCountry', value: null }] },
  ],
])('values with too many rows below them are taken apart, %s', (_what, more) => {
  const views = narrowing(600)
  const query = unlimited(aQuery(deep(more), context))
  for (const kind of ['csv', 'ndjson'] as const) {
    const wish = { query, kind, format: { ...PLAIN_CSV, trailer: true } }
    expect(parted(views, wish, 60, 20)).toBe(whole(views, wish))
  }
})

test('days of the week have their names also where one is taken apart', () => {
  const wish = {
    query: unlimited(aQuery({ groupings: ['dayOfWeek', 'token_1', 'token_2'] }, context)),
    kind: 'csv' as const,
    format: PLAIN_CSV,
  }
  const views = narrowing(600)
  expect(parted(views, wish, 60, 20)).toBe(whole(views, wish))
})

test('an export in parts that lacks a segment says so last', () => {
  const views = segmentsOf(randomLedger(randomFrom(1), 60, ROWS), ROWS)
  const text = parted([damaged(views[0]!), ...views.slice(1)], sortedBy([]), 9)
  expect(text.endsWith('\r\n# partial: unreadable segments 0\r\n')).toBe(true)
  expect(text).not.toContain('# end')
})

test('nothing is left of an export in parts that is given up', () => {
  const views = segmentsOf(randomLedger(randomFrom(1), 60, ROWS), ROWS)
  const { lines, isOpen } = start(views, sortedBy([]), 9)
  lines.next()
  lines.next()
  expect(isOpen()).toBe(true)
  expect(readdirSync(folder)).toEqual([])
  lines.return(undefined)
  expect(isOpen()).toBe(false)
})
