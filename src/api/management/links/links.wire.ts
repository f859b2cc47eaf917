/** Short links as this API shows and takes them (`management-api.md` 6.6). */
import { type Static, Type } from '@sinclair/typebox'

import { REDIRECT_STATUSES } from '../../../core/links/link.ts'
import type { LinkRecord } from '../../../db/links/link-rows.ts'
import type { ReadStores } from '../../../db/stores.ts'
import { sent } from '../../../lib/sent.ts'
import type { Desk } from '../../../manage/desk.ts'
import { TAGS_MAX } from '../../../manage/links/link-cells.ts'
import { type LinkChange, TAKEN } from '../../../manage/links/link-checks.ts'
import {
  domainOrigin,
  type LinkDomain,
  linkDomainReader,
} from '../../../manage/links/link-domains.ts'
import type { OwnSide } from '../../../manage/own-side.ts'
import { type Fields, isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { nullable, Uuid } from '../shape.ts'
import { Ids, readTime, Time, timestamp, timestampOrNull } from '../wire.ts'

const optional = Type.Optional
const Address = optional(nullable(Type.String({ maxLength: 8192 })))
const Short = optional(Type.String({ maxLength: 255 }))

const CLICKS_MAX = 1_000_000_000_000
const ClickCount = Type.Integer({ minimum: 0, maximum: CLICKS_MAX })

const Utm = Type.Object({
  source: Short,
  medium: Short,
  campaign: Short,
  term: Short,
  content: Short,
})

const TagNames = Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: TAGS_MAX })
const PixelIds = Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000 })

export const LinkBody = Type.Object({
  word: optional(nullable(Type.String({ maxLength: 255 }))),
  domainUuid: optional(nullable(Uuid)),
  kind: optional(nullable(Type.String({ maxLength: 20 }))),
  webUrl: Address,
  iosUrl: Address,
  androidUrl: Address,
  pixelIds: optional(nullable(PixelIds)),
  redirectStatus: optional(Type.Union(REDIRECT_STATUSES.map((status) => Type.Literal(status)))),
  maxAge: optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
  blocked: optional(Type.Boolean()),
  blockReason: Short,
  title: Short,
  note: optional(Type.String({ maxLength: 4000 })),
  tags: optional(TagNames),
  utm: optional(nullable(Utm)),
  startsAt: optional(nullable(Time)),
  expiresAt: optional(nullable(Time)),
  expiredUrl: Address,
  clickLimit: optional(nullable(Type.Integer({ minimum: 1, maximum: CLICKS_MAX }))),
  /** Counts against the limit beside the visits that are recorded here. */
  clicksBefore: optional(ClickCount),
  password: optional(nullable(Type.String({ maxLength: 256 }))),
  forwardQuery: optional(Type.Boolean()),
})
export type LinkInput = Static<typeof LinkBody>

/** What many links may get at once: a word is one's own, and so are visits from before. */
export const ManyLinksBody = Type.Object({
  ids: Ids,
  addTags: optional(TagNames),
  dropTags: optional(TagNames),
  addPixelIds: optional(PixelIds),
  dropPixelIds: optional(PixelIds),
  ...Type.Omit(LinkBody, ['word', 'clicksBefore']).properties,
})
export type ManyLinksInput = Static<typeof ManyLinksBody>

/** Waits for the password's hash, if there is a password. */
export async function linkChange(
  { stores, passwords }: Pick<Desk, 'stores' | 'passwords'>,
  input: LinkInput,
): Promise<LinkChange | Refusal> {
  const { password, domainUuid, ...rest } = input
  const passwordHash = password ? await passwords.hash(password) : null
  if (password && passwordHash === null) return { refused: 'busy' }
  return sent<LinkChange>({
    ...plainLinkChange(rest),
    domain: typeof domainUuid === 'string' ? numberOf(stores, domainUuid) : domainUuid,
    passwordHash: password === undefined ? undefined : passwordHash,
  })
}

