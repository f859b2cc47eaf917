import { expect, test } from 'bun:test'

import type { Event } from '../../src/core/event.ts'
import { subIdUpdates } from '../../src/track/sub-ids.ts'
import { anEvent } from '../support/segments.ts'

const click = anEvent({ clickSeq: 7, subIds: ['a', 'b'] })

test("a landing's update begins where a postback's ended", async () => {
  const stored: Event[] = []
  const append = (event: Event) => {
    stored.push(event)
    return Promise.resolve()
  }
  const subIds = subIdUpdates({ append })
  expect(subIds.of(7)).toBeNull()
  subIds.note(click, new Map([[3, 'of the network']]))
  await subIds.update(click, new Map([[1, 'of the landing']]), 5)
  expect(stored.map((event) => event.subIds)).toEqual([['of the landing', 'b', 'of the network']])
  expect(subIds.of(7)).toEqual(['of the landing', 'b', 'of the network'])
})
