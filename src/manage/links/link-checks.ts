/**
 * What a short link must be to be saved (`links-api.md` 4, 9, 10). All that is wrong is told
 * together; texts are sentences without a subject, two of which clients compare.
 */
import {
  type Destination,
  type DestinationProblem,
  MAX_LOCATION_BYTES,
  MAX_SHOWN_BYTES,
  readDestination,
} from '../../core/links/destination.ts'
import { LINK_DEVICES, type LinkDevice } from '../../core/links/device.ts'
import type { RedirectStatus } from '../../core/links/link.ts'
import { type Utm, withUtm } from '../../core/links/query.ts'
import { wordKey, type WordProblem, wordProblem } from '../../core/links/words.ts'
import { LINK_TARGETS, type LinkDraft, type LinkRecord } from '../../db/links/link-rows.ts'
import type { Stores } from '../../db/stores.ts'
import { type Blocklist, listedText } from '../blocklist/blocklist.ts'
import type { Desk } from '../desk.ts'
import { NOT_FOUND, type Problems, problems, type Refusal } from '../refusal.ts'
import { TAGS_MAX } from './link-cells.ts'
import { defaultLinkDomain, type LinkDomain, linkDomainOf, type LinkPlace } from './link-domains.ts'
import { isTaken, newWord, type WordVerdict, wordVerdict } from './link-words.ts'

/** A value of a type that can't be right, in the place of one that can. */
export const MISFIT = Symbol('misfit')
type Given<T> = T | typeof MISFIT

/** What is left out stays as it is, or gets its default. */
export interface LinkChange {
  /** `null` and `''` ask for a new one. */
  readonly word?: Given<string | null>
  readonly kind?: Given<string | null>
  /** `null` and `''` are none. */
  readonly web?: Given<string | null>
  readonly ios?: Given<string | null>
  readonly android?: Given<string | null>
  /** By number. */
  readonly domain?: Given<number | null>
  readonly pixelIds?: Given<readonly number[]>
  readonly blocked?: boolean
  readonly blockReason?: string
  readonly title?: string
  readonly note?: string
  readonly tags?: readonly string[]
  readonly redirectStatus?: RedirectStatus
  readonly maxAge?: number
  readonly startsAt?: number | null
  readonly expiresAt?: number | null
  readonly expiredUrl?: string | null
  readonly clickLimit?: number | null
  readonly clicksBefore?: number
  readonly passwordHash?: string | null
  readonly forwardsQuery?: boolean
  readonly utm?: Utm
  /** When it was made elsewhere; only of imports. */
  readonly createdAt?: number
  /** `any`: a word that was in use elsewhere may be of any length that visits can find. */
  readonly wordRule?: 'new' | 'any'
}

export const FILL_IN = 'should be filled'
export const TAKEN = 'has already been taken'
const INVALID = 'is invalid'
const UNKNOWN = 'does not exist'
const MAX_PIXELS = 20

const WORD_TEXTS: Readonly<Record<WordProblem, string>> = {
  too_short: 'is too short (minimum is 5 characters)',
  too_long: 'is too long (maximum is 30 characters)',
  invalid: INVALID,
  reserved: 'is reserved',
}
const TOO_LONG = `is too long (maximum is ${MAX_SHOWN_BYTES} bytes)`
const DESTINATION_TEXTS: Readonly<Record<DestinationProblem, string>> = {
  invalid: INVALID,
  scheme: 'has a scheme that is not allowed',
  own_service: 'points to this service',
  too_long: TOO_LONG,
}

/** The link after the change. `before` null makes a new one. */
export function checkLink(
  { stores, blocklist, clock }: Pick<Desk, 'stores' | 'blocklist' | 'clock'>,
  place: LinkPlace,
  change: LinkChange,
  before: LinkRecord | null,
): LinkDraft | Refusal {
  const found = problems()
  const start = before ?? freshLink(place.ownerId, change.createdAt ?? clock())
  const domain = domainAfter(stores, place, change, before, found)
  const utm = change.utm ?? start.utm
  const link: LinkDraft = {
    ...start,
    ...plainAfter(change, start),
    ...wordAfter(stores, change, before, domain, found),
    domain: domain?.number ?? 0,
    kind: kindAfter(change, start, found),
    utm,
    ...destinationsAfter(place, change, start, found),
    expired: expiredAfter(place, change, start, found),
    pixelIds: pixelsAfter(stores, change, start, found),
  }
  refuseListed(blocklist, link, start, found)
  if (link.tags.length > TAGS_MAX) found.add('tags', `is too long (maximum is ${TAGS_MAX} tags)`)
  if (link.startsAt !== null && link.expiresAt !== null && link.expiresAt <= link.startsAt) {
    found.add('expiresAt', 'must be after the start')
  }
  return found.refusal() ?? link
}

