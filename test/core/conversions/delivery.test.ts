/** What counts as delivered, and when the next try is. */
import { expect, test } from 'bun:test'

import { nextTryAt, verdictOf } from '../../../src/core/conversions/delivery.ts'

const NOW = Date.UTC(2026, 2, 12, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NO_TEXTS = { successText: '', failureText: '' }

const VERDICTS: [status: number, body: string, texts: Partial<typeof NO_TEXTS>, is: string][] = [
  [200, '', {}, 'success'],
  [204, '', {}, 'success'],
  [199, '', {}, 'bad_status'],
  [304, '', {}, 'bad_status'],
  [404, 'ok', { successText: 'ok' }, 'bad_status'],
  [500, '', {}, 'bad_status'],
  [200, 'all OK here', { successText: 'ok' }, 'success'],
  [200, 'no', { successText: 'ok' }, 'lacks_success'],
  [200, 'Fail: no such click', { failureText: 'fail' }, 'says_failure'],
  [200, 'ok, did not fail', { successText: 'ok', failureText: 'fail' }, 'says_failure'],
  [200, 'fine', { failureText: 'fail' }, 'success'],
]
test.each(VERDICTS)('status %p with %j and texts %j is %s', (status, body, texts, verdict) => {
  const answered = { status, body, isBroken: false, retryAfter: '' }
  expect<string>(verdictOf(answered, { ...NO_TEXTS, ...texts })).toBe(verdict)
})

test.each<[status: number, texts: Partial<typeof NO_TEXTS>, is: string]>([
  [200, {}, 'success'],
  [200, { successText: 'ok' }, 'success'],
  [200, { successText: 'done' }, 'lacks_success'],
  [200, { failureText: 'fail' }, 'outage'],
  [200, { failureText: 'OK' }, 'says_failure'],
  [500, {}, 'bad_status'],
])('status %p with texts %j and a body that breaks off after "ok" is %s', (status, texts, is) => {
  const answered = { status, body: 'ok', isBroken: true, retryAfter: '' }
  expect<string>(verdictOf(answered, { ...NO_TEXTS, ...texts })).toBe(is)
})

test('there are eight tries, the last about a day after the first', () => {
  const spans = (die: number) => {
    const waits: number[] = []
    for (let tries = 1; ; tries++) {
      const at = nextTryAt(tries, NOW, 0, die)
      if (at === null) return waits
      waits.push(at - NOW)
    }
  }
  expect(spans(0.5)).toEqual([
    MINUTE,
    4 * MINUTE,
    15 * MINUTE,
    40 * MINUTE,
    3 * HOUR,
    6 * HOUR,
    14 * HOUR,
  ])
  const total = (die: number) => spans(die).reduce((sum, span) => sum + span, 0)
  expect(total(0)).toBe(24 * HOUR * 0.8)
  expect(total(0.999_999)).toBeLessThanOrEqual(24 * HOUR * 1.2)
})

test('a receiver that asks for more time gets it, one that asks for less does not', () => {
  expect(nextTryAt(1, NOW, HOUR, 0.5)).toBe(NOW + HOUR)
  expect(nextTryAt(1, NOW, 1000, 0.5)).toBe(NOW + MINUTE)
  expect(nextTryAt(8, NOW, HOUR, 0.5)).toBeNull()
})
