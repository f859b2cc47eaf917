import { expect, test } from 'bun:test'

import { visitorKey } from '../../../src/core/visitor-key.ts'
import { parseIp } from '../../../src/lib/ip.ts'
import { floodDetector } from '../../../src/track/history/flood.ts'

const keyOf = (ip: string) => visitorKey(parseIp(ip)!, '')
const ONE = keyOf('203.0.113.7')

/** Of so many clicks at one moment, those beyond the limit. */
function flooding(clicks: number, limit?: number): number {
  const isFlood = floodDetector()
  return Array.from({ length: clicks }, () => isFlood(ONE, 5, limit)).filter(Boolean).length
}

test('clicks beyond the limit are a flood, a hundred where nothing is said', () => {
  expect(flooding(103)).toBe(3)
  expect(flooding(103, 101)).toBe(2)
  expect(flooding(60_003, 60_000)).toBe(3)
})

test('no click is one where the limit is 0', () => {
  expect(flooding(500, 0)).toBe(0)
})

test('the next ten seconds begin anew, and other networks count for themselves', () => {
  const isFlood = floodDetector()
  const at = (key: typeof ONE, now: number) => isFlood(key, now, 1)
  expect([at(ONE, 0), at(ONE, 9999), at(ONE, 10_000)]).toEqual([false, true, false])
  const [home, neighbour, other] = ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'].map(keyOf)
  expect([at(home!, 0), at(neighbour!, 0), at(other!, 0)]).toEqual([false, true, false])
})
