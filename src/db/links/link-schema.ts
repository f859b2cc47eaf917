/** The tables of short links, part of `schema.ts`. There may be millions: they have real columns. */
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const domainNumbers = sqliteTable('domain_numbers', {
  number: integer('number').primaryKey({ autoIncrement: true }),
  domainId: text('domain_id').notNull(),
})

/** Columns that links and pixels have in common. */
const owned = () => ({
  id: integer('id').primaryKey({ autoIncrement: true }),
  createdAt: integer('created_at').notNull(),
  changedAt: integer('changed_at').notNull(),
})

export const links = sqliteTable('links', {
  ...owned(),
  deletedAt: integer('deleted_at'),
  ownerId: integer('owner_id').notNull(),
  domain: integer('domain').notNull(),
  word: text('word').notNull(),
  wordKey: text('word_key').notNull(),
  kind: text('kind').$type<'short' | 'target'>().notNull(),
  /** Beside each address: the form that is sent, null where it is the same. */
  webShown: text('web_shown'),
  webLocation: text('web_location'),
  iosShown: text('ios_shown'),
  iosLocation: text('ios_location'),
  androidShown: text('android_shown'),
  androidLocation: text('android_location'),
  blocked: integer('blocked', { mode: 'boolean' }).notNull().default(false),
  blockReason: text('block_reason').notNull().default(''),
  title: text('title').notNull().default(''),
  note: text('note').notNull().default(''),
  redirectStatus: integer('redirect_status').notNull().default(302),
  /** Seconds that a permanent redirect may be kept. */
  maxAge: integer('max_age').notNull().default(30),
  startsAt: integer('starts_at'),
  expiresAt: integer('expires_at'),
  expiredShown: text('expired_shown'),
  expiredLocation: text('expired_location'),
  clickLimit: integer('click_limit'),
  passwordHash: text('password_hash'),
  forwardsQuery: integer('forwards_query', { mode: 'boolean' }).notNull().default(false),
  /** JSON object of the five fields; null for none. */
  utm: text('utm'),
})

export const linkTags = sqliteTable(
  'link_tags',
  { tag: text('tag').notNull(), linkId: integer('link_id').notNull() },
  (table) => [primaryKey({ columns: [table.tag, table.linkId] })],
)

export const pixels = sqliteTable('pixels', {
  ...owned(),
  ownerId: integer('owner_id').notNull(),
  name: text('name').notNull(),
  code: text('code').notNull(),
})

export const linkPixels = sqliteTable(
  'link_pixels',
  {
    linkId: integer('link_id').notNull(),
    position: integer('position').notNull(),
    pixelId: integer('pixel_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.linkId, table.position] })],
)

export const linkTokens = sqliteTable('link_tokens', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  createdAt: integer('created_at').notNull(),
  userId: integer('user_id').notNull(),
  name: text('name').notNull(),
  /** SHA-256 of the token, hex. */
  hash: text('hash').notNull(),
  expiresAt: integer('expires_at'),
  revokedAt: integer('revoked_at'),
  scope: text('scope').$type<'read' | 'write'>().notNull().default('write'),
  /** Calls per second; null: the default, 0: no limit. */
  rate: real('rate'),
  burst: integer('burst'),
  /** JSON list of domain ids; null: every domain of the owner. */
  domains: text('domains'),
  lastUsedAt: integer('last_used_at'),
})

/** How many links there are; kept by triggers. */
export const linkCounts = sqliteTable(
  'link_counts',
  {
    ownerId: integer('owner_id').notNull(),
    domain: integer('domain').notNull(),
    isDeleted: integer('is_deleted', { mode: 'boolean' }).notNull(),
    links: integer('links').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.domain, table.isDeleted] })],
)

/** Links whose text is not in the index `link_texts` as it is now. */
export const linksToIndex = sqliteTable('links_to_index', {
  linkId: integer('link_id').primaryKey(),
})
