/** Hosts as requests name them. Nothing of a `Host` header is used before it passed here. */
import { addressHost, isAddress } from '../lib/host-name.ts'
import { isLoopback, parseIp } from '../lib/ip.ts'
import { indexOrEnd } from '../lib/text.ts'

const MAX_HOST = 253 + 6
const NAME = /^[a-z0-9.-]+$/
const PORT = /^[0-9]{1,5}$/

/**
 * The host in lower case without its port, and without the dot that a full name may end with, an address
 * of IPv6 in its shortest form; `null` if the header is no valid host.
 */
export function validHost(header: string): string | null {
  if (header === '' || header.length > MAX_HOST) return null
  const text = header.toLowerCase()
  const end = text.startsWith('[') ? text.indexOf(']') + 1 : indexOrEnd(text, ':')
  const host = text.slice(0, end)
  const port = text.slice(end)
  if (port !== '' && !isPort(port)) return null
  if (host.startsWith('[')) return v6Host(host.slice(1, -1))
  return NAME.test(host) ? withoutDot(host) : null
}

function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name
}

/** A v4-mapped address is one too, though it reads as IPv4. */
function v6Host(text: string): string | null {
  const ip = text.includes(':') ? parseIp(text) : null
  return ip && addressHost(ip)
}

function isPort(text: string): boolean {
  const digits = text.slice(1)
  return text[0] === ':' && PORT.test(digits) && Number(digits) <= 65_535
}

/** An address or `localhost`: no name that somebody else's DNS could point at us. */
export function isBareHost(host: string): boolean {
  return host === 'localhost' || isAddress(host)
}

export function isLoopbackHost(host: string): boolean {
  if (host === 'localhost' || host === '[::1]') return true
  const ip = parseIp(host)
  return ip !== null && isLoopback(ip)
}
