/**
 * Requests that clients may send again, each with its answer once there is one. A note survives a
 * kill, and a power cut if what the request changes in this database does; it waits for no disk itself.
 */
import type { Database } from 'bun:sqlite'

import { pragma } from '../lib/pragma.ts'

export interface BegunRequest {
  /** As it was given to `begin`. */
  readonly content: Uint8Array
  /** Epoch milliseconds. */
  readonly at: number
  /** As it was given to `finish`; `null`: nobody knows whether the request was done. */
  readonly answer: Uint8Array | null
}

/** `name` is the caller's, a space, and the caller's word for the request. */
export interface BegunRequests {
  find(name: string): BegunRequest | null
  /** `content` tells the request from others. */
  begin(name: string, content: Uint8Array, at: number): void
  finish(name: string, answer: Uint8Array): void
  forget(name: string): void
  /** Forgets some of what is older, and of one caller the oldest beyond so many requests or bytes. */
  trim(limits: TrimLimits): void
}

export interface TrimLimits {
  readonly before: number
  readonly caller: string
  readonly requests: number
  /** Of all answers together. */
  readonly bytes: number
}

/** More than are begun between two trims; thousands at once would hold up visitors. */
const OLD_AT_ONCE = 500

interface BegunRow extends Omit<BegunRequest, 'content'> {
  /** In base64; the column was made for a plain hash. */
  readonly content: string
}

export function begunRequestStore(db: Database): BegunRequests {
  const find = db.query<BegunRow, [string]>(
    'SELECT content_hash AS content, at, answer FROM begun_requests WHERE name = ?',
  )
  const begin = db.query(
    `INSERT INTO begun_requests (name, content_hash, at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET content_hash = excluded.content_hash, at = excluded.at,
       answer = NULL`,
  )
  const finish = db.query('UPDATE begun_requests SET answer = ? WHERE name = ?')
  const forget = db.query('DELETE FROM begun_requests WHERE name = ?')
  const trimOld = db.query(
    `DELETE FROM begun_requests WHERE rowid IN (
       SELECT rowid FROM begun_requests WHERE at < ? ORDER BY at LIMIT ${OLD_AT_ONCE})`,
  )
  const trimOwn = db.query(
    `DELETE FROM begun_requests WHERE rowid IN (
       SELECT rowid FROM (
         SELECT rowid, row_number() OVER newest AS place, sum(bytes) OVER newest AS taken
         FROM begun_requests WHERE caller = $caller
         WINDOW newest AS (ORDER BY at DESC, bytes DESC, rowid DESC ROWS UNBOUNDED PRECEDING))
       WHERE place > $requests OR taken > $bytes)`,
  )
  const unsynced = (write: () => unknown) => {
    const before = pragma(db, 'synchronous')
    db.run('PRAGMA synchronous = NORMAL')
    try {
      write()
    } finally {
      db.run(`PRAGMA synchronous = ${Number(before)}`)
    }
  }
  return {
    find(name) {
      const found = find.get(name)
      return found && { ...found, content: Buffer.from(found.content, 'base64') }
    },
    begin: (name, content, at) =>
      unsynced(() => begin.run(name, Buffer.from(content).toString('base64'), at)),
    finish: (name, answer) => unsynced(() => finish.run(answer, name)),
    forget: (name) => unsynced(() => forget.run(name)),
    trim: ({ before, ...own }) =>
      unsynced(() => {
        trimOld.run(before)
        trimOwn.run(own)
      }),
  }
}
