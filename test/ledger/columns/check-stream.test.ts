import { expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  checkAt,
  checkIn,
  checkStream,
  SALT_BYTES,
} from '../../../src/ledger/columns/check-stream.ts'

const salts = fc.uint8Array({ minLength: SALT_BYTES, maxLength: SALT_BYTES })

test('a row checked alone has the check part of the whole stream', () => {
  fc.assert(
    fc.property(salts, fc.array(fc.integer({ min: 0, max: 65_535 })), (salt, rows) => {
      const stream = checkStream(salt)
      for (const row of [0, 65_535, ...rows]) {
        expect(checkAt(salt, row)).toBe(checkIn(stream, row))
      }
    }),
    { numRuns: 20 },
  )
})

test('check parts do not repeat within a segment', () => {
  const stream = checkStream(new Uint8Array(SALT_BYTES).fill(1))
  const checks = Array.from({ length: 65_536 }, (_, row) => checkIn(stream, row))
  expect(new Set(checks).size).toBe(65_536)
})
