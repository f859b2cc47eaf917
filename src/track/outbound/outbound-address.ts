/**
 * Where outgoing requests may go: plain http and https, few ports, hosts of the public internet.
 * What is returned is the very address that was checked; the caller connects to it and asks no name
 * server again, so that a name can't point elsewhere a moment later.
 */
import { type Ip, isPublic, parseIp } from '../../lib/ip.ts'
import { hostOfUrl } from '../../lib/url-host.ts'

export interface AddressRules {
  /** Hosts that may be private, lower case, IPv6 without brackets. Their ports are checked too. */
  readonly allowedHosts: ReadonlySet<string>
  /** Allowed besides 80 and 443. */
  readonly ports: ReadonlySet<number>
}

export type UrlRefusal = 'scheme' | 'port' | 'address'

/** All addresses of a host, IPv4 and IPv6. Rejects when there is no such host. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** What is wrong with a URL before any name server is asked; `null` if nothing is. */
function urlRefusal(url: URL, rules: AddressRules): UrlRefusal | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme'
  if (url.username !== '' || url.password !== '') return 'scheme'
  if (!isPortAllowed(url, rules)) return 'port'
  const literal = parseIp(hostOfUrl(url))
  return literal === null || mayConnect(literal, url, rules) ? null : 'address'
}

/** One private address refuses the whole host: which one is taken must not be up to chance. */
export async function checkedAddress(
  url: URL,
  rules: AddressRules,
  resolve: Resolve,
): Promise<Ip | UrlRefusal | 'network'> {
  const refusal = urlRefusal(url, rules)
  if (refusal !== null) return refusal
  const literal = parseIp(hostOfUrl(url))
  if (literal !== null) return literal
  const texts = await resolve(hostOfUrl(url)).catch(() => [])
  const addresses = texts.map(parseIp)
  if (!addresses.every((ip) => ip !== null && mayConnect(ip, url, rules))) return 'address'
  return addresses[0] ?? 'network'
}

function isPortAllowed(url: URL, { ports }: AddressRules): boolean {
  if (url.port === '') return true
  const port = Number(url.port)
  return port === 80 || port === 443 || ports.has(port)
}

function mayConnect(ip: Ip, url: URL, { allowedHosts }: AddressRules): boolean {
  return isPublic(ip) || allowedHosts.has(hostOfUrl(url))
}
