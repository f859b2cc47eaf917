/**
 * Keys that open the address for incoming postbacks: 26 characters, 130 random bits. Kept readable,
 * because their owner has to paste them into networks again and again.
 */
import type { Database } from 'bun:sqlite'
import { createHash, randomBytes } from 'node:crypto'

import type { PostbackKey } from '../../core/tables.ts'
import { insertedId } from '../../lib/inserted-id.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const KEY_LENGTH = 26

export interface StoredPostbackKey extends PostbackKey {
  readonly key: string
  readonly createdAt: number
}

export interface ReadPostbackKeys {
  list(): StoredPostbackKey[]
  find(id: number): StoredPostbackKey | null
  /** The same, also of a key that was removed since: what calls by it were allowed. */
  ever(id: number): PostbackKey | null
}

export interface PostbackKeys extends ReadPostbackKeys {
  /** By the SHA-256 of each key, hex. */
  byHash(): Map<string, PostbackKey>
  /** The id of the new key. */
  add(key: Omit<StoredPostbackKey, 'id' | 'endsAt'>): number
  /** `at` null: it does not end. */
  setEnd(id: number, at: number | null): void
  /** Its text is forgotten and free again; what it was stays, for calls that came by it. */
  remove(id: number, at: number): void
}

const COLUMNS = `id, kind, network_id AS networkId, "key", created_at AS createdAt, ends_at AS endsAt`

export function postbackKeyStore(db: Database): PostbackKeys {
  const list = () =>
    db
      .query<StoredPostbackKey, []>(
        `SELECT ${COLUMNS} FROM postback_keys WHERE removed_at IS NULL ORDER BY id`,
      )
      .all()
  return {
    list,
    find: (id) => list().find((each) => each.id === id) ?? null,
    ever: (id) =>
      db
        .query<PostbackKey, [number]>(
          `SELECT id, kind, network_id AS networkId, ends_at AS endsAt FROM postback_keys
           WHERE id = ?`,
        )
        .get(id),
    byHash: () => new Map(list().map(({ key, ...rest }) => [hashOfKey(key), rest])),
    add: ({ kind, networkId, key, createdAt }) => {
      const sql = `INSERT INTO postback_keys (kind, network_id, "key", created_at)
        VALUES (?, ?, ?, ?)`
      return insertedId(db.query(sql), kind, networkId, key, createdAt)
    },
    setEnd: (id, at) =>
      void db.query('UPDATE postback_keys SET ends_at = ? WHERE id = ?').run(at, id),
    // No key has a blank in it.
    remove: (id, at) =>
      void db
        .query(`UPDATE postback_keys SET "key" = 'removed ' || id, removed_at = ? WHERE id = ?`)
        .run(at, id),
  }
}

export function newPostbackKey(): string {
  return Array.from(randomBytes(KEY_LENGTH), (byte) => ALPHABET[byte & 31]).join('')
}

/** How a key is looked up: the time that takes says nothing about the keys there are. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
