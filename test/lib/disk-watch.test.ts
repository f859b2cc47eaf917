/** A disk that hangs is noticed by whoever wants to write, and so is that it is back. */
import { expect, test } from 'bun:test'

import { diskWatch } from '../../src/lib/disk-watch.ts'

test('who asks while it hangs waits, is told so, and hears when it is back', async () => {
  const disk = Promise.withResolvers<void>()
  let trials = 0
  const trial = () => (trials++, disk.promise)
  const watch = diskWatch({ trial, patienceMs: 1 })
  expect(await Promise.all([watch.answers(), watch.answers()])).toEqual([false, false])
  expect(trials).toBe(1)
  const back = watch.answered().then(() => 'back')
  disk.resolve()
  expect(await back).toBe('back')
})

test('who has patience hears of a disk that is back meanwhile', async () => {
  const disk = Promise.withResolvers<void>()
  const watch = diskWatch({ trial: () => disk.promise })
  const waiting = watch.answers()
  disk.resolve()
  expect(await waiting).toBe(true)
})

test('a disk that refuses has answered: what is written next is told why', async () => {
  const watch = diskWatch({ trial: () => Promise.reject(new Error('ENOSPC')) })
  expect(await watch.answers()).toBe(true)
  await watch.answered()
})

test('while a file is gone there is nothing to write to', async () => {
  let gone: string | null = 'config.db'
  const files = { gone: () => gone, look: () => Promise.resolve() }
  const watch = diskWatch({ trial: () => Promise.resolve(), files })
  expect(await watch.answers()).toBe(false)
  gone = null
  expect(await watch.answers()).toBe(true)
})
