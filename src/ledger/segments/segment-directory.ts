/** Which segments `ledger.db` has, held in memory: read again when another process has loaded some. */
import type { Database } from 'bun:sqlite'

import { pragma } from '../../lib/pragma.ts'
import { FIRST_LOADED_SEGMENT } from './ledger-db.ts'
import type { SealedInfo } from './segment-writer.ts'

export interface SegmentDirectory {
  find(number: number): SealedInfo | undefined
  /** In order of their numbers. */
  list(): readonly SealedInfo[]
  /** The highest number that a server gave; 0 when there is none. */
  last(): number
  /** Takes in what was written through this connection. */
  reread(): void
  /** As `reread`, if another process has written. */
  refresh(): void
}

/** `onChange` hears of each segment that is new or was written anew. */
export function segmentDirectory(
  db: Database,
  onChange: (number: number) => void,
): SegmentDirectory {
  const infos = new Map(listOf(db).map((info) => [info.number, info]))
  let version = pragma(db, 'data_version')

  function reread(): void {
    for (const info of listOf(db)) {
      if (infos.get(info.number)?.revision !== info.revision) onChange(info.number)
      infos.set(info.number, info)
    }
  }

  return {
    find: (number) => infos.get(number),
    list: () => [...infos.values()].sort((a, b) => a.number - b.number),
    last: () =>
      [...infos.keys()]
        .filter((number) => number < FIRST_LOADED_SEGMENT)
        .reduce((last, number) => Math.max(last, number), 0),
    reread,
    refresh() {
      const now = pragma(db, 'data_version')
      if (now === version) return
      version = now
      reread()
    },
  }
}

function listOf(db: Database): SealedInfo[] {
  return db
    .query<SealedInfo, []>(
      `SELECT number, node, salt, created_at AS createdAt, rows, min_time AS minTime,
        max_time AS maxTime, min_click_time AS minClickTime, max_click_time AS maxClickTime,
        format, bytes, revision FROM segments ORDER BY number`,
    )
    .all()
}
