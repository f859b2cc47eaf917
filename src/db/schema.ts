/**
 * Those tables of `config.db` that are asked by Drizzle; `migrations/` makes all of them, a test
 * compares. Times are epoch milliseconds.
 *
 * Objects that people edit are JSON documents in `spec` (`documents.ts`): they are always read and
 * written whole, and a property added later needs no migration.
 */
import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export type FlowScope = 'campaign' | 'rotation'

export type UseKind = 'offer' | 'landing' | 'campaign'

export type Role = 'super_admin' | 'admin' | 'user'

export const users = sqliteTable('users', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  createdAt: integer('created_at').notNull(),
  /** Compared without case. */
  login: text('login').notNull(),
  passwordHash: text('password_hash').notNull(),
  role: text('role').$type<Role>().notNull(),
  blocked: integer('blocked', { mode: 'boolean' }).notNull().default(false),
  hideProfit: integer('hide_profit', { mode: 'boolean' }).notNull().default(false),
  /** JSON list of `Permission` (`users.ts`). */
  permissions: text('permissions').notNull().default('[]'),
  /** JSON object of what the user chose for himself. */
  preferences: text('preferences').notNull().default('{}'),
  canCreateUsers: integer('can_create_users', { mode: 'boolean' }).notNull().default(false),
  /** JSON list: ids of the users whom an administrator manages. */
  accessible: text('accessible').notNull().default('[]'),
  /** When he last came, by browser or key, to some minutes; null: not yet. */
  seenAt: integer('seen_at'),
})

export const sessions = sqliteTable('sessions', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  /** SHA-256 of the cookie, hex. */
  hash: text('hash').notNull(),
  csrf: text('csrf').notNull(),
  userId: integer('user_id').notNull(),
  createdAt: integer('created_at').notNull(),
  seenAt: integer('seen_at').notNull(),
  address: text('address').notNull(),
  userAgent: text('user_agent').notNull(),
  /** The user as whom an administrator looks in this session; null: as himself. */
  viewedUserId: integer('viewed_user_id'),
})

export const secondFactors = sqliteTable('second_factors', {
  userId: integer('user_id').primaryKey(),
  sealed: blob('sealed', { mode: 'buffer' }).notNull(),
  enabledAt: integer('enabled_at'),
  lastStep: integer('last_step').notNull().default(0),
  recovery: text('recovery').notNull().default('[]'),
})

export const setupLinks = sqliteTable('setup_links', {
  hash: text('hash').primaryKey().notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const apiKeys = sqliteTable('api_keys', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  createdAt: integer('created_at').notNull(),
  userId: integer('user_id').notNull(),
  /** SHA-256 of the key, hex: the only way a key is looked up. */
  hash: text('hash').notNull(),
  /** The key, encrypted with a secret of the installation, for its owner to read again. */
  sealed: blob('sealed', { mode: 'buffer' }).notNull(),
  blocked: integer('blocked', { mode: 'boolean' }).notNull().default(false),
})

export const accessKeys = sqliteTable('access_keys', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  userId: integer('user_id').notNull(),
  createdAt: integer('created_at').notNull(),
  hash: text('hash').notNull(),
  name: text('name').notNull(),
  reach: text('reach').$type<'write' | 'read' | 'reports'>().notNull(),
  expiresAt: integer('expires_at'),
  addresses: text('addresses').notNull().default('[]'),
  usedAt: integer('used_at'),
})

export const settings = sqliteTable('settings', {
  key: text('key').primaryKey().notNull(),
  value: text('value').notNull(),
})

/** Append-only: triggers refuse anything but an insert. */
export const audit = sqliteTable('audit', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  /** Null: the command line, or the server by itself. */
  userId: integer('user_id'),
  via: text('via').$type<'key' | 'ui' | 'cli' | 'system'>().notNull(),
  event: text('event').notNull(),
  kind: text('kind').notNull(),
  objectId: text('object_id').notNull(),
  name: text('name').notNull(),
  changes: text('changes').notNull(),
  /** Where the change came from; `''` for commands. */
  address: text('address').notNull().default(''),
  /** What of `changes` was otherwise, as it was. */
  before: text('before'),
})
