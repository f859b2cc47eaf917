/**
 * The store of short links. Every list goes by an index and is cut, so that a million links cost
 * what a page of them costs. Statements are prepared once.
 */
import type { Database } from 'bun:sqlite'

import { insertedId } from '../../lib/inserted-id.ts'
import {
  LINK_COLUMNS,
  type LinkDraft,
  linkOf,
  type LinkRecord,
  type LinkRow,
  type LinkValue,
  valuesOf,
} from './link-rows.ts'
import { type LinkSearch, linkSearch } from './link-search.ts'

/** Links that are not deleted, oldest first. */
export interface LinkRange {
  /** `null`: everybody's. */
  readonly ownerId: number | null
  /** Numbers of the only domains that count; left out or `null`: all. */
  readonly domains?: readonly number[] | null
  /** Only links after this one; 0: from the beginning. */
  readonly after: number
}

/** What stands in a short address; the domain is its number. */
export interface LinkPlaceRow {
  readonly id: number
  readonly domain: number
  readonly word: string
}

export interface ReadLinks {
  find(id: number): LinkRecord | null
  byWord(domain: number, wordKey: string): LinkRecord | null
  /** The id of the link that has a word on a domain. */
  holder(domain: number, wordKey: string): number | null
  /** Whether a campaign is reached by this word. */
  isAlias(word: string): boolean
  /** `offset` skips. */
  list(range: LinkRange, limit: number, offset: number): LinkRecord[]
  /** Ids of those with a limit of visits, in their order. */
  limited(range: Omit<LinkRange, 'domains'>, limit: number): number[]
  /** Those that exist, in this order. */
  some(ids: readonly number[]): LinkRecord[]
  readonly search: LinkSearch
  /** Whether any domain has a link with this word, or one that differs in letter case only. */
  isWord(word: string): boolean
  /** The newest of links that are not deleted on a domain; `null` without any. */
  anyOn(domain: number): number | null
  /** Words of a domain that differ from another one there in nothing but letter case. */
  wordsAlikeOn(domain: number): string[]
  /** Where links are, the deleted ones too; `null` for all of them. */
  places(ids: readonly number[] | null): readonly LinkPlaceRow[]
}

export interface LinkStore extends ReadLinks {
  /** Its number. Throws `SQLITE_CONSTRAINT_UNIQUE` when the word is taken. */
  add(link: LinkDraft): number
  /** Throws like `add`. */
  put(link: LinkRecord): void
  /** Makes all words of a domain be looked up with or without regard to letter case. */
  foldWords(domain: number, to: 'exact' | 'lower'): void
  forgetPixel(pixelId: number): void
}

const SELECT = `SELECT links.*,
  (SELECT group_concat(pixel_id, ',' ORDER BY position) FROM link_pixels
    WHERE link_id = links.id) AS pixel_ids,
  (SELECT group_concat(tag, char(10) ORDER BY tag) FROM link_tags WHERE link_id = links.id) AS tags
  FROM links`
const INSERT = `INSERT INTO links (${LINK_COLUMNS.join(', ')})
  VALUES (${LINK_COLUMNS.map(() => '?').join(', ')})`
const UPDATE = `UPDATE links SET ${LINK_COLUMNS.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`

export function linkStore(db: Database, clock: () => number): LinkStore {
  const insert = db.query<unknown, LinkValue[]>(INSERT)
  const note = noterOn(db)
  const update = db.query<unknown, LinkValue[]>(UPDATE)
  const dependants = dependantsOn(db)
  return {
    ...readLinks(db),
    add(link) {
      const id = insertedId(insert, ...valuesOf(link, clock()))
      note(id, link)
      dependants.add(id, link)
      return id
    },
    put(link) {
      update.run(...valuesOf(link, clock()), link.id)
      dependants.remove(link.id)
      dependants.add(link.id, link)
    },
    foldWords(domain, to) {
      const key = { exact: 'word', lower: 'lower(word)' }[to]
      const sql = `UPDATE links SET word_key = ${key} WHERE domain = ? AND word_key <> ${key}`
      db.query(sql).run(domain)
    },
    forgetPixel: (pixelId) =>
      void db.query('DELETE FROM link_pixels WHERE pixel_id = ?').run(pixelId),
  }
}

/** A new link is counted, and waits for the index of texts. For changes the tables have triggers. */
function noterOn(db: Database): (id: number, link: LinkDraft) => void {
  const index = db.query('INSERT INTO links_to_index (link_id) VALUES (?)')
  const count = db.query(
    `INSERT INTO link_counts (owner_id, domain, is_deleted, links) VALUES (?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET links = links + 1`,
  )
  return (id, { ownerId, domain, deletedAt }) => {
    index.run(id)
    count.run(ownerId, domain, deletedAt === null ? 0 : 1)
  }
}

