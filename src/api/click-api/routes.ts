/**
 * The Click API from HTTP to HTTP: Keitaro's v3 and its older spellings, served on every tracking
 * host. The caller is a server or a script, so every answer is JSON, whatever went wrong.
 */
import { randomUUID } from 'node:crypto'

import type { Answer, FetchAnswer, PageAnswer } from '../../core/actions/action.ts'
import { withEitherBase, withOwnBase } from '../../core/actions/page.ts'
import { PATHS } from '../../core/paths.ts'
import { isSettingOn, settingNumber, settingOf } from '../../core/settings/settings.ts'
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { logValue } from '../../core/trace/log-lines.ts'
import { visitorKey } from '../../core/visitor-key.ts'
import type { ProxyHeaders } from '../../detect/surroundings.ts'
import { tokenBuckets } from '../../lib/token-bucket.ts'
import { floodDetector } from '../../track/history/flood.ts'
import { blockedPage } from '../../track/landings/neutral-pages.ts'
import type { TrackParts } from '../../track/parts.ts'
import { callCampaign } from '../../track/visits/call.ts'
import { asOn } from '../../track/visits/switched-off.ts'
import { type Address, isOfferLink, ownOrigin, schemeOf, splitUrl } from '../address.ts'
import type { HostVerdict } from '../hosts.ts'
import {
  type Failure,
  HEAD_TOO_LARGE,
  internalError,
  METHODS,
  NO_TOKEN,
  TOO_MANY,
  TOO_MANY_WRONG,
  TURNED_OFF,
  UNKNOWN_TOKEN,
  UNKNOWN_VERSION,
  WRONG_METHOD,
} from './errors.ts'
import { type CallFields, memberOf } from './fields.ts'
import { type ReadCall, readCall } from './request.ts'
import { type Connection, visitorCall } from './visitor.ts'
import { answerBody, answerBodyV4, asDocumented } from './wire.ts'

export interface ClickApiParts extends TrackParts {
  /** Gets what an action has to fetch first. */
  readonly fetched: (answer: FetchAnswer) => Promise<PageAnswer>
  /** Told of everything that should not have happened. */
  readonly report: (error: unknown, requestId: string) => void
  /** Whether a host of ours is answered over https, too. */
  readonly isShownOverHttps: (host: string) => boolean
}

interface Surface extends ClickApiParts {
  readonly proxyHeaders: ProxyHeaders
  /** Whether too many wrong tokens came from there. */
  readonly isGuessing: (connection: Connection, now: number) => boolean
  /** Takes a call of the campaign with this id; milliseconds until there is one, 0: there was. */
  readonly takeCall: ReturnType<typeof tokenBuckets<number>>
}

const LONGEST_TOKEN = 128
/** Campaigns whose calls are counted, where there is a limit; those called least recently are forgotten. */
const CAMPAIGNS_REMEMBERED = 10_000
const SECONDS_AT_ONCE = 10
const OFFER_LINKS = `${PATHS.clickApi}/`
const API_PATH = /^\/+(?:click_api(?:\/|$)|api\.php$|[\w-]{1,64}\/click_api\/v\d\/?$)/
const VERSION_IN_PATH = /\/click_api\/(v\d)\/?$/

/**
 * Whether an address is the Click API's, in any version; a run of slashes is one. KClient puts the
 * last part of the address it calls off, and an offer's link in its place. Apps that were told the
 * address of a campaign put the API's behind it: the token decides, whatever stands in front.
 */
export function isClickApi({ path, rawQuery }: Address): boolean {
  return API_PATH.test(path) && !(path === OFFER_LINKS && isOfferLink(rawQuery))
}

