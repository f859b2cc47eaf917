/** How much of the outgoing traffic one host may take. */
import { expect, test } from 'bun:test'

import { hostLimits } from '../../../src/track/outbound/outbound-hosts.ts'

const never = new AbortController().signal

test('a host has four places, the next request waits for one to become free', async () => {
  const limits = hostLimits(() => 0)
  for (let at = 0; at < 4; at++) expect(await limits.enter('a', never)).toBe(true)
  const order: string[] = []
  const fifth = limits.enter('a', never).then(() => order.push('fifth'))
  const sixth = limits.enter('a', never).then(() => order.push('sixth'))
  expect(await limits.enter('b', never)).toBe(true)
  expect(order).toEqual([])
  limits.leave('a')
  await fifth
  limits.leave('b')
  await Promise.resolve()
  expect(order).toEqual(['fifth'])
  limits.leave('a')
  await sixth
  expect(order).toEqual(['fifth', 'sixth'])
})

test('all hosts together have 64 places', async () => {
  const limits = hostLimits(() => 0)
  for (let at = 0; at < 64; at++) expect(await limits.enter(`host${at}`, never)).toBe(true)
  const waiting = limits.enter('another', never)
  expect(await limits.enter('expired', AbortSignal.abort())).toBe(false)
  limits.leave('host7')
  expect(await waiting).toBe(true)
})

test('who gives up waiting takes no place', async () => {
  const limits = hostLimits(() => 0)
  for (let at = 0; at < 4; at++) await limits.enter('a', never)
  const impatient = new AbortController()
  const gaveUp = limits.enter('a', impatient.signal)
  const patient = limits.enter('a', never)
  impatient.abort()
  expect(await gaveUp).toBe(false)
  limits.leave('a')
  expect(await patient).toBe(true)
})

test('no more than a thousand requests wait', async () => {
  const limits = hostLimits(() => 0)
  const patience = new AbortController()
  const entered = Array.from({ length: 1004 }, () => limits.enter('a', patience.signal))
  expect(await limits.enter('a', never)).toBe(false)
  patience.abort()
  const began = (await Promise.all(entered)).filter((isBegun) => isBegun)
  expect(began).toHaveLength(4)
})

test('a host that failed five times in a row is left alone for half a minute', () => {
  let now = 1000
  const limits = hostLimits(() => now)
  for (let at = 0; at < 4; at++) limits.failed('a')
  expect(limits.isPaused('a')).toBe(false)
  limits.failed('a')
  expect(limits.isPaused('a')).toBe(true)
  expect(limits.isPaused('b')).toBe(false)
  now += 30_000
  expect(limits.isPaused('a')).toBe(false)
  limits.failed('a')
  expect(limits.isPaused('a')).toBe(true)
})

test('one success forgets the failures before it', () => {
  const limits = hostLimits(() => 0)
  for (let at = 0; at < 4; at++) limits.failed('a')
  limits.succeeded('a')
  for (let at = 0; at < 4; at++) limits.failed('a')
  expect(limits.isPaused('a')).toBe(false)
})
