import { beforeEach, expect, test } from 'bun:test'

import { parseIp } from '../../../src/lib/ip.ts'
import {
  FAILURES_NOTED,
  type LoginThrottle,
  loginThrottle,
  TRIES_PER_ACCOUNT,
  TRIES_PER_ADDRESS,
  TRIES_PER_PAIR,
  WINDOW_MS,
} from '../../../src/manage/people/login-throttle.ts'

let now = 0
let throttle: LoginThrottle
beforeEach(() => {
  now = 1_000_000
  throttle = loginThrottle(() => now)
})

const ip = (text: string) => parseIp(text)
const failing = (count: number, login: string, address: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => throttle.take(login, ip(address(n))))

test('one address has ten tries for an account, in any letter case', () => {
  const tries = failing(TRIES_PER_PAIR, 'bob', () => '1.1.1.1')
  expect(tries.every((wait) => wait === null)).toBe(true)
  expect(throttle.take(' BOB', ip('1.1.1.1'))).toBe(WINDOW_MS)
  expect(throttle.take('eve', ip('1.1.1.1'))).toBeNull()
})

test('the tries come back when the window is over', () => {
  failing(TRIES_PER_PAIR, 'bob', () => '1.1.1.1')
  now += WINDOW_MS
  expect(throttle.take('bob', ip('1.1.1.1'))).toBeNull()
})

test('an attacker on many addresses waits, and an address that never failed does not', () => {
  failing(TRIES_PER_ACCOUNT, 'bob', (n) => `1.1.1.${n}`)
  expect(throttle.take('bob', ip('1.1.1.3'))).toBeGreaterThan(0)
  expect(throttle.take('bob', ip('9.9.9.9'))).toBeNull()
})

test('an address has a hundred tries for all accounts', () => {
  for (let n = 0; n < TRIES_PER_ADDRESS; n++) throttle.take(`user${n}`, ip('1.1.1.1'))
  expect(throttle.take('another', ip('1.1.1.1'))).toBeGreaterThan(0)
})

test('IPv6 addresses of one household are one address', () => {
  failing(TRIES_PER_PAIR, 'bob', (n) => `2001:db8::${n + 1}`)
  expect(throttle.take('bob', ip('2001:db8::ffff'))).toBeGreaterThan(0)
  expect(throttle.take('bob', ip('2001:db8:0:1::1'))).toBeNull()
})

test('a right password gives the tries back', () => {
  failing(TRIES_PER_PAIR - 1, 'bob', () => '1.1.1.1')
  throttle.take('bob', ip('1.1.1.1'))
  throttle.giveBack('bob', ip('1.1.1.1'))
  expect(throttle.take('bob', ip('1.1.1.1'))).toBeNull()
})

test('a clock that is set back by a year locks nobody out for that year', () => {
  failing(TRIES_PER_PAIR + 1, 'bob', () => '1.1.1.1')
  now -= 365 * 86_400_000
  expect(throttle.take('bob', ip('1.1.1.1'))).toBeNull()
})

test('failures of an account are noted up to a number, then seldom with how many were not', () => {
  const failed = (account: string | null, count: number) =>
    Array.from({ length: count }, () => throttle.failed(account))
  const noted = (answers: (number | null)[]) => answers.filter((unnoted) => unnoted !== null)
  expect(noted(failed(null, 10_000))).toHaveLength(FAILURES_NOTED.burst)
  expect(noted(failed('bob', 10))).toHaveLength(10)
  now += 600_000
  expect(noted(failed(null, 10_000))).toEqual([10_000 - FAILURES_NOTED.burst])
  now += 600_000
  expect(noted(failed(null, 1))).toEqual([9999])
})
