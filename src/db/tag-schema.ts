/** The tables of tags and notes as TypeScript sees them; `schema.ts` shows them to the rest. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const tags = sqliteTable('tags', {
  id: text('id').primaryKey().notNull(),
  ownerId: integer('owner_id'),
  createdAt: integer('created_at').notNull(),
  name: text('name').notNull(),
})

export const tagLinks = sqliteTable(
  'tag_links',
  {
    kind: text('kind').notNull(),
    objectId: text('object_id').notNull(),
    tagId: text('tag_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.objectId, table.tagId] })],
)

export const notes = sqliteTable('notes', {
  id: text('id').primaryKey().notNull(),
  kind: text('kind').notNull(),
  objectId: text('object_id').notNull(),
  userId: integer('user_id'),
  createdAt: integer('created_at').notNull(),
  changedAt: integer('changed_at').notNull(),
  text: text('text').notNull(),
})