/** Whether the link could have that word, wherever it is to be; refused if there is no such domain. */
export function checkWord(
  stores: Stores,
  place: LinkPlace,
  { word, domain: wanted }: { readonly word: string; readonly domain: number | null },
  before: LinkRecord | null,
): WordVerdict | Refusal {
  const found = problems()
  const domain = domainAfter(stores, place, { domain: wanted }, before, found)
  return domain === null
    ? (found.refusal() ?? NOT_FOUND)
    : wordVerdict(stores, domain, word, before)
}

/** A link before anybody says what it is; domain 0 and an empty word are none. */
export function freshLink(ownerId: number, createdAt: number): LinkDraft {
  return {
    createdAt,
    deletedAt: null,
    ownerId,
    domain: 0,
    word: '',
    wordKey: '',
    kind: 'short',
    web: null,
    ios: null,
    android: null,
    blocked: false,
    blockReason: '',
    title: '',
    note: '',
    redirectStatus: 302,
    maxAge: 30,
    startsAt: null,
    expiresAt: null,
    expired: null,
    clickLimit: null,
    clicksBefore: 0,
    passwordHash: null,
    forwardsQuery: false,
    utm: {},
    pixelIds: [],
    tags: [],
  }
}

/** Properties that need no check beyond their type, which the surface has made sure of. */
function plainAfter(change: LinkChange, start: LinkDraft) {
  return {
    blocked: change.blocked ?? start.blocked,
    blockReason: change.blockReason ?? start.blockReason,
    title: change.title ?? start.title,
    note: change.note ?? start.note,
    tags: change.tags === undefined ? start.tags : [...new Set(change.tags)].toSorted(),
    redirectStatus: change.redirectStatus ?? start.redirectStatus,
    maxAge: change.maxAge ?? start.maxAge,
    startsAt: change.startsAt === undefined ? start.startsAt : change.startsAt,
    expiresAt: change.expiresAt === undefined ? start.expiresAt : change.expiresAt,
    clickLimit: change.clickLimit === undefined ? start.clickLimit : change.clickLimit,
    clicksBefore: change.clicksBefore ?? start.clicksBefore,
    passwordHash: change.passwordHash === undefined ? start.passwordHash : change.passwordHash,
    forwardsQuery: change.forwardsQuery ?? start.forwardsQuery,
  }
}

function domainAfter(
  stores: Stores,
  { domains }: LinkPlace,
  { domain: wanted }: LinkChange,
  before: LinkRecord | null,
  found: Problems,
): LinkDomain | null {
  const isLeftOut = wanted === undefined || wanted === null
  if (before !== null && (isLeftOut || wanted === before.domain)) {
    const domain = linkDomainOf(stores, before.domain)
    if (domain === null) found.add('domain', FILL_IN)
    return domain
  }
  if (isLeftOut) return open(defaultLinkDomain(domains), FILL_IN, found)
  const domain = domains.find(({ number }) => number === wanted) ?? null
  return open(domain, wanted === MISFIT ? INVALID : UNKNOWN, found)
}

/** A link on a domain that is switched off would be dead when it is made. */
function open(domain: LinkDomain | null, missing: string, found: Problems): LinkDomain | null {
  if (domain === null) found.add('domain', missing)
  else if (domain.record.blocked) found.add('domain', 'is switched off by the operator')
  return domain
}

/** The link's own word is no conflict; a move to another domain is looked at there. */
function wordAfter(
  stores: Stores,
  { word: wanted, wordRule = 'new' }: LinkChange,
  before: LinkRecord | null,
  domain: LinkDomain | null,
  found: Problems,
): Pick<LinkDraft, 'word' | 'wordKey'> {
  const word = wanted === undefined ? (before?.word ?? '') : wanted
  if (before === null && (word === '' || word === null)) {
    return domain === null ? NO_WORD : newWord(stores, domain)
  }
  const isKept = before !== null && word === before.word
  const problem = isKept ? null : wordText(word, wordRule)
  if (problem !== null) found.add('word', problem)
  if (problem !== null || domain === null) return NO_WORD
  if (isTaken(stores, domain, word as string, before)) found.add('word', TAKEN)
  return { word: word as string, wordKey: wordKey(word as string, domain.record.caseSensitive) }
}

