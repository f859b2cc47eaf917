/**
 * A quick look at whether a text can be among some: of a large dictionary only those that pass are
 * made and compared.
 */
import type { TextColumn } from '../../ledger/columns/column.ts'
import { hashOf, hashOfText } from '../../lib/text-hash.ts'

/** One bit per hash: of ten thousand texts a sixth of the bits. */
const BITS = 16
const SEED = 0x51e5

export interface TextSieve {
  /**
   * Leaves 1 in `table` only at codes whose text may be one of them, gives how many codes it has
   * seen: none of a dictionary beyond Latin-1.
   */
  sift(column: TextColumn, table: Uint32Array, accepts: (text: string) => boolean): number
}

/** `null` stands for the empty text. */
export function textSieve(texts: readonly (string | null)[]): TextSieve {
  const bits = new Uint8Array(2 ** BITS)
  for (const text of texts) bits[hashOfText(text ?? '', SEED) >>> (32 - BITS)] = 1
  return {
    sift({ packed }, table, accepts) {
      if (!packed) return 0
      return packed.use(({ count, isWide, ends, bytes, at }) => {
        if (isWide) return 0
        let from = 0
        for (let code = 0; code < count; code++) {
          const to = ends[code]!
          if (table[code] !== 0) {
            const mayBe = bits[hashOf(bytes, from, to, SEED) >>> (32 - BITS)] === 1
            table[code] = Number(mayBe && accepts(at(code)))
          }
          from = to
        }
        return count
      })
    },
  }
}
