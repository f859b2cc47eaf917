/**
 * Lines of lists of hosts that links may not lead to, and what of an address they are compared with.
 * Lists come in four forms, also mixed: plain hosts, hosts files, rules of ad blockers, URLs.
 */
import { parseIp } from '../../lib/ip.ts'
import { hostOfUrl } from '../../lib/url-host.ts'

/** What becomes of what a rule names; an important one counts before those that are not. */
export const BLOCK_EFFECTS = [
  'blocked',
  'allowed',
  'blocked_important',
  'allowed_important',
] as const
export type BlockEffect = (typeof BLOCK_EFFECTS)[number]

/** `host`: it and all below it; `prefix`: addresses of one host that begin with the text. */
export type BlockPlace =
  | { readonly kind: 'host'; readonly text: string }
  | {
      readonly kind: 'prefix'
      readonly text: string
      readonly authority: string
      /** Whether a name of the address must end where the text does. */
      readonly isWhole: boolean
    }

export type BlockRule = BlockPlace & { readonly effect: BlockEffect }

/** Of an address, as rules have it: punycode, lower case, percent signs. */
export interface BlockTarget {
  readonly host: string
  /** With the port where that is not the usual one. */
  readonly authority: string
  /** Without scheme and fragment. */
  readonly text: string
}

const ESCAPE = /%[0-9a-f]{2}/gi
const UNRESERVED = /[a-z0-9._~-]/i
/** Longer ones are none. */
const PREFIX_MAX = 2048
/** Of DNS. */
export const NAME_MAX = 253
const COMMENT = /^\s*(?:$|[#!]|\[[^\]:]*\])/
const COMMENT_BEHIND = /\s#.*$/
/** With options that concern whole pages; others are about pictures and scripts in them. */
const BLOCKER_RULE = /^(@@)?\|\|([^$^*|]+)(\^?\*?\|?)(?:\$(.+))?$/
const IMPORTANT = 'important'
const PAGE_OPTIONS: readonly string[] = ['all', 'doc', 'document', IMPORTANT, 'popup']
/** What goes on with the name before it, in rules of ad blockers. */
const NAME_SIGN = /[\w.%-]/
/** A name as most lines have it, which needs no reading: its last label is no number. */
const PLAIN_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]*$/
/** What is no part of a host, nor of an address that is written without its scheme. */
const FOREIGN = /[\s|^*$@,;"'<>()\\]|##|#[@?]#/

/** Empty for comments and blank lines; `null` for what is not understood. */
export function readBlockLine(line: string): readonly BlockRule[] | null {
  if (COMMENT.test(line)) return []
  const text = line.replace(COMMENT_BEHIND, '').trim()
  if (PLAIN_NAME.test(text)) return [{ effect: 'blocked', kind: 'host', text }]
  if (text.startsWith('||') || text.startsWith('@@||')) return blockerRule(text)
  const [first = '', ...names] = text.split(/\s+/)
  if (names.length > 0) return hostsLine(first, names)
  const place = readBlockPlace(text)
  return place === null ? null : [{ ...place, effect: 'blocked' }]
}

/** Whether a name of an address ends before this position. */
export function isNameEnd(text: string, at: number): boolean {
  return at >= text.length || !NAME_SIGN.test(text.charAt(at))
}

/** What of an address of the web is looked for; `null` for others. */
export function blockTarget(address: string): BlockTarget | null {
  const url = /^https?:/i.test(address) ? URL.parse(address) : null
  return url === null ? null : targetOf(url)
}

/**
 * The host and those above it, down to two labels: a rule for any of them is one for the host. Names that
 * are longer than names can be have no rules.
 */
export function hostsAbove(host: string): readonly string[] {
  const last = host.lastIndexOf('.')
  if (last < 0 || parseIp(host) !== null) return [host]
  const names: string[] = []
  for (let at = 0; at <= last; at = host.indexOf('.', at) + 1) {
    if (host.length - at <= NAME_MAX) names.push(host.slice(at))
  }
  return names
}

function blockerRule(text: string): readonly BlockRule[] | null {
  const [, exception, named = '', end = '', given] = BLOCKER_RULE.exec(text) ?? []
  const options = given?.split(',') ?? []
  if (named === '' || !options.every((option) => PAGE_OPTIONS.includes(option))) return null
  const place = readBlockPlace(named)
  if (place === null) return null
  const verdict = exception === undefined ? 'blocked' : 'allowed'
  const effect = options.includes(IMPORTANT) ? (`${verdict}_important` as const) : verdict
  return [{ ...(/^[\^|]/.test(end) ? asWhole(place) : place), effect }]
}

/** Names of the machine itself, which such files begin with, have no dot: they are left out. */
function hostsLine(address: string, names: readonly string[]): readonly BlockRule[] | null {
  if (parseIp(address.replace(/%\w+$/, '')) === null) return null
  const places = names.filter((name) => name.includes('.')).map(readBlockPlace)
  if (!places.every((place) => place !== null)) return null
  return places.map((place) => ({ ...place, effect: 'blocked' }))
}

/** A host, or an address with or without its scheme; `null` for what is neither. */
export function readBlockPlace(text: string): BlockPlace | null {
  const place = text.replace(/^(?:\*?\.)(?=[^.])/, '')
  const isUrl = /^https?:\/\//i.test(place)
  if (FOREIGN.test(isUrl ? place.replace(/[$*@,;'()|^]/g, '') : place)) return null
  const url = URL.parse(isUrl ? place : `http://${bracketed(place)}`)
  if (url === null || url.username !== '' || url.password !== '') return null
  const { host, authority, text: whole } = targetOf(url)
  if (!/[.:]/.test(host)) return null
  if (url.port === '' && url.pathname === '/' && url.search === '') {
    return { kind: 'host', text: host }
  }
  if (whole.length > PREFIX_MAX) return null
  return { kind: 'prefix', text: whole, authority, isWhole: false }
}

/** A place as it is kept, which `placeOfText` reads. */
export const placeText = ({ text }: BlockPlace): string => text

/** Addresses have a path, hosts none. */
export function placeOfText(text: string): BlockPlace {
  const end = text.indexOf('/')
  if (end < 0) return { kind: 'host', text }
  return asWhole({ kind: 'prefix', text, authority: text.slice(0, end), isWhole: true })
}

/** The place without those whose last name only begins like its own. */
function asWhole(place: BlockPlace): BlockPlace {
  if (place.kind === 'host') return place
  return { ...place, isWhole: !isNameEnd(place.text, place.text.length - 1) }
}

function bracketed(place: string): string {
  return parseIp(place)?.version === 6 ? `[${place}]` : place
}

function targetOf(url: URL): BlockTarget {
  const host = hostOfUrl(url)
  const authority = url.host.replace(/\.(?=$|:\d+$)/, '')
  return { host, authority, text: authority + plainEscapes(url.pathname + url.search) }
}

/** One spelling for each: what needs no percent sign has none. */
function plainEscapes(text: string): string {
  return text.replaceAll(ESCAPE, (escape) => {
    const sign = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return UNRESERVED.test(sign) ? sign : escape.toUpperCase()
  })
}
