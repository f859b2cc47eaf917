/**
 * What Sluice signs and gives to visitors: the uniqueness cookie, binding cookies, offer tokens and
 * one-hour pages. One key per purpose, one fixed algorithm; whatever does not verify is absent,
 * never an error (`security.md` 13, `click-api.md` 5 and 6).
 */
import { timingSafeEqual } from 'node:crypto'

import { whileAlive } from '../../lib/lru.ts'

/** Longer ones are not read. */
export const LONGEST_SIGNED = 4096
const JWT_HEADER = Buffer.from('{"typ":"JWT","alg":"HS256"}').toString('base64url')

/** Seconds a signed time may lie in the future before it is not believed. */
export const MAX_SKEW_SECONDS = 60

/** A JWT with the one header that we ever write or read. */
export function signJwt(key: Uint8Array, payload: object): string {
  return signJwtText(key, JSON.stringify(payload))
}

/** As `signJwt`, of a payload that is JSON already: ASCII text, which all our payloads are. */
export function signJwtText(key: Uint8Array, payload: string): string {
  const body = `${JWT_HEADER}.${Buffer.from(payload, 'latin1').toString('base64url')}`
  return `${body}.${keyed(key).update(body).digest('base64url')}`
}

/** The payload that was signed with one of `keys` (newest first), or `null`. */
export function readJwt(
  keys: readonly Uint8Array[],
  token: string,
): Record<string, unknown> | null {
  if (token === '' || token.length > LONGEST_SIGNED) return null
  const [header, payload, signature, ...rest] = token.split('.')
  if (header !== JWT_HEADER || !payload || !signature || rest.length > 0) return null
  const given = Buffer.from(signature, 'base64url')
  if (!keys.some((key) => equal(hmac(key, `${header}.${payload}`), given))) return null
  return parseObject(Buffer.from(payload, 'base64url').toString())
}

/** The object in a JSON text, or `null` if it is anything else. */
export function parseObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** `<version>.<base64url of data and a 16-byte mac>`: opaque and URL-safe. */
export function seal(key: Uint8Array, version: string, data: Buffer): string {
  const mac = hmac(key, data).subarray(0, 16)
  return `${version}.${Buffer.concat([data, mac]).toString('base64url')}`
}

/** The data of a token sealed with one of `keys`, or `null` if version or mac are not right. */
export function unseal(keys: readonly Uint8Array[], version: string, token: string): Buffer | null {
  if (token.length > LONGEST_SIGNED || !token.startsWith(`${version}.`)) return null
  const all = Buffer.from(token.slice(version.length + 1), 'base64url')
  if (all.length < 17) return null
  const data = all.subarray(0, -16)
  const mac = all.subarray(-16)
  return keys.some((key) => equal(hmac(key, data).subarray(0, 16), mac)) ? data : null
}

function hmac(key: Uint8Array, data: string | Uint8Array): Buffer {
  return keyed(key).update(data).digest()
}

/** HMAC-SHA256 with the key taken in already: copying it is half the price of keying anew. */
function keyed(key: Uint8Array): Bun.CryptoHasher {
  return hasherOf(key).copy()
}

const hasherOf = whileAlive((key: Uint8Array) => new Bun.CryptoHasher('sha256', key))

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
