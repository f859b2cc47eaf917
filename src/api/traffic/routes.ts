/**
 * What a tracking host answers: the first matching row of the table of paths (`routing.md` 2).
 * A visitor never sees an error; what nobody expects is the neutral not-found page.
 */
import type { Answer, FetchAnswer, PageAnswer } from '../../core/actions/action.ts'
import { refreshPageWithoutReferrer } from '../../core/actions/page.ts'
import { withoutReferrer } from '../../core/actions/redirects.ts'
import { forScript } from '../../core/answer.ts'
import type { Domain } from '../../core/model.ts'
import { PATHS } from '../../core/paths.ts'
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { withQuery } from '../../core/url.ts'
import { healQuery } from '../../detect/heal.ts'
import { parseQuery } from '../../detect/query.ts'
import { readOfferToken } from '../../track/cookies/offer-token.ts'
import type { KnownFiles } from '../../track/known-files.ts'
import { landingClick } from '../../track/landings/landing.ts'
import type { DomainChecks } from '../../track/outbound/domain-check.ts'
import { readRelayTarget } from '../../track/outside.ts'
import type { TrackParts } from '../../track/parts.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { switchedOff } from '../../track/visits/switched-off.ts'
import { updateClick } from '../../track/visits/update.ts'
import { visitCampaign, type Visited } from '../../track/visits/visit.ts'
import { isOfferLink } from '../address.ts'
import { isLandingFile, landingFile } from './landing-files.ts'
import { landingScript } from './landing-script.ts'
import { linkVisit } from './links.ts'
import { isVisit, wrongMethod } from './methods.ts'
import { destinationOf, pixel, wantsImage } from './pixel.ts'
import { asOfHost, blank, blocked, notFound, plain, respond } from './respond.ts'
import { robotsTxt, securityTxt } from './well-known.ts'
import { wordOf } from './word.ts'

export interface TrafficParts extends TrackParts {
  /** Gets what an action has to fetch first. */
  readonly fetched: (answer: FetchAnswer) => Promise<PageAnswer>
  /** Pages by which we find out whether a domain leads here. */
  readonly domainChecks: Pick<DomainChecks, 'answerAt'>
  readonly knownFiles: KnownFiles
}

const INVALID_LINK = { status: 404, text: 'This link is not valid.' }
const UNREADABLE_LINK = {
  status: 503,
  text: 'This link can’t be followed now: the visit that it belongs to can’t be read.',
  headers: { 'Retry-After': '30' },
}

/** An answer that is held back until its click is stored, which never fails. */
export interface Held {
  readonly response: Response
  readonly stored: Promise<void>
}

/** An answer that may have to wait: for the disk, for a fetched page. */
export type Answering = Response | Held | Promise<Response>

/** In time; may only reject if a promise was given. */
export function inTime(answering: Answering): Response | Promise<Response> {
  if (!('stored' in answering)) return answering
  const { response, stored } = answering
  return stored.then(() => response)
}

export function handleTraffic(parts: TrafficParts, request: TrafficRequest): Answering {
  const tables = parts.tables()
  const domain = tables.domain(request.host)
  const secured = domain?.httpsOnly === true ? toHttps(request, tables) : null
  if (secured !== null) return secured
  if (domain?.blocked === true) return atSwitchedOff(parts, request, domain)
  if (!isVisit(request.method)) return wrongMethod(request, tables)
  switch (request.path) {
    case '/':
    case `${PATHS.clickApi}/`:
      return root(parts, request, tables)
    case PATHS.click:
    case PATHS.clickOld:
      return click(parts, request, tables)
    case PATHS.favicon:
      return asOfHost(new Response(null, { status: 204 }), request, tables)
    case PATHS.robots:
      return text(request, tables, robotsTxt(domain))
    case SECURITY_TXT:
      return text(request, tables, securityTxt(tables, parts.clock()))
    case PATHS.relay:
      return relay(parts, request, tables)
  }
  if (request.path.startsWith(WELL_KNOWN)) return wellKnown(parts, request, tables)
  if (isLandingFile(request.path)) return landingFile(parts.landings, request, tables)
  return atWord(parts, request, tables) ?? orphan(parts, request, tables)
}

