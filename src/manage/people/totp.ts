/** Codes of an authenticator app: RFC 6238 with SHA-1, six digits, thirty seconds. */
import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
/** 160 bits, as long as the hash (RFC 4226, 4). */
const SECRET_BYTES = 20
/** Codes of one step before and after count too: clocks differ, and people type slowly. */
const STEPS_AROUND = 1
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** For the app, in base 32. */
export function newTotpSecret(): string {
  return toBase32(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))
}

/** The address that apps read from a picture. */
export function totpAddress(secret: string, { login, issuer }: { login: string; issuer: string }) {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}

export function totpStep(timeMs: number): number {
  return Math.floor(timeMs / STEP_MS)
}

/**
 * The step whose code this is, if it is later than `after`, the one that was used last; null for any other
 * text. A step that no code of now can have was used before the clock was set back, and holds nobody up.
 */
export function stepOfCode(
  secret: string,
  code: string,
  { timeMs, after }: { readonly timeMs: number; readonly after: number },
): number | null {
  const last = totpStep(timeMs) + STEPS_AROUND
  const used = after > last ? 0 : after
  let found: number | null = null
  for (let step = last - 2 * STEPS_AROUND; step <= last; step++) {
    if (isEqual(totpCode(secret, step), code) && step > used) found ??= step
  }
  return found
}

export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const at = mac.at(-1)! & 0xf
  const number = mac.readUInt32BE(at) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (sign) => BASE32.indexOf(sign).toString(2).padStart(5, '0')).join(
    '',
  )
  const bytes = bits.match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}
