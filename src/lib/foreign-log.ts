/**
 * A write-ahead log beside a database that never had one, as when a backup is put in the place of a database whose
 * process was killed. SQLite would take it for the rest of that backup, and mix the two.
 */
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'

/** Where the header says how the file is written: 1 without a write-ahead log, 2 with one. */
const WRITE_VERSION_AT = 18
const WITHOUT_LOG = 1

/**
 * To be called before the database is opened. One line about what was set aside, under the time when it was written
 * last; `null`: nothing. Throws what the file system throws.
 */
export function setForeignLogAside(database: string): string | null {
  const log = `${database}-wal`
  const stat = statSync(log, { throwIfNoEntry: false })
  if (stat === undefined || stat.size === 0 || writeVersionOf(database) !== WITHOUT_LOG) return null
  const kept = `${log}.foreign-${Math.floor(stat.mtimeMs)}`
  renameSync(log, kept)
  rmSync(`${database}-shm`, { force: true })
  return (
    `${basename(database)} was put there from a backup, beside the write-ahead log of another one: what that holds ` +
    `(${stat.size} bytes) is not there, it is kept as ${kept}`
  )
}

/** Whether the database is a copy as backups make it, which nobody has opened since; false if it is not there. */
export function isUnopenedCopy(database: string): boolean {
  return existsSync(database) && writeVersionOf(database) === WITHOUT_LOG
}

function writeVersionOf(path: string): number {
  const head = Buffer.alloc(WRITE_VERSION_AT + 1)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  return head[WRITE_VERSION_AT]!
}
