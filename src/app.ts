/** Builds the Elysia app from its surfaces: which host and path leads to which of them. */
import { Elysia } from 'elysia'

import { schemeOf, splitUrl } from './api/address.ts'
import { type AdminParts, adminSurface, isAdminPath } from './api/admin/surface.ts'
import { MAX_HEAD_BYTES as MAX_CALL_HEAD_BYTES } from './api/click-api/errors.ts'
import { callTooLong, clickApi, isClickApi } from './api/click-api/routes.ts'
import { isPageCall, pageCalls } from './api/click-api/script.ts'
import { trackingScript } from './api/click-api/tracking-script.ts'
import { type HeaderReader, readHead } from './api/head.ts'
import {
  type AdminPlace,
  atDoor,
  type Door,
  forCaller,
  hostRoles,
  type HostVerdict,
  type Inbound,
  isByUnnamedProxy,
  servesApi,
} from './api/hosts.ts'
import { isLinksApi, linksApi } from './api/links/routes.ts'
import { managementApi } from './api/management/api.ts'
import type { Connection, ManagementParts } from './api/management/operation.ts'
import { type Health, healthRoutes } from './api/ops/health.ts'
import { type TrafficSurface, trafficSurface } from './api/traffic/handler.ts'
import { PATHS } from './core/paths.ts'
import { settingOf } from './core/settings/settings.ts'
import { isLoopback } from './lib/ip.ts'
import { isSetUp } from './manage/people/setup.ts'

export interface AppParts {
  readonly traffic: TrafficSurface
  readonly management: Omit<ManagementParts, 'connectionOf' | 'detectors'>
  readonly health: Health
  readonly admin: AdminParts
  readonly adminPlace: AdminPlace
  readonly https: HttpsHere
}

/** What visits and pages need of certificates. */
export interface HttpsHere {
  /** The page by which an authority sees that a host is ours; `null`: there is none at this path. */
  proofAt(path: string): string | null
  /**
   * Origin of the admin's own host over https, for a `Host` header that came over http; `null`: it has no
   * certificate that is shown, and goes on without.
   */
  secureAdmin(header: string): string | null
  /** Whether a host has a certificate here, and is answered over https, too. */
  isShown(host: string): boolean
}

const API_PATHS = [PATHS.management, PATHS.apiDocument]
const OPERATOR_PATHS = [PATHS.health, PATHS.ready, PATHS.metrics]
/** Paths that begin otherwise are visits, without a look at the lists above. */
const FIRST_WORDS: ReadonlySet<string> = new Set(
  [
    ...API_PATHS,
    ...OPERATOR_PATHS,
    PATHS.admin,
    PATHS.clickApi,
    PATHS.clickApiOld,
    PATHS.trackingScript,
    PATHS.wellKnown,
    '//',
  ].map((path) => firstWord(path, path.indexOf('/', 1))),
)
const CALL_BELOW = `${PATHS.clickApi}/v`
/** Of a visitor's; the server takes longer heads, because the management API needs them. */
const MAX_HEAD_BYTES = 16 * 1024

/** What requests come in by: one for all of a listening socket's. */
export interface Inlet {
  readonly door: Door
  /** The address of the socket's other end, `''` when it is gone already. */
  peerOf(request: Request): string
  /** To be called before an answer that pauses for longer than sockets may be idle. */
  pauses(request: Request): void
}

export interface SluiceApp {
  fetch(request: Request, inlet: Inlet): Response | Promise<Response>
}

/**
 * Answers every request. Visits do not pass through Elysia: taking a finished response apart and
 * putting it together again costs it as much as the whole decision.
 */
