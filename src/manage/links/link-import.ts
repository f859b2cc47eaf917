/**
 * Imports links from a file: each line alone, told by its number; a dry run changes nothing. What is
 * here already as the file has it is left alone, so a file may be imported again after an interruption.
 */
import type { DateOrder } from '../../core/files/dates.ts'
import { type Destination, readDestination } from '../../core/links/destination.ts'
import type { LinkDevice } from '../../core/links/device.ts'
import { wordKey } from '../../core/links/words.ts'
import type { LinkRecord } from '../../db/links/link-rows.ts'
import type { Desk } from '../desk.ts'
import { isRefusal, type Refusal, wrong } from '../refusal.ts'
import { type LinkChange, TAKEN } from './link-checks.ts'
import { defaultLinkDomain, domainAt, type LinkPlace } from './link-domains.ts'
import { type LinkLine, readLinkFile } from './link-file.ts'
import { createLinks, tryLinks } from './links.ts'

export interface ImportResult {
  readonly created: number
  /** Lines whose link the owner has already, with this word and address. */
  readonly present: number
  /** Links made whose limit of visits starts anew, because the file does not say how many they had. */
  readonly restarted: number
  readonly failed: readonly { readonly line: number; readonly message: string }[]
  /** Columns that say something of links made which is not taken over, and of how many. */
  readonly ignored: readonly IgnoredColumn[]
  /** The links made whose visits the file tells; empty for a dry run. */
  readonly visited: readonly { readonly link: LinkRecord; readonly visits: number }[]
}

export interface IgnoredColumn {
  readonly column: string
  readonly lines: number
}

export interface LinkImport {
  /** CSV or JSON. */
  readonly text: string
  /** The number of the domain that takes them; `null`: that of the line if it is ours, or the default. */
  readonly domain: number | null
  readonly mode: 'apply' | 'dry_run'
  /** Which of two numbers is the day; `null`: all times of the file say it, or none of them counts. */
  readonly dates: DateOrder | null
  /** Whether the visits of the file become events: then they count as such, not as visits before. */
  readonly loadsVisits?: boolean
}

/** Lines in one transaction, some 10 ms of work: visitors and other writers wait no longer. */
const LINES_AT_ONCE = 250
/** After a part others have as long as it took, but no longer than this. */
const REST_MAX_MS = 500

export async function importLinks(
  desk: Desk,
  place: LinkPlace,
  { text, domain, mode, dates, loadsVisits = false }: LinkImport,
): Promise<ImportResult | Refusal> {
  const lines = readLinkFile(text, dates)
  if (lines === null) {
    return wrong('csv', 'has no column of long addresses')
  }
  const result = { created: 0, present: 0, restarted: 0, failed: [], visited: [] }
  const ignored = new Map<string, number>()
  const work: Work = { desk, place, domain, mode, loadsVisits, result, ignored, tried: new Map() }
  for (const part of inParts(lines, LINES_AT_ONCE)) {
    const began = performance.now()
    const refusal = await importPart(work, part)
    if (refusal !== null) return refusal
    await Bun.sleep(Math.min(performance.now() - began, REST_MAX_MS))
  }
  return { ...result, ignored: [...ignored].map(([column, lines]) => ({ column, lines })) }
}

