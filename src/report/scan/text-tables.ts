/** The tables of texts of one thread: reports on the same column find its texts numbered already. */
import { settled } from '../../lib/thread-memory.ts'
import { type OwnTable, type TextTable, textTable } from './texts.ts'

/** What tables may hold beyond a query, all together. */
const KEPT_BYTES = 24 * 1024 * 1024

/** The tables of one thread by column, kept from query to query while they are small. */
export interface TextTables {
  of(column: string): TextTable
  /** Lets go of what has become too large. */
  trim(): void
}

/** Numbers that are kept with a segment are those of one table. */
let tablesMade = 0

export function textTables(): TextTables {
  const [seed = 0] = crypto.getRandomValues(new Int32Array(1))
  const tables = new Map<string, OwnTable>()
  return {
    of(column) {
      const table = tables.get(column) ?? textTable(seed, `${column}#${tablesMade++}`)
      // The one that was not asked for longest stands first.
      tables.delete(column)
      tables.set(column, table)
      return table
    },
    trim() {
      let kept = 0
      for (const [column, { bytes }] of [...tables].toReversed()) {
        if (kept + bytes > KEPT_BYTES) tables.delete(column)
        else kept += bytes
      }
      settled(kept)
    },
  }
}
