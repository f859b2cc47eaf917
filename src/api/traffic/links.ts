/** Answers visits of short links: redirects, pixel pages, the password form. */
import { HTML } from '../../core/actions/action.ts'
import { type CompiledLink, NOT_KEPT } from '../../core/links/link.ts'
import type { Domain } from '../../core/model.ts'
import { settingOf } from '../../core/settings/settings.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { Gate } from '../../track/links/link-gates.ts'
import { type LinkAnswer, type LinkVisited, visitLink } from '../../track/links/link-visit.ts'
import type { TrackParts } from '../../track/parts.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { isVisit, wrongMethod } from './methods.ts'
import { passwordPage } from './password-page.ts'
import { addHostHeaders, blocked, SANDBOX } from './respond.ts'

type Answering = Response | Promise<Response>
type Headers = [name: string, value: string][]

export interface Reached {
  readonly domain: Domain
  readonly link: CompiledLink
  /** The answer for a link that is closed and leads nowhere else: as if it were unknown. */
  readonly closed: () => Answering
}

/** A link without limits is answered without a wait, but for the disk. */
export function linkVisit(parts: TrackParts, request: TrafficRequest, reached: Reached): Answering {
  if (!isVisit(request.method)) return wrongMethod(request, parts.tables())
  const { domain, link } = reached
  const visit = (gate: Gate | 'blocked') =>
    whenStored(parts, request, reached, visitLink(parts, request, link, gate))
  if (domain.blocked) return visit('blocked')
  if (!link.isLimited || link.spec.blocked) return visit('open')
  return parts.linkGates.pass(link, request, parts.clock()).then(visit)
}

function whenStored(
  parts: TrackParts,
  request: TrafficRequest,
  { closed }: Reached,
  { answer, stored }: LinkVisited,
): Promise<Response> {
  if (answer.kind === 'closed') return stored.then(closed)
  const response = respondLink(request, parts.tables(), answer)
  return stored.then(() => response)
}

type Shown = Exclude<LinkAnswer, { kind: 'closed' }>

function respondLink(request: TrafficRequest, tables: RoutingTables, answer: Shown): Response {
  switch (answer.kind) {
    case 'blocked':
      return blocked(request, tables)
    case 'redirect':
      return redirectTo(request, tables, answer)
    case 'pixel_page':
      return page(request, { status: 200, body: answer.body, headers: pixelHeaders(tables) })
    case 'password_form':
      return passwordForm(request, answer.gate)
  }
}

/** No body, no cookie. */
function redirectTo(
  request: TrafficRequest,
  tables: RoutingTables,
  { location, status, cacheControl }: Extract<Shown, { kind: 'redirect' }>,
): Response {
  const headers: Headers = [
    ['Location', location],
    ['Cache-Control', cacheControl],
  ]
  addHostHeaders(headers, request, tables)
  return new Response(null, { status, headers })
}

/** Pixels are the owner's code: it may do what it wants but be framed or change where links lead. */
const pixelHeaders = ({ settings }: RoutingTables): Headers => [
  ['X-Robots-Tag', 'noindex, nofollow'],
  ['Referrer-Policy', settingOf(settings, 'links.referrer_policy')],
]
const FRAMING = "frame-ancestors 'none'; base-uri 'none'"

interface Page {
  readonly status: number
  readonly body: string
  readonly headers: Headers
}

function page({ sharesAdminHost }: TrafficRequest, { status, body, headers }: Page): Response {
  const policy = sharesAdminHost ? `${SANDBOX[1]}; ${FRAMING}` : FRAMING
  return new Response(body, {
    status,
    headers: [
      ['Content-Type', HTML],
      ['Cache-Control', NOT_KEPT],
      ['X-Content-Type-Options', 'nosniff'],
      ['Content-Security-Policy', policy],
      ...headers,
    ],
  })
}

const RETRY_SECONDS = 60

function passwordForm(request: TrafficRequest, gate: Gate): Response {
  const isLate = gate === 'too_many_tries'
  const retry: Headers = isLate ? [['Retry-After', `${RETRY_SECONDS}`]] : []
  return page(request, {
    status: isLate ? 429 : 401,
    body: passwordPage(gate, request.header('accept-language')),
    headers: [['X-Robots-Tag', 'noindex, nofollow'], ['Referrer-Policy', 'no-referrer'], ...retry],
  })
}
