/** Reading the audit: who did what, newest first. Entries are written by `changes.ts`. */
import type { Database } from 'bun:sqlite'

import { and, desc, eq, getTableColumns, gte, inArray, lt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'

import { audit, users } from '../schema.ts'

/** What of the audit is wanted; null: whatever. */
export interface AuditQuery {
  /** Users whose deeds are shown. */
  readonly userIds: readonly number[] | null
  readonly event: string | null
  readonly kind: string | null
  readonly objectId: string | null
  /** A part of the name or of what was changed. */
  readonly text: string | null
  readonly from: number
  readonly to: number
  /** Only entries before this one. */
  readonly before: number | null
  readonly limit: number
}

/** `login` is null for commands and for users who are gone. */
export type AuditRow = typeof audit.$inferSelect & { readonly login: string | null }

export interface ReadAudit {
  list(query: AuditQuery): AuditRow[]
  /** The words for what was done by these users, in order; null: by anybody. */
  events(userIds: readonly number[] | null): string[]
}

export function auditReader(sqlite: Database): ReadAudit {
  const db = drizzle(sqlite)
  return {
    list: (query) =>
      db
        .select({ ...getTableColumns(audit), login: users.login })
        .from(audit)
        .leftJoin(users, eq(users.id, audit.userId))
        .where(and(...conditionsOf(query)))
        .orderBy(desc(audit.id))
        .limit(query.limit)
        .all(),
    events: (userIds) =>
      db
        .selectDistinct({ event: audit.event })
        .from(audit)
        .where(userIds === null ? undefined : inArray(audit.userId, [...userIds]))
        .orderBy(audit.event)
        .all()
        .map(({ event }) => event),
  }
}

function conditionsOf({ userIds, event, kind, objectId, text, from, to, before }: AuditQuery) {
  // The pattern's own signs stand for themselves.
  const part = text === null ? null : `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return [
    gte(audit.at, from),
    lt(audit.at, to),
    userIds === null ? undefined : inArray(audit.userId, [...userIds]),
    event === null ? undefined : eq(audit.event, event),
    kind === null ? undefined : eq(audit.kind, kind),
    objectId === null ? undefined : eq(audit.objectId, objectId),
    before === null ? undefined : lt(audit.id, before),
    part === null
      ? undefined
      : sql`(${audit.name} LIKE ${part} ESCAPE '\\' OR ${audit.changes} LIKE ${part} ESCAPE '\\')`,
  ]
}