export function clickApi(parts: ClickApiParts) {
  const isFlood = floodDetector()
  const isGuessing = ({ peer, header }: Connection, now: number) => {
    const ip = parts.addresses.read(peer, header)
    return ip !== null && isFlood(visitorKey(ip, ''), now)
  }
  const takeCall = tokenBuckets<number>(CAMPAIGNS_REMEMBERED)
  const surface: Surface = {
    ...parts,
    isGuessing,
    takeCall,
    proxyHeaders: proxyHeaders(parts),
  }
  return async (request: Request, verdict: HostVerdict, peer: string): Promise<Response> => {
    if (request.method === 'OPTIONS') return preflight(request)
    try {
      const answer = await call(surface, request, connectionOf(parts, request, verdict, peer))
      return 'error' in answer ? refuse(answer) : json(200, answer)
    } catch (error) {
      const id = randomUUID()
      parts.report(error, id)
      return refuse(internalError(id))
    }
  }
}

/** The connection that a call came on, with a path in which a run of slashes is one. */
export function connectionOf(
  { addresses }: TrackParts,
  { method, url, headers }: Request,
  { host }: HostVerdict,
  peer: string,
): Connection {
  const header = (name: string) => headers.get(name) ?? ''
  return {
    method,
    peer,
    host,
    origin: ownOrigin(header, schemeOf(addresses, { url, header, peer })),
    path: splitUrl(url).path.replace(/\/{2,}/g, '/'),
    header,
  }
}

async function call(
  surface: Surface,
  request: Request,
  connection: Connection,
): Promise<Failure | object> {
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return WRONG_METHOD
  const started = performance.now()
  const read = await readCall(request)
  if ('error' in read) return read
  const version = versionOf(connection.path, read.fields)
  if (version === null) return UNKNOWN_VERSION
  const tables = surface.tables()
  const campaign = campaignOf(surface, connection, tables, read.fields)
  if ('error' in campaign) return campaign
  const asked = asOn(connection.host, campaign, tables)
  return answerCall(surface, connection, { read, version, campaign: asked, started })
}

type Version = 2 | 3 | 4

const VERSIONS: ReadonlyMap<string, Version> = new Map([
  ['v2', 2],
  ['v3', 3],
  ['v4', 4],
])

/** `/api.php` names its version as a parameter; without one it is the oldest that we have. */
function versionOf(path: string, { facts }: CallFields): Version | null {
  if (path === PATHS.clickApiOld) {
    return ['1', '2', undefined].includes(facts.get('version')) ? 2 : 3
  }
  return VERSIONS.get(VERSION_IN_PATH.exec(path)?.[1] ?? '') ?? null
}

function campaignOf(
  { clock, isGuessing, takeCall }: Surface,
  connection: Connection,
  tables: RoutingTables,
  { facts }: CallFields,
): CompiledCampaign | Failure {
  if (!isOn(tables)) return TURNED_OFF
  const token = facts.get('token') ?? ''
  if (token === '' || token.length > LONGEST_TOKEN) return NO_TOKEN
  const now = clock()
  const campaign = tables.byToken(token, now)
  if (campaign === null) return isGuessing(connection, now) ? TOO_MANY_WRONG : UNKNOWN_TOKEN
  if (!answersCalls(campaign, tables)) return TURNED_OFF
  const perSecond = settingNumber(tables.settings, 'click_api.calls_per_second')
  const pace = { perSecond, burst: perSecond * SECONDS_AT_ONCE }
  return perSecond > 0 && takeCall(campaign.spec.id, pace, now) > 0 ? TOO_MANY : campaign
}

/** Whatever campaign is called. */
function isOn({ settings }: RoutingTables): boolean {
  return isSettingOn(settings, 'click_api.enabled')
}

/** Whether the Click API is switched on, here and for this campaign. */
export function answersCalls({ spec }: CompiledCampaign, tables: RoutingTables): boolean {
  return isOn(tables) && spec.clickApiEnabled
}

interface AcceptedCall {
  readonly read: ReadCall
  readonly version: Version
  readonly campaign: CompiledCampaign
  /** By the clock of `performance`. */
  readonly started: number
}

