/**
 * Finds links for lists of them: by owner, domain, tag and a part of their texts. A list looks at
 * `EXAMINED_MAX` links at most, so that it costs milliseconds however many there are; then it says
 * where to go on. Links that contain a text come from an index of three characters each.
 */
import type { Database } from 'bun:sqlite'

import type { LinkValue } from './link-rows.ts'

/** `null` in a filter: whatever it is. */
export interface LinkFilter {
  readonly ownerId: number | null
  /** Those that fit beside the owner's; left out: none. */
  readonly ids?: readonly number[]
  readonly domain: number | null
  readonly tag: string | null
  /** Part of the word, the title or an address, whatever its letter case. */
  readonly text: string | null
  /** `blocked`: those of the active ones that the kill switch has closed. */
  readonly status: 'active' | 'deleted' | 'blocked'
  /** Only links after this one, in the order of the list; 0: from the beginning. */
  readonly after: number
  readonly order: 'oldest' | 'newest'
}

export interface FoundLinks {
  /** In the order of the list. */
  readonly ids: readonly number[]
  /** The `after` of a list that goes on; `null`: nothing is left. */
  readonly next: number | null
  /** How many fit in all; `null` when they are too many to be counted. */
  readonly total: number | null
}

export interface LinkSearch {
  /** The first of what fits. May be fewer than `limit` though something is left. */
  find(filter: LinkFilter, limit: number): FoundLinks
  /** All that fit, whatever `after`; `null` when they are too many. */
  all(filter: LinkFilter): readonly number[] | null
  /** Those of some links that fit, whatever `after`. */
  among(filter: LinkFilter, ids: readonly number[]): Set<number>
  count(filter: Counted): number
}

type Counted = Pick<LinkFilter, 'ownerId' | 'ids' | 'domain' | 'status'>

export const EXAMINED_MAX = 10_000
/** Of the index; shorter texts are looked for without it. */
const GRAM = 3
const NEWEST = Number.MAX_SAFE_INTEGER
const TEXTS = ['title', 'web_shown', 'ios_shown', 'android_shown']
/** All that is searched; the line feeds keep a text from being found across two of them. */
const LINK_TEXT = `word${TEXTS.map((name) => ` || char(10) || ifnull(${name}, '')`).join('')}`

export function linkSearch(db: Database): LinkSearch {
  const count = (filter: Counted) => counted(db, filter)
  return {
    count,
    find(filter, limit) {
      const total = countOf(filter, count)
      if (total !== null) return firstOf(walk(db, filter, limit + 1), limit, total)
      const walked = walk(db, filter, EXAMINED_MAX)
      const isWhole = walked.isAll && filter.after === 0
      return firstOf(walked, limit, isWhole ? walked.ids.length : null)
    },
    all(filter) {
      const { ids, isAll } = walk(db, { ...filter, after: 0 }, EXAMINED_MAX)
      return isAll ? ids : null
    },
    among: (filter, ids) => new Set(looked(db, filter, given(ids)).flatMap(fitting(filter))),
  }
}

/** `null`: nobody counts by tags and texts, nor what is blocked. */
function countOf(filter: LinkFilter, count: LinkSearch['count']): number | null {
  const { tag, text, status } = filter
  return tag === null && text === null && status !== 'blocked' ? count(filter) : null
}

function counted(db: Database, filter: Counted): number {
  const { ownerId, ids = [], domain, status } = filter
  const sql = `SELECT ifnull(sum(links), 0) AS count FROM link_counts
    WHERE is_deleted = ? AND owner_id = ifnull(?, owner_id) AND domain = ifnull(?, domain)`
  const isDeleted = Number(status === 'deleted')
  const own = db.query<{ count: number }, LinkValue[]>(sql).get(isDeleted, ownerId, domain)!.count
  return ownerId === null || ids.length === 0 ? own : own + countGiven(db, ids, filter)
}

function countGiven(db: Database, ids: readonly number[], { ownerId, domain, status }: Counted) {
  const sql = `SELECT count(*) AS count FROM links WHERE id IN (${given(ids).sql}) AND owner_id <> ?
    AND domain = ifnull(?, domain) AND (deleted_at IS NOT NULL) = ?`
  const values = [...given(ids).values, ownerId, domain, Number(status === 'deleted')]
  return db.query<{ count: number }, LinkValue[]>(sql).get(...values)!.count
}

interface Walked {
  readonly ids: readonly number[]
  /** The last link that was looked at. */
  readonly last: number
  readonly isAll: boolean
}

function firstOf({ ids, last, isAll }: Walked, limit: number, total: number | null): FoundLinks {
  if (ids.length > limit) return { ids: ids.slice(0, limit), next: ids[limit - 1]!, total }
  return { ids, next: isAll ? null : last, total }
}

/** Looks at the first `max` links of the source that fits the filter best. */
function walk(db: Database, filter: LinkFilter, max: number): Walked {
  const rows = looked(db, filter, sourceOf(db, filter, max))
  return {
    ids: rows.flatMap(fitting(filter)),
    last: rows.at(-1)?.id ?? 0,
    isAll: rows.length < max,
  }
}

interface Looked {
  readonly id: number
  readonly fits: number
  readonly text: string | null
}

function fitting({ text }: LinkFilter): (row: Looked) => number[] {
  const wanted = text?.toLowerCase() ?? null
  return (row) => {
    const hasText = wanted === null || row.text!.toLowerCase().includes(wanted)
    return row.fits === 1 && hasText ? [row.id] : []
  }
}

/** SQL with its values. */
interface Part {
  readonly sql: string
  readonly values: readonly LinkValue[]
}

