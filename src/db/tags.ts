/** Tags and notes of objects. Ids of objects are text, because some kinds have UUIDs. */
import type { Database } from 'bun:sqlite'

import type { Kind } from './records.ts'

export type TaggedKind = Exclude<Kind, 'groups'>

export interface Tag {
  readonly id: string
  /** Null: made on the command line, or by somebody who is gone. */
  readonly ownerId: number | null
  readonly name: string
}

export interface TagLink {
  readonly tagId: string
  readonly kind: TaggedKind
  readonly objectId: string
}

export interface Note {
  readonly id: string
  readonly kind: TaggedKind
  readonly objectId: string
  /** Who wrote it last. */
  readonly userId: number | null
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly changedAt: number
  readonly text: string
}

export type TagStore = ReturnType<typeof tagStore>
export type ReadTags = Pick<
  TagStore,
  'find' | 'list' | 'links' | 'on' | 'onSome' | 'of' | 'isLinked'
>

export function tagStore(db: Database, clock: () => number) {
  const columns = 'id, owner_id AS ownerId, name'
  const one = db.query<Tag, [string]>(`SELECT ${columns} FROM tags WHERE id = ?`)
  const all = db.query<Tag, []>(`SELECT ${columns} FROM tags ORDER BY name COLLATE NOCASE, id`)
  const links = db.query<TagLink, []>(
    'SELECT tag_id AS tagId, kind, object_id AS objectId FROM tag_links',
  )
  const onKind = db.query<Pick<TagLink, 'tagId' | 'objectId'>, [string]>(
    'SELECT tag_id AS tagId, object_id AS objectId FROM tag_links WHERE kind = ?',
  )
  const some = db.query<{ id: string }, [string]>(
    `SELECT id FROM tags
      WHERE EXISTS (SELECT 1 FROM tag_links WHERE tag_id = tags.id AND kind = ?)`,
  )
  const linked = db.query<{ tagId: string }, [string, string]>(
    'SELECT tag_id AS tagId FROM tag_links WHERE kind = ? AND object_id = ?',
  )
  const of = (kind: TaggedKind, objectId: string) =>
    linked.all(kind, objectId).map(({ tagId }) => tagId)
  return {
    find: (id: string): Tag | null => one.get(id),
    /** By name. */
    list: (): Tag[] => all.all(),
    links: (): TagLink[] => links.all(),
    /** Those on objects of one kind. */
    on: (kind: TaggedKind): Pick<TagLink, 'tagId' | 'objectId'>[] => onKind.all(kind),
    /** Ids of those that an object of the kind has. */
    onSome: (kind: TaggedKind): string[] => some.all(kind).map(({ id }) => id),
    /** Ids of the tags of an object. */
    of,
    isLinked: ({ tagId, kind, objectId }: TagLink): boolean => of(kind, objectId).includes(tagId),
    add({ id, ownerId, name }: Tag): void {
      const sql = 'INSERT INTO tags (id, owner_id, created_at, name) VALUES (?, ?, ?, ?)'
      db.query(sql).run(id, ownerId, clock(), name)
    },
    rename: (id: string, name: string) =>
      void db.query('UPDATE tags SET name = ? WHERE id = ?').run(name, id),
    remove: (id: string) => void db.query('DELETE FROM tags WHERE id = ?').run(id),
    link({ tagId, kind, objectId }: TagLink): void {
      const sql = 'INSERT OR IGNORE INTO tag_links (kind, object_id, tag_id) VALUES (?, ?, ?)'
      db.query(sql).run(kind, objectId, tagId)
    },
    unlink({ tagId, kind, objectId }: TagLink): void {
      const sql = 'DELETE FROM tag_links WHERE kind = ? AND object_id = ? AND tag_id = ?'
      db.query(sql).run(kind, objectId, tagId)
    },
  }
}

export type NoteStore = ReturnType<typeof noteStore>
export type ReadNotes = Pick<NoteStore, 'find' | 'of' | 'noted'>

export function noteStore(db: Database, clock: () => number) {
  const select = `SELECT id, kind, object_id AS objectId, user_id AS userId, created_at AS createdAt,
    changed_at AS changedAt, text FROM notes`
  const one = db.query<Note, [string]>(`${select} WHERE id = ?`)
  const about = db.query<Note, [string, string]>(`${select} WHERE kind = ? AND object_id = ?`)
  const noted = db.query<{ objectId: string }, [string]>(
    "SELECT object_id AS objectId FROM notes WHERE kind = ? AND text <> ''",
  )
  return {
    find: (id: string): Note | null => one.get(id),
    of: (kind: TaggedKind, objectId: string): Note | null => about.get(kind, objectId),
    /** Ids of the objects of a kind that have a note. */
    noted: (kind: TaggedKind): ReadonlySet<string> =>
      new Set(noted.all(kind).map(({ objectId }) => objectId)),
    add({ id, kind, objectId, userId, text }: Omit<Note, 'createdAt' | 'changedAt'>): void {
      const sql = `INSERT INTO notes (id, kind, object_id, user_id, created_at, changed_at, text)
        VALUES (?, ?, ?, ?, ?, ?, ?)`
      db.query(sql).run(id, kind, objectId, userId, clock(), clock(), text)
    },
    change({ id, userId, text }: Pick<Note, 'id' | 'userId' | 'text'>): void {
      const sql = 'UPDATE notes SET text = ?, user_id = ?, changed_at = ? WHERE id = ?'
      db.query(sql).run(text, userId, clock(), id)
    },
  }
}
