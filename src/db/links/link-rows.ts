/** A short link as it is stored, and the way between it and its row. */
import type { Destination } from '../../core/links/destination.ts'
import type { LinkKind, RedirectStatus } from '../../core/links/link.ts'
import type { Utm } from '../../core/links/query.ts'

/** Times are epoch milliseconds; `null` addresses and limits are none. */
export interface LinkRecord {
  readonly id: number
  readonly createdAt: number
  readonly changedAt: number
  readonly deletedAt: number | null
  readonly ownerId: number
  /** The number of its domain. */
  readonly domain: number
  readonly word: string
  /** By what the word is looked up on its domain. */
  readonly wordKey: string
  readonly kind: LinkKind
  readonly web: Destination | null
  readonly ios: Destination | null
  readonly android: Destination | null
  readonly blocked: boolean
  readonly blockReason: string
  readonly title: string
  readonly note: string
  readonly redirectStatus: RedirectStatus
  readonly maxAge: number
  readonly startsAt: number | null
  readonly expiresAt: number | null
  readonly expired: Destination | null
  readonly clickLimit: number | null
  /** Visits from before it came here, of which only the limit knows. */
  readonly clicksBefore: number
  readonly passwordHash: string | null
  readonly forwardsQuery: boolean
  readonly utm: Utm
  readonly pixelIds: readonly number[]
  readonly tags: readonly string[]
}

/** The properties that hold where a link leads. */
export const LINK_TARGETS = ['web', 'ios', 'android', 'expired'] as const

/** A link before it has a number. */
export type LinkDraft = Omit<LinkRecord, 'id' | 'changedAt'>

/** A row of `links` with its pixels and tags, as lists divided by commas and line feeds. */
export interface LinkRow {
  readonly id: number
  readonly created_at: number
  readonly changed_at: number
  readonly deleted_at: number | null
  readonly owner_id: number
  readonly domain: number
  readonly word: string
  readonly word_key: string
  readonly kind: LinkKind
  readonly web_shown: string | null
  readonly web_location: string | null
  readonly ios_shown: string | null
  readonly ios_location: string | null
  readonly android_shown: string | null
  readonly android_location: string | null
  readonly blocked: number
  readonly block_reason: string
  readonly title: string
  readonly note: string
  readonly redirect_status: RedirectStatus
  readonly max_age: number
  readonly starts_at: number | null
  readonly expires_at: number | null
  readonly expired_shown: string | null
  readonly expired_location: string | null
  readonly click_limit: number | null
  readonly clicks_before: number
  readonly password_hash: string | null
  readonly forwards_query: number
  readonly utm: string | null
  readonly pixel_ids: string | null
  readonly tags: string | null
}

/** In the order of `valuesOf`. */
export const LINK_COLUMNS = [
  'created_at',
  'changed_at',
  'deleted_at',
  'owner_id',
  'domain',
  'word',
  'word_key',
  'kind',
  'web_shown',
  'web_location',
  'ios_shown',
  'ios_location',
  'android_shown',
  'android_location',
  'blocked',
  'block_reason',
  'title',
  'note',
  'redirect_status',
  'max_age',
  'starts_at',
  'expires_at',
  'expired_shown',
  'expired_location',
  'click_limit',
  'clicks_before',
  'password_hash',
  'forwards_query',
  'utm',
] as const

export type LinkValue = string | number | null

export function valuesOf(link: LinkDraft, changedAt: number): LinkValue[] {
  const utm = Object.values(link.utm).some(Boolean) ? JSON.stringify(link.utm) : null
  // prettier-ignore
  return [
    link.createdAt, changedAt, link.deletedAt, link.ownerId, link.domain, link.word, link.wordKey,
    link.kind, ...addressOf(link.web), ...addressOf(link.ios), ...addressOf(link.android),
    Number(link.blocked), link.blockReason, link.title, link.note, link.redirectStatus,
    link.maxAge, link.startsAt, link.expiresAt, ...addressOf(link.expired), link.clickLimit,
    link.clicksBefore, link.passwordHash, Number(link.forwardsQuery), utm,
  ]
}

function addressOf(destination: Destination | null): [string | null, string | null] {
  if (destination === null) return [null, null]
  const { shown, location } = destination
  return [shown, shown === location ? null : location]
}

export function linkOf(row: LinkRow): LinkRecord {
  return {
    id: row.id,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    deletedAt: row.deleted_at,
    ownerId: row.owner_id,
    domain: row.domain,
    word: row.word,
    wordKey: row.word_key,
    kind: row.kind,
    web: destinationOf(row.web_shown, row.web_location),
    ios: destinationOf(row.ios_shown, row.ios_location),
    android: destinationOf(row.android_shown, row.android_location),
    blocked: row.blocked !== 0,
    blockReason: row.block_reason,
    title: row.title,
    note: row.note,
    redirectStatus: row.redirect_status,
    maxAge: row.max_age,
    startsAt: row.starts_at,
    expiresAt: row.expires_at,
    expired: destinationOf(row.expired_shown, row.expired_location),
    clickLimit: row.click_limit,
    clicksBefore: row.clicks_before,
    passwordHash: row.password_hash,
    forwardsQuery: row.forwards_query !== 0,
    utm: row.utm === null ? {} : (JSON.parse(row.utm) as Utm),
    pixelIds: row.pixel_ids === null ? [] : row.pixel_ids.split(',').map(Number),
    tags: row.tags === null ? [] : row.tags.split('\n'),
  }
}

function destinationOf(shown: string | null, location: string | null): Destination | null {
  return shown === null ? null : { shown, location: location ?? shown }
}
