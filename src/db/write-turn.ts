/**
 * Waits for the turn to write `config.db` without holding up the thread that answers: a command or a worker may
 * write for seconds, and SQLite itself waits by standing still.
 */
import type { Database } from 'bun:sqlite'

import type { DiskWatch } from '../lib/disk-watch.ts'
import { codeOf } from '../lib/errors.ts'
import { BUSY_TIMEOUT_MS } from './open.ts'

const ASK_AGAIN_MS = 5

/** The same watch, whose disk answers when nobody else writes either: false after as long as SQLite would wait. */
export function inWriteTurn(disk: DiskWatch, writer: Database): DiskWatch {
  const answers = async () => (await disk.answers()) && (await turnOf(writer))
  return {
    ...disk,
    answers,
    async answered() {
      do await disk.answered()
      while (!(await answers()))
    },
  }
}

async function turnOf(writer: Database): Promise<boolean> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  while (!isFree(writer)) {
    if (performance.now() > deadline) return false
    await Bun.sleep(ASK_AGAIN_MS)
  }
  return true
}

/** What else keeps it from writing is told by the write itself. */
function isFree(writer: Database): boolean {
  writer.run('PRAGMA busy_timeout = 0')
  try {
    writer.run('BEGIN IMMEDIATE')
    writer.run('ROLLBACK')
    return true
  } catch (error) {
    return !codeOf(error).startsWith('SQLITE_BUSY')
  } finally {
    writer.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}
