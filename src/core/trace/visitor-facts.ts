/**
 * The facts about a visitor and where each came from, for whoever explains a click (`routing.md` 17).
 *
 * Hardly anything of it is stored: a visit notes only what was unlike its surface's other visits
 * (`unusual.ts`). All else follows from the click's own columns, from how the server is set up, and from
 * the names in its query.
 */
import { parseIp } from '../../lib/ip.ts'
import { type Event, Flag } from '../event.ts'
import type { Trace, TraceEntry } from './trace.ts'
import { NOTHING_UNUSUAL } from './unusual.ts'

/** `none`: there is no value, and `why` says why. */
export type FactOrigin =
  | 'socket'
  | 'header'
  | 'parameter'
  | 'database'
  | 'user_agent'
  | 'referrer'
  | 'site'
  | 'call'
  | 'form'
  | 'earlier_campaign'
  | 'other_name'
  | 'said'
  | 'click'
  | 'none'

export interface VisitorFact {
  /** ip, country, region, city, user_agent, device, language, referrer, app, or a field's name. */
  readonly fact: string
  readonly value: string
  readonly origin: FactOrigin
  /** Of the header or parameter; `''` where the origin has none. */
  readonly name: string
  /** More about it, from a closed set; `''` for nothing. */
  readonly why: string
}

/** What is known besides the click. */
export interface Surroundings {
  /** The header that proxies put addresses in; `''` where no proxy is named. */
  readonly clientHeader: string
  readonly countryHeader: string
  /** By field, the parameter of the query that it was read from. */
  readonly names: ReadonlyMap<string, string>
}

/** An entry as it is told: the facts in the place of what was noted of them. */
export type ToldEntry =
  | Exclude<TraceEntry, { at: 'visitor' }>
  | { readonly at: 'visitor'; readonly facts: readonly VisitorFact[] }

/**
 * A visit's trace with the facts behind its campaign. A trace that says nothing stays so. `more`: notes
 * beside those of the trace, of somebody who was described.
 */
export function toldTrace(
  trace: Trace,
  click: Event,
  around: Surroundings,
  more: readonly string[] = [],
): ToldEntry[] {
  const noted = trace.find((entry) => entry.at === 'visitor')?.unusual ?? NOTHING_UNUSUAL
  const facts = visitorFacts(click, [...noted, ...more], around)
  return trace.flatMap((entry): ToldEntry[] => {
    if (entry.at === 'visitor') return []
    return entry.at === 'campaign' ? [entry, { at: 'visitor', facts }] : [entry]
  })
}

/** Of a trace as it is told. */
export function factsIn(told: readonly ToldEntry[]): readonly VisitorFact[] {
  return told.find((entry) => entry.at === 'visitor')?.facts ?? []
}

/** `noted`: of `UNUSUAL`, and what a simulator was told, as `ip:said`. */
export function visitorFacts(
  click: Event,
  noted: readonly string[],
  around: Surroundings,
): VisitorFact[] {
  const notes = new Map(noted.map((note) => note.split(':') as [string, string]))
  const seen: Seen = {
    click,
    notes,
    around,
    isCall: click.entry === 'click_api' && !notes.has('script'),
  }
  return [
    addressFact(seen),
    countryFact(seen),
    ...placeFacts(seen),
    agentFact(seen),
    ...deviceFacts(seen),
    ...headerFact(seen, 'language', click.language, 'Accept-Language'),
    ...headerFact(seen, 'referrer', click.referrer, 'Referer'),
    ...headerFact(seen, 'app', click.xRequestedWith, 'X-Requested-With'),
    ...fieldFacts(seen),
  ]
}

interface Seen {
  readonly click: Event
  readonly notes: ReadonlyMap<string, string | undefined>
  readonly around: Surroundings
  /** Whether facts came as parameters of a call. */
  readonly isCall: boolean
}

function fact(name: string, value: string, origin: FactOrigin, more: Partial<VisitorFact> = {}) {
  return { fact: name, value, origin, name: '', why: '', ...more }
}

/** Origins that are noted under their own word. */
const PLAIN: ReadonlySet<string> = new Set<FactOrigin>(['site', 'call', 'said', 'click'])

function plainOrigin({ notes }: Seen, name: string): FactOrigin | null {
  const note = notes.get(name)
  return note !== undefined && PLAIN.has(note) ? (note as FactOrigin) : null
}

function addressFact(seen: Seen): VisitorFact {
  const { click, notes, around, isCall } = seen
  const { ip, flags } = click
  const value = { why: whatIsCut(flags) }
  if (ip === '' && value.why === '') return fact('ip', '', 'none', { why: 'not_sent' })
  const plain = plainOrigin(seen, 'ip')
  if (plain !== null) return fact('ip', ip, plain, value)
  if (isCall) return fact('ip', ip, 'parameter', { ...value, name: 'ip' })
  const note = notes.get('ip')
  if (note !== undefined) return fact('ip', ip, 'socket', { why: note, name: around.clientHeader })
  const name = around.clientHeader
  return name === ''
    ? fact('ip', ip, 'socket', value)
    : fact('ip', ip, 'header', { ...value, name })
}

