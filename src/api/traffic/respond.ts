/** From an answer to a visitor's HTTP response. Every header value is ASCII without controls. */
import { HTML, type PageAnswer, TEXT } from '../../core/actions/action.ts'
import { settingOf } from '../../core/settings/settings.ts'
import type { RoutingTables } from '../../core/tables.ts'
import { type Cookie, formatCookie } from '../../track/cookies/cookies.ts'
import { blockedPage, notFoundPage } from '../../track/landings/neutral-pages.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'

export const SANDBOX: [string, string] = [
  'Content-Security-Policy',
  'sandbox allow-scripts allow-forms allow-popups allow-top-navigation',
]
const NO_INDEX: [string, string] = ['X-Robots-Tag', 'noindex']

/** The response for what an action answered. Its 404 and 410 get the neutral page. */
export function respond(
  request: TrafficRequest,
  tables: RoutingTables,
  answer: PageAnswer,
  cookies: readonly Cookie[],
): Response {
  if (answer.status === 404) return notFound(request, tables)
  if (answer.status === 410) return blocked(request, tables)
  const content = answer.bytes ? Buffer.from(answer.bytes) : answer.body
  const body = content.length === 0 ? null : content
  const headers = commonHeaders(request, tables)
  const response = new Response(body, { status: answer.status, headers })
  addOwnHeaders(response.headers, request, answer)
  addCookies(response, request, cookies)
  return response
}

export function addCookies(
  { headers }: Response,
  { isSecure }: TrafficRequest,
  cookies: readonly Cookie[],
): void {
  for (const cookie of cookies) headers.append('Set-Cookie', formatCookie(cookie, isSecure))
}

function commonHeaders(request: TrafficRequest, tables: RoutingTables): Headers {
  return isIndexed(request, tables) ? COMMON : COMMON_UNINDEXED
}

/** Copied for each answer, which costs half of what a list of them costs. */
const COMMON = new Headers([
  ['Content-Type', HTML],
  ['Cache-Control', 'private, no-store'],
  ['X-Content-Type-Options', 'nosniff'],
])
const COMMON_UNINDEXED = new Headers([...COMMON, NO_INDEX])

function addOwnHeaders(headers: Headers, request: TrafficRequest, answer: PageAnswer): void {
  if (answer.contentType !== HTML) headers.set('Content-Type', answer.contentType)
  if (answer.location !== null) headers.set('Location', answer.location)
  for (const [name, value] of answer.headers) headers.append(name, value)
  // Users' code gets an opaque origin where its host also serves the admin.
  if (request.sharesAdminHost && answer.location === null) headers.append(...SANDBOX)
}

/** What every answer of this host has, for one that is still a list of headers. */
export function addHostHeaders(
  headers: [string, string][],
  request: TrafficRequest,
  tables: RoutingTables,
): void {
  if (!isIndexed(request, tables)) headers.push(NO_INDEX)
}

/** The same for an answer that was made by those who know of no host. */
export function asOfHost(
  response: Response,
  request: TrafficRequest,
  tables: RoutingTables,
): Response {
  if (!isIndexed(request, tables)) response.headers.set(...NO_INDEX)
  return response
}

function isIndexed({ host }: TrafficRequest, tables: RoutingTables): boolean {
  return tables.domain(host)?.noIndex === false
}

/** The same bytes for everything that is not there. */
export function notFound(request: TrafficRequest, tables: RoutingTables): Response {
  return neutral(request, tables, 404, notFoundPage(contactIn(tables)))
}

export function blocked(request: TrafficRequest, tables: RoutingTables): Response {
  return neutral(request, tables, 410, blockedPage(contactIn(tables)))
}

function neutral(
  request: TrafficRequest,
  tables: RoutingTables,
  status: number,
  body: string,
): Response {
  const headers = commonHeaders(request, tables)
  return new Response(body, { status, headers })
}

function contactIn({ settings }: RoutingTables): string {
  return settingOf(settings, 'abuse_contact')
}

export interface PlainText {
  readonly status: number
  readonly text: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

/** Plain text, never cached. */
export function plain(
  request: TrafficRequest,
  tables: RoutingTables,
  { status, text, headers = {} }: PlainText,
): Response {
  const common = {
    'Content-Type': TEXT,
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
  }
  const response = new Response(text, { status, headers: { ...common, ...headers } })
  return asOfHost(response, request, tables)
}

/** The plainest page: a domain's index when it shows nothing. */
export function blank(request: TrafficRequest, tables: RoutingTables): Response {
  return neutral(request, tables, 200, '')
}