const SECURITY_TXT = `${PATHS.wellKnown}/security.txt`

/**
 * A domain that is switched off: nothing but the notice, and to whom abuse is reported. Who comes to one
 * of its campaigns or links is stored.
 */
function atSwitchedOff(parts: TrafficParts, request: TrafficRequest, domain: Domain): Answering {
  const tables = parts.tables()
  if (request.path === SECURITY_TXT) {
    return text(request, tables, securityTxt(tables, parts.clock()))
  }
  const notice = blocked(request, tables)
  if (!isVisit(request.method)) return notice
  const word = wordOf(request.path)
  const name = word === null || word === 'broken' ? '' : word.text
  const named = tables.byAlias(name)
  const link = name === '' || named !== null ? null : parts.links.find(domain, name)
  if (link !== null) return linkVisit(parts, request, { domain, link, closed: () => notice })
  const campaign = named ?? tables.byAliasInAnyCase(name) ?? withoutAlias(request, tables, domain)
  if (campaign === null) return notice
  return { response: notice, stored: visitCampaign(parts, request, switchedOff(campaign)).stored }
}

/** The campaign that a visit without one's alias is to: of a key, else the domain's root. */
function withoutAlias(
  { path, rawQuery, form }: TrafficRequest,
  tables: RoutingTables,
  { indexPage, notFound: rule }: Domain,
): CompiledCampaign | null {
  const query = parseQuery(rawQuery, form)
  const isClick = path === PATHS.click || path === PATHS.clickOld
  const key = isClick ? query.get('key') : undefined
  if (key !== undefined) return byKey(tables, key)
  const isOther = ['lp', '_lp', '_update_tokens'].some((name) => query.get(name) === '1')
  const isRoot = path === '/' || isClick || rule === 'root_campaign'
  return isRoot && !isOther && typeof indexPage === 'number' ? tables.campaign(indexPage) : null
}

/** What there is none of is not found. */
function text(request: TrafficRequest, tables: RoutingTables, content: string | null): Response {
  return content === null
    ? notFound(request, tables)
    : plain(request, tables, { status: 200, text: content })
}

const WELL_KNOWN = `${PATHS.wellKnown}/`

/** A file of the owner, or a page by which we find out whether a domain leads here. */
async function wellKnown(
  parts: TrafficParts,
  request: TrafficRequest,
  tables: RoutingTables,
): Promise<Response> {
  const proof = parts.domainChecks.answerAt(request.path)
  if (proof !== null) return text(request, tables, proof)
  const host = tables.domain(request.host)?.host ?? ''
  const file = await parts.knownFiles.find(host, request.path.slice(WELL_KNOWN.length))
  if (file === null) return await inTime(orphan(parts, request, tables))
  const { type, bytes } = file
  return plain(request, tables, { status: 200, text: bytes, headers: { 'Content-Type': type } })
}

/** For a domain that insists on https; the hit is no click. */
function toHttps(request: TrafficRequest, tables: RoutingTables): Response | null {
  if (request.isSecure) return null
  const { host, path, rawQuery } = request
  const location = URL.parse(withQuery(`https://${host}${path}`, rawQuery))?.href
  return location ? leave(request, tables, location) : null
}

/**
 * `/<alias>`, `/<link>`, either with a slash behind it; `null` when nobody has the word. An alias
 * that differs in letter case comes last.
 */
function atWord(
  parts: TrafficParts,
  request: TrafficRequest,
  tables: RoutingTables,
): Answering | null {
  const word = wordOf(request.path)
  if (word === 'broken') return notFound(request, tables)
  if (word === null) return null
  if (holdsOfferToken(parts, request)) return goToOffer(parts, healedLink(request), tables)
  const named = tables.byAlias(word.text)
  if (named !== null) return visit(parts, request, named)
  const domain = tables.domain(request.host)
  const link = domain === null ? null : parts.links.find(domain, word.text)
  if (domain !== null && link !== null) {
    const closed = () => inTime(unknown(parts, request, tables))
    return linkVisit(parts, request, { domain, link, closed })
  }
  const alike = tables.byAliasInAnyCase(word.text)
  return alike === null ? null : visit(parts, request, alike)
}

