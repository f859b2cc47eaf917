/**
 * Number columns straight from their bytes, in narrow arrays: what a scan reads most often is never
 * spread out to doubles on its way into memory.
 */
import type { NumberColumn } from './column.ts'
import { compactColumn } from './compact.ts'
import { arrayOf, type PackedNumbers } from './integers.ts'
import { splitNumbers } from './split-numbers.ts'

/** From here on numbers would take eight bytes each. */
const PLAIN_END = 2 ** 31

/** A copy in a narrow form; `null` where the values fit none and have to be spread out. */
export function narrowColumn(packed: PackedNumbers, rows: number): NumberColumn | null {
  const { width, base, bytes } = packed
  if (width === 1) {
    const values = new Uint8Array(bytes)
    if (base === 0) return { kind: 'number', values }
    const table = Float64Array.from({ length: 256 }, (_, code) => base + code)
    return compactColumn({ of: 'coded', codes: values, table }, rows)
  }
  if (width === 2 && base === 0)
    return { kind: 'number', values: new Uint16Array(arrayOf(bytes, 2, rows)) }
  if (width !== 4) return null
  const above = arrayOf(bytes, 4, rows) as Uint32Array
  if (base >= PLAIN_END) return compactColumn({ of: 'raised', base, above: above.slice() }, rows)
  const split = splitNumbers(above, base)
  return split && compactColumn(split, rows)
}
