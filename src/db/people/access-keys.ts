/** Further keys of users to the management API, found by the SHA-256 of their text. */
import type { Database } from 'bun:sqlite'

import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'

import { accessKeys } from '../schema.ts'

type Row = typeof accessKeys.$inferSelect

/** Times are epoch milliseconds; `expiresAt` null: never, `usedAt` null: not yet. */
export interface AccessKey extends Omit<Row, 'addresses'> {
  /** Addresses and networks it may come from; none: any. */
  readonly addresses: readonly string[]
}

export type NewAccessKey = Omit<AccessKey, 'id' | 'createdAt' | 'usedAt'>
export type AccessKeyStore = ReturnType<typeof accessKeyStore>
export type ReadAccessKeys = Pick<AccessKeyStore, 'byHash' | 'find' | 'listOf'>

export function accessKeyStore(sqlite: Database, clock: () => number) {
  const db = drizzle(sqlite)
  return {
    byHash: (hash: string): AccessKey | null =>
      keyOf(db.select().from(accessKeys).where(eq(accessKeys.hash, hash)).get()),
    find: (id: number): AccessKey | null =>
      keyOf(db.select().from(accessKeys).where(eq(accessKeys.id, id)).get()),
    listOf: (userId: number): AccessKey[] =>
      db
        .select()
        .from(accessKeys)
        .where(eq(accessKeys.userId, userId))
        .orderBy(accessKeys.id)
        .all()
        .flatMap((row) => keyOf(row) ?? []),
    add({ addresses, ...rest }: NewAccessKey): number {
      const row = { ...rest, addresses: JSON.stringify(addresses), createdAt: clock() }
      return db.insert(accessKeys).values(row).returning({ id: accessKeys.id }).get().id
    },
    touch(id: number): void {
      db.update(accessKeys).set({ usedAt: clock() }).where(eq(accessKeys.id, id)).run()
    },
    remove(id: number): void {
      db.delete(accessKeys).where(eq(accessKeys.id, id)).run()
    },
  }
}

function keyOf(row: Row | undefined): AccessKey | null {
  return row === undefined
    ? null
    : { ...row, addresses: JSON.parse(row.addresses) as readonly string[] }
}
