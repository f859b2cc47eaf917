/** A disk that hangs is noticed by whoever wants to write, and so is that it is back. */
import { expect, test } from 'bun:test'

import { diskWatch } from '../../src/lib/disk-watch.ts'

test('who asks while it hangs is told so, the next one at once, and all is well when it is back', async () => {
  const disk = Promise.withResolvers<void>()
  let trials = 0
  const watch = diskWatch(() => (trials++, disk.promise))
  expect(await Promise.all([watch.answers(), watch.answers()])).toEqual([false, false])
  const back = watch.answered().then(() => 'back')
  const known = watch.answers()
  expect(await Promise.race([known, back])).toBe(false)
  expect(trials).toBe(1)
  disk.resolve()
  expect(await back).toBe('back')
  expect(await watch.answers()).toBe(true)
})

test('a disk that refuses has answered: what is written next is told why', async () => {
  const watch = diskWatch(() => Promise.reject(new Error('ENOSPC')))
  expect(await watch.answers()).toBe(true)
  await watch.answered()
})
