/**
 * Takes a URL template apart by position. The part before the first value is read by the URL parser
 * once, here; behind the host nothing a value holds can change that part, so most templates need no
 * parser per click.
 */
import { type Encoder, percentEncode, rawFragment, rawHost, rawPath, rawQuery } from './escape.ts'
import type { Mention } from './scan.ts'

export type UrlPosition = 'host' | 'path' | 'query' | 'fragment'

/** A literal ready to be sent, or a value with its position. */
export type UrlPart = string | { readonly mention: Mention; readonly position: UrlPosition }

const RAW: Readonly<Record<UrlPosition, Encoder>> = {
  host: rawHost,
  path: rawPath,
  query: rawQuery,
  fragment: rawFragment,
}

export function urlEncoder(position: UrlPosition, raw: boolean): Encoder {
  return raw || position === 'host' ? RAW[position] : percentEncode
}

/** Scheme, host and path as far as they are literal; the rest of the first literal. */
export function splitHead(literal: string): { head: string; rest: string } {
  const end = literal.search(/[?#]/)
  return end < 0
    ? { head: literal, rest: '' }
    : { head: literal.slice(0, end), rest: literal.slice(end) }
}

/** Whether the literal holds a complete `scheme://host`: what follows it is not the host. */
export function endsBehindHost(literal: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[/\\]{2}[^/\\?#]+[/\\?#]/i.test(literal)
}

/** The head as the URL parser writes it; `null` unless it is a valid http or https address. */
export function normalHead(head: string): string | null {
  const url = URL.parse(head)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : null
}

/** Cuts literals where the position changes, and encodes them as the URL parser would. */
export function urlParts(parts: readonly (string | Mention)[], start: UrlPosition): UrlPart[] {
  let position = start
  return parts.flatMap((part): UrlPart[] => {
    if (typeof part !== 'string') return [{ mention: part, position }]
    const cut = cutByPosition(part, position)
    position = cut.position
    return cut.text === '' ? [] : [cut.text]
  })
}

function cutByPosition(
  literal: string,
  start: UrlPosition,
): { text: string; position: UrlPosition } {
  let text = ''
  let position = start
  let rest = literal
  while (rest !== '') {
    const next = NEXT[position].exec(rest)
    const end = next?.index ?? rest.length
    const sign = next?.[0] ?? ''
    text += literalAt(position, rest.slice(0, end)) + (sign === '\\' ? '/' : sign)
    if (sign !== '') position = sign === '#' ? 'fragment' : sign === '?' ? 'query' : 'path'
    rest = rest.slice(end + 1)
  }
  return { text, position }
}

/** The sign that ends a position. */
const NEXT: Readonly<Record<UrlPosition, RegExp>> = {
  host: /(?<![:/\\])[/\\?#](?![/\\])/,
  path: /[?#]/,
  query: /#/,
  fragment: /(?!)/,
}

function literalAt(position: UrlPosition, literal: string): string {
  return position === 'path' ? rawPath(literal.replaceAll('\\', '/')) : RAW[position](literal)
}
