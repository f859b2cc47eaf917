import { expect, test } from 'bun:test'

import {
  newTotpSecret,
  stepOfCode,
  toBase32,
  totpAddress,
  totpCode,
  totpStep,
} from '../../../src/manage/people/totp.ts'

/** RFC 6238, appendix B, for SHA-1; the last six of its eight digits. */
const SECRET = toBase32(Buffer.from('12345678901234567890'))
const VECTORS: readonly [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
]

test.each(VECTORS)('the code at second %d is %s', (seconds, code) => {
  const timeMs = seconds * 1000
  expect(totpCode(SECRET, totpStep(timeMs))).toBe(code)
  expect(stepOfCode(SECRET, code, { timeMs, after: 0 })).toBe(totpStep(timeMs))
})

test('a code counts one step early and late, and never after its step was used', () => {
  const timeMs = 1_234_567_890_000
  const now = totpStep(timeMs)
  for (const off of [-2, -1, 0, 1, 2]) {
    const step = stepOfCode(SECRET, totpCode(SECRET, now + off), { timeMs, after: 0 })
    expect(step).toBe(Math.abs(off) <= 1 ? now + off : null)
    const used = { timeMs, after: now + off }
    expect(stepOfCode(SECRET, totpCode(SECRET, now + off), used)).toBeNull()
  }
})

test('codes count when the clock was set back behind the step that was used last', () => {
  const timeMs = 1_234_567_890_000
  const now = totpStep(timeMs)
  const hourAhead = now + 120
  expect(stepOfCode(SECRET, totpCode(SECRET, now), { timeMs, after: hourAhead })).toBe(now)
  expect(stepOfCode(SECRET, totpCode(SECRET, hourAhead), { timeMs, after: hourAhead })).toBeNull()
  // A step that the next code may have is one that a clock a little ahead has used.
  expect(stepOfCode(SECRET, totpCode(SECRET, now), { timeMs, after: now + 1 })).toBeNull()
})

test.each(['', '28708', '2870820', '２８７０８２', '287082 '])('%p is no code', (text) => {
  expect(stepOfCode(SECRET, text, { timeMs: 59_000, after: 0 })).toBeNull()
})

test('a secret has 160 bits, and its address names the tracker and the user', () => {
  const secret = newTotpSecret()
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(totpAddress(secret, { login: 'a b@example.test', issuer: 'Sluice' })).toBe(
    `otpauth://totp/Sluice:a%20b%40example.test?secret=${secret}&issuer=Sluice`,
  )
})