function* inParts<T>(all: Iterable<T>, size: number): Generator<readonly T[]> {
  let part: T[] = []
  for (const one of all) {
    part.push(one)
    if (part.length < size) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

interface Work {
  readonly desk: Desk
  readonly place: LinkPlace
  readonly domain: LinkImport['domain']
  readonly mode: LinkImport['mode']
  readonly loadsVisits: boolean
  readonly result: Mutable<Omit<ImportResult, 'ignored'>>
  /** Lines by column. */
  readonly ignored: Map<string, number>
  /** What a dry run would have made, by domain and word: where it leads. */
  readonly tried: Map<string, string>
}

type Mutable<R> = {
  -readonly [K in keyof R]: R[K] extends readonly (infer I)[] ? I[] : R[K]
}

/** Null when the lines were taken or left out one by one. */
async function importPart(work: Work, part: readonly LinkLine[]): Promise<Refusal | null> {
  const { desk, place, mode } = work
  const sound = part.filter(({ problem }) => problem === null)
  const changes = sound.map((line) => ({
    ...line.change,
    ...usedOf(work, line),
    ...domainOf(work, line),
  }))
  const made = await (mode === 'dry_run'
    ? tryLinks(desk, place, changes, work.result.created)
    : createLinks(desk, place, changes, 'import'))
  if (isRefusal(made)) return made
  const results = made.map((one, at) => noted(work, changes[at]!, one))
  const next = results.values()
  for (const line of part) {
    if (line.problem === null) note(work, line, next.next().value!)
    else work.result.failed.push({ line: line.line, message: line.problem })
  }
  return null
}

function domainOf({ place, domain }: Work, { host }: LinkLine) {
  const number = domain ?? domainAt(place, host)?.number
  return number === undefined ? {} : { domain: number }
}

/** What of its limit is used, where other shorteners say how often a link was opened. */
function usedOf({ loadsVisits }: Work, { change, visits }: LinkLine): LinkChange {
  const { clickLimit = null, clicksBefore } = change
  if (clickLimit === null || clicksBefore !== undefined || visits === null || loadsVisits) return {}
  return { clicksBefore: visits }
}

type Outcome = LinkRecord | 'present' | Refusal

/** What became of a change, those before it in the file included. */
function noted(work: Work, change: LinkChange, made: LinkRecord | Refusal): Outcome {
  if (isRefusal(made)) return isOnlyTaken(made) && isHere(work, change) ? 'present' : made
  if (work.mode === 'apply') return made
  const name = `${made.domain}/${made.wordKey}`
  const before = work.tried.get(name)
  const address = leadsTo(made)
  if (before === undefined) work.tried.set(name, address)
  if (before === undefined) return made
  return before === address ? 'present' : wrong('word', TAKEN)
}

function isOnlyTaken(refusal: Refusal): boolean {
  if (refusal.refused !== 'invalid') return false
  const texts = Object.values(refusal.fields).flat()
  return texts.length === 1 && texts[0] === TAKEN
}

function isHere({ desk, place, tried }: Work, change: LinkChange): boolean {
  const at = place.domains.find(({ number }) => number === change.domain)
  const { number, record } = at ?? defaultLinkDomain(place.domains)!
  const key = wordKey(change.word as string, record.caseSensitive)
  const link = desk.stores.links.byWord(number, key)
  const wanted = leadsTo(addressesOf(change, place))
  if (link === null) return tried.get(`${number}/${key}`) === wanted
  return link.ownerId === place.ownerId && leadsTo(link) === wanted
}

type Addresses = Pick<LinkRecord, LinkDevice>

/** As a link would have them that is made of the change, whose addresses are sound. */
function addressesOf(change: LinkChange, { rules }: LinkPlace): Addresses {
  const read = (text: LinkChange[LinkDevice]): Destination | null => {
    const destination = typeof text === 'string' ? readDestination(text, rules) : null
    return typeof destination === 'string' ? null : destination
  }
  return { web: read(change.web), ios: read(change.ios), android: read(change.android) }
}

/** Its address, or those for single systems where it has no other. */
function leadsTo({ web, ios, android }: Addresses): string {
  if (web !== null) return web.shown
  return [ios, android].map((one) => one?.shown ?? '').join(' ')
}

function note({ mode, result, ignored }: Work, told: LinkLine, outcome: Outcome): void {
  const { line, visits, change } = told
  if (outcome === 'present') result.present++
  else if (isRefusal(outcome)) result.failed.push({ line, message: messageOf(outcome) })
  else {
    result.created++
    for (const column of new Set(told.ignored)) ignored.set(column, (ignored.get(column) ?? 0) + 1)
    const isTold = visits !== null || change.clicksBefore !== undefined
    if (outcome.clickLimit !== null && !isTold) result.restarted++
    if (mode === 'apply' && visits !== null && visits > 0)
      result.visited.push({ link: outcome, visits })
  }
}

function messageOf(refusal: Refusal): string {
  if (refusal.refused !== 'invalid') return refusal.refused
  return Object.entries(refusal.fields)
    .map(([field, texts]) => `${NAMES[field] ?? field} ${texts.join(', ')}`)
    .join('; ')
}

/** Of what the person who made the file sees. */
const NAMES: Readonly<Record<string, string>> = {
  web: 'the long address',
  ios: 'the address for iOS',
  android: 'the address for Android',
  pixelIds: 'one of its pixels',
  expiredUrl: 'the address after its expiry',
}