function whatIsCut(flags: number): string {
  if ((flags & Flag.addressLeftOut) !== 0) return 'left_out'
  return (flags & Flag.addressShortened) === 0 ? '' : 'shortened'
}

function countryFact(seen: Seen): VisitorFact {
  const { click, notes, around } = seen
  const { country } = click
  if (country === '') return fact('country', '', 'none', { why: whyNoCountry(seen) })
  const plain = plainOrigin(seen, 'country')
  if (plain !== null) return fact('country', country, plain)
  return notes.get('country') === 'header'
    ? fact('country', country, 'header', { name: around.countryHeader })
    : fact('country', country, 'database')
}

function whyNoCountry({ click, notes }: Seen): string {
  const isAddress = parseIp(click.ip) !== null || (click.flags & Flag.addressLeftOut) !== 0
  if (!isAddress) return 'no_address'
  return notes.get('country') === 'no_database' ? 'no_database' : 'not_listed'
}

function placeFacts(seen: Seen): VisitorFact[] {
  const { region, city, isp } = seen.click
  return Object.entries({ region, city, isp }).flatMap(([name, value]) =>
    value === '' ? [] : [fact(name, value, plainOrigin(seen, name) ?? 'database')],
  )
}

function agentFact(seen: Seen): VisitorFact {
  const { click, notes, isCall } = seen
  if ((click.flags & Flag.agentLeftOut) !== 0) {
    return fact('user_agent', '', 'header', { name: 'User-Agent', why: 'left_out' })
  }
  if (click.userAgent === '') {
    const why = notes.get('user_agent') === 'library' ? 'library' : 'not_sent'
    return fact('user_agent', '', 'none', { why })
  }
  const plain = plainOrigin(seen, 'user_agent')
  if (plain !== null) return fact('user_agent', click.userAgent, plain)
  return isCall
    ? fact('user_agent', click.userAgent, 'parameter', { name: 'ua' })
    : fact('user_agent', click.userAgent, 'header', { name: 'User-Agent' })
}

function deviceFacts(seen: Seen): VisitorFact[] {
  const { deviceType, deviceBrand, deviceModel, os, osVersion, browser, browserVersion } =
    seen.click
  const parts = [deviceType, deviceBrand, deviceModel, os, osVersion, browser, browserVersion]
  const value = parts.filter((part) => part !== '').join(' ')
  return value === '' ? [] : [fact('device', value, plainOrigin(seen, 'device') ?? 'user_agent')]
}

/** A fact that a browser sends as a header, and a call as a parameter of the fact's name. */
function headerFact(seen: Seen, name: string, value: string, header: string): VisitorFact[] {
  const { around, isCall } = seen
  if (value === '') return name === 'language' ? [fact(name, '', 'none', { why: 'not_sent' })] : []
  const plain = plainOrigin(seen, name)
  if (plain !== null) return [fact(name, value, plain)]
  const named = around.names.get(name)
  if (named !== undefined) return [fact(name, value, 'parameter', { name: named })]
  if (!isCall) return [fact(name, value, 'header', { name: header })]
  // A site's word for its referrer is a parameter of the visit, and would stand in its query.
  if (name === 'referrer') return [fact(name, value, 'site')]
  return [fact(name, value, 'parameter', { name: PARAMETERS[name] ?? name })]
}

const PARAMETERS: Readonly<Record<string, string>> = { app: 'x_requested_with' }

/** What came for the campaign's fields; cost is told with the money. */
function fieldFacts(seen: Seen): VisitorFact[] {
  const { keyword, source, externalId, adCampaignId, creativeId, subIds, extraParams } = seen.click
  const values: readonly (readonly [name: string, value: string])[] = [
    ['keyword', keyword],
    ['source', source],
    ['external_id', externalId],
    ['ad_campaign_id', adCampaignId],
    ['creative_id', creativeId],
    ...subIds.map((value, at) => [`sub_id_${at + 1}`, value] as const),
    ...extraParams.map((value, at) => [`extra_param_${at + 1}`, value] as const),
  ]
  return values.flatMap(([name, value]) => (value === '' ? [] : [fieldFact(seen, name, value)]))
}

function fieldFact(seen: Seen, name: string, value: string): VisitorFact {
  const { click, notes, around } = seen
  const named = around.names.get(name)
  if (named !== undefined) return fact(name, value, 'parameter', { name: named })
  if (name === 'keyword') {
    if (click.searchEngine !== '') return fact(name, value, 'referrer')
    const spare = around.names.get('default_keyword')
    if (spare !== undefined) return fact(name, value, 'parameter', { name: spare })
  }
  if (notes.has('form')) return fact(name, value, 'form')
  return fact(name, value, click.parentCampaignId > 0 ? 'earlier_campaign' : 'other_name')
}
