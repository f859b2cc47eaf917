/** The store of keys to the links API. A token is looked up by its hash and by nothing else. */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../../lib/inserted-id.ts'

export type TokenScope = 'read' | 'write'

export interface LinkToken {
  readonly id: number
  /** Times are epoch milliseconds. */
  readonly createdAt: number
  readonly userId: number
  readonly name: string
  /** `null`: never. */
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  /** To the minute; `null`: never. */
  readonly lastUsedAt: number | null
  readonly scope: TokenScope
  /** Calls per second; `null`: the default, 0: no limit. */
  readonly rate: number | null
  readonly burst: number | null
  /** Ids of the domains it may use; `null`: all that its owner may. */
  readonly domains: readonly string[] | null
}

export type NewLinkToken = Omit<LinkToken, 'id' | 'createdAt' | 'revokedAt' | 'lastUsedAt'> & {
  readonly hash: string
}

export interface ReadLinkTokens {
  find(id: number): LinkToken | null
  byHash(hash: string): LinkToken | null
  /** `userId` null: everybody's. */
  list(userId: number | null): LinkToken[]
}

export interface LinkTokenStore extends ReadLinkTokens {
  add(token: NewLinkToken): number
  /** All but when it was used. */
  put(token: LinkToken): void
  noteUse(id: number, at: number): void
}

type Row = Omit<LinkToken, 'domains'> & { readonly domains: string | null }

const SELECT = `SELECT id, created_at AS createdAt, user_id AS userId, name,
  expires_at AS expiresAt, revoked_at AS revokedAt, last_used_at AS lastUsedAt, scope, rate, burst, domains FROM link_tokens`

export function linkTokenStore(db: Database, clock: () => number): LinkTokenStore {
  const one = db.query<Row, [number]>(`${SELECT} WHERE id = ?`)
  const byHash = db.query<Row, [string]>(`${SELECT} WHERE hash = ?`)
  const all = db.query<Row, [number | null]>(
    `${SELECT} WHERE ?1 IS NULL OR user_id = ?1 ORDER BY id`,
  )
  return {
    find: (id) => tokenOf(one.get(id)),
    byHash: (hash) => tokenOf(byHash.get(hash)),
    list: (userId) => all.all(userId).map(tokenOfRow),
    add({ userId, name, hash, expiresAt, scope, rate, burst, domains }) {
      const sql = `INSERT INTO link_tokens
        (created_at, user_id, name, hash, expires_at, scope, rate, burst, domains)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
      const limits = [expiresAt, scope, rate, burst, listText(domains)]
      return insertedId(db.query(sql), clock(), userId, name, hash, ...limits)
    },
    put({ id, name, expiresAt, revokedAt, scope, rate, burst, domains }) {
      const sql = `UPDATE link_tokens SET name = ?, expires_at = ?, revoked_at = ?, scope = ?,
        rate = ?, burst = ?, domains = ? WHERE id = ?`
      db.query(sql).run(name, expiresAt, revokedAt, scope, rate, burst, listText(domains), id)
    },
    noteUse(id, at) {
      db.query('UPDATE link_tokens SET last_used_at = ? WHERE id = ?').run(at, id)
    },
  }
}

function listText(ids: readonly string[] | null): string | null {
  return ids === null ? null : JSON.stringify(ids)
}

function tokenOf(row: Row | null): LinkToken | null {
  return row === null ? null : tokenOfRow(row)
}

function tokenOfRow(row: Row): LinkToken {
  return { ...row, domains: row.domains === null ? null : (JSON.parse(row.domains) as string[]) }
}
