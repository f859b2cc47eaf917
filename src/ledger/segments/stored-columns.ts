/**
 * The bytes of sealed columns as they are stored, each under a checksum: what can't be read is
 * remembered by its segment.
 */
import type { Database } from 'bun:sqlite'

import { COLUMN_FORMAT } from '../columns/column-bytes.ts'
import { DamagedSegment } from '../columns/column.ts'
import { isDamage } from './ledger-db.ts'

export interface StoredColumns {
  /** `null` for a column that is empty throughout. Throws `DamagedSegment`. */
  read(segment: number, name: string): Buffer | null
  /** As `read`, of a column as it was recorded, where it was rewritten since. */
  readBase(segment: number, name: string): Buffer | null
  /** The columns that a segment has. */
  names(segment: number): string[]
  /** Segments of which a column could not be read, since the start. */
  readonly damaged: ReadonlySet<number>
}

interface StoredColumn {
  readonly checksum: number
  readonly bytes: Uint8Array
}

/** `formatOf` knows the format of each segment's columns. */
export function storedColumns(
  db: Database,
  formatOf: (segment: number) => number | undefined,
): StoredColumns {
  const find = db.query<StoredColumn, [number, string]>(
    'SELECT checksum, bytes FROM columns WHERE segment = ? AND name = ?',
  )
  const findBase = db.query<StoredColumn, [number, string]>(
    'SELECT checksum, bytes FROM base_columns WHERE segment = ? AND name = ?',
  )
  const namesOf = db.query<{ name: string }, [number]>('SELECT name FROM columns WHERE segment = ?')
  const damaged = new Set<number>()

  function read(segment: number, name: string): Buffer | null {
    const stored = guarded(segment, () => find.get(segment, name))
    return stored && verified(segment, name, stored)
  }

  function verified(segment: number, name: string, { checksum, bytes }: StoredColumn): Buffer {
    const format = formatOf(segment)
    if (format === undefined || format > COLUMN_FORMAT)
      throw spoiled(segment, `unknown format ${format}`)
    if (Bun.hash.crc32(bytes) !== checksum) throw spoiled(segment, `checksum of ${name}`)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  function guarded<T>(segment: number, action: () => T): T {
    try {
      return action()
    } catch (error) {
      if (isDamage(error)) throw spoiled(segment, String(error))
      throw error
    }
  }

  function spoiled(segment: number, why: string): DamagedSegment {
    damaged.add(segment)
    return new DamagedSegment(`segment ${segment}: ${why}`)
  }

  return {
    read,
    readBase(segment, name) {
      const stored = guarded(segment, () => findBase.get(segment, name))
      return stored ? verified(segment, name, stored) : read(segment, name)
    },
    names: (segment) => guarded(segment, () => namesOf.all(segment)).map(({ name }) => name),
    damaged,
  }
}
