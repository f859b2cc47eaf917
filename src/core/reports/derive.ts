/** Values of dimensions that are worked out from a stored text: hosts, networks, version parts. */
import { formatIp, type Ip, networkOf, parseIp } from '../../lib/ip.ts'

/** The host in a text that should be a URL, in lower case, without port; `null`: there is none. */
export function hostInText(url: string): string | null {
  const start = url.indexOf('://')
  if (start < 0) return null
  const authority = /^[^/?#]*/.exec(url.slice(start + 3))![0]
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase()
  return host === '' ? null : host
}

/**
 * `203.0.113.0/24` of an address; `null` for the other version or no address. Of IPv6 that was
 * stored shortened (`core/privacy.ts`) no more is known than its /48.
 */
export function networkText(version: 4 | 6, prefix: number): (text: string) => string | null {
  return (text) => {
    const ip = parseIp(text)
    if (ip === null || ip.version !== version) return null
    const bits = version === 6 && isShortened(ip) ? Math.min(prefix, 48) : prefix
    return `${formatIp(networkOf(ip, bits))}/${bits}`
  }
}

/** No host has such an address of its own. */
function isShortened({ words }: Ip): boolean {
  return (words[1]! & 0xffff) === 0 && words[2] === 0 && words[3] === 0
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
