import { expect, test } from 'bun:test'

import { textOrder } from '../../src/lib/text-order.ts'

async function sortedIn(language: string, texts: readonly string[]): Promise<readonly string[]> {
  const ranks = await textOrder(language).ranksOf(texts)
  return texts.toSorted((a, b) => ranks[texts.indexOf(a)]! - ranks[texts.indexOf(b)]!)
}

test('texts come in the order of the language, numbers in them as numbers', async () => {
  const texts = ['b 10', 'Öl', 'b 9', 'a', 'яблоко', 'Ёлка', 'ель', 'Zoo']
  expect(await sortedIn('en', texts)).toEqual([
    'a',
    'b 9',
    'b 10',
    'Öl',
    'Zoo',
    'Ёлка',
    'ель',
    'яблоко',
  ])
  expect((await sortedIn('ru', texts)).slice(0, 3)).toEqual(['Ёлка', 'ель', 'яблоко'])
})

test('texts that differ in case alone have the same rank, and none has no rank', async () => {
  const ranks = await textOrder('en').ranksOf(['Push', null, 'push', 'Zone'])
  expect([...ranks]).toEqual([0, Number.NaN, 0, 1])
})

/** As a list would be sorted without anything that is kept. */
function plainly(texts: readonly string[]): readonly number[] {
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  const sorted = [...new Set(texts)].toSorted(compare)
  const firsts = sorted.filter((text, at) => at === 0 || compare(sorted[at - 1]!, text) !== 0)
  return texts.map((text) => firsts.findIndex((first) => compare(first, text) === 0))
}

/** The places that ranks give, whatever stands between them. */
function places(ranks: Float64Array): readonly number[] {
  const all = [...new Set(ranks)].toSorted((a, b) => a - b)
  return Array.from(ranks, (rank) => all.indexOf(rank))
}

test('what is kept is as what is sorted anew: few new texts, many, and others altogether', async () => {
  const order = textOrder('en')
  const names = (count: number, word: string) =>
    Array.from({ length: count }, (_none, n) => `${word} ${(n * 7919) % count}`)
  const first = names(1200, 'Campaign')
  for (const texts of [
    first,
    [...first.slice(5), 'aaa', 'Campaign 3b', 'zzz', 'ZZZ'],
    [...first, ...names(700, 'push')],
    names(40, 'Other'),
    [],
  ]) {
    expect(places(await order.ranksOf(texts))).toEqual([...plainly(texts)])
  }
})

test('lists that are asked for at the same time are both right', async () => {
  const order = textOrder('en')
  const [one, two] = [
    Array.from({ length: 3000 }, (_none, n) => `x ${3000 - n}`),
    Array.from({ length: 3000 }, (_none, n) => `y ${(n * 7) % 3000}`),
  ]
  const [left, right] = await Promise.all([order.ranksOf(one), order.ranksOf(two)])
  expect(places(left)).toEqual(one.map((_text, n) => 2999 - n))
  expect(places(right)).toEqual(two.map((_text, n) => (n * 7) % 3000))
})
