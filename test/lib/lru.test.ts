import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { boundedCache, lately, whileAlive } from '../../src/lib/lru.ts'

test('what was set is found', () => {
  const cache = boundedCache<string, number>(10)
  cache.set('a', 1)
  cache.set('a', 2)
  expect(cache.get('a')).toBe(2)
  expect(cache.get('b')).toBeUndefined()
})

test('a cleared cache is empty', () => {
  const cache = boundedCache<string, number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.clear()
  expect([cache.get('a'), cache.get('b')]).toEqual([undefined, undefined])
})

test('what is used stays, what is not used goes', () => {
  const cache = boundedCache<number, number>(10)
  cache.set(-1, 1)
  cache.set(-2, 2)
  for (let key = 0; key < 100; key++) {
    cache.set(key, key)
    cache.get(-1)
  }
  expect(cache.get(-1)).toBe(1)
  expect(cache.get(-2)).toBeUndefined()
})

test('it keeps the last entries, never more than twice its size, and never a wrong value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(60)), (size, keys) => {
      const cache = boundedCache<number, string>(size)
      for (const key of keys) cache.set(key, `v${key}`)
      const kept = [...new Set(keys)].filter((key) => {
        const value = cache.get(key)
        return value !== undefined && expect(value).toBe(`v${key}`) === undefined
      })
      expect(kept.length).toBeLessThanOrEqual(2 * size)
      const last = keys.at(-1)
      if (last !== undefined) expect(cache.get(last)).toBe(`v${last}`)
    }),
  )
})

test('it says when it drops something', () => {
  let drops = 0
  const cache = boundedCache<number, number>(2, () => drops++)
  for (let key = 0; key < 3; key++) cache.set(key, key)
  expect([drops, cache.get(0)]).toEqual([0, 0])
  for (let key = 3; key < 9; key++) cache.set(key, key)
  expect([drops > 0, cache.get(1)]).toEqual([true, undefined])
})

test('what is made is remembered, also when it is null', () => {
  const asked: string[] = []
  const lengthOf = lately(10, (text: string) => {
    asked.push(text)
    return text === '' ? null : text.length
  })
  expect(['a', '', 'bc', 'a', ''].map(lengthOf)).toEqual([1, null, 2, 1, null])
  expect(asked).toEqual(['a', '', 'bc'])
})

test('what is made of a thing is made once for it, not for its like', () => {
  const asked: object[] = []
  const keysOf = whileAlive((thing: object) => {
    asked.push(thing)
    return Object.keys(thing)
  })
  const [one, other] = [{ a: 1 }, { a: 1 }]
  expect([one, other, one].map(keysOf)).toEqual([['a'], ['a'], ['a']])
  expect(asked).toEqual([one, other])
  expect(asked[0]).toBe(one)
})

test('keys hold nothing of the long texts they stood in', () => {
  const kept = boundedCache<string, number>(2000)
  const made = lately(2000, (part: string) => part)
  const before = heldMB()
  // Of short ones the engine makes copies itself.
  const keys = ['en-US', 'ключ', '\ud83d'].flatMap((word) =>
    Array.from({ length: 150 }, (_, at) => `${at}${word.repeat(30)}`),
  )
  for (const [at, key] of keys.entries()) {
    const part = inOnePiece(key + 'x'.repeat(500_000)).slice(0, key.length)
    kept.set(part, at)
    expect(made(part)).toBe(key)
  }
  expect(heldMB() - before).toBeLessThan(50)
  expect(keys.map(kept.get)).toEqual([...keys.keys()])
})

/** As what comes from a socket. */
function inOnePiece(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

function heldMB(): number {
  Bun.gc(true)
  return process.memoryUsage().rss / 1e6
}
