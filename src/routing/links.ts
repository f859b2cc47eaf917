/**
 * Short links for visits. There may be millions, so they are not in the tables: a bounded cache
 * stands in front of one prepared query by domain and word, for words that nobody has too.
 */
import type { Database } from 'bun:sqlite'

import {
  type CompiledLink,
  compileLink,
  type LinkKind,
  type RedirectStatus,
} from '../core/links/link.ts'
import { wordKey } from '../core/links/words.ts'
import type { Domain } from '../core/model.ts'
import { domainNumberStore } from '../db/domain-numbers.ts'
import { boundedCache } from '../lib/lru.ts'

/** Links that are kept compiled: up to twice as many, 2 KB each. */
const KEPT_LINKS = 1024
/** Links with more code than this in their pixels are read anew for each visit, some 12 µs. */
const KEPT_CODE_LENGTH = 8192
/** Words without a link that are remembered: up to twice as many. */
const KEPT_MISSES = 8192
/** Stands in a change for "any link". */
export const EVERY_LINK = '*'

export interface LinkTable {
  /** The link of a word on a domain; `null` if there is none. One that is blocked is told. */
  find(domain: Domain, word: string): CompiledLink | null
  /** Forgets what a change noted (`db/changes.ts`). */
  forget(key: string): void
  /** Forgets everything, the domains' numbers included. */
  forgetAll(): void
}

/** By what a change of a link is noted, and what it is cached under. */
export function linkKey(domain: number, key: string): string {
  return `${domain}/${key}`
}

/** What of a link a visit needs; the rest of its row stays on its page. */
interface Row {
  readonly id: number
  readonly kind: LinkKind
  readonly web: string | null
  readonly ios: string | null
  readonly android: string | null
  readonly expired: string | null
  readonly blocked: number
  readonly redirect_status: RedirectStatus
  readonly max_age: number
  readonly starts_at: number | null
  readonly expires_at: number | null
  readonly click_limit: number | null
  readonly clicks_before: number
  readonly password_hash: string | null
  readonly forwards_query: number
  readonly has_pixels: number
}

interface Pixel {
  readonly code: string
}

/** A destination has a location of its own only where it differs from what is shown. */
const ROW = `SELECT id, kind,
  ifnull(web_location, web_shown) AS web, ifnull(ios_location, ios_shown) AS ios,
  ifnull(android_location, android_shown) AS android,
  ifnull(expired_location, expired_shown) AS expired,
  blocked OR ifnull((SELECT blocked FROM users WHERE users.id = owner_id), 0) AS blocked,
  redirect_status, max_age, starts_at, expires_at, click_limit, clicks_before, password_hash,
  forwards_query, EXISTS (SELECT 1 FROM link_pixels WHERE link_id = links.id) AS has_pixels
  FROM links WHERE domain = ? AND word_key = ? AND deleted_at IS NULL`
const CODES = `SELECT code FROM link_pixels JOIN pixels ON pixels.id = pixel_id
  WHERE link_id = ? ORDER BY position`

export function linkTable(db: Database): LinkTable {
  const rowOf = db.query<Row, [number, string]>(ROW)
  const codesOf = db.query<Pixel, [number]>(CODES)
  const numberStore = domainNumberStore(db)
  const known = boundedCache<string, CompiledLink>(KEPT_LINKS)
  const missed = boundedCache<string, true>(KEPT_MISSES)
  let numbers = numberStore.all()

  function read(domain: number, key: string): CompiledLink | null {
    const row = rowOf.get(domain, key)
    if (row === null) return null
    const pixels = row.has_pixels === 0 ? [] : codesOf.all(row.id)
    return compiled(row, pixels)
  }

  return {
    find(domain, word) {
      const number = numbers.get(domain.id)
      if (number === undefined) return null
      const key = wordKey(word, domain.caseSensitive)
      const name = linkKey(number, key)
      const found = known.get(name)
      if (found !== undefined) return found
      if (missed.get(name) === true) return null
      const link = read(number, key)
      if (link === null) missed.set(name, true)
      else if (codeLength(link) <= KEPT_CODE_LENGTH) known.set(name, link)
      return link
    },
    forget(key) {
      if (key === EVERY_LINK) {
        known.clear()
        missed.clear()
        return
      }
      known.delete(key)
      missed.delete(key)
    },
    forgetAll() {
      known.clear()
      missed.clear()
      numbers = numberStore.all()
    },
  }
}

/** A thousand links of a megabyte each would not fit. */
function codeLength({ spec }: CompiledLink): number {
  return spec.pixels.reduce((sum, code) => sum + code.length, 0)
}

function compiled(row: Row, pixels: readonly Pixel[]): CompiledLink {
  return compileLink({
    id: row.id,
    kind: row.kind,
    locations: { web: row.web, ios: row.ios, android: row.android },
    blocked: row.blocked !== 0,
    redirectStatus: row.redirect_status,
    maxAge: row.max_age,
    startsAt: row.starts_at,
    expiresAt: row.expires_at,
    expiredLocation: row.expired,
    clickLimit: row.click_limit,
    clicksBefore: row.clicks_before,
    passwordHash: row.password_hash,
    forwardsQuery: row.forwards_query !== 0,
    pixels: pixels.map(({ code }) => code),
  })
}