/** What hangs on a link: written and removed with it. */
function dependantsOn(db: Database) {
  const pixel = db.query('INSERT INTO link_pixels (link_id, position, pixel_id) VALUES (?, ?, ?)')
  const tag = db.query('INSERT INTO link_tags (tag, link_id) VALUES (?, ?)')
  const noPixels = db.query('DELETE FROM link_pixels WHERE link_id = ?')
  const noTags = db.query('DELETE FROM link_tags WHERE link_id = ?')
  return {
    add(id: number, { pixelIds, tags }: Pick<LinkRecord, 'pixelIds' | 'tags'>): void {
      pixelIds.forEach((pixelId, position) => pixel.run(id, position, pixelId))
      for (const text of tags) tag.run(text, id)
    },
    remove(id: number): void {
      noPixels.run(id)
      noTags.run(id)
    },
  }
}

function readLinks(db: Database): ReadLinks {
  const one = db.query<LinkRow, [number]>(`${SELECT} WHERE id = ?`)
  const byWord = db.query<LinkRow, [number, string]>(
    `${SELECT} WHERE domain = ? AND word_key = ? AND deleted_at IS NULL`,
  )
  const isWord = db.query<unknown, [string, string]>(
    `SELECT 1 FROM domain_numbers CROSS JOIN links ON domain = number
      WHERE word_key IN (?, ?) AND deleted_at IS NULL LIMIT 1`,
  )
  const holder = db.query<{ id: number }, [number, string]>(
    'SELECT id FROM links WHERE domain = ? AND word_key = ? AND deleted_at IS NULL',
  )
  const isAlias = db.query<unknown, [string]>('SELECT 1 FROM campaigns WHERE alias = ?')
  const anyOn = db.query<{ id: number }, [number]>(
    'SELECT id FROM links WHERE domain = ? AND deleted_at IS NULL LIMIT 1',
  )
  return {
    find: (id) => recordOf(one.get(id)),
    byWord: (domain, wordKey) => recordOf(byWord.get(domain, wordKey)),
    holder: (domain, wordKey) => holder.get(domain, wordKey)?.id ?? null,
    isAlias: (word) => isAlias.get(word) !== null,
    list: (range, limit, offset) => listOf(db, range, limit, offset),
    limited: (range, limit) => limitedOf(db, range, limit),
    some: (ids) => someOf(db, ids),
    search: linkSearch(db),
    isWord: (word) => isWord.get(word, word.toLowerCase()) !== null,
    anyOn: (domain) => anyOn.get(domain)?.id ?? null,
    wordsAlikeOn: (domain) => wordsAlike(db, domain),
    places: (ids) => placesOf(db, ids),
  }
}

function recordOf(row: LinkRow | null): LinkRecord | null {
  return row === null ? null : linkOf(row)
}

/** An owner's list goes by an index of its own, which `+` keeps SQLite from leaving for that of domains. */
function listOf(db: Database, range: LinkRange, limit: number, offset: number) {
  const { ownerId, domains = null, after } = range
  const owned = ownerId === null ? '' : 'owner_id = ? AND'
  const placed = domains === null ? '' : '+domain IN (SELECT value FROM json_each(?)) AND'
  const values = [
    ...(ownerId === null ? [] : [ownerId]),
    ...(domains === null ? [] : [JSON.stringify(domains)]),
    after,
    limit,
    offset,
  ]
  const sql = `${SELECT} WHERE ${owned} ${placed} deleted_at IS NULL AND id > ? ORDER BY id LIMIT ? OFFSET ?`
  return db
    .query<LinkRow, LinkValue[]>(sql)
    .all(...values)
    .map(linkOf)
}

/** Left to itself SQLite would look at every link after `after`. */
function limitedOf(db: Database, { ownerId, after }: LinkRange, limit: number): number[] {
  const owned = ownerId === null ? '' : 'owner_id = ? AND'
  const sql = `SELECT id FROM links INDEXED BY links_limited
    WHERE ${owned} click_limit IS NOT NULL AND deleted_at IS NULL AND id > ? ORDER BY id LIMIT ?`
  const values = [...(ownerId === null ? [] : [ownerId]), after, limit]
  return db
    .query<{ id: number }, number[]>(sql)
    .all(...values)
    .map(({ id }) => id)
}

function someOf(db: Database, ids: readonly number[]): LinkRecord[] {
  const sql = `${SELECT} WHERE id IN (SELECT value FROM json_each(?))`
  const rows = db.query<LinkRow, [string]>(sql).all(JSON.stringify(ids))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [linkOf(row)]
  })
}

function wordsAlike(db: Database, domain: number): string[] {
  const sql = `SELECT min(word) AS word FROM links WHERE domain = ? AND deleted_at IS NULL
    GROUP BY lower(word) HAVING count(*) > 1 LIMIT 10`
  return db
    .query<{ word: string }, [number]>(sql)
    .all(domain)
    .map(({ word }) => word)
}

function placesOf(db: Database, ids: readonly number[] | null): LinkPlaceRow[] {
  const sql = 'SELECT id, domain, word FROM links'
  if (ids === null) return db.query<LinkPlaceRow, []>(sql).all()
  return db
    .query<LinkPlaceRow, [string]>(`${sql} WHERE id IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(ids))
}
