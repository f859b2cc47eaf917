/** The JSON of an answer: members, their order and types are a contract (`click-api.md` 4). */
import { HTML, type PageAnswer } from '../../core/actions/action.ts'
import { logLines } from '../../core/trace/log-lines.ts'
import { visitorFacts } from '../../core/trace/visitor-facts.ts'
import { type ProxyHeaders, surroundingsOf } from '../../detect/surroundings.ts'
import type { Called, Told } from '../../track/visits/call.ts'

export interface Wanted {
  readonly info: boolean
  readonly log: boolean
  /** Lines about the call itself, in front of the last one. */
  readonly remarks: readonly string[]
  readonly tookSeconds: number
  readonly headers: ProxyHeaders
}

const WITHOUT_URL: ReadonlySet<string> = new Set(['status404', 'do_nothing'])

/** `page`: what the visitor gets; `null` while an offer is left to him. */
export function answerBody(called: Called, page: PageAnswer | null, wanted: Wanted) {
  return {
    body: page === null ? null : bodyOf(page),
    headers: page === null ? [] : headerLines(page),
    status: page?.status ?? 200,
    contentType: page?.contentType ?? HTML,
    uniqueness_cookie: called.uniquenessCookie,
    cookies_ttl: called.ttlHours,
    cookies: Object.fromEntries(called.cookies),
    ...(wanted.info ? { info: infoOf(called) } : {}),
    ...(wanted.log ? { log: logOf(called, page, wanted) } : {}),
  }
}

/** An answer as the public document writes it, for those who wrote their own client by that. */
export function asDocumented({ info, ...answer }: ReturnType<typeof answerBody>) {
  const status = String(answer.status)
  if (info === undefined) return { ...answer, status }
  const { offer_id: offer, type } = info
  const spelt = {
    offer_id: offer === null ? [] : [offer],
    type: type === 'http' ? 'location' : type,
  }
  return { ...answer, status, info: { ...info, ...spelt } }
}

/** Where the cookies of an answer are going to be set. */
export interface CookieSite {
  readonly isSecure: boolean
  readonly nowSeconds: number
}

/** The answer as version 4 spells it: what a site sets and sends can be taken over as it is. */
export function answerBodyV4(
  called: Called,
  page: PageAnswer | null,
  wanted: Wanted,
  site: CookieSite,
) {
  const answer = answerBody(called, page, wanted)
  const { cookies_ttl: _hours, ...same } = answer
  const ttl = called.ttlHours * 3600
  // KClient reads it with `strtotime`, to which a bare number means nothing.
  const expires = new Date((site.nowSeconds + ttl) * 1000).toUTCString()
  return {
    ...same,
    headers: [...answer.headers.map(lowerName), `content-type: ${answer.contentType}`],
    cookies: called.cookies.map(([name, value]) => ({
      name,
      value,
      path: '/',
      expires,
      secure: site.isSecure,
      httponly: false,
      samesite: site.isSecure ? 'None' : 'Lax',
    })),
    ttl,
  }
}

function lowerName(line: string): string {
  const colon = line.indexOf(':')
  return line.slice(0, colon).toLowerCase() + line.slice(colon)
}

/** What clients take for base64, be it text as SVG is. */
const DECODED_BY_CLIENTS = /^(?:image\/|application\/pdf)/

function bodyOf({ bytes, body, contentType }: PageAnswer): string | null {
  if (bytes !== undefined) return Buffer.from(bytes).toString('base64')
  if (body === '') return null
  return DECODED_BY_CLIENTS.test(contentType) ? Buffer.from(body).toString('base64') : body
}

/** Clients expect the redirect first, spelt exactly like this. */
function headerLines({ location, headers }: PageAnswer): string[] {
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  return location === null ? lines : [`Location: ${location}`, ...lines]
}

function infoOf(called: Called) {
  const { click, unique } = called
  const type = typeOf(called)
  return {
    campaign_id: click.campaignId,
    stream_id: click.flowId || null,
    landing_id: called.landingId,
    offer_id: click.offerId || null,
    sub_id: called.clickId,
    type,
    url: type === null || WITHOUT_URL.has(type) ? null : configuredTarget(called),
    token: called.token || null,
    uniqueness: { campaign: unique.campaign, stream: unique.flow, global: unique.global },
    is_bot: called.isBot,
  }
}

/** `null` while nothing is executed. */
function typeOf({ answer, decision }: Called): string | null {
  if (answer === null) return null
  if (decision.reason === 'blocked') return 'status404'
  return decision.choice?.actionKey ?? 'do_nothing'
}

function configuredTarget({ decision }: Called): string | null {
  return decision.choice?.action?.payload || null
}

function logOf({ told }: Called, page: PageAnswer | null, wanted: Wanted): string[] {
  const lines = told.flatMap((part, index) =>
    logLines(part.trace, {
      visit: part.visit,
      facts: factsOf(part, wanted.headers),
      answer: index === told.length - 1 ? page : null,
    }),
  )
  if (page?.fetchFailed === true) lines.push('Fetch failed: what stands in for the page is sent')
  return [...lines, ...wanted.remarks, `[Profiler] ${wanted.tookSeconds.toFixed(3)} sec.`]
}

function factsOf({ visit, click }: Told, headers: ProxyHeaders) {
  const around = surroundingsOf(headers, visit.campaign, click.rawQuery)
  return visitorFacts(click, visit.visitor.unusual, around)
}
