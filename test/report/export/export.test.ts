import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'

import fc from 'fast-check'

import { atOnce } from '../../../src/lib/steps.ts'
import { PLAIN_CSV } from '../../../src/report/export/csv.ts'
import { exportLines, keptExports, unlimited } from '../../../src/report/export/export.ts'
import { runQuery, sumSteps } from '../../../src/report/scan/run.ts'
import { aQuery } from '../../support/queries.ts'
import { randomFrom, randomLedger } from '../../support/random-ledger.ts'
import { damaged, segmentsOf } from '../../support/segments.ts'

const ROWS = 16
const BODY = {
  groupings: ['campaign', 'token_1', 'days'],
  measures: ['clicks', 'cost', 'roi'],
  sort: [{ field: 'cost', dir: 'desc' }],
}

function segments(seed: number) {
  const views = segmentsOf(randomLedger(randomFrom(seed), 60, ROWS), ROWS)
  return { views, checkpoint: () => {} }
}

const linesOf = (from: ReturnType<typeof segments>, kind: 'csv' | 'ndjson', trailer = false) => {
  const query = unlimited(aQuery(BODY))
  const groups = atOnce(sumSteps(from, query))
  return [...exportLines(groups, { query, kind, format: { ...PLAIN_CSV, trailer } })]
}

test('an export has every row of the report, none of them folded, and its totals', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { rows, totals } = runQuery(
        segments(seed),
        aQuery({ ...BODY, limit: 10_000, childLimit: 10_000 }),
      )
      const lines = linesOf(segments(seed), 'ndjson').map((line) => JSON.parse(line))
      expect(lines.at(-1)).toEqual({ totals })
      expect(lines.slice(0, -1)).toEqual(
        rows.map(({ level, path, m }) => JSON.parse(JSON.stringify({ level, path, m }))),
      )
      expect(linesOf(segments(seed), 'csv')).toHaveLength(rows.length + 2)
    }),
    { numRuns: 20 },
  )
})

test('an export that lacks a segment says so last instead of claiming to be whole', () => {
  const { views } = segments(1)
  const part = { views: [damaged(views[0]!), ...views.slice(1)], checkpoint: () => {} }
  expect(linesOf(part, 'csv', true).at(-1)).toBe('# partial: unreadable segments 0\r\n')
  expect(linesOf(part, 'ndjson').at(-1)).toBe('{"partial":true,"unreadable":[0]}\n')
  expect(linesOf(segments(1), 'csv', true).at(-1)).toBe('# end\r\n')
})

test('an export is made as it is pulled, and gone when it is given up', () => {
  const exports = keptExports()
  let made = 0
  function* lines() {
    for (; made < 10_000; made++) yield `${'x'.repeat(99)}\n`
  }
  exports.start('a', lines())
  const first = exports.pull('a')!
  expect(first.isDone).toBe(false)
  expect(made * 100).toBeLessThan(300_000)
  let text = first.text
  for (let isDone = false; !isDone;) {
    const piece = exports.pull('a')!
    text += piece.text
    isDone = piece.isDone
  }
  expect(text).toHaveLength(1_000_000)
  exports.end('a')
  expect(exports.pull('a')).toBeNull()
  expect(exports.pull('never')).toBeNull()
})

describe('an export that is kept', () => {
  const MINUTE_MS = 60_000
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  test.each([
    ['that nobody has pulled is given up after a minute', [], [MINUTE_MS], true],
    ['that somebody has pulled is not', [0], [MINUTE_MS], false],
    ['that is pulled every minute is not', [0, MINUTE_MS, MINUTE_MS], [MINUTE_MS], false],
    ['that was pulled is given up after twelve minutes', [0], [12 * MINUTE_MS], true],
  ])('%s', (_what, pulls, rest, isGone) => {
    let isGivenBack = false
    function* lines() {
      try {
        for (;;) yield 'x'.repeat(999)
      } finally {
        isGivenBack = true
      }
    }
    const exports = keptExports()
    const started = lines()
    started.next()
    exports.start('a', started)
    for (const after of pulls) {
      jest.advanceTimersByTime(after)
      expect(exports.pull('a')).not.toBeNull()
    }
    for (const after of rest) jest.advanceTimersByTime(after)
    expect([isGivenBack, exports.pull('a') === null]).toEqual([isGone, isGone])
    exports.end('a')
  })
})

test('too many exports at once give up the one that nobody takes', () => {
  const exports = keptExports()
  const endless = () => Array.from({ length: 100_000 }, () => 'x'.repeat(50)).values()
  exports.start('idle', endless())
  for (let n = 0; n < 12; n++) {
    exports.start(`other ${n}`, endless())
    if (n < 2) expect(exports.pull('other 0')).not.toBeNull()
  }
  expect(exports.pull('idle')).toBeNull()
  expect(exports.pull('other 11')).not.toBeNull()
})