function looked(db: Database, filter: LinkFilter, source: Part): Looked[] {
  const conditions = conditionsOf(filter)
  const text = filter.text === null ? 'NULL' : LINK_TEXT
  const sql = `SELECT links.id AS id, (${conditions.sql}) AS fits, ${text} AS text
    FROM (${source.sql}) AS source CROSS JOIN links ON links.id = source.id
    ORDER BY source.id ${directionOf(filter).by}`
  return db.query<Looked, LinkValue[]>(sql).all(...conditions.values, ...source.values)
}

function conditionsOf({ ownerId, ids = [], domain, tag, status }: LinkFilter): Part {
  const parts: Part[] = [
    { sql: STANDING[status], values: [] },
    ...(ownerId === null ? [] : [ownedBy(ownerId, ids)]),
    ...(domain === null ? [] : [{ sql: 'domain = ?', values: [domain] }]),
    ...(tag === null ? [] : [{ sql: TAGGED, values: [tag] }]),
  ]
  return {
    sql: parts.map(({ sql }) => sql).join(' AND '),
    values: parts.flatMap(({ values }) => values),
  }
}

function ownedBy(ownerId: number, ids: readonly number[]): Part {
  if (ids.length === 0) return { sql: 'owner_id = ?', values: [ownerId] }
  const { sql, values } = given(ids)
  return { sql: `(owner_id = ? OR links.id IN (${sql}))`, values: [ownerId, ...values] }
}

const STANDING: Readonly<Record<LinkFilter['status'], string>> = {
  active: 'deleted_at IS NULL',
  deleted: 'deleted_at IS NOT NULL',
  blocked: 'deleted_at IS NULL AND blocked = 1',
}
const TAGGED = 'EXISTS (SELECT 1 FROM link_tags WHERE tag = ? AND link_id = links.id)'

function directionOf({ order, after }: LinkFilter) {
  return order === 'oldest'
    ? { by: 'ASC', beyond: '>', from: after }
    : { by: 'DESC', beyond: '<', from: after === 0 ? NEWEST : after }
}

function sourceOf(db: Database, filter: LinkFilter, max: number): Part {
  const { by, beyond, from } = directionOf(filter)
  if (filter.tag !== null) {
    const sql = `SELECT link_id AS id FROM link_tags WHERE tag = ? AND link_id ${beyond} ?
      ORDER BY link_id ${by} LIMIT ?`
    return { sql, values: [filter.tag, from, max] }
  }
  const grams = filter.text === null ? '' : gramsOf(filter.text)
  if (grams !== '' && counted(db, filter) > EXAMINED_MAX) return indexed(filter, grams, max)
  const { sql, values } = conditionsOf({ ...filter, ids: [] })
  const own: Part = {
    sql: `SELECT id FROM links WHERE ${sql} AND id ${beyond} ? ORDER BY id ${by} LIMIT ?`,
    values: [...values, from, max],
  }
  if (filter.ownerId === null || !filter.ids?.length) return own
  // Apart, so that the owner's are found by their index.
  const others = given(filter.ids)
  return {
    sql: `SELECT id FROM (SELECT id FROM (${own.sql}) UNION ${others.sql})
      WHERE id ${beyond} ? ORDER BY id ${by} LIMIT ?`,
    values: [...own.values, ...others.values, from, max],
  }
}

/** What the index knows, and what it has not taken in yet. */
function indexed(filter: LinkFilter, grams: string, max: number): Part {
  const { by, beyond, from } = directionOf(filter)
  const order = `${beyond} ? ORDER BY 1 ${by} LIMIT ?`
  return {
    sql: `SELECT id FROM (
      SELECT * FROM (SELECT rowid AS id FROM link_texts WHERE link_texts MATCH ? AND rowid ${order})
      UNION SELECT * FROM (SELECT link_id AS id FROM links_to_index WHERE link_id ${order})
    ) ORDER BY id ${by} LIMIT ?`,
    values: [grams, from, max, from, max, max],
  }
}

function given(ids: readonly number[]): Part {
  return { sql: 'SELECT value AS id FROM json_each(?)', values: [JSON.stringify(ids)] }
}

/** Each three characters of a text as a quoted word of the index; `''` for a shorter text. */
function gramsOf(text: string): string {
  const letters = Array.from(text.toLowerCase())
  const grams = letters.slice(GRAM - 1).map((_, at) => letters.slice(at, at + GRAM).join(''))
  return [...new Set(grams)].map((gram) => `"${gram.replaceAll('"', '""')}"`).join(' AND ')
}

/**
 * Takes links whose text has changed into the index, the newest first, which lists begin with; how
 * many. Runs in a transaction of its own.
 */
export function linkIndexer(db: Database): (max: number) => number {
  const due = db.query<{ id: number; text: string | null }, [number]>(
    `SELECT link_id AS id, ${LINK_TEXT} AS text FROM links_to_index
     LEFT JOIN links ON links.id = link_id ORDER BY link_id DESC LIMIT ?`,
  )
  const forget = db.query('DELETE FROM link_texts WHERE rowid = ?')
  const insert = db.query('INSERT INTO link_texts (rowid, text) VALUES (?, ?)')
  const done = db.query('DELETE FROM links_to_index WHERE link_id = ?')
  const index = db.transaction((rows: { id: number; text: string | null }[]) => {
    for (const { id, text } of rows) {
      forget.run(id)
      insert.run(id, text ?? '')
      done.run(id)
    }
  })
  return (max) => {
    const rows = due.all(max)
    if (rows.length > 0) index.immediate(rows)
    return rows.length
  }
}
