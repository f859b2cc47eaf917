/**
 * Requests that clients may send again, each with its answer once there is one. A note is on the disk
 * before what the request changes is, and survives a kill; waiting for the disk would gain nothing.
 */
import type { Database } from 'bun:sqlite'

import { pragma } from './open.ts'

export interface BegunRequest {
  readonly contentHash: string
  /** Epoch milliseconds. */
  readonly at: number
  /** As it was given to `finish`; `null`: nobody knows whether the request was done. */
  readonly answer: Uint8Array | null
}

export interface BegunRequests {
  find(name: string): BegunRequest | null
  begin(name: string, contentHash: string, at: number): void
  finish(name: string, answer: Uint8Array): void
  forget(name: string): void
  /** Forgets what is older, and the oldest beyond so many requests or bytes of answers. */
  trim(limits: TrimLimits): void
}

export interface TrimLimits {
  readonly before: number
  readonly requests: number
  readonly bytes: number
}

export function begunRequestStore(db: Database): BegunRequests {
  const find = db.query<BegunRequest, [string]>(
    'SELECT content_hash AS contentHash, at, answer FROM begun_requests WHERE name = ?',
  )
  const begin = db.query(
    `INSERT INTO begun_requests (name, content_hash, at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET content_hash = excluded.content_hash, at = excluded.at,
       answer = NULL`,
  )
  const finish = db.query('UPDATE begun_requests SET answer = ? WHERE name = ?')
  const forget = db.query('DELETE FROM begun_requests WHERE name = ?')
  const trim = db.query(
    `DELETE FROM begun_requests WHERE at < $before OR name IN (
       SELECT name FROM (
         SELECT name, row_number() OVER newest AS place, sum(length(answer)) OVER newest AS taken
         FROM begun_requests WINDOW newest AS (ORDER BY at DESC, name))
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
    find: (name) => find.get(name),
    begin: (name, contentHash, at) => unsynced(() => begin.run(name, contentHash, at)),
    finish: (name, answer) => unsynced(() => finish.run(answer, name)),
    forget: (name) => unsynced(() => forget.run(name)),
    trim: (limits) => unsynced(() => trim.run({ ...limits })),
  }
}