export function sluiceApp(parts: AppParts): SluiceApp {
  const visit = trafficSurface(parts.traffic)
  const { call, pageCall } = clickApiOf(parts)
  const links = linksApi({ ...parts.management, addresses: parts.traffic.addresses })
  const own = ownWhenAsked(parts)
  const { adminPlace } = parts
  const { addresses } = parts.traffic
  const hostRole = hostRoles(adminPlace.host)
  const admin = adminSurface(parts.admin)
  const isOpened = openedPaths(parts)
  const verdictFor = (request: Request, header: HeaderReader, inlet: Inlet): HostVerdict => {
    const verdict = atDoor(hostRole(header('host'), parts.traffic.tables()), inlet.door, adminPlace)
    if (adminPlace.allowed === null) return verdict
    const peer = inlet.peerOf(request)
    const isHidden = isByUnnamedProxy(addresses, peer, header)
    return forCaller(verdict, adminPlace.allowed, {
      address: isHidden ? null : addresses.read(peer, header),
      isForHealth: isUnder(splitUrl(request.url).path, OPERATOR_PATHS),
    })
  }
  return {
    fetch(request, inlet) {
      const head = readHead(request)
      const verdict = verdictFor(request, head.header, inlet)
      const refused = refuse(parts, request, verdict)
      if (refused !== null) return refused
      const address = splitUrl(request.url)
      const { path } = address
      const inbound: Inbound = { header: head.header, verdict, peer: inlet.peerOf(request) }
      if (isLinksApi(path) && servesApi(verdict.role, apiHosts(parts))) {
        return links(request, head.header, inbound.peer, visitorsWay(parts, inlet.door))
      }
      if (verdict.role === 'admin' || isOfPrograms(path)) {
        if (!isOpened(path)) {
          return verdict.role === 'admin' ? notFound() : visit(request, address, inbound)
        }
        if (isAdminPath(path) && servesAdmin(verdict)) {
          const elsewhere = secureAddress(parts, request, inbound, inlet.door)
          return elsewhere ?? admin(request, isPinned(parts, request, inbound))
        }
        const proven = proof(parts, request)
        if (proven !== null) return proven
        if (isOwn(parts, path, inbound)) return own(request, inbound, inlet)
        if (isClickApi(address)) {
          const isTooLong = head.bytes > MAX_CALL_HEAD_BYTES
          return isTooLong ? callTooLong() : call(request, verdict, inbound.peer)
        }
        if (path === PATHS.trackingScript) return trackingScript(request)
      }
      if (head.bytes > MAX_HEAD_BYTES) return headTooLong()
      if (isPageCall(address)) return pageCall(request, verdict, inbound.peer)
      return visit(request, address, inbound)
    },
  }
}

/** Made when somebody asks first: they take as long as routing tables of thousands of campaigns. */
function ownWhenAsked(parts: AppParts) {
  const connections = new WeakMap<Request, Connection>()
  let own: ReturnType<typeof ownSurfaces> | null = null
  return (request: Request, inbound: Inbound, inlet: Inlet) => {
    const known = connectionOf(parts, request, inbound)
    const pauses = () => inlet.pauses(request)
    connections.set(request, { ...known, way: visitorsWay(parts, inlet.door), pauses })
    own ??= ownSurfaces(parts, connections)
    return own.fetch(request)
  }
}

/** How visitors come, where not as who calls. */
function visitorsWay({ adminPlace }: AppParts, door: Door) {
  return door === 'admin' ? adminPlace.visitorsWay : null
}

function clickApiOf({ traffic, management, https }: AppParts) {
  const parts = { ...traffic, report: management.report, isShownOverHttps: https.isShown }
  return { call: clickApi(parts), pageCall: pageCalls(parts) }
}

/** What makes the first account, and says that there is none. */
const SETUP_PATHS = [
  `${PATHS.admin}/setup`,
  `${PATHS.admin}/_`,
  `${PATHS.management}/setup`,
  `${PATHS.management}/session`,
]

/** Until somebody has an account the admin and its API are there for the set-up alone. */
function openedPaths({ management: { desk } }: AppParts) {
  let isDone = false
  return (path: string): boolean => {
    if (isDone || !isUnder(path, [PATHS.admin, ...API_PATHS])) return true
    isDone = isSetUp(desk)
    return isDone || isUnder(path, SETUP_PATHS)
  }
}

/** Its own name, come to by https: addresses and `localhost` have no certificate to lose. */
function isPinned({ traffic, adminPlace }: AppParts, { url }: Request, inbound: Inbound): boolean {
  const { header, peer, verdict } = inbound
  return (
    verdict.host === adminPlace.host &&
    schemeOf(traffic.addresses, { url, header, peer }) === 'https'
  )
}

/**
 * To the admin over https, where its own name was opened by http and has a certificate. Through a proxy
 * one comes as it says: it may have https itself, and ask for the page by http for ever.
 */
function secureAddress(
  parts: AppParts,
  { method, url }: Request,
  { header, peer, verdict }: Inbound,
  door: Door,
) {
  if (door !== 'front') return null
  const { addresses } = parts.traffic
  if (verdict.host !== parts.adminPlace.host || url.startsWith('https:')) return null
  if (method !== 'GET' && method !== 'HEAD') return null
  if (addresses.isTrusted(peer) || isByUnnamedProxy(addresses, peer, header)) return null
  const origin = parts.https.secureAdmin(header('host'))
  // The set-up goes on where its link was opened.
  if (origin === null || !isSetUp(parts.management.desk)) return null
  const { path, rawQuery } = splitUrl(url)
  const location = `${origin}${path}${rawQuery === '' ? '' : `?${rawQuery}`}`
  return new Response(null, { status: 302, headers: { ...UNSTORED, Location: location } })
}

const UNSTORED = { 'Cache-Control': 'no-store' }

