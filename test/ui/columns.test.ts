/** Columns of tables: the room they need, which give way, and words for the values of a report. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import type { ClickCost } from '../../src/core/click-cost.ts'
import { dimensions } from '../../src/core/reports/dimensions.ts'
import { DEVICE_TYPES } from '../../src/core/words/closed-lists.ts'
import { FLAGS, valueWord } from '../../src/core/words/values.ts'
import { namesIn, titleWith } from '../../ui/api/parameter-names.ts'
import { change, money, number } from '../../ui/format/numbers.ts'
import { wrappedWidth } from '../../ui/parts/column-room.ts'
import { fitting, grown } from '../../ui/parts/table-widths.ts'

test('parameters are told by the one name they have, those without by none', () => {
  const tokens = [
    { id: 'token_1', name: 'Зона' },
    { id: 'token_2', name: 'Token 2' },
    { id: 'token_3', name: 'sub_id_3' },
  ]
  const names = namesIn(tokens)
  expect(titleWith(names, 'token_1', 'sub_id_1')).toBe('Зона · sub_id_1')
  expect(titleWith(names, 'token_2', 'sub_id_2')).toBe('sub_id_2')
  expect(titleWith(names, 'token_3', 'sub_id_3')).toBe('sub_id_3')
})

describe('a heading', () => {
  test.each([
    ['one word on its own', [60], 3, 60],
    ['as wide as its longest word where lines are enough', [40, 60, 30], 3, 60],
    ['wider, and no wider than it must, where they are not', [40, 60, 30], 2, 95],
    ['on one line', [40, 60, 30], 1, 140],
    ['of nothing', [], 3, 0],
  ])('%s', (_, words, lines, width) => {
    expect(wrappedWidth(words, 5, lines)).toBe(width)
  })

  test('is never narrower than a word, nor wider than one line', () => {
    const words = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 4 }), (words, lines) => {
        const width = wrappedWidth(words, 4, lines)
        expect(width).toBeGreaterThanOrEqual(Math.max(...words))
        expect(width).toBeLessThanOrEqual(wrappedWidth(words, 4, 1))
      }),
    )
  })
})

describe('columns', () => {
  const columns = [
    { key: 'name', width: 100 },
    { key: 'id', width: 50, isSpare: true },
    { key: 'group', width: 50, isSpare: true },
    { key: 'profit', width: 100 },
  ]
  const widths = new Map(columns.map(({ key, width }) => [key, width]))
  const shown = (room: number) => fitting(columns, widths, room).map(({ key }) => key)

  test('give way from the last spare one on, and only for room', () => {
    expect(shown(300)).toEqual(['name', 'id', 'group', 'profit'])
    expect(shown(299)).toEqual(['name', 'id', 'profit'])
    expect(shown(249)).toEqual(['name', 'profit'])
    expect(shown(10)).toEqual(['name', 'profit'])
  })

  test('that would like more room get what is left, the first first, unless somebody chose their width', () => {
    const greedy = [
      { key: 'name', width: 100, best: 180 },
      { key: 'id', width: 50 },
      { key: 'url', width: 100, best: 300 },
    ]
    const own = new Map(greedy.map(({ key, width }) => [key, width]))
    const inRoom = (room: number, widths = own) => [...grown(greedy, widths, room).values()]
    expect(inRoom(200)).toEqual([100, 50, 100])
    expect(inRoom(300)).toEqual([150, 50, 100])
    expect(inRoom(400)).toEqual([180, 50, 170])
    expect(inRoom(1000)).toEqual([180, 50, 300])
    expect(inRoom(1000, new Map([...own, ['name', 60]]))).toEqual([60, 50, 300])
  })
})

test.each([
  [110, 100, '+10%'],
  [101, 100, '+1.0%'],
  [1099, 100, '+999%'],
  [1_000_000, 100, '>+999%'],
  [-1_000_000, 100, '<-999%'],
  [5, 0, '—'],
])('a change to %p from %p is told as %p', (now, before, text) => {
  expect(change(now, before)).toBe(text)
})

test('money bears the sign of its currency, or what a network sent in its place', () => {
  const shown = ['USD', '{CURRENCY}', '', 'E1', '\u202e'].map((currency) => money(5, currency))
  expect(shown).toEqual(['$5.00', '5.00 {CURRENCY}', '5.00 ', '5.00 E1', '5.00 ⟨U+202E⟩'])
})

test('what rounds to nothing has no sign', () => {
  expect([number(-0.001, 2), number(-0.01, 2), money(-0.004, 'USD')]).toEqual([
    '0.00',
    '-0.01',
    '$0.00',
  ])
})

describe('values', () => {
  test('of every flag are yes and no', () => {
    const flags = dimensions.filter(({ kind }) => kind === 'flag').map(({ key }) => key)
    expect(FLAGS.toSorted()).toEqual(flags.toSorted() as (typeof FLAGS)[number][])
    expect(FLAGS.map((flag) => valueWord('en', flag, 'true'))).toEqual(FLAGS.map(() => 'yes'))
  })

  test('of a device have a word each', () => {
    const missing = [...DEVICE_TYPES].filter((type) => valueWord('en', 'deviceType', type) === null)
    expect(missing).toEqual([])
  })

  test('of where a cost comes from have a word each', () => {
    const origins: Record<ClickCost['origin'] | 'manual', true> = {
      macro: true,
      rule: true,
      none: true,
      no_rate: true,
      manual: true,
    }
    const all = Object.keys(origins)
    expect(all.filter((origin) => valueWord('ru', 'costOrigin', origin) === null)).toEqual([])
  })

  test.each([
    ['de', 'German'],
    ['zh-Hant', 'Traditional Chinese'],
    ['sr-Latn-RS', 'Serbian (Latin, Serbia)'],
    ['es-419', 'Latin American Spanish'],
  ])('of languages are named: %s', (code, name) => {
    expect(valueWord('en', 'languageCode', code)).toBe(name)
  })

  test('that visitors bring are left as they are', () => {
    expect(valueWord('en', 'token_1', 'true')).toBe(null)
    expect(valueWord('en', 'languageCode', '../../x')).toBe(null)
    expect(valueWord('en', 'dayOfWeek', '8')).toBe(null)
    expect(valueWord('en', 'deviceType', 'toString')).toBe(null)
  })
})
