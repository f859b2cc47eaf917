import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { putIn, type Ranked, takeFirst } from '../../src/lib/heap.ts'

test('what is put in any order comes out lowest first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (ranks) => {
      const heap: Ranked[] = []
      for (const rank of ranks) putIn(heap, { rank })
      const taken = ranks.map(() => takeFirst(heap).rank)
      expect(taken).toEqual(ranks.toSorted((a, b) => a - b))
      expect(heap).toEqual([])
    }),
  )
})
