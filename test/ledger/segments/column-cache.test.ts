import { beforeEach, expect, test } from 'bun:test'

import { columnCache } from '../../../src/ledger/segments/column-cache.ts'
import { settled, willHold } from '../../../src/lib/thread-memory.ts'

const KB = 1024
/** Beside its bytes an entry has a hundred of its own. */
const sized = (bytes: number) => new Uint32Array((bytes - 100) / 4)

/** A cache of 10 KB, and what was made by it, in the order of making. */
function cacheOf10Kb() {
  let now = 0
  const made: string[] = []
  const cache = columnCache(10 * KB, () => now)
  const get = (segment: number, name: string, bytes: number, ms: number, often?: number) => {
    const make = () => {
      made.push(`${segment} ${name}`)
      now += ms
      return sized(bytes)
    }
    cache.get(segment, name, make, often)
  }
  return { cache, get, made }
}

// Nobody else needs the room.
beforeEach(() => settled(0))

test('what is kept is made once', () => {
  const { get, made } = cacheOf10Kb()
  for (let time = 0; time < 3; time++) get(1, 'clicks', KB, 1)
  expect(made).toEqual(['1 clicks'])
})

test('what was cheap to make for its size goes first, what was not goes later', () => {
  const { cache, get } = cacheOf10Kb()
  get(0, 'dear', KB, 8)
  for (let segment = 1; segment < 40; segment++) get(segment, 'cheap', KB, 1)
  expect(cache.has(0, 'dear')).toBe(true)
  expect([cache.has(39, 'cheap'), cache.has(25, 'cheap')]).toEqual([true, false])
  for (let segment = 40; segment < 160; segment++) get(segment, 'cheap', KB, 1)
  expect(cache.has(0, 'dear')).toBe(false)
})

test('a single time that was long does not keep what is cheap otherwise', () => {
  const { cache, get } = cacheOf10Kb()
  for (let segment = 0; segment < 5; segment++) get(segment, 'cheap', KB, 1)
  get(9, 'cheap', KB, 1000)
  for (let segment = 10; segment < 40; segment++) get(segment, 'other', KB, 1)
  expect(cache.has(9, 'cheap')).toBe(false)
})

test('what costs more by now is kept longer', () => {
  const { cache, get } = cacheOf10Kb()
  for (let segment = 0; segment < 200; segment++) get(segment, 'dearer', KB, 4)
  for (let segment = 200; segment < 260; segment++) get(segment, 'dearer', KB, 8)
  for (let segment = 300; segment < 330; segment++) get(segment, 'other', KB, 1)
  expect(cache.has(259, 'dearer')).toBe(true)
})

test('what was made of something kept is as dear as both', () => {
  const { cache, get } = cacheOf10Kb()
  get(0, 'clicks', KB, 8)
  cache.get(0, 'of one campaign', () => {
    get(0, 'clicks', KB, 8)
    return sized(KB)
  })
  for (let segment = 1; segment < 40; segment++) get(segment, 'cheap', KB, 1)
  expect(cache.has(0, 'of one campaign')).toBe(true)
})

test('what is wanted often goes later than what costs the same', () => {
  const { cache, get } = cacheOf10Kb()
  get(0, 'often', KB, 1, 4)
  get(0, 'seldom', KB, 1)
  for (let segment = 1; segment < 25; segment++) get(segment, 'cheap', KB, 1)
  expect([cache.has(0, 'often'), cache.has(0, 'seldom')]).toEqual([true, false])
})

test('a segment that was changed is forgotten, and only that', () => {
  const { cache, get } = cacheOf10Kb()
  get(1, 'clicks', KB, 1)
  get(2, 'clicks', KB, 1)
  cache.forget(1)
  expect([cache.has(1, 'clicks'), cache.has(2, 'clicks')]).toEqual([false, true])
})

test('what is kept gives way to a question that will need the room, until it is answered', () => {
  const { cache, get } = cacheOf10Kb()
  const fill = () => {
    for (let segment = 0; segment < 9; segment++) get(segment, 'clicks', KB, 1)
  }
  const count = () =>
    Array.from({ length: 9 }, (_, at) => cache.has(at, 'clicks')).filter(Boolean).length
  const kept = () => {
    fill()
    return count()
  }
  expect(kept()).toBe(9)
  willHold(72 * KB * KB)
  get(10, 'clicks', KB, 1)
  expect(kept()).toBeLessThan(5)
  settled(0)
  fill()
  willHold(72 * KB * KB)
  expect(count()).toBe(9)
  cache.giveWay()
  expect(count()).toBeLessThan(5)
  settled(0)
  fill()
  expect(kept()).toBe(9)
})