/** The surfaces get a bare request; what is known of it travels beside it. */
function connectionOf(
  { traffic: { addresses } }: AppParts,
  { url }: Request,
  inbound: Inbound,
): Omit<Connection, 'way' | 'pauses'> {
  const { header, peer } = inbound
  return {
    address: addresses.read(peer, header),
    isSecure: schemeOf(addresses, { url, header, peer }) === 'https',
    isAdminHost: servesAdmin(inbound.verdict),
    isBesideVisits: inbound.verdict.isBesideAdmin,
    isByTrustedProxy: addresses.isTrusted(peer),
    isByUnnamedProxy: isByUnnamedProxy(addresses, peer, header),
  }
}

const NO_CONNECTION: Connection = {
  address: null,
  isSecure: false,
  isAdminHost: false,
  isBesideVisits: false,
  isByTrustedProxy: false,
  isByUnnamedProxy: false,
  way: null,
}

/** What operators and their programs use. */
function ownSurfaces(parts: AppParts, connections: WeakMap<Request, Connection>) {
  const management: ManagementParts = {
    ...parts.management,
    detectors: parts.traffic.detectors,
    connectionOf: (request) => connections.get(request) ?? NO_CONNECTION,
  }
  return new Elysia({ name: 'sluice' })
    .onError(({ error, code }) => {
      if (code === 'NOT_FOUND') return notFound()
      parts.traffic.report(error)
      return new Response('Internal error\n', { status: 500 })
    })
    .use(healthRoutes(parts.health))
    .use(managementApi(management))
    .compile()
}

/** A host that is none, one that is not ours, and the verbs that nobody needs. */
function refuse(parts: AppParts, request: Request, { role }: HostVerdict): Response | null {
  const { method } = request
  if (role === 'malformed') return new Response('Bad host\n', { status: 400 })
  if (method === 'TRACE' || method === 'CONNECT') return new Response(null, { status: 405 })
  if (role !== 'none' && role !== 'misdirected') return null
  // Whoever may not see the admin may see that its name is ours.
  return proof(parts, request) ?? (role === 'none' ? notFound() : misdirected())
}

/** Whether the path belongs to the API or the operator here; everything else is traffic. */
function isOwn(parts: AppParts, path: string, inbound: Inbound): boolean {
  const { role } = inbound.verdict
  if (isUnder(path, OPERATOR_PATHS)) return isAtHome(parts, inbound)
  return isUnder(path, API_PATHS) ? servesApi(role, apiHosts(parts)) : role === 'admin'
}

/** The setting, with what it means as long as nobody chose. */
function apiHosts({ traffic, adminPlace }: AppParts): 'admin' | 'all' {
  const chosen = settingOf(traffic.tables().settings, 'api_hosts')
  if (chosen === 'admin' || chosen === 'all') return chosen
  const { host, visitorsWay, allowed } = adminPlace
  return host === '' && visitorsWay === null && allowed === null ? 'all' : 'admin'
}

/** Tracking hosts never show the admin: its path is as unknown there as any other. */
function servesAdmin({ role }: HostVerdict): boolean {
  return role === 'admin' || role === 'both'
}

/** Whether a path is no visit's: it begins with a word of ours, or calls the API of a campaign. */
function isOfPrograms(path: string): boolean {
  const end = path.indexOf('/', 1)
  return FIRST_WORDS.has(firstWord(path, end)) || (end > 0 && path.startsWith(CALL_BELOW, end))
}

/** `public` of `/public/api`; `''` of `/` and of paths that begin with a run of slashes. */
function firstWord(path: string, end: number): string {
  return end < 0 ? path.slice(1) : path.slice(1, end)
}

function isUnder(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(`${root}/`))
}

function proof({ https }: AppParts, { url }: Request): Response | null {
  const text = https.proofAt(splitUrl(url).path)
  return text === null ? null : new Response(text, { headers: PROOF_HEADERS })
}

const PROOF_HEADERS = { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' }

/** At the admin's own socket nobody is to guess what it is. */
function misdirected(): Response {
  const words = 'Only an address, or the name of --admin-host, leads to the admin here\n'
  return new Response(words, { status: 421 })
}

function notFound(): Response {
  return new Response('Not found\n', { status: 404 })
}

/** The connection ends with it: whoever sends such a head sends the next one too. */
function headTooLong(): Response {
  return new Response(null, { status: 431, headers: { Connection: 'close' } })
}

/** Health and metrics are for the machine itself, not for whom a proxy here lets through. */
function isAtHome({ traffic }: AppParts, { header, verdict, peer }: Inbound): boolean {
  const { addresses } = traffic
  if (!servesAdmin(verdict) || isByUnnamedProxy(addresses, peer, header)) return false
  const ip = addresses.read(peer, header)
  return ip !== null && isLoopback(ip)
}
