/**
 * The tables of `config.db` as TypeScript sees them; `migrations/` makes them, a test compares.
 *
 * Objects that people edit are JSON documents in `spec` (`documents.ts`): they are always read and
 * written whole, and a property added later needs no migration. Times are epoch milliseconds.
 */
import { type SQL, sql } from 'drizzle-orm'
import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Columns every object has; `deletedAt` is null unless it is archived. */
const lifecycle = () => ({
  createdAt: integer('created_at').notNull(),
  changedAt: integer('changed_at').notNull(),
  deletedAt: integer('deleted_at'),
  spec: text('spec').notNull(),
})

const numbered = () => ({ id: integer('id').primaryKey({ autoIncrement: true }), ...lifecycle() })
const named = () => ({ id: text('id').primaryKey().notNull(), ...lifecycle() })

const inSpec = (expression: SQL) => [expression, { mode: 'stored' }] as const
const name = () =>
  text('name')
    .notNull()
    .generatedAlwaysAs(...inSpec(sql`spec ->> 'name'`))

export const trafficSources = sqliteTable('traffic_sources', { ...numbered(), name: name() })
export const affiliateNetworks = sqliteTable('affiliate_networks', { ...numbered(), name: name() })
export const landings = sqliteTable('landings', { ...numbered(), name: name() })
export const rotations = sqliteTable('rotations', { ...numbered(), name: name() })

export const offers = sqliteTable('offers', {
  ...numbered(),
  name: name(),
  networkId: integer('network_id').generatedAlwaysAs(...inSpec(sql`spec ->> 'networkId'`)),
})

export const campaigns = sqliteTable('campaigns', {
  ...numbered(),
  name: name(),
  alias: text('alias')
    .notNull()
    .generatedAlwaysAs(...inSpec(sql`spec ->> 'alias'`)),
  key: text('key')
    .notNull()
    .generatedAlwaysAs(...inSpec(sql`spec ->> 'key'`)),
  token: text('token')
    .notNull()
    .generatedAlwaysAs(...inSpec(sql`spec ->> 'token'`)),
  sourceId: integer('source_id').generatedAlwaysAs(...inSpec(sql`spec ->> 'sourceId'`)),
  domainId: text('domain_id').generatedAlwaysAs(...inSpec(sql`spec ->> 'domainId'`)),
  rotationId: integer('rotation_id').generatedAlwaysAs(...inSpec(sql`spec ->> 'rotationId'`)),
})

export const domains = sqliteTable('domains', {
  ...named(),
  name: text('name')
    .notNull()
    .generatedAlwaysAs(...inSpec(sql`spec ->> 'host'`)),
})

export const groups = sqliteTable('groups', {
  ...named(),
  name: name(),
  subject: text('subject')
    .notNull()
    .generatedAlwaysAs(...inSpec(sql`spec ->> 'subject'`)),
})

export const landingFiles = sqliteTable(
  'landing_files',
  {
    landingId: integer('landing_id').notNull(),
    path: text('path').notNull(),
    sha256: text('sha256').notNull(),
    bytes: integer('bytes').notNull(),
    contentType: text('content_type').notNull(),
  },
  (table) => [primaryKey({ columns: [table.landingId, table.path] })],
)

export type FlowScope = 'campaign' | 'rotation'

export const flowSets = sqliteTable(
  'flow_sets',
  {
    scope: text('scope').$type<FlowScope>().notNull(),
    ownerId: integer('owner_id').notNull(),
    document: text('document').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.ownerId] })],
)

export type UseKind = 'offer' | 'landing' | 'campaign'

export const flowSetUses = sqliteTable(
  'flow_set_uses',
  {
    scope: text('scope').$type<FlowScope>().notNull(),
    ownerId: integer('owner_id').notNull(),
    kind: text('kind').$type<UseKind>().notNull(),
    targetId: integer('target_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.targetId, table.scope, table.ownerId] })],
)

export const sequences = sqliteTable('sequences', {
  name: text('name').$type<'flow' | 'path'>().primaryKey().notNull(),
  next: integer('next').notNull(),
})

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

export const settings = sqliteTable('settings', {
  key: text('key').primaryKey().notNull(),
  value: text('value').notNull(),
})

export const changes = sqliteTable('changes', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  kind: text('kind').notNull(),
  objectId: text('object_id').notNull(),
})

/** Append-only: triggers refuse anything but an insert. */
export const audit = sqliteTable('audit', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  /** Null: the command line. */
  userId: integer('user_id'),
  via: text('via').$type<'key' | 'ui' | 'cli'>().notNull(),
  event: text('event').notNull(),
  kind: text('kind').notNull(),
  objectId: text('object_id').notNull(),
  name: text('name').notNull(),
  changes: text('changes').notNull(),
})