/** All but where the link is and its password. */
export function plainLinkChange(input: Omit<LinkInput, 'password' | 'domainUuid'>): LinkChange {
  const { webUrl, iosUrl, androidUrl, forwardQuery, ...rest } = input
  const { startsAt, expiresAt, utm, pixelIds, ...plain } = rest
  return sent<LinkChange>({
    ...plain,
    web: webUrl,
    ios: iosUrl,
    android: androidUrl,
    pixelIds: pixelIds === null ? [] : pixelIds,
    utm: utm === null ? {} : utm,
    tags: plain.tags === undefined ? undefined : tagNames(plain.tags),
    startsAt: startsAt === undefined ? undefined : readTime(startsAt),
    expiresAt: expiresAt === undefined ? undefined : readTime(expiresAt),
    forwardsQuery: forwardQuery,
  })
}

export function tagNames(given: readonly string[]): readonly string[] {
  return given.map((tag) => tag.replaceAll(/\s+/g, ' ').trim()).filter((tag) => tag !== '')
}

/** 0, which no domain has, for an unknown one. */
function numberOf({ domainNumbers }: Desk['stores'], id: string): number {
  return domainNumbers.all().get(id) ?? 0
}

export function linkView(read: ReadStores, link: LinkRecord, side: OwnSide) {
  return linkViews(read, [link], side)[0]!
}

export function linkViews(read: ReadStores, links: readonly LinkRecord[], side: OwnSide) {
  const domainOf = linkDomainReader(read)
  return links.map((link) => viewOn(link, domainOf(link.domain), side))
}

export type LinkView = ReturnType<typeof viewOn>

function viewOn(link: LinkRecord, domain: LinkDomain | null, side: OwnSide) {
  return {
    id: link.id,
    word: link.word,
    url: domain === null ? '' : `${domainOrigin(domain, side)}/${link.word}`,
    domainUuid: domain?.record.id ?? null,
    ownerId: link.ownerId,
    kind: link.kind,
    webUrl: link.web?.shown ?? null,
    iosUrl: link.ios?.shown ?? null,
    androidUrl: link.android?.shown ?? null,
    pixelIds: link.pixelIds,
    redirectStatus: link.redirectStatus,
    maxAge: link.maxAge,
    blocked: link.blocked,
    blockReason: link.blockReason,
    title: link.title,
    note: link.note,
    tags: link.tags,
    utm: link.utm,
    startsAt: timestampOrNull(link.startsAt),
    expiresAt: timestampOrNull(link.expiresAt),
    expiredUrl: link.expired?.shown ?? null,
    clickLimit: link.clickLimit,
    clicksBefore: link.clicksBefore,
    hasPassword: link.passwordHash !== null,
    forwardQuery: link.forwardsQuery,
    createdAt: timestamp(link.createdAt),
    changedAt: timestamp(link.changedAt),
    deletedAt: timestampOrNull(link.deletedAt),
  }
}

const NAMES: Readonly<Record<string, string>> = {
  web: 'webUrl',
  ios: 'iosUrl',
  android: 'androidUrl',
  domain: 'domainUuid',
}

/** Problems by the names of this API; a word that is taken is a conflict. */
export function linkRefusal(refusal: Refusal): Refusal {
  if (refusal.refused !== 'invalid') return refusal
  const fields = linkFields(refusal.fields)
  const { word, ...others } = fields
  const isOnlyTaken = word?.[0] === TAKEN && Object.keys(others).length === 0
  return isOnlyTaken ? { refused: 'taken', field: 'word' } : { refused: 'invalid', fields }
}

export function linkFields(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, texts]) => [NAMES[name] ?? name, texts]),
  )
}

/** The answer of a change: the whole link, or why not. */
export function linkOr(read: ReadStores, result: LinkRecord | Refusal, side: OwnSide): object {
  return isRefusal(result) ? linkRefusal(result) : linkView(read, result, side)
}
