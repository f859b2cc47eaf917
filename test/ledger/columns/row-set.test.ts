import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { gatheredClicks } from '../../../src/ledger/columns/gathered-clicks.ts'
import {
  addTo,
  countOf,
  eachOf,
  emptyRowSet,
  has,
  packRows,
  type RowSet,
  unpackRows,
} from '../../../src/ledger/columns/row-set.ts'

const ROWS = fc.array(
  fc.oneof(fc.integer({ min: 0, max: SEGMENT_ROWS - 1 }), fc.constantFrom(0, 31, 32, 65_535)),
)

const listOf = (set: RowSet) => {
  const rows: number[] = []
  eachOf(set, (row) => rows.push(row))
  return rows
}

test('a set of rows has each of them once, in order, packed and unpacked', () => {
  fc.assert(
    fc.property(ROWS, (rows) => {
      const set = emptyRowSet()
      for (const row of rows) addTo(set, row)
      const packed = packRows(set)
      const again = unpackRows(packed)
      const wanted = [...new Set(rows)].toSorted((a, b) => a - b)
      expect([listOf(again), countOf(again), packed.count]).toEqual([
        wanted,
        wanted.length,
        wanted.length,
      ])
      expect(rows.every((row) => has(again, row))).toBe(true)
    }),
  )
})

test.each([0, 1, 5, 1023, 1024, 1025, 60_000])(
  'of %i clicks that are gathered none is lost, and one that comes twice is one',
  (count) => {
    const gathered = gatheredClicks()
    const seqOf = (at: number) => (1 + (at % 3)) * SEGMENT_ROWS + ((at * 7919) % SEGMENT_ROWS)
    const seqs = Array.from({ length: count }, (_, at) => seqOf(at))
    for (const seq of [...seqs, ...seqs]) gathered.add(seq)
    const found = [...gathered.pack()].flatMap(([segment, rows]) =>
      listOf(unpackRows(rows)).map((row) => segment * SEGMENT_ROWS + row),
    )
    expect(found.toSorted((a, b) => a - b)).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  },
)
