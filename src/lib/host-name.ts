/** Names of hosts as people write them. */
import { domainToASCII, domainToUnicode } from 'node:url'

import { formatIp, type Ip, parseIp } from './ip.ts'
import { unescaped } from './text.ts'

const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** Lower case and punycode; null for anything that is not a plain host name. */
export function hostOf(text: string): string | null {
  const host = /[/:@?#\s]/.test(text) ? '' : domainToASCII(text.trim().toLowerCase())
  return HOST.test(host) ? host : null
}

/** A host name as above, or an address: of IPv6 in its shortest form, in brackets. */
export function nameOrAddressOf(text: string): string | null {
  const ip = addressIn(text.trim())
  return ip === null ? hostOf(text) : addressHost(ip)
}

/** As hosts of URLs have it. */
export function addressHost(ip: Ip): string {
  return ip.version === 6 ? `[${formatIp(ip)}]` : formatIp(ip)
}

/** The address that a host is, with or without brackets; `null` for a name. */
export function addressIn(host: string): Ip | null {
  return parseIp(host.replace(/^\[(.*)\]$/, '$1'))
}

/** Whether a host is an address, for which no certificate is asked. */
export function isAddress(host: string): boolean {
  return addressIn(host) !== null
}

const INTERNATIONAL = /xn--[a-z0-9-]+/gi

/** An address as people write it: no escapes, international names in letters of their own. */
export function readableAddress(address: string): string {
  const text = unescaped(address) ?? address
  return text.replace(INTERNATIONAL, (label) => domainToUnicode(label) || label)
}
