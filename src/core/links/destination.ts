/**
 * What a link may lead to (`links-api.md` 10). A destination has two forms, both made when it is
 * saved: the one that is shown, nearly as it was typed, and the one that is sent, pure ASCII. No
 * macro is expanded in either.
 */
import { holdsControl } from '../../lib/text.ts'
export interface Destination {
  readonly shown: string
  /** The value of a `Location` header. */
  readonly location: string
}

export type DestinationProblem = 'invalid' | 'scheme' | 'own_service' | 'too_long'

export interface DestinationRules {
  /** Schemes allowed beside the built-in ones; those that are never allowed do not count. */
  readonly moreSchemes: readonly string[]
  /** Whether a host, lower case and punycode, is one of ours. */
  readonly isOwnHost: (host: string) => boolean
}

/** Of UTF-8, in the form that is shown. */
export const MAX_SHOWN_BYTES = 8192
export const MAX_LOCATION_BYTES = 16 * 1024

const ALLOWED: ReadonlySet<string> = new Set(
  (
    'http https mailto tel sms tg viber whatsapp fb fb-messenger instagram twitter vk ok skype slack spotify ' +
    'snapchat market itms-apps itms-appss'
  ).split(' '),
)
const NEVER: ReadonlySet<string> = new Set(
  'javascript data vbscript file about blob filesystem view-source'.split(' '),
)

const SCHEME = /^[a-z][a-z0-9+.-]{0,63}$/

/** Whether an operator may add it to those that are allowed; `name` is in lower case. */
export function mayBeAllowed(name: string): boolean {
  return SCHEME.test(name) && !NEVER.has(name)
}

const SCHEME_AND_SLASHES = /^[a-z][a-z0-9+.-]*:\/\//i
/** A name with a dot in it, an address, either with a port. */
const BARE_HOST = /^(?:\[[0-9a-f:.]+\]|(?=[^:]*[^.:])[^\s@:[\]]*\.[^\s@:[\]]*)(?::\d{1,5})?$/i
const LOCATION = /^[!-~]+$/
const NOT_PRINTABLE = /[^!-~]/gu

export function readDestination(
  text: string,
  rules: DestinationRules,
): Destination | DestinationProblem {
  const typed = text.trim()
  if (typed === '' || holdsControl(typed) || !typed.isWellFormed()) return 'invalid'
  if (Buffer.byteLength(typed) > MAX_SHOWN_BYTES) return 'too_long'
  const address = withScheme(typed, rules)
  if (address === null) return namesScheme(typed) ? 'scheme' : 'invalid'
  const destination = /^https?:/.test(address) ? webAddress(address, rules) : appAddress(address)
  return typeof destination === 'string' ? destination : withinLimits(destination)
}

/** With the scheme in lower case; the URL parser would take `example.com:` for one. */
function withScheme(typed: string, { moreSchemes }: DestinationRules): string | null {
  const scheme = schemeOf(typed)
  if (NEVER.has(scheme)) return null
  if (ALLOWED.has(scheme) || moreSchemes.includes(scheme)) {
    return scheme + typed.slice(scheme.length)
  }
  if (/^\/\/[^/\\]/.test(typed)) return `http:${typed}`
  return BARE_HOST.test(/^[^/?#\\]*/.exec(typed)![0]) ? `http://${typed}` : null
}

/** What stands before the first colon, in lower case. */
function schemeOf(typed: string): string {
  return typed.slice(0, Math.max(typed.indexOf(':'), 0)).toLowerCase()
}

function namesScheme(typed: string): boolean {
  return NEVER.has(schemeOf(typed)) || SCHEME_AND_SLASHES.test(typed)
}

function webAddress(
  address: string,
  { isOwnHost }: DestinationRules,
): Destination | DestinationProblem {
  const [, scheme = '', authority = '', rest = ''] =
    /^(https?):\/\/([^/?#\\]+)(.*)$/su.exec(address) ?? []
  if (scheme === '' || /\s/.test(authority) || authority.split('@').length > 2) return 'invalid'
  if (/^[^?#]*\\/.test(rest)) return 'invalid'
  const url = URL.parse(address)
  if (url === null || !/[^.]/.test(url.hostname)) return 'invalid'
  if (isOwnHost(url.hostname.replace(/\.$/, ''))) return 'own_service'
  const host = authority.lastIndexOf('@') + 1
  const shown =
    `${scheme}://${authority.slice(0, host)}${lowerAscii(authority.slice(host))}` +
    rest.replaceAll(' ', '%20')
  return { shown, location: url.href }
}

function appAddress(address: string): Destination | DestinationProblem {
  if (address.endsWith(':') && address.indexOf(':') === address.length - 1) return 'invalid'
  const shown = address.replaceAll(' ', '%20')
  return { shown, location: shown.replaceAll(NOT_PRINTABLE, encodeURIComponent) }
}

/** International names stay as they were typed. */
function lowerAscii(host: string): string {
  return host.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function withinLimits(destination: Destination): Destination | DestinationProblem {
  const { shown, location } = destination
  if (Buffer.byteLength(shown) > MAX_SHOWN_BYTES) return 'too_long'
  if (location.length > MAX_LOCATION_BYTES) return 'too_long'
  return LOCATION.test(location) ? destination : 'invalid'
}
