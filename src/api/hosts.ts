/**
 * Which part of Sluice a host may show. Every request is mapped here first: users paste foreign
 * code into landings and pixels, so the admin never shares a named host with visits.
 */
import type { RoutingTables } from '../core/tables.ts'
import { type AddressReader, parseAddress } from '../detect/address.ts'
import { isBareHost, isLoopbackHost, validHost } from '../detect/host.ts'
import { type Ip, type IpSet, isLoopback, isPublic } from '../lib/ip.ts'
import { boundedCache } from '../lib/lru.ts'
import type { VisitorsWay } from './address.ts'
import type { HeaderReader } from './head.ts'

/**
 * `both` is a fresh installation reached by its address. `none` is a host we do not know, `misdirected` one that came to
 * the admin's own socket. `malformed` is no host at all.
 */
export type HostRole = 'admin' | 'tracking' | 'both' | 'none' | 'misdirected' | 'malformed'

export interface HostVerdict {
  readonly role: HostRole
  /** Lower case, without port; `''` when malformed. */
  readonly host: string
  /** Whether the admin is at this host, too: cookies do not tell sockets apart. */
  readonly isBesideAdmin: boolean
}

/** What head, host and socket say of a request. */
export interface Inbound {
  readonly header: HeaderReader
  readonly verdict: HostVerdict
  /** Address of the socket's other end. */
  readonly peer: string
}

const MALFORMED: HostVerdict = { role: 'malformed', host: '', isBesideAdmin: false }

/** What people call us by; more is noise. */
const KNOWN_HEADERS = 1000

/**
 * Says what a `Host` header leads to; `''` is none. Two of them arrive joined by a comma and are
 * malformed. Each is read once for as long as the tables stay.
 */
export function hostRoles(adminHost: string) {
  const known = boundedCache<string, HostVerdict>(KNOWN_HEADERS)
  let knownFor: RoutingTables | null = null
  return (header: string, tables: RoutingTables): HostVerdict => {
    if (knownFor !== tables) known.clear()
    knownFor = tables
    const seen = known.get(header)
    if (seen) return seen
    const host = validHost(header)
    const verdict = host === null ? MALFORMED : verdictOf(host, tables, adminHost)
    known.set(header, verdict)
    return verdict
  }
}

function verdictOf(host: string, tables: RoutingTables, adminHost: string): HostVerdict {
  const role = roleOfValid(host, tables, adminHost)
  return { role, host, isBesideAdmin: role === 'both' }
}

function roleOfValid(host: string, tables: RoutingTables, adminHost: string): HostRole {
  if (adminHost !== '' && host === adminHost) return 'admin'
  // Before domains: an address that is one does not take the only way to the admin.
  if (adminHost === '' && isBareHost(host)) return 'both'
  if (tables.domain(host) !== null) return 'tracking'
  return isLoopbackHost(host) ? 'admin' : 'none'
}

/** Whether the APIs with keys may answer. */
export function servesApi(role: HostRole, hosts: 'admin' | 'all'): boolean {
  return role === 'admin' || role === 'both' || (role === 'tracking' && hosts === 'all')
}

/** The socket that a request came in by. */
export type Door = 'front' | 'admin'

/** Where the admin is, and for whom. */
export interface AdminPlace {
  /** `''` while one host serves everything. */
  readonly host: string
  /** How visitors come, if the admin has a socket of its own; `null` while they share it. */
  readonly visitorsWay: VisitorsWay | null
  /** `null`: for everybody. */
  readonly allowed: IpSet | null
}

/** What a host shows at this door. At the admin's own no name counts that somebody's DNS could give us. */
export function atDoor(
  verdict: HostVerdict,
  door: Door,
  { host, visitorsWay }: AdminPlace,
): HostVerdict {
  if (visitorsWay === null || verdict.role === 'malformed') return verdict
  if (door === 'front') return withoutAdmin(verdict)
  const isOurs = verdict.host === host || isBareHost(verdict.host)
  return { ...verdict, role: isOurs ? 'admin' : 'misdirected' }
}

/** What proxies say of those whose requests they pass on. */
export const PROXY_HEADERS = [
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
  'forwarded',
]

/**
 * Whether a proxy has passed a request on that `--trusted-proxy` does not name: everybody then seems to
 * be at its address. Of a caller on the internet such headers alone say nothing: networks add them.
 */
export function isByUnnamedProxy(
  addresses: AddressReader,
  peer: string,
  header: HeaderReader,
): boolean {
  if (addresses.isTrusted(peer) || PROXY_HEADERS.every((name) => header(name) === '')) return false
  const ip = parseAddress(peer)
  return header('cf-connecting-ip') !== '' || (ip !== null && !isPublic(ip))
}

/** What has to be known of a call where not everybody may see the admin. */
export interface Caller {
  readonly address: Ip | null
  readonly isForHealth: boolean
}

/** As `atDoor` says, for this caller. The machine itself may ask for health whoever is allowed. */
export function forCaller(
  verdict: HostVerdict,
  allowed: IpSet,
  { address, isForHealth }: Caller,
): HostVerdict {
  if (address === null) return withoutAdmin(verdict)
  const isWelcome = allowed.contains(address) || (isLoopback(address) && isForHealth)
  return isWelcome ? verdict : withoutAdmin(verdict)
}

function withoutAdmin(verdict: HostVerdict): HostVerdict {
  if (verdict.role === 'both') return { ...verdict, role: 'tracking' }
  const isToBeHidden = verdict.role === 'admin' || verdict.role === 'misdirected'
  return isToBeHidden ? { ...verdict, role: 'none' } : verdict
}
