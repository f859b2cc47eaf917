/** What a request says of where it was sent: its target taken apart, and our own side's address. */
import type { AddressReader } from '../detect/address.ts'
import type { HeaderReader } from './head.ts'

export type Scheme = 'http' | 'https'

/** Where a request was sent, percent-encoded as it came. */
export interface Address {
  readonly path: string
  /** Without the `?`. */
  readonly rawQuery: string
}

/** Whether the query is that of a link from a landing to its offer. */
export function isOfferLink(rawQuery: string): boolean {
  return /(?:^|&)_lp=1(?:&|$)/.test(rawQuery)
}

/** `request.url` must have an authority, which a validated `Host` header gives it. */
export function splitUrl(url: string): Address {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const query = url.indexOf('?', start)
  return query < 0
    ? { path: url.slice(start), rawQuery: '' }
    : { path: url.slice(start, query), rawQuery: url.slice(query + 1) }
}

/** Of proxies that stand one behind the other, each of which adds its scheme, the first is the visitor's. */
const HTTPS_FIRST = /^https *(,|$)/i

export interface Coming {
  /** Of the request as the server has it: its scheme is that of the socket, whatever the target said. */
  readonly url: string
  readonly header: HeaderReader
  readonly peer: string
}

/** How the visitor came: over our own https, or the forwarded scheme counts if the peer is trusted. */
export function schemeOf(
  addresses: Pick<AddressReader, 'isTrusted'>,
  { url, header, peer }: Coming,
): Scheme {
  if (url.startsWith('https:')) return 'https'
  const isTold = HTTPS_FIRST.test(header('x-forwarded-proto'))
  return isTold && addresses.isTrusted(peer) ? 'https' : 'http'
}

/** How visitors come where the admin has a socket of its own. */
export interface VisitorsWay {
  readonly scheme: Scheme
  /** `null`: the usual one of the scheme. */
  readonly port: number | null
}

/** Under which address of ours visitors come, seen from a call to this one; `null`: to the same. */
export function visitorsOrigin(own: string, way: VisitorsWay | null): string {
  if (way === null) return own
  const { hostname } = new URL(own)
  return new URL(`${way.scheme}://${hostname}${way.port === null ? '' : `:${way.port}`}`).origin
}

/** Scheme, host and port of our own side. */
export function ownOrigin(header: HeaderReader, scheme: Scheme): string {
  return `${scheme}://${header('host')}`
}