const NO_WORD = { word: '', wordKey: '' }

function wordText(word: Given<string | null>, rule: 'new' | 'any'): string | null {
  if (word === null || word === '') return FILL_IN
  if (word === MISFIT) return INVALID
  const problem = wordProblem(word, rule)
  return problem === null ? null : WORD_TEXTS[problem]
}

function kindAfter({ kind }: LinkChange, start: LinkDraft, found: Problems): LinkDraft['kind'] {
  if (kind === undefined || kind === null) return start.kind
  if (kind === 'short' || kind === 'target') return kind
  found.add('kind', kind === MISFIT ? INVALID : 'is not included in the list')
  return start.kind
}

type Destinations = Record<LinkDevice, Destination | null>

function destinationsAfter(
  { rules }: LinkPlace,
  change: LinkChange,
  start: LinkDraft,
  found: Problems,
): Destinations {
  const utm = change.utm ?? start.utm
  const read = (device: LinkDevice): Destination | DestinationProblem | null => {
    const typed = change[device]
    if (typed === undefined && change.utm === undefined) return start[device]
    const text = typed === undefined ? (start[device]?.shown ?? '') : typed
    if (text === null || text === '') return null
    if (text === MISFIT) return 'invalid'
    const destination = readDestination(text, rules)
    return typeof destination === 'string' ? destination : tagged(destination, utm)
  }
  const results = LINK_DEVICES.map((device) => [device, read(device)] as const)
  for (const [device, result] of results) {
    if (typeof result === 'string') found.add(device, DESTINATION_TEXTS[result])
  }
  if (results.every(([, result]) => result === null)) found.add('web', FILL_IN)
  return Object.fromEntries(
    results.map(([device, result]) => [device, typeof result === 'string' ? null : result]),
  ) as Destinations
}

/** What a change leads to, as far as it is sound; what stays as it was is not in it. */
export function newAddresses(change: LinkChange, { rules }: LinkPlace): readonly string[] {
  const texts = [...LINK_DEVICES.map((device) => change[device]), change.expiredUrl]
  return texts.flatMap((text) => {
    const destination = typeof text === 'string' ? readDestination(text, rules) : 'invalid'
    return typeof destination === 'string' ? [] : [destination.shown]
  })
}

/** An address that stays is not asked about: whoever opened the link keeps it as it is. */
function refuseListed(
  blocklist: Blocklist,
  after: LinkDraft,
  before: LinkDraft,
  found: Problems,
): void {
  for (const name of LINK_TARGETS) {
    const target = after[name]
    if (target === null || target.shown === before[name]?.shown) continue
    const [listing] = blocklist.find(target.shown)
    if (listing === undefined) continue
    found.add(name === 'expired' ? 'expiredUrl' : name, listedText(listing))
  }
}

function tagged({ shown, location }: Destination, utm: Utm): Destination | DestinationProblem {
  const sent = withUtm(location, utm)
  return sent.length > MAX_LOCATION_BYTES ? 'too_long' : { shown, location: sent }
}

function expiredAfter(
  { rules }: LinkPlace,
  { expiredUrl }: LinkChange,
  start: LinkDraft,
  found: Problems,
): Destination | null {
  if (expiredUrl === undefined) return start.expired
  if (expiredUrl === null || expiredUrl === '') return null
  const destination = readDestination(expiredUrl, rules)
  if (typeof destination !== 'string') return destination
  found.add('expiredUrl', DESTINATION_TEXTS[destination])
  return null
}

function pixelsAfter(
  stores: Stores,
  { pixelIds }: LinkChange,
  start: LinkDraft,
  found: Problems,
): readonly number[] {
  if (pixelIds === undefined) return start.pixelIds
  if (pixelIds === MISFIT) {
    found.add('pixelIds', INVALID)
    return []
  }
  const ids = [...new Set(pixelIds)]
  const isOwn = (id: number) => stores.pixels.find(id)?.ownerId === start.ownerId
  if (ids.length > MAX_PIXELS)
    found.add('pixelIds', `is too long (maximum is ${MAX_PIXELS} pixels)`)
  else if (!ids.every(isOwn)) found.add('pixelIds', UNKNOWN)
  return ids
}