async function answerCall(
  surface: Surface,
  connection: Connection,
  { read, version, campaign, started }: AcceptedCall,
): Promise<object> {
  const fields = version === 4 ? read.fields : { ...read.fields, page: null }
  const { facts, server } = fields
  const visitor = visitorCall(fields, connection, surface.addresses)
  const asked = version === 2 ? { ...visitor, wantsOffer: true } : visitor
  const called = callCampaign(surface, asked, campaign)
  await called.stored
  const page = called.answer === null ? null : await pageOf(surface, called.answer)
  const forSite = page && forEither(surface, connection, page)
  const wanted = {
    // KClient 4 never asks for it, and yet takes its ids from there.
    info: version === 4 || facts.get('info') === '1',
    log: facts.get('log') === '1',
    remarks: remarksOf(read, visitor.landingId, surface.tables()),
    tookSeconds: (performance.now() - started) / 1000,
    headers: surface.proxyHeaders,
  }
  if (version !== 4) {
    const body = answerBody(called, forSite, wanted)
    return campaign.spec.clickApiShape === 'document' ? asDocumented(body) : body
  }
  const isSecure = !NOT_HTTPS.has((memberOf(server, 'https') ?? '').toLowerCase())
  const nowSeconds = Math.floor(surface.clock() / 1000)
  const servesFiles = page !== null && facts.get('self_static_serving') === '1'
  const shown = servesFiles ? { ...page, body: withOwnBase(visitor.origin, page.body) } : forSite
  return answerBodyV4(called, shown, wanted, { isSecure, nowSeconds })
}

/**
 * The site's own page may be https while it calls us by http: its browsers load nothing by http then. A host
 * with another port is one for http alone.
 */
function forEither(
  { isShownOverHttps }: Surface,
  { host, origin }: Connection,
  page: PageAnswer,
): PageAnswer {
  if (origin !== `http://${host}` || !isShownOverHttps(host)) return page
  return { ...page, body: withEitherBase(origin, page.body) }
}

/** Those that this server believes its proxies. */
export function proxyHeaders({ addresses, countryHeader }: TrackParts): ProxyHeaders {
  return { clientHeader: addresses.header, countryHeader }
}

/** What PHP's `$_SERVER['HTTPS']` is on plain HTTP. */
const NOT_HTTPS: ReadonlySet<string> = new Set(['', '0', 'off'])

/** What the visitor gets, fetched if it has to be. */
export async function pageOf(
  { fetched, tables }: ClickApiParts,
  answer: Answer,
): Promise<PageAnswer> {
  const page = answer.kind === 'page' ? answer : await fetched(answer)
  if (page.status !== 410) return page
  return { ...page, body: blockedPage(settingOf(tables().settings, 'abuse_contact')) }
}

/** What the log says of the call itself. */
function remarksOf(
  { fields, ignoredBody }: ReadCall,
  landingId: number | null,
  tables: RoutingTables,
): string[] {
  const remarks: string[] = []
  const sent = fields.facts.get('landing_id') ?? ''
  const isKnown = landingId !== null && tables.landing(landingId) !== null
  if (sent !== '' && !isKnown) remarks.push(`Landing: unknown (${logValue(sent)})`)
  if (ignoredBody !== '') remarks.push(`Body: ignored (${logValue(ignoredBody)})`)
  return remarks
}

const ANSWER_HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
}

function json(status: number, body: object, more = {}): Response {
  const headers = { ...ANSWER_HEADERS, ...more }
  return new Response(JSON.stringify(body), { status, headers })
}

function refuse({ status, error, headers = {} }: Failure): Response {
  return json(status, { error }, headers)
}

/** For a head over the limit: the connection ends with it. */
export function callTooLong(): Response {
  return refuse(HEAD_TOO_LARGE)
}

const HEADER_NAMES = /^[\w, -]{1,1000}$/

/** Any page may call, with any headers, but never with the visitor's cookies. */
export function preflight({ headers }: Request): Response {
  const wanted = headers.get('access-control-request-headers') ?? ''
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': HEADER_NAMES.test(wanted) ? wanted : '*',
      'Access-Control-Max-Age': '86400',
    },
  })
}