/**
 * Whether a link leads to an offer although it is below a campaign's address: apps that were told that
 * address put `?_lp=1&_token=…` behind it. Only we make tokens; without a good one it is a visit.
 */
function holdsOfferToken({ keys, clock }: TrafficParts, { rawQuery }: TrafficRequest): boolean {
  if (!rawQuery.includes('_lp=1') || !isOfferLink(rawQuery)) return false
  const token = parseQuery(rawQuery).get('_token') ?? ''
  return typeof readOfferToken(keys.offerToken, token, clock()) !== 'string'
}

/** What a link from a landing to its offer says. */
const OFFER_LINK_NAMES: ReadonlySet<string> = new Set(
  '_lp lp _token token _subid bcid uclick to_offer offer_id'.split(' '),
)

/** What decides at `/click`; the campaign's own parameters are known only after it. */
const CLICK_NAMES: ReadonlySet<string> = new Set(['key', 'lp_type', ...OFFER_LINK_NAMES])

/** Many sources append `?zone=1` to a link that has its question mark already. */
function byKey(tables: RoutingTables, key: string): CompiledCampaign | null {
  const mark = key.indexOf('?')
  return tables.byKey(key) ?? (mark < 0 ? null : tables.byKey(key.slice(0, mark)))
}

/** `/click`: which of its meanings the parameters say, those of a form included. */
function click(parts: TrafficParts, request: TrafficRequest, tables: RoutingTables): Answering {
  const { query: repaired, healed } = healQuery(request.rawQuery, (name) => CLICK_NAMES.has(name))
  const query = parseQuery(repaired, request.form)
  if (query.get('lp') === '1') return goToOffer(parts, healedLink(request), tables)
  // One that needs no healing is the link's: there may be another in an address behind it.
  const sent = healed ? parseQuery(request.rawQuery, request.form).get('key') : undefined
  const key = sent ?? query.get('key')
  if (key === undefined) return root(parts, request, tables)
  const campaign = byKey(tables, key)
  if (campaign === null) return orphan(parts, request, tables)
  const wantsScript = query.get('lp_type') === 'pixel' && isVisit(request.method)
  return wantsScript && !wantsImage(request)
    ? landingScript(visitCampaign(parts, request, campaign), request, tables)
    : visit(parts, request, campaign)
}

function root(parts: TrafficParts, request: TrafficRequest, tables: RoutingTables): Answering {
  const link = healedLink(request)
  if (isOfferLink(link.rawQuery)) return goToOffer(parts, link, tables)
  if (/(?:^|&)_update_tokens=1(?:&|$)/.test(request.rawQuery)) return update(parts, request, tables)
  const domain = tables.domain(request.host)
  if (domain?.rootPage) return leave(request, tables, domain.rootPage.location)
  if (domain?.indexPage === 'blank_page') return blank(request, tables)
  const campaign = rootCampaign(request, tables)
  return campaign ? visit(parts, request, campaign) : notFound(request, tables)
}

const UPDATE_STATUS = { updated: 200, unknown_click: 404, unreadable: 400, too_many: 429 } as const

async function update(
  parts: TrafficParts,
  request: TrafficRequest,
  tables: RoutingTables,
): Promise<Response> {
  if (!isVisit(request.method)) return wrongMethod(request, tables)
  return pixel(request, tables, UPDATE_STATUS[await updateClick(parts, request)])
}

