/**
 * Browser sessions and set-up links. Neither secret is stored: a session is found by the SHA-256 of
 * its cookie, a link by that of its token.
 */
import type { Database } from 'bun:sqlite'

import { and, eq, lt, ne, or } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'

import { sessions, setupLinks } from '../schema.ts'

export type Session = typeof sessions.$inferSelect
export type NewSession = Omit<Session, 'id' | 'createdAt' | 'seenAt' | 'viewedUserId'>

export type SessionStore = ReturnType<typeof sessionStore>
export type ReadSessions = Pick<SessionStore, 'byHash' | 'find' | 'listOf' | 'setupLink'>

export function sessionStore(sqlite: Database, clock: () => number) {
  const db = drizzle(sqlite)
  return {
    byHash: (hash: string): Session | null =>
      db.select().from(sessions).where(eq(sessions.hash, hash)).get() ?? null,
    find: (id: number): Session | null =>
      db.select().from(sessions).where(eq(sessions.id, id)).get() ?? null,
    listOf: (userId: number): Session[] =>
      db.select().from(sessions).where(eq(sessions.userId, userId)).orderBy(sessions.id).all(),
    add(session: NewSession): number {
      const row = { ...session, createdAt: clock(), seenAt: clock() }
      return db.insert(sessions).values(row).returning({ id: sessions.id }).get().id
    },
    touch(id: number): void {
      db.update(sessions).set({ seenAt: clock() }).where(eq(sessions.id, id)).run()
    },
    /** As whom its owner looks from now on; null: as himself. */
    setViewed(id: number, viewedUserId: number | null): void {
      db.update(sessions).set({ viewedUserId }).where(eq(sessions.id, id)).run()
    },
    remove(id: number): void {
      db.delete(sessions).where(eq(sessions.id, id)).run()
    },
    /** All of a user but one; null keeps none. */
    removeOf(userId: number, kept: number | null): void {
      db.delete(sessions)
        .where(and(eq(sessions.userId, userId), ne(sessions.id, kept ?? 0)))
        .run()
    },
    /** The oldest of a user beyond so many of his newest. */
    removeBeyond(userId: number, kept: number): void {
      const ids = sqlite
        .query<{ id: number }, [number, number]>(
          'SELECT id FROM sessions WHERE user_id = ? ORDER BY id DESC LIMIT -1 OFFSET ?',
        )
        .all(userId, kept)
      for (const { id } of ids) db.delete(sessions).where(eq(sessions.id, id)).run()
    },
    removeOlder({ created, seen }: { created: number; seen: number }): void {
      db.delete(sessions)
        .where(or(lt(sessions.createdAt, created), lt(sessions.seenAt, seen)))
        .run()
    },
    /** When the link of this hash ends; null for an unknown one. */
    setupLink: (hash: string): number | null =>
      db.select().from(setupLinks).where(eq(setupLinks.hash, hash)).get()?.expiresAt ?? null,
    /** There is one link at a time: a new one ends the old. */
    replaceSetupLink(link: typeof setupLinks.$inferInsert | null): void {
      db.delete(setupLinks).run()
      if (link !== null) db.insert(setupLinks).values(link).run()
    },
  }
}
