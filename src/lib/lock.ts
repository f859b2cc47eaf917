/**
 * An exclusive lock on a directory. The kernel holds it for us (SQLite's file lock on a small
 * `lock.db`), so it is gone with the process, however that ends.
 */
import { Database } from 'bun:sqlite'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'

export interface DirectoryLock {
  release(): void
}

/** In the directory. */
export const LOCK_FILE = 'lock.db'

/** An open database that nobody refers to would be closed, and the lock lost. */
const held = new Set<Database>()

/** `null` when another process, or this one, holds the lock. Throws if the file can't be made. */
export function lockDirectory(directory: string): DirectoryLock | null {
  const path = join(directory, LOCK_FILE)
  closeSync(openSync(path, 'a', 0o600))
  const db = new Database(path, { readwrite: true })
  try {
    // Without this SQLite would put a rollback file beside it.
    db.run('PRAGMA journal_mode = MEMORY')
    db.run('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (isBusy(error)) return null
    throw error
  }
  held.add(db)
  return {
    release() {
      held.delete(db)
      db.close()
    },
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
}
