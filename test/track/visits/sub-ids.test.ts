import { expect, test } from 'bun:test'

import { EventKind } from '../../../src/core/event.ts'
import type { Event } from '../../../src/core/event.ts'
import { type DetailChanges, subIdUpdates } from '../../../src/track/visits/sub-ids.ts'
import { anEvent } from '../../support/segments.ts'

const START = 1001
const old = anEvent({
  clickSeq: 7,
  clickTime: 1000,
  subIds: ['a', 'b'],
  externalId: 'of the click',
})
const young = { ...old, clickSeq: 8, clickTime: START }
const externalId = 'of the network'

/** A ledger in which clicks of before the start have these details. */
function aLedger(details: { subIds: string[]; externalId: string } | null) {
  const stored: Event[] = []
  const asked: number[] = []
  const ledger = {
    append: (event: Event) => Promise.resolve(void stored.push(event)),
    followUps: ({ clickSeq }: { readonly clickSeq: number }) => {
      asked.push(clickSeq)
      return Promise.resolve({ offer: null, isConfirmed: false, details })
    },
  }
  return { stored, asked, ledger }
}

const call = (subIds: [number, string][], of: string | null = null): DetailChanges => ({
  subIds: new Map(subIds),
  externalId: of,
})

test("a landing's update begins where a postback's ended", async () => {
  const { stored, ledger } = aLedger(null)
  const subIds = subIdUpdates(ledger, 0)
  expect(subIds.of(7)).toBeNull()
  await subIds.change(old, call([[3, 'third']], externalId), async (newest, isStored) => {
    expect(newest).toBeNull()
    isStored()
  })
  await subIds.update(old, new Map([[1, 'of the landing']]), 5)
  const wanted = { subIds: ['of the landing', 'b', 'third'], externalId }
  expect(stored).toMatchObject([{ kind: EventKind.update, time: 5, ...wanted }])
  expect(subIds.of(7)).toEqual(wanted)
})

test('what a call did not change is not remembered', async () => {
  const subIds = subIdUpdates(aLedger(null).ledger, 0)
  await subIds.change(young, call([[1, 'parked']]), () => Promise.resolve())
  expect(await subIds.latest(young)).toBeNull()
})

test('the ledger is asked only about clicks from before the start, and once', async () => {
  const { asked, stored, ledger } = aLedger({ subIds: ['kept'], externalId })
  const subIds = subIdUpdates(ledger, START)
  expect((await subIds.latest(old))?.subIds).toEqual(['kept'])
  await subIds.update(old, new Map([[2, 'new']]), 5)
  expect(stored).toMatchObject([{ subIds: ['kept', 'new'], externalId }])
  expect(await subIds.latest(young)).toBeNull()
  expect(asked).toEqual([7])
})

test('what was dropped for want of room is asked for', async () => {
  const { asked, ledger } = aLedger({ subIds: ['kept'], externalId })
  const subIds = subIdUpdates(ledger, START, 1)
  const clickOf = (n: number) => ({ ...young, clickSeq: 8 + n, clickTime: START + n })
  for (const n of [0, 1, 2]) await subIds.update(clickOf(n), new Map(), 5)
  expect((await subIds.latest(young))?.subIds).toEqual(['kept'])
  expect(await subIds.latest(clickOf(3))).toBeNull()
  expect(asked).toEqual([8])
})

test('changes of a click wait for each other, those of others do not', async () => {
  const subIds = subIdUpdates(aLedger(null).ledger, 0)
  const first = Promise.withResolvers<void>()
  const one = subIds.change(young, call([[1, 'one']]), async (_newest, stored) => {
    await first.promise
    stored()
  })
  const two = subIds.change(young, call([[2, 'two']]), async (newest, stored) => {
    stored()
    return newest
  })
  await subIds.update(old, new Map([[1, 'other']]), 5)
  first.resolve()
  await one
  expect((await two)?.subIds).toEqual(['one', 'b'])
  expect((await subIds.latest(young))?.subIds).toEqual(['one', 'two'])
})

test('an update is not stored while nobody can say what holds', async () => {
  const { stored, ledger } = aLedger(null)
  const followUps = () => Promise.reject(new Error('the keeper is down'))
  const subIds = subIdUpdates({ ...ledger, followUps }, START)
  await subIds.update(old, new Map([[1, 'x']]), 5)
  expect(stored).toEqual([])
  expect(subIds.latest(old)).rejects.toThrow('the keeper is down')
})

test('what a page says again is not stored again', async () => {
  const { stored, ledger } = aLedger(null)
  const subIds = subIdUpdates(ledger, 0)
  const page = (value: string) => subIds.update(young, new Map([[1, value]]), 5)
  const said = ['a', 'x', 'x', '', '', 'a']
  const isStored: boolean[] = []
  for (const value of said) isStored.push(await page(value))
  expect(isStored).toEqual([false, true, false, true, false, true])
  expect(stored.map((event) => event.subIds[0])).toEqual(['x', '', 'a'])
})
