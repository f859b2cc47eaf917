import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'

import type { SegmentView } from '../../../src/ledger/columns/column.ts'
import { PLAIN_CSV } from '../../../src/report/export/csv.ts'
import { canBeSpilled, partedLines } from '../../../src/report/export/export-parts.ts'
import { exportLines, type ExportWish, unlimited } from '../../../src/report/export/export.ts'
import { sumSteps } from '../../../src/report/scan/run.ts'
import { atOnce } from '../../../src/report/scan/steps.ts'
import { aQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { context, randomQuery } from '../../support/random-queries.ts'
import { damaged, segmentsOf, stored } from '../../support/segments.ts'

const ROWS = 16
const folder = mkdtempSync(join(tmpdir(), 'sluice-export-'))
afterAll(() => rmSync(folder, { recursive: true }))

const whole = (views: readonly SegmentView[], wish: ExportWish) =>
  [...exportLines(atOnce(sumSteps({ views, checkpoint: () => {} }, wish.query)), wish)].join('')

function start(views: readonly SegmentView[], wish: ExportWish, eventsPerLevel: number) {
  let isOpen = true
  const source = { sealed: () => views, open: () => [] }
  const pin = () => ({ source, close: () => void (isOpen = false) })
  const lines = partedLines(wish, { pin, folder, eventsPerLevel })
  return { lines, isOpen: () => isOpen }
}

function parted(views: readonly SegmentView[], wish: ExportWish, eventsPerLevel: number): string {
  const { lines, isOpen } = start(views, wish, eventsPerLevel)
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
        expect(parted(views, wish, 1 + random.int(40))).toBe(whole(views, wish))
      }
    }),
    { numRuns: 25 },
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