/** One promise per click: everything but the wait for the disk is done before it. */
function visit(
  parts: TrafficParts,
  request: TrafficRequest,
  campaign: CompiledCampaign,
): Answering {
  const tables = parts.tables()
  if (!isVisit(request.method)) return wrongMethod(request, tables)
  const visited = visitCampaign(parts, request, campaign)
  const { answer, cookies, reason, stored } = visited
  const destination = destinationOf(request.header)
  if (destination === 'image') return stored.then(() => pixel(request, tables, 200, cookies))
  if (reason === 'campaign_paused') {
    return stored.then(() => inTime(insteadOfPaused(parts, request, campaign)))
  }
  const isScript = destination === 'script'
  if (answer.kind === 'page') {
    const shown = isScript ? inScript(visited, answer) : answer
    return { response: respond(request, tables, shown, cookies), stored }
  }
  const page = parts.fetched(answer)
  const shown = isScript ? page.then((fetched) => inScript(visited, fetched)) : page
  return stored.then(() => shown).then((found) => respond(request, tables, found, cookies))
}

function inScript({ decision, context }: Visited, shown: PageAnswer): PageAnswer {
  return forScript(shown, decision, context)
}

/** The domain's root campaign, if that is another one and active; else there is nothing here. */
function insteadOfPaused(
  parts: TrafficParts,
  request: TrafficRequest,
  paused: CompiledCampaign,
): Answering {
  const tables = parts.tables()
  const other = rootCampaign(request, tables)
  const isUsable = other !== null && other !== paused && other.spec.state === 'active'
  return isUsable ? visit(parts, request, other) : notFound(request, tables)
}

function rootCampaign({ host }: TrafficRequest, tables: RoutingTables): CompiledCampaign | null {
  const index = tables.domain(host)?.indexPage
  return typeof index === 'number' ? tables.campaign(index) : null
}

function pageOf({ fetched }: TrafficParts, answer: Answer): PageAnswer | Promise<PageAnswer> {
  return answer.kind === 'page' ? answer : fetched(answer)
}

/** Pages glue links together, and escape them twice. */
function healedLink(request: TrafficRequest): TrafficRequest {
  const { query, healed } = healQuery(request.rawQuery, (name) => OFFER_LINK_NAMES.has(name))
  return healed ? { ...request, rawQuery: query } : request
}

/** `request`: its query is healed. */
async function goToOffer(
  parts: TrafficParts,
  request: TrafficRequest,
  tables: RoutingTables,
): Promise<Response> {
  if (!isVisit(request.method)) return wrongMethod(request, tables)
  const clicked = await landingClick(parts, request)
  if (clicked === 'unreadable_click') return plain(request, tables, UNREADABLE_LINK)
  if (typeof clicked === 'string') return plain(request, tables, INVALID_LINK)
  await clicked.stored
  return respond(request, tables, await pageOf(parts, clicked.answer), clicked.cookies)
}

/** The second page of `double_meta`: it knows the target only by our signature. */
function relay(parts: TrafficParts, request: TrafficRequest, tables: RoutingTables): Response {
  const to = parseQuery(request.rawQuery).get('to') ?? ''
  const target = readRelayTarget(parts.keys.relay, to, parts.clock())
  if (target === null) return plain(request, tables, INVALID_LINK)
  return respond(request, tables, withoutReferrer(refreshPageWithoutReferrer(target)), [])
}

/** Nothing here: counted, and answered as the domain wants it. */
function orphan(parts: TrafficParts, request: TrafficRequest, tables: RoutingTables): Answering {
  parts.orphans.note(tables.domain(request.host)?.host ?? '', request.path, parts.clock())
  return unknown(parts, request, tables)
}

function unknown(parts: TrafficParts, request: TrafficRequest, tables: RoutingTables): Answering {
  const domain = tables.domain(request.host)
  if (domain?.notFoundPage) return leave(request, tables, domain.notFoundPage.location)
  const campaign = domain?.notFound === 'root_campaign' ? rootCampaign(request, tables) : null
  return campaign ? visit(parts, request, campaign) : notFound(request, tables)
}

/** Elsewhere without a click, as to a page that the domain's owner has set. No query is added. */
function leave(request: TrafficRequest, tables: RoutingTables, location: string): Response {
  return plain(request, tables, { status: 302, text: '', headers: { Location: location } })
}
