/** Users, their permission records and their API keys. Hashing and sealing happen in `manage`. */
import type { Database } from 'bun:sqlite'

import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'

import { apiKeys, type Role, users } from '../schema.ts'

/** What a user may do with one kind of object (`management-api.md` 3.3). Ids are text. */
export interface Permission {
  readonly subject: string
  readonly accessLevel: 'MODIFY' | 'READ' | 'CUSTOM'
  readonly canCreate: boolean
  readonly readUuids: readonly string[]
  readonly modifyUuids: readonly string[]
  readonly readGroupUuids: readonly string[]
  readonly modifyGroupUuids: readonly string[]
}

/** A record that gives nothing, as none would. */
export function emptyPermission(subject: string): Permission {
  return {
    subject,
    accessLevel: 'CUSTOM',
    canCreate: false,
    readUuids: [],
    modifyUuids: [],
    readGroupUuids: [],
    modifyGroupUuids: [],
  }
}

export interface User {
  readonly id: number
  readonly login: string
  readonly role: Role
  readonly blocked: boolean
  readonly hideProfit: boolean
  readonly permissions: readonly Permission[]
  /** What he chose for himself; `manage/people/preferences.ts` knows its shape. */
  readonly preferences: Readonly<Record<string, unknown>>
  readonly canCreateUsers: boolean
  /** Ids of the users whom an administrator manages. */
  readonly accessible: readonly number[]
  /** Epoch milliseconds, to some minutes; null: he has not come yet. */
  readonly seenAt: number | null
}

export interface UserColumns {
  readonly login?: string
  readonly passwordHash?: string
  readonly role?: Role
  readonly hideProfit?: boolean
  readonly blocked?: boolean
  readonly canCreateUsers?: boolean
}

export interface NewUser {
  readonly login: string
  readonly passwordHash: string
  readonly role: Role
  readonly permissions: readonly Permission[]
}

export type KeyRow = typeof apiKeys.$inferSelect
export type UserStore = ReturnType<typeof userStore>
export type ReadUsers = Pick<
  UserStore,
  'find' | 'byLogin' | 'list' | 'count' | 'byKeyHash' | 'keyOf' | 'passwordHashOf'
>

/** Logins are compared without case. */
export function userStore(sqlite: Database, clock: () => number) {
  const db = drizzle(sqlite)
  const keyOwner = sqlite.query<{ user_id: number }, [string]>(
    'SELECT user_id FROM api_keys WHERE hash = ? AND blocked = 0',
  )
  const userCount = sqlite.query<{ count: number }, []>('SELECT count(*) AS count FROM users')
  const find = (id: number) => userOf(db.select().from(users).where(eq(users.id, id)).get())
  return {
    find,
    byLogin: (login: string) => userOf(db.select().from(users).where(eq(users.login, login)).get()),
    list: (): User[] => db.select().from(users).orderBy(users.id).all().map(userOfRow),
    count: (): number => userCount.get()?.count ?? 0,
    /** The owner of a key that is not blocked; null for any other hash, and for blocked users. */
    byKeyHash(hash: string): User | null {
      const owner = keyOwner.get(hash)
      const user = owner === null ? null : find(owner.user_id)
      return user === null || user.blocked ? null : user
    },
    keyOf: (userId: number): KeyRow | null =>
      db.select().from(apiKeys).where(eq(apiKeys.userId, userId)).get() ?? null,
    add({ permissions, ...rest }: NewUser): number {
      const row = { ...rest, createdAt: clock(), permissions: JSON.stringify(permissions) }
      return db.insert(users).values(row).returning({ id: users.id }).get().id
    },
    setPermissions(id: number, permissions: readonly Permission[]): void {
      const text = JSON.stringify(permissions)
      db.update(users).set({ permissions: text }).where(eq(users.id, id)).run()
    },
    /** Null for an unknown user. */
    passwordHashOf: (id: number): string | null =>
      db.select().from(users).where(eq(users.id, id)).get()?.passwordHash ?? null,
    setPreferences(id: number, preferences: object): void {
      const text = JSON.stringify(preferences)
      db.update(users).set({ preferences: text }).where(eq(users.id, id)).run()
    },
    setAccessible(id: number, accessible: readonly number[]): void {
      const text = JSON.stringify(accessible)
      db.update(users).set({ accessible: text }).where(eq(users.id, id)).run()
    },
    change(id: number, change: UserColumns): void {
      if (Object.keys(change).length === 0) return
      db.update(users).set(change).where(eq(users.id, id)).run()
    },
    touch(id: number): void {
      db.update(users).set({ seenAt: clock() }).where(eq(users.id, id)).run()
    },
    remove(id: number): void {
      db.delete(users).where(eq(users.id, id)).run()
    },
    /** Puts the key in the place of the user's old one, which ends at once. */
    putKey(userId: number, hash: string, sealed: Uint8Array): void {
      const row = { userId, hash, sealed: Buffer.from(sealed), createdAt: clock() }
      const set = { hash, sealed: row.sealed, createdAt: row.createdAt, blocked: false }
      db.insert(apiKeys).values(row).onConflictDoUpdate({ target: apiKeys.userId, set }).run()
    },
    setKeyBlocked(userId: number, blocked: boolean): void {
      db.update(apiKeys).set({ blocked }).where(eq(apiKeys.userId, userId)).run()
    },
  }
}

function userOf(row: typeof users.$inferSelect | undefined): User | null {
  return row === undefined ? null : userOfRow(row)
}

function userOfRow(row: typeof users.$inferSelect): User {
  const { passwordHash: _secret, createdAt: _created, ...user } = row
  return {
    ...user,
    permissions: JSON.parse(row.permissions) as Permission[],
    preferences: JSON.parse(row.preferences) as Record<string, unknown>,
    accessible: JSON.parse(row.accessible) as number[],
  }
}
