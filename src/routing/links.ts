/**
 * Short links for visits. There may be millions, so they are not in the tables: a bounded cache
 * stands in front of one prepared query by domain and word, for words that nobody has too.
 */
import type { Database } from 'bun:sqlite'

import { type CompiledLink, compileLink } from '../core/links/link.ts'
import { wordKey } from '../core/links/words.ts'
import type { Domain } from '../core/model.ts'
import { domainNumberStore } from '../db/domain-numbers.ts'
import { linkOf, type LinkRow } from '../db/links/link-rows.ts'
import { boundedCache } from '../lib/lru.ts'

/** Links that are kept compiled: up to twice as many, 2 KB each. */
const KEPT_LINKS = 1024
/** Links with more code than this in their pixels are read anew for each visit, some 30 µs. */
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

interface Row extends LinkRow {
  readonly owner_blocked: number | null
}

const ROW = `SELECT links.*, NULL AS pixel_ids, NULL AS tags,
  (SELECT blocked FROM users WHERE users.id = owner_id) AS owner_blocked
  FROM links WHERE domain = ? AND word_key = ? AND deleted_at IS NULL`
const CODES = `SELECT code FROM link_pixels JOIN pixels ON pixels.id = pixel_id
  WHERE link_id = ? ORDER BY position`

export function linkTable(db: Database): LinkTable {
  const rowOf = db.query<Row, [number, string]>(ROW)
  const codesOf = db.query<{ code: string }, [number]>(CODES)
  const numberStore = domainNumberStore(db)
  const known = boundedCache<string, CompiledLink>(KEPT_LINKS)
  const missed = boundedCache<string, true>(KEPT_MISSES)
  let numbers = numberStore.all()

  function read(domain: number, key: string): CompiledLink | null {
    const row = rowOf.get(domain, key)
    if (row === null) return null
    const pixels = codesOf.all(row.id).map(({ code }) => code)
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

function compiled(row: Row, pixels: readonly string[]): CompiledLink {
  const link = linkOf(row)
  return compileLink({
    id: link.id,
    kind: link.kind,
    locations: {
      web: link.web?.location ?? null,
      ios: link.ios?.location ?? null,
      android: link.android?.location ?? null,
    },
    blocked: link.blocked || row.owner_blocked === 1,
    redirectStatus: link.redirectStatus,
    maxAge: link.maxAge,
    startsAt: link.startsAt,
    expiresAt: link.expiresAt,
    expiredLocation: link.expired?.location ?? null,
    clickLimit: link.clickLimit,
    clicksBefore: link.clicksBefore,
    passwordHash: link.passwordHash,
    forwardsQuery: link.forwardsQuery,
    pixels,
  })
}
