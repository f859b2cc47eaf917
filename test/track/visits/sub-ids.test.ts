import { expect, test } from 'bun:test'

import type { Event } from '../../../src/core/event.ts'
import { subIdUpdates } from '../../../src/track/visits/sub-ids.ts'
import { anEvent } from '../../support/segments.ts'

const click = anEvent({ clickSeq: 7, clickTime: 1000, subIds: ['a', 'b'] })
const NOTHING_SINCE = { offer: null, isConfirmed: false, subIds: null }

test("a landing's update begins where a postback's ended", async () => {
  const stored: Event[] = []
  const append = (event: Event) => {
    stored.push(event)
    return Promise.resolve()
  }
  const subIds = subIdUpdates({ append, followUps: () => Promise.resolve(NOTHING_SINCE) }, 0)
  expect(subIds.of(7)).toBeNull()
  subIds.note(click, new Map([[3, 'of the network']]))
  await subIds.update(click, new Map([[1, 'of the landing']]), 5)
  expect(stored.map((event) => event.subIds)).toEqual([['of the landing', 'b', 'of the network']])
  expect(subIds.of(7)).toEqual(['of the landing', 'b', 'of the network'])
})

test('the ledger is asked only about clicks from before the start', async () => {
  const asked: number[] = []
  const followUps = ({ clickSeq }: { readonly clickSeq: number }) => {
    asked.push(clickSeq)
    return Promise.resolve({ ...NOTHING_SINCE, subIds: ['kept'] })
  }
  const subIds = subIdUpdates({ append: () => Promise.resolve(), followUps }, 1001)
  expect(await subIds.latest(click)).toEqual(['kept'])
  const young = { ...click, clickSeq: 8, clickTime: 1001 }
  expect(await subIds.latest(young)).toBeNull()
  subIds.note(young, new Map([[2, 'new']]))
  expect(await subIds.latest(young)).toEqual(['a', 'new'])
  expect(asked).toEqual([7])
})
