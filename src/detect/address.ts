/**
 * The visitor's address: the socket's peer, unless that is a trusted proxy. Then one configured
 * header is read, and of a list the right-most entry that is not a trusted proxy counts; everything
 * to its left could be written by the visitor.
 */
import { NOTHING_UNUSUAL, type Unusual } from '../core/trace/unusual.ts'
import { formatIp, type Ip, ipRangeSet, isPublic, parseIp, parseIpRange } from '../lib/ip.ts'

export interface AddressReader {
  /** `header` gives `''` for what was not sent. `null` when neither it nor the peer is an address. */
  read(peer: string, header: (name: string) => string): Ip | null
  /** The same for a site that tells its own peer: one that is not public is a proxy of that site. */
  readAtSite(peer: string, header: (name: string) => string): Ip | null
  /** What is unusual of an address that `read` gave: where proxies are named, that no header of theirs told it. */
  unusual(ip: Ip | null, peer: string, header: (name: string) => string): readonly Unusual[]
  /** The header that proxies tell addresses in; `''` where no proxy is named. */
  readonly header: string
  /** Whether the headers of this peer may be believed. */
  isTrusted(peer: string): boolean
}

/** `proxies` are addresses and networks that were checked before; `headerName` in any case. */
export function addressReader(proxies: readonly string[], headerName: string): AddressReader {
  const name = headerName.toLowerCase()
  const entryOf = name === 'forwarded' ? forwardedFor : sameText
  const trusted = ipRangeSet(proxies.flatMap((text) => parseIpRange(text) ?? []))
  const isProxy = (ip: Ip) => proxies.length > 0 && trusted.contains(ip)
  const isSitesProxy = (ip: Ip) => isProxy(ip) || !isPublic(ip)
  // Asked twice in a request, and behind a proxy always of the same one.
  let last: { peer: string; ip: Ip | null } = { peer: '', ip: null }
  const addressOf = (peer: string): Ip | null => {
    if (peer !== last.peer) last = { peer, ip: parseAddress(peer) }
    return last.ip
  }
  return {
    header: proxies.length === 0 ? '' : headerName,
    isTrusted(peer) {
      const ip = addressOf(peer)
      return ip !== null && isProxy(ip)
    },
    read(peer, header) {
      const ip = addressOf(peer)
      if (ip === null || !isProxy(ip)) return ip
      return clientIn(header(name), entryOf, isProxy) ?? ip
    },
    unusual(ip, peer, header) {
      if (proxies.length === 0 || ip === null || ip !== addressOf(peer)) return NOTHING_UNUSUAL
      if (!isProxy(ip)) return PAST_PROXY
      return header(name) === '' ? HEADER_MISSING : HEADER_UNREADABLE
    },
    readAtSite(peer, header) {
      const ip = parseAddress(peer)
      if (ip === null || !isSitesProxy(ip)) return ip
      return clientIn(header(name), entryOf, isSitesProxy) ?? ip
    },
  }
}

const PAST_PROXY: readonly Unusual[] = ['ip:past_proxy']
const HEADER_MISSING: readonly Unusual[] = ['ip:header_missing']
const HEADER_UNREADABLE: readonly Unusual[] = ['ip:header_unreadable']

/**
 * Goes from right to left past the trusted proxies. If all are trusted the first one is the client.
 * Garbage ends the search with `null`: what stands left of it can't be believed either.
 */
function clientIn(
  list: string,
  entryOf: (text: string) => string,
  isProxy: (ip: Ip) => boolean,
): Ip | null {
  for (let end = list.length; ;) {
    const comma = list.lastIndexOf(',', end - 1)
    const ip = parseAddress(entryOf(list.slice(comma + 1, end)))
    if (ip === null || comma <= 0 || !isProxy(ip)) return ip
    end = comma
  }
}

function sameText(entry: string): string {
  return entry
}

/** The `for` of one element of RFC 7239; `''` if it has none. */
function forwardedFor(element: string): string {
  const pair = element.split(';').find((part) => part.trim().toLowerCase().startsWith('for='))
  return pair ? pair.trim().slice(4).replaceAll('"', '') : ''
}

/** An address with or without port, brackets and zone; v4-mapped IPv6 becomes IPv4. */
export function parseAddress(text: string): Ip | null {
  return parseIp(text) ?? parseIp(bareAddress(text.trim()))
}

function bareAddress(text: string): string {
  if (text.startsWith('[')) return /^\[([^\]%]+)(?:%[^\]]*)?\](?::\d{1,5})?$/.exec(text)?.[1] ?? ''
  const colon = text.indexOf(':')
  if (colon > 0 && colon === text.lastIndexOf(':')) return text.slice(0, colon)
  const zone = text.indexOf('%')
  return zone > 0 && colon >= 0 ? text.slice(0, zone) : text
}

/** Canonical text, `''` for no address. */
export function addressText(ip: Ip | null): string {
  return ip === null ? '' : formatIp(ip)
}
