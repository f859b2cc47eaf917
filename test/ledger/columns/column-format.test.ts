import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { decodeCold, encodeCold } from '../../../src/ledger/columns/cold-texts.ts'
import { decodeColumn, encodeColumn, openCells } from '../../../src/ledger/columns/column-format.ts'
import type { Column } from '../../../src/ledger/columns/column.ts'

/** The values of a column, whatever its kind. */
function valuesOf(column: Column, rows: number): (string | number)[] {
  return Array.from({ length: rows }, (_, row) => {
    if (column.kind === 'constant') return column.value
    if (column.kind === 'number') return column.values[row]!
    return column.dictionary[column.codes[row]!]!
  })
}

function columnOf(texts: readonly string[]): Column {
  const dictionary = [...new Set(texts)]
  const codes = new Map(dictionary.map((text, code) => [text, code]))
  return { kind: 'text', dictionary, codes: Uint16Array.from(texts, (text) => codes.get(text)!) }
}

function check(column: Column, rows: number): Column {
  const bytes = encodeColumn(column, rows)
  const decoded = decodeColumn(bytes)
  const values = valuesOf(column, rows)
  expect(valuesOf(decoded, rows)).toEqual(values)
  const cellAt = openCells(bytes)
  for (const row of [0, rows >> 1, rows - 1]) expect(cellAt(row)).toBe(values[row]!)
  return decoded
}

test('integers of any size come back as they were', () => {
  const range = fc.constantFrom(1, 200, 60_000, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER)
  const values = range.chain((max) =>
    fc.array(fc.integer({ min: -max, max }), { minLength: 1, maxLength: 300 }),
  )
  fc.assert(
    fc.property(values, (numbers) => {
      check({ kind: 'number', values: Float64Array.from(numbers) }, numbers.length)
    }),
  )
})

test('amounts that are mostly small come back as they were, and few are kept apart', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 300, maxLength: 400 })
  const large = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
  fc.assert(
    fc.property(amounts, large, (numbers, one) => {
      const values = Float64Array.from([...numbers, one, 70_000])
      const column = check({ kind: 'number', values }, values.length)
      expect(column.kind === 'number' && column.compact).toBeTruthy()
    }),
  )
})

const widths: Record<string, [number, number, string]> = {
  bytes: [0, 255, 'Uint8Array'],
  'two bytes': [0, 65_535, 'Uint16Array'],
  'negative and small': [-5, 5, 'Int32Array'],
  'small around a large base': [2 ** 31 - 300, 2 ** 31 - 260, 'Int32Array'],
  'beyond 32 bits': [1_767_225_600_000, 1_767_225_600_900, 'Float64Array'],
}

test.each(Object.entries(widths))('%s: the narrowest array', (_name, [min, max, array]) => {
  const values = Float64Array.from({ length: 1000 }, (_, row) => (row % 3 ? min : max))
  const decoded = check({ kind: 'number', values }, 1000)
  expect(decoded.kind === 'number' && decoded.values.constructor.name).toBe(array)
})

const shapes: Record<string, [string | undefined, (row: number) => number]> = {
  'mostly nothing': ['sparse', (row) => (row % 9 === 4 ? row * -1_000_003 : 0)],
  'nearly nothing, and alike': ['sparse', (row) => (row % 100 === 0 ? 1 : 0)],
  'few different numbers': ['coded', (row) => 2 ** 40 + (row % 256)],
  'hundreds of different numbers': ['coded', (row) => -(2 ** 40) + (row % 1000)],
  'a sequence with a few others': ['counting', (row) => (row % 10 === 3 ? row : 2 ** 41 + row)],
  'mostly below 65,536': ['split', (row) => (row % 9 === 4 ? row * -1_000_003 : row * 10)],
  'all below 65,536': [undefined, (row) => row * 10],
  'many different numbers': [undefined, (row) => row * row],
  'small numbers': [undefined, (row) => row % 200],
}

