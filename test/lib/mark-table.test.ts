import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { markTable } from '../../src/lib/mark-table.ts'

const key = fc.tuple(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
)

test('it answers as a plain map would, as long as there is room', () => {
  const step = fc.record({ key, expires: fc.integer({ min: 1, max: 100 }) })
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 500 }),
      fc.integer({ min: 1, max: 100 }),
      (steps, now) => {
        const table = markTable(100_000)
        const map = new Map<string, number>()
        for (const {
          key: [high, low],
          expires,
        } of steps) {
          table.set(high, low, expires, 0)
          map.set(`${high}.${low}`, expires)
        }
        for (const {
          key: [high, low],
        } of steps) {
          expect(table.has(high, low, now)).toBe(map.get(`${high}.${low}`)! > now)
        }
      },
    ),
  )
})

test('when it is full the oldest marks go first and are counted', () => {
  const table = markTable(4_000)
  const count = 40_000
  for (let i = 0; i < count; i++) table.set(i * 99_991, i * 7919, 1_000 + i, 1)

  expect(table.size).toBeLessThan(10_000)
  expect(table.evicted).toBe(count - table.size)
  expect(table.has((count - 1) * 99_991, (count - 1) * 7919, 1)).toBe(true)
  expect(table.has(0, 0, 1)).toBe(false)
})

test('expired marks make room without being counted', () => {
  const table = markTable(4_000)
  for (let i = 0; i < 40_000; i++) table.set(i * 99_991, i * 7919, i + 1, i)
  expect(table.evicted).toBe(0)
})

test('a dump loads into an equal table, without what expired', () => {
  const table = markTable(1_000)
  table.set(1, 2, 50, 0)
  table.set(3, 4, 5, 0)
  const copy = markTable(1_000)
  for (const part of table.dump()) copy.load(part, 10)
  expect([copy.has(1, 2, 10), copy.has(3, 4, 4), copy.size]).toEqual([true, false, 1])
})

test('a table with the seeds of another one has the same marks in the same shards', () => {
  const table = markTable(100_000)
  for (let i = 0; i < 30_000; i++) table.set(i * 99_991, i * 7919, 50, 0)
  const sharesOf = (one: typeof table) => [...one.dump()].map((part) => part.toSorted().join())
  const shares = sharesOf(table)
  const copies = [markTable(100_000, table.seeds), markTable(100_000), markTable(10_000)]
  for (const copy of copies) for (const part of table.dump()) copy.load(part, 10)
  const [same, other, small] = copies
  expect(sharesOf(same!)).toEqual(shares)
  expect(sharesOf(other!)).not.toEqual(shares)
  expect([same!.size, other!.size]).toEqual([30_000, 30_000])
  expect(small!.size + small!.evicted).toBe(30_000)
})

test('keys that were chosen for their place are scattered, in each table otherwise', () => {
  const crowd = Array.from({ length: 1000 }, (_, at) => [
    0x14000000 + at * 64,
    (at * 2 ** 20) >>> 0,
  ])
  const order = () => {
    const table = markTable(100_000)
    for (const [high = 0, low = 0] of crowd) table.set(high, low, 50, 0)
    const parts = [...table.dump()]
    return { parts, text: parts.map(String).join() }
  }
  const { parts, text } = order()
  expect(parts.length).toBe(64)
  expect(Math.max(...parts.map((part) => part.length / 3))).toBeLessThan(50)
  expect(order().text).not.toBe(text)
})
