/**
 * Queries of destinations: parameters that a link adds when it is saved, and those of a visit that
 * it passes on. Bytes of the target that nobody touches stay as they are; the fragment stays last.
 */
import { indexOrEnd, unescaped } from '../../lib/text.ts'
import { percentEncode, rawQuery } from '../macros/escape.ts'
import { joinUrl } from '../url.ts'
import { MAX_SHOWN_BYTES } from './destination.ts'

export const UTM_FIELDS = ['source', 'medium', 'campaign', 'term', 'content'] as const
export type Utm = Readonly<Partial<Record<(typeof UTM_FIELDS)[number], string>>>

/** Tells visits by QR code from others; it is never passed on. */
export const QR_KEY = '_qr'

/** The location with the fields that it does not have yet. Apps' addresses are left alone. */
export function withUtm(location: string, utm: Utm): string {
  if (!isWeb(location)) return location
  const present = new Set(pairsOf(split(location).query).map(nameOf))
  const added = UTM_FIELDS.filter((field) => utm[field] && !present.has(`utm_${field}`))
  return joinUrl(
    location,
    added.map((field) => `utm_${field}=${percentEncode(utm[field]!)}`).join('&'),
  )
}

/**
 * The location with the pairs of the visit's raw query: values of a name that both have replace the
 * target's at the place of the first, new names follow. The location as it is if that gets too long.
 */
export function forwardQuery(location: string, visitQuery: string): string {
  const sent = pairsOf(visitQuery).filter((pair) => nameOf(pair) !== QR_KEY)
  if (sent.length === 0 || !isWeb(location)) return location
  const { base, query, fragment } = split(location)
  const merged = merge(pairsOf(query), sent).join('&')
  const forwarded = `${base}?${merged}${fragment}`
  return forwarded.length > MAX_SHOWN_BYTES ? location : forwarded
}

function merge(target: readonly string[], sent: readonly string[]): string[] {
  const byName = new Map<string, string[]>()
  for (const pair of sent) {
    const name = nameOf(pair)
    const pairs = byName.get(name)
    if (pairs) pairs.push(asciiPair(pair))
    else byName.set(name, [asciiPair(pair)])
  }
  const placed = new Set<string>()
  const kept = target.flatMap((pair) => {
    const name = nameOf(pair)
    if (placed.has(name)) return []
    const replacement = byName.get(name)
    if (replacement === undefined) return [pair]
    placed.add(name)
    return replacement
  })
  const fresh = [...byName].filter(([name]) => !placed.has(name)).flatMap(([, pairs]) => pairs)
  return [...kept, ...fresh]
}

/** Escapes that are valid stay, every other byte that a query can't hold is escaped. */
function asciiPair(pair: string): string {
  return rawQuery(pair.replaceAll(/%(?![0-9a-f]{2})/gi, '%25'))
}

function isWeb(location: string): boolean {
  return /^https?:/.test(location)
}

function split(location: string) {
  const hash = indexOrEnd(location, '#')
  const address = location.slice(0, hash)
  const question = indexOrEnd(address, '?')
  return {
    base: address.slice(0, question),
    query: address.slice(question + 1),
    fragment: location.slice(hash),
  }
}

function pairsOf(query: string): string[] {
  return query === '' ? [] : query.split('&').filter((pair) => pair !== '')
}

function nameOf(pair: string): string {
  const name = pair.slice(0, indexOrEnd(pair, '=')).replaceAll('+', ' ')
  return unescaped(name) ?? name
}