test.each(Object.entries(shapes))('%s: kept as small as it can be', (_name, [form, valueOf]) => {
  const values = Float64Array.from({ length: 6000 }, (_, row) => valueOf(row))
  const decoded = check({ kind: 'number', values }, values.length)
  expect(decoded.kind === 'number' ? decoded.compact?.of : null).toBe(form as 'sparse')
})

test.each([2, 300, 5000])('a dictionary of %d texts comes back', (distinct) => {
  const texts = Array.from({ length: 6000 }, (_, row) => `text ${(row * 7) % distinct}`)
  check(columnOf(texts), texts.length)
})

test('texts that are all different need no codes', () => {
  const texts = Array.from({ length: 1000 }, (_, row) => `${row}`)
  const bytes = encodeColumn(columnOf(texts), 1000)
  expect(bytes[1]).toBe(0)
  check(columnOf(texts), 1000)
})

test('cold texts come back together and one by one, across chunks', () => {
  const texts = Array.from({ length: 522 }, (_, row) => (row % 3 ? `q=${row} \ud800é` : ''))
  const bytes = encodeCold(texts)
  expect(decodeCold(bytes)).toEqual(texts)
  const cellAt = openCells(bytes)
  for (const row of [0, 1, 255, 256, 521]) expect(cellAt(row)).toBe(texts[row]!)
})

test.each(['de', 7, ''])('a constant %p is a few bytes', (value) => {
  const bytes = encodeColumn({ kind: 'constant', value }, 65_536)
  expect(bytes.length).toBeLessThan(64)
  expect(decodeColumn(bytes)).toEqual({ kind: 'constant', value })
})

/** Which of codes and texts are compressed, by the shape of 65,536 rows. */
const kinds: Readonly<
  Record<string, readonly [codes: boolean, texts: boolean, textOf: (row: number) => string]>
> = {
  'codes in no order, words': [false, true, (row) => `word ${Bun.hash.crc32(`${row}`) % 4000}`],
  'codes in order, words': [true, true, (row) => `word ${row >> 8}`],
  'nearly all ids of their own': [true, false, (row) => idOf(row - (row % 9 === 8 ? 3 : 0))],
}

/** Compresses badly. */
const idOf = (row: number) => Bun.hash(`${row}`).toString(36)

test.each(Object.entries(kinds))('%s: compressed where it saves enough', (_name, kind) => {
  const [codes, texts, textOf] = kind
  const column = columnOf(Array.from({ length: 65_536 }, (_, row) => textOf(row)))
  const bytes = encodeColumn(column, 65_536)
  expect([(bytes[2]! & 1) === 1, (bytes[2]! & 2) === 2]).toEqual([codes, texts])
  check(column, 65_536)
})

test('codes of which most are the next are a bit each', () => {
  const texts = Array.from({ length: 8000 }, (_, row) => idOf(row - (row % 9 === 8 ? 3 : 0)))
  const distinct = new Set(texts)
  const bytes = encodeColumn(columnOf(texts), texts.length)
  const others = texts.length - distinct.size
  const letters = [...distinct].reduce((sum, { length }) => sum + 1 + length, 0)
  expect(bytes.length).toBeLessThan(texts.length / 8 + 2 * others + letters + 64)
  check(columnOf(texts), texts.length)
})

const lengths = fc.constantFrom(1, 40, 255, 256, 70_000)

test('texts of any length come back, alike or not, in any order of their codes', () => {
  const text = lengths.chain((length) =>
    fc.string({ unit: 'binary', maxLength: 3 }).map((end) => 'x'.repeat(length) + end),
  )
  const columns = fc
    .uniqueArray(text, { minLength: 1, maxLength: 8 })
    .chain((dictionary) =>
      fc
        .array(fc.nat(dictionary.length - 1), { minLength: 1, maxLength: 400 })
        .map((codes) => ({ dictionary, codes: Uint16Array.from(codes) })),
    )
  fc.assert(
    fc.property(columns, ({ dictionary, codes }) => {
      check({ kind: 'text', dictionary, codes }, codes.length)
    }),
    { numRuns: 40 },
  )
})
