/**
 * The cookies of visits: their names, what we read from them and what we set.
 *
 * The names of the uniqueness and binding cookies are drawn once per installation, so that nobody
 * can tell from outside what sets them (`click-api.md` 4.2).
 */
import { createHash } from 'node:crypto'

import type { Bound } from '../../core/visit.ts'
import { lately } from '../../lib/lru.ts'
import { indexOrEnd } from '../../lib/text.ts'
import { MAX_SKEW_SECONDS, readJwt, signJwt } from './signing.ts'

export interface CookieNames {
  /** 5 hex characters, at least one of them a letter. */
  readonly uniqueness: string
  /** 8 letters or digits; the kind and the campaign id follow. */
  readonly binding: string
}

/** Names that stay the same as long as the installation's secret does. */
export function cookieNames(secret: Uint8Array): CookieNames {
  const hex = createHash('sha256').update(secret).digest('hex')
  return { uniqueness: WITH_LETTER.exec(hex)?.[0] ?? 'a0000', binding: `b${hex.slice(5, 12)}` }
}

/** PHP makes a number of a key that consists of digits, and strict sites then set no cookie. */
const WITH_LETTER = /(?=\d{0,4}[a-f])[0-9a-f]{5}/

/** A name and a value without blanks, commas or semicolons. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly ttlSeconds: number
}

/** The value of a cookie in a `Cookie` header, `''` if it is not there. The first one counts. */
export function readCookie(header: string, name: string): string {
  let from = 0
  while (from < header.length) {
    const stop = indexOrEnd(header, ';', from)
    const start = header.charCodeAt(from) === 32 ? from + 1 : from
    if (header.startsWith(name, start) && header[start + name.length] === '=') {
      return header.slice(start + name.length + 1, stop).trim()
    }
    from = stop + 1
  }
  return ''
}

/** A `Set-Cookie` value for the tracking host. */
export function formatCookie({ name, value, ttlSeconds }: Cookie, secure: boolean): string {
  const end = secure ? secureEnd(ttlSeconds) : plainEnd(ttlSeconds)
  return `${name}=${value}${end}`
}

const ENDS_KEPT = 1_000

/** What stands behind the value; the same of all cookies that live as long. */
const secureEnd = lately(ENDS_KEPT, (ttl: number) => endOf(ttl, 'SameSite=None; Secure'))
const plainEnd = lately(ENDS_KEPT, (ttl: number) => endOf(ttl, 'SameSite=Lax'))

function endOf(ttlSeconds: number, site: string): string {
  return `; Max-Age=${ttlSeconds}; Path=/; ${site}`
}

/** Whose bindings, and by which time they hold. */
export interface BindingTerm {
  readonly campaignId: number
  readonly nowSeconds: number
  readonly ttlSeconds: number
}

/** The binding that the visitor's cookies carry for a campaign; `null` without a valid flow. */
export function readBound(
  keys: readonly Uint8Array[],
  names: CookieNames,
  header: string,
  term: BindingTerm,
): Bound | null {
  if (!header.includes(names.binding)) return null
  const read = (kind: string) => {
    const token = readJwt(keys, readCookie(header, `${names.binding}${kind}${term.campaignId}`))
    return token ? freshData(token, term) : ''
  }
  const [flowId, pathId] = read('s').split('.').map(Number)
  if (!flowId) return null
  return {
    flowId,
    pathId: pathId ?? 0,
    landingId: Number(read('l')),
    offerId: Number(read('o')),
  }
}

function freshData(
  { data, iat }: Record<string, unknown>,
  { nowSeconds, ttlSeconds }: BindingTerm,
): string {
  if (typeof data !== 'string' || typeof iat !== 'number') return ''
  return iat <= nowSeconds + MAX_SKEW_SECONDS && iat + ttlSeconds > nowSeconds ? data : ''
}

/** The cookies that carry a binding: flow with path, landing, offer, as far as they are set. */
export function boundCookies(
  key: Uint8Array,
  names: CookieNames,
  bound: Bound,
  { campaignId, nowSeconds, ttlSeconds }: BindingTerm,
): Cookie[] {
  const make = (kind: string, data: string): Cookie => ({
    name: `${names.binding}${kind}${campaignId}`,
    value: signJwt(key, { data, iat: nowSeconds }),
    ttlSeconds,
  })
  const cookies = [make('s', `${bound.flowId}.${bound.pathId}`)]
  if (bound.landingId > 0) cookies.push(make('l', String(bound.landingId)))
  if (bound.offerId > 0) cookies.push(make('o', String(bound.offerId)))
  return cookies
}
