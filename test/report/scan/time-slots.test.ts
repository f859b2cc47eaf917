/** Times as slots: each row has the slot its time falls into, however the times come. */
import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { openSlots, packSlots } from '../../../src/report/scan/time-slots.ts'

const SLOT = 900_000
const BASE = 1_767_225_600_123

const nearlyInOrder = fc
  .array(fc.record({ after: fc.nat(SLOT), back: fc.option(fc.nat(20 * SLOT), { freq: 20 }) }), {
    minLength: 1,
    maxLength: 400,
  })
  .map((steps) => {
    let now = 0
    return steps.map(({ after, back }) => {
      now += after >> 4
      return back === null ? now : Math.max(0, now - back)
    })
  })

test('what was packed is the slot of every row', () => {
  fc.assert(
    fc.property(nearlyInOrder, (offsets) => {
      const packed = packSlots({ of: 'raised', base: BASE, above: Uint32Array.from(offsets) }, SLOT)
      if (packed === null) return
      const { codes, cell } = openSlots(packed, offsets.length, SLOT)
      const slots = offsets.map((_, row) => cell(codes![row]!))
      expect(slots).toEqual(offsets.map((ms) => Math.floor((BASE + ms) / SLOT) * SLOT))
    }),
  )
})

const raised = (offsets: readonly number[]) =>
  ({ of: 'raised', base: BASE, above: Uint32Array.from(offsets) }) as const

test('times in order take a word per slot, and a late one takes one more', () => {
  const offsets = Array.from({ length: 1000 }, (_, row) => row * 10_000)
  const size = (late: number) => packSlots(raised(offsets.with(600, late)), SLOT)!.length
  expect(size(offsets[600]!)).toBe(2 + 12 + 12)
  expect(size(offsets[0]!)).toBe(2 + 12 + 12 + 1)
})

test('times without any order are not packed', () => {
  const offsets = Array.from({ length: 1000 }, (_, row) => ((row * 7919) % 1000) * SLOT)
  expect(packSlots(raised(offsets), SLOT)).toBeNull()
})
