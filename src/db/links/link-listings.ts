/**
 * What entries of blocklists have had to say of links, and where links lead, for whoever compares all
 * of them with a list.
 */
import type { Database } from 'bun:sqlite'

/** What of a list names an address that a link leads to. */
export interface LinkListing {
  readonly list: string
  readonly entry: string
  /** The address as it is shown. */
  readonly target: string
}

/** Links that are not deleted, of those that lists have closed lately. */
export interface ListedCounts {
  /** Still closed. */
  readonly closed: number
  /** Still closed, and since some time. */
  readonly recent: number
  /** Again, by hand. */
  readonly opened: number
  /** Whether there are more than were counted. */
  readonly hasMore: boolean
}

/** Addresses as they are shown, of a link that leads anybody anywhere. */
export interface LinkTargets {
  readonly id: number
  readonly targets: readonly string[]
}

export interface ReadLinkListings {
  /** Whether it has closed the link before. */
  has(linkId: number, listing: LinkListing): boolean
  /** `since` in epoch milliseconds; looks at the newest entries, `limit` of them. */
  counts(since: number, limit: number): ListedCounts
  /** Links that are neither closed nor deleted, after an id, in order. */
  openAfter(id: number, limit: number): LinkTargets[]
  /** Ids of links that are closed, not deleted, and have been closed by a list; after an id, in order. */
  closedAfter(id: number, limit: number): number[]
  /** What has closed a link, the newest first. */
  of(linkId: number): ListedAt[]
}

export interface LinkListings extends ReadLinkListings {
  add(linkId: number, listing: LinkListing): void
  /** As if it had never closed the link. */
  remove(linkId: number, listing: LinkListing): void
}

export interface ListedAt extends LinkListing {
  /** Epoch milliseconds. */
  readonly at: number
}

interface CountRow {
  readonly blocked: number
  readonly is_recent: number
  readonly count: number
}

interface TargetRow {
  readonly id: number
  readonly web_shown: string | null
  readonly ios_shown: string | null
  readonly android_shown: string | null
  readonly expired_shown: string | null
}

const KEY = 'link_id = ? AND list = ? AND entry = ? AND target = ?'
const COUNTS = `SELECT blocked, is_recent, count(*) AS count FROM
  (SELECT link_id, max(at) >= ? AS is_recent FROM
    (SELECT link_id, at FROM link_listings ORDER BY at DESC LIMIT ?) GROUP BY link_id)
  JOIN links ON links.id = link_id WHERE deleted_at IS NULL GROUP BY blocked, is_recent`
const COUNTED = 'SELECT count(*) AS count FROM (SELECT 1 FROM link_listings LIMIT ?)'
const OPEN = `SELECT id, web_shown, ios_shown, android_shown, expired_shown FROM links
  WHERE id > ? AND blocked = 0 AND deleted_at IS NULL ORDER BY id LIMIT ?`
const CLOSED = `SELECT id FROM links WHERE id > ? AND blocked = 1 AND deleted_at IS NULL
  AND EXISTS (SELECT 1 FROM link_listings WHERE link_id = links.id) ORDER BY id LIMIT ?`
const OF = 'SELECT list, entry, target, at FROM link_listings WHERE link_id = ? ORDER BY at DESC'

export function linkListingStore(db: Database, clock: () => number): LinkListings {
  const has = db.query<unknown, [number, string, string, string]>(
    `SELECT 1 FROM link_listings WHERE ${KEY}`,
  )
  const add = db.query(
    'INSERT OR IGNORE INTO link_listings (link_id, list, entry, target, at) VALUES (?, ?, ?, ?, ?)',
  )
  const counts = db.query<CountRow, [number, number]>(COUNTS)
  const counted = db.query<{ count: number }, [number]>(COUNTED)
  const closed = db.query<{ id: number }, [number, number]>(CLOSED)
  const of = db.query<ListedAt, [number]>(OF)
  const open = db.query<TargetRow, [number, number]>(OPEN)
  return {
    has: (linkId, { list, entry, target }) => has.get(linkId, list, entry, target) !== null,
    add: (linkId, { list, entry, target }) => void add.run(linkId, list, entry, target, clock()),
    counts(since, limit) {
      const rows = counts.all(since, limit)
      const sumOf = (fits: (row: CountRow) => boolean) =>
        rows.filter(fits).reduce((sum, { count }) => sum + count, 0)
      return {
        closed: sumOf(({ blocked }) => blocked === 1),
        recent: sumOf(({ blocked, is_recent: isRecent }) => blocked === 1 && isRecent === 1),
        opened: sumOf(({ blocked }) => blocked === 0),
        hasMore: (counted.get(limit + 1)?.count ?? 0) > limit,
      }
    },
    openAfter: (id, limit) => open.all(id, limit).map(targetsOf),
    closedAfter: (after, limit) => closed.all(after, limit).map(({ id }) => id),
    of: (linkId) => of.all(linkId),
    remove: (linkId, { list, entry, target }) =>
      void db.query(`DELETE FROM link_listings WHERE ${KEY}`).run(linkId, list, entry, target),
  }
}

function targetsOf({ id, ...shown }: TargetRow): LinkTargets {
  const addresses = [shown.web_shown, shown.ios_shown, shown.android_shown, shown.expired_shown]
  return { id, targets: [...new Set(addresses.filter((one) => one !== null))] }
}
