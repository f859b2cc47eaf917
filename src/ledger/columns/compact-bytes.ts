/** Compact numbers (`compact.ts`) as the bytes of a column's body, and single values of them. */
import { bytesOf } from '../../lib/bytes.ts'
import type { CodedNumbers, CountingNumbers, SparseNumbers, SplitNumbers } from './column.ts'
import type { StoredNumbers } from './compact.ts'
import type { PackedNumbers, Width } from './integers.ts'

/** A value f64 and its row u16. */
const SPLIT_ENTRY_BYTES = 10

/** `rest` follows the bytes on the next multiple of eight. */
export interface CompactParts extends PackedNumbers {
  readonly rest: readonly Uint8Array[]
}

export function partsOf(compact: StoredNumbers): CompactParts {
  switch (compact.of) {
    case 'coded': {
      const width = compact.codes instanceof Uint16Array ? 2 : 0
      return partsFrom({ width, base: 0 }, compact.codes, [compact.table])
    }
    case 'split':
      return partsFrom(PLAIN, compact.low, [compact.values, compact.rows])
    case 'sparse':
      return partsFrom(PLAIN, compact.rows, [compact.values])
    case 'counting':
      return partsFrom({ width: 0, base: compact.from }, compact.rows, [compact.values])
  }
}

const PLAIN = { width: 0, base: 0 } as const

function partsFrom(
  head: { readonly width: Width; readonly base: number },
  first: ArrayBufferView,
  rest: readonly ArrayBufferView[],
): CompactParts {
  return { ...head, bytes: bytesOf(first), rest: rest.map(bytesOf) }
}

export function openSparse({ bytes }: PackedNumbers, rest: ArrayBuffer): SparseNumbers {
  return { of: 'sparse', rows: shorts(bytes), values: new Float64Array(rest) }
}

export function openCounting({ base, bytes }: PackedNumbers, rest: ArrayBuffer): CountingNumbers {
  return { of: 'counting', from: base, rows: shorts(bytes), values: new Float64Array(rest) }
}

export function openCoded({ width, bytes }: PackedNumbers, rest: ArrayBuffer): CodedNumbers {
  const codes = width === 2 ? shorts(bytes) : new Uint8Array(bytes)
  return { of: 'coded', codes, table: new Float64Array(rest) }
}

export function openSplit({ bytes }: PackedNumbers, rest: ArrayBuffer): SplitNumbers {
  const count = rest.byteLength / SPLIT_ENTRY_BYTES
  const values = new Float64Array(rest, 0, count)
  return { of: 'split', low: shorts(bytes), values, rows: new Uint16Array(rest, values.byteLength) }
}

/** A copy: the bytes are part of something larger. */
const shorts = (bytes: Uint8Array) => new Uint16Array(new Uint8Array(bytes).buffer)

/** Reads single values by row. */
export function compactCells(compact: StoredNumbers): (row: number) => number {
  if (compact.of === 'coded') {
    const { codes, table } = compact
    return (row) => table[codes[row]!]!
  }
  const { rows, values } = compact
  const valueAt = (row: number) => values[placeIn(rows, row)]
  switch (compact.of) {
    case 'split':
      return (row) => compact.low[row]! + (valueAt(row) ?? 0)
    case 'sparse':
      return (row) => valueAt(row) ?? 0
    case 'counting':
      return (row) => valueAt(row) ?? compact.from + row
  }
}

/** Where `row` stands in an ascending list; −1 if it does not. */
function placeIn(rows: Uint16Array, row: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]! < row) low = middle + 1
    else high = middle
  }
  return rows[low] === row ? low : -1
}
