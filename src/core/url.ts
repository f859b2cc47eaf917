/** Joining addresses as texts, before or after their macros are filled in. */
import { indexOrEnd } from '../lib/text.ts'

/** An address that has no query, with this one; `''` is none. */
export function withQuery(address: string, rawQuery: string): string {
  return rawQuery === '' ? address : `${address}?${rawQuery}`
}

/** Adds parameters to a URL's query, in front of its fragment. `extra` may be `''`. */
export function joinUrl(url: string, extra: string): string {
  if (extra === '') return url
  const hash = indexOrEnd(url, '#')
  const base = url.slice(0, hash)
  return base + joint(base) + extra + url.slice(hash)
}

function joint(base: string): string {
  if (!base.includes('?')) return '?'
  return base.endsWith('?') || base.endsWith('&') ? '' : '&'
}
