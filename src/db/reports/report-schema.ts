/** The tables of what people keep for their reports, as TypeScript sees them. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const savedObjects = sqliteTable(
  'saved_objects',
  {
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    ownerId: integer('owner_id'),
    createdAt: integer('created_at').notNull(),
    changedAt: integer('changed_at').notNull(),
    shared: integer('shared', { mode: 'boolean' }).notNull().default(false),
    name: text('name').notNull(),
    spec: text('spec').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
)

export const reportMarks = sqliteTable(
  'report_marks',
  {
    subject: text('subject').$type<'campaigns' | 'traffic_sources'>().notNull(),
    objectId: integer('object_id').notNull(),
    grouping: text('grouping').notNull(),
    value: text('value').notNull(),
    mark: text('mark').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.subject, table.objectId, table.grouping, table.value] }),
  ],
)

export const csvTasks = sqliteTable('csv_tasks', {
  id: text('id').primaryKey().notNull(),
  ownerId: integer('owner_id').notNull(),
  kind: text('kind').notNull(),
  query: text('query').notNull(),
  createdAt: integer('created_at').notNull(),
  startedAt: integer('started_at'),
  finishedAt: integer('finished_at'),
  state: text('state').notNull(),
  tries: integer('tries').notNull().default(0),
  file: text('file').notNull(),
  bytes: integer('bytes').notNull().default(0),
  scope: text('scope'),
  money: integer('money', { mode: 'boolean' }).notNull().default(true),
  problem: text('problem').notNull().default(''),
})
