import { expect, test } from 'bun:test'

import { heldBytes, lengthened, release, replaced, settled } from '../../src/lib/thread-memory.ts'

test('a lengthened array goes on with zeros, and nothing can be read of the old one', () => {
  const old = Uint32Array.of(1, 2, 3)
  const longer = new Uint32Array(lengthened(old, 20))
  expect([...longer]).toEqual([1, 2, 3, 0, 0])
  expect(old.length).toBe(0)
})

test('what grows is held until the question is settled', () => {
  settled(0)
  const first = new Uint8Array(lengthened(new Uint8Array(10), 100))
  replaced(first, new Uint8Array(1000))
  expect(heldBytes()).toBe(990)
  expect(first.length).toBe(0)
  settled(16)
  expect(heldBytes()).toBe(16)
})

test('only the memory of a whole array is given back', () => {
  const whole = Uint8Array.of(1, 2, 3)
  release(whole.subarray(1))
  expect([...whole]).toEqual([1, 2, 3])
  release(whole)
  expect(whole.length).toBe(0)
})
