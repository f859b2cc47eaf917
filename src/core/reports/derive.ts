/** Values of dimensions that are worked out from a stored text: hosts, networks, version parts. */
import { formatIp, networkOf, parseIp } from '../../lib/ip.ts'

/** The host of a URL in lower case, without port; `null` if the text has none. */
export function hostOfUrl(url: string): string | null {
  const start = url.indexOf('://')
  if (start < 0) return null
  const authority = /^[^/?#]*/.exec(url.slice(start + 3))![0]
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase()
  return host === '' ? null : host
}

/** `203.0.113.0/24` of an address; `null` for the other version or no address. */
export function networkText(version: 4 | 6, prefix: number): (text: string) => string | null {
  return (text) => {
    const ip = parseIp(text)
    if (ip === null || ip.version !== version) return null
    return `${formatIp(networkOf(ip, prefix))}/${prefix}`
  }
}

export function ipVersionText(text: string): string | null {
  const ip = parseIp(text)
  return ip === null ? null : String(ip.version)
}

/** The first `parts` numbers of a version: `17.4` of `17.4.1`. */
export function versionText(version: string, parts: number): string | null {
  const cut = version.split('.', parts).join('.')
  return cut === '' ? null : cut
}
