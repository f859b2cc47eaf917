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
  /** Where the change came from; `''` for commands. */
  address: text('address').notNull().default(''),
})

export const conversions = sqliteTable('conversions', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  clickId: text('click_id').notNull(),
  clickSeq: integer('click_seq').notNull(),
  clickTime: integer('click_time').notNull(),
  campaignId: integer('campaign_id').notNull(),
  offerId: integer('offer_id').notNull(),
  networkId: integer('network_id').notNull(),
  sourceId: integer('source_id').notNull(),
  country: text('country').notNull(),
  time: integer('time').notNull(),
  arrivedAt: integer('arrived_at').notNull(),
  changedAt: integer('changed_at').notNull(),
  sentMicros: integer('sent_micros').notNull(),
  isFirst: integer('is_first', { mode: 'boolean' }).notNull(),
  isUpsell: integer('is_upsell', { mode: 'boolean' }).notNull(),
  isTest: integer('is_test', { mode: 'boolean' }).notNull(),
  isPixel: integer('is_pixel', { mode: 'boolean' }).notNull(),
  sender: text('sender').notNull(),
  notes: text('notes').notNull(),
  transactionId: text('transaction_id').notNull(),
  word: text('word').notNull(),
  word2: text('word2').notNull(),
  class: text('class').notNull(),
  payoutMicros: integer('payout_micros').notNull(),
  payoutCurrency: text('payout_currency').notNull(),
  rateNanos: integer('rate_nanos'),
  rateAt: integer('rate_at').notNull(),
  amountMicros: integer('amount_micros'),
  costMicros: integer('cost_micros').notNull(),
  isDeleted: integer('is_deleted', { mode: 'boolean' }).notNull(),
  sentCurrency: text('sent_currency').notNull().default(''),
  directUrl: text('direct_url').notNull().default(''),
  parentCampaignId: integer('parent_campaign_id').notNull().default(0),
})

export const conversionSteps = sqliteTable('conversion_steps', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  conversionId: integer('conversion_id').notNull(),
  clickSeq: integer('click_seq').notNull(),
  time: integer('time').notNull(),
  arrivedAt: integer('arrived_at').notNull(),
  kind: text('kind').notNull(),
  origin: text('origin').notNull(),
  callId: integer('call_id'),
  importId: integer('import_id'),
  userId: integer('user_id'),
  before: text('before'),
  after: text('after').notNull(),
})

export const incomingCalls = sqliteTable('incoming_calls', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  method: text('method').notNull(),
  url: text('url').notNull(),
  fields: text('fields').notNull(),
  ip: text('ip').notNull(),
  userAgent: text('user_agent').notNull(),
  dialect: text('dialect').notNull(),
  keyId: integer('key_id'),
  networkId: integer('network_id').notNull(),
  status: integer('status').notNull(),
  verdict: text('verdict').notNull(),
  cause: text('cause').notNull(),
  detail: text('detail').notNull(),
  clickId: text('click_id').notNull(),
  clickSeq: integer('click_seq'),
  transactionId: text('transaction_id').notNull(),
  conversionId: integer('conversion_id'),
  amountText: text('amount_text').notNull(),
  notes: text('notes').notNull(),
  tries: integer('tries').notNull(),
  nextTryAt: integer('next_try_at'),
  resolvedAt: integer('resolved_at'),
  dismissedAt: integer('dismissed_at'),
  edits: text('edits').notNull(),
  reading: text('reading').notNull().default(''),
  amountCurrency: text('amount_currency').notNull().default(''),
})

export const ledgerQueue = sqliteTable('ledger_queue', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  afterSeq: integer('after_seq').notNull(),
  row: text('row').notNull(),
})

export const clickValues = sqliteTable(
  'click_values',
  {
    clickSeq: integer('click_seq').notNull(),
    number: integer('number').notNull(),
    micros: integer('micros').notNull(),
  },
  (table) => [primaryKey({ columns: [table.clickSeq, table.number] })],
)

export const clickMarks = sqliteTable('click_marks', {
  clickSeq: integer('click_seq').primaryKey(),
  confirmedAt: integer('confirmed_at'),
  subIds: text('sub_ids'),
  externalId: text('external_id'),
})

export const postbackKeys = sqliteTable('postback_keys', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  kind: text('kind').notNull(),
  networkId: integer('network_id'),
  key: text('key').notNull(),
  createdAt: integer('created_at').notNull(),
  endsAt: integer('ends_at'),
  removedAt: integer('removed_at'),
})

export const conversionImports = sqliteTable('conversion_imports', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  userId: integer('user_id'),
  lines: integer('lines').notNull(),
  options: text('options').notNull(),
  undoneAt: integer('undone_at'),
})

export const deliveries = sqliteTable('deliveries', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  key: text('key').notNull(),
  stepId: integer('step_id').notNull(),
  conversionId: integer('conversion_id').notNull(),
  clickId: text('click_id').notNull(),
  clickSeq: integer('click_seq').notNull(),
  campaignId: integer('campaign_id').notNull(),
  entry: text('entry').notNull(),
  createdAt: integer('created_at').notNull(),
  queuedAt: integer('queued_at').notNull(),
  state: text('state').notNull(),
  reason: text('reason').notNull(),
  detail: text('detail').notNull(),
  host: text('host').notNull(),
  method: text('method').notNull(),
  url: text('url').notNull(),
  headers: text('headers').notNull(),
  body: text('body'),
  successText: text('success_text').notNull(),
  failureText: text('failure_text').notNull(),
  news: text('news').notNull(),
  tries: integer('tries').notNull(),
  nextAt: integer('next_at'),
  finishedAt: integer('finished_at'),
})

export const deliveryTries = sqliteTable('delivery_tries', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  deliveryId: integer('delivery_id').notNull(),
  at: integer('at').notNull(),
  durationMs: integer('duration_ms').notNull(),
  verdict: text('verdict').notNull(),
  status: integer('status').notNull(),
  answer: text('answer').notNull(),
})

export * from './links/link-schema.ts'
export * from './tag-schema.ts'
export * from './reports/report-schema.ts'
