/** Hosts of URLs, and which of them are on the network that the server itself stands in. */
import { isPublic, parseIp } from './ip.ts'

/**
 * Without brackets and final dot. The URL parser has folded upper case, full-width digits, `127.1`,
 * `0x7f.1` and `2130706433` by now.
 */
export function hostOfUrl(url: URL): string {
  return url.hostname.replace(/^\[|\]$|\.$/g, '')
}

/** Of a host by `hostOfUrl`. What other names lead to, only a name server knows. */
export function isPrivateHost(host: string): boolean {
  const literal = parseIp(host)
  if (literal !== null) return !isPublic(literal)
  return host === 'localhost' || host.endsWith('.localhost')
}
