import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { textSet, textSetMaker } from '../../src/lib/text-set.ts'

const madeOf = (texts: Iterable<string>) => {
  const maker = textSetMaker()
  for (const text of texts) maker.add(text)
  return maker.finish()
}

test('it answers as a plain set would', () => {
  const some = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 60 })
  fc.assert(
    fc.property(some, some, (texts, others) => {
      const set = textSet(madeOf(texts))
      const plain = new Set(texts)
      expect(set.size).toBe(plain.size)
      for (const text of [...texts, ...others]) expect(set.has(text)).toBe(plain.has(text))
    }),
  )
})

test('a hundred thousand texts are told from as many strangers', () => {
  const names = (from: number) => Array.from({ length: 100_000 }, (_, at) => `${from + at}.test`)
  const set = textSet(madeOf(names(0)))
  expect(names(0).filter((name) => !set.has(name))).toEqual([])
  expect(names(100_000).filter((name) => set.has(name))).toEqual([])
  expect(set.size).toBe(100_000)
})

test('each is as large as 8 bytes, and none holds anything', () => {
  expect(madeOf(['a.test', 'b.test', 'a.test']).keys.byteLength).toBe(16)
  expect(textSet(madeOf([])).has('')).toBe(false)
})
