import { expect, test } from 'bun:test'

import { within } from '../../src/lib/within.ts'

test('what is in time is given', async () => {
  expect(await within(Promise.resolve(1), 1000, 'late')).toBe(1)
})

test('what never comes is late', async () => {
  expect(await within(new Promise(() => {}), 1, 'late')).toBe('late')
})

test('an error in time is thrown', () => {
  expect(within(Promise.reject(new Error('no')), 1000, 'late')).rejects.toThrow('no')
})
