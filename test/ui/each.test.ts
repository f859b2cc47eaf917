/** One act for many objects. */
import { expect, test } from 'bun:test'

import { forEachOf } from '../../ui/state/each.ts'

test('what fails for one is done for the others, in lanes of a few, and told in their order', async () => {
  const done: number[] = []
  const shares: number[] = []
  let running = 0
  let most = 0
  const all = Array.from({ length: 25 }, (_, at) => at)
  const act = async (one: number) => {
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    if (one % 10 === 7) throw new Error(`no ${one}`)
    done.push(one)
  }
  const { failed, problem } = await forEachOf(all, act, (share) => shares.push(share))
  expect(done.toSorted((a, b) => a - b)).toEqual(all.filter((one) => one % 10 !== 7))
  expect([failed, problem]).toEqual([[7, 17], new Error('no 7')])
  expect([shares.length, shares.at(-1)]).toEqual([25, 1])
  expect(most).toBe(4)
})
