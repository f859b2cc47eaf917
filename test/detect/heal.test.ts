import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { healQuery } from '../../src/detect/heal.ts'

const known = new Set(['keyword', 'sub_id_1', 'zone'])
const isKnown = (name: string) => known.has(name)

const queries: [raw: string, healed: string][] = [
  ['keyword=a&zone=1', 'keyword=a&zone=1'],
  ['?keyword=a', 'keyword=a'],
  ['??keyword=a', 'keyword=a'],
  ['keyword=a?zone=1', 'keyword=a&zone=1'],
  ['keyword=a?zone=1?sub_id_1=x', 'keyword=a&zone=1&sub_id_1=x'],
  ['keyword=what?&zone=1', 'keyword=what?&zone=1'],
  ['keyword=a?other=1', 'keyword=a?other=1'],
  ['keyword=https://x.test/?zone=1', 'keyword=https://x.test/?zone=1'],
  ['u=https://x.test/&keyword=a?zone=1', 'u=https://x.test/&keyword=a&zone=1'],
  ['keyword=a&amp;zone=1', 'keyword=a&zone=1'],
  ['keyword=a&amp;zone', 'keyword=a&zone'],
  ['keyword=a&amp;other=1', 'keyword=a&amp;other=1'],
  ['keyword=a;zone=1', 'keyword=a;zone=1'],
  ['', ''],
]

test.each(queries)('%p becomes %p', (raw, query) => {
  expect(healQuery(raw, isKnown)).toEqual({ query, healed: raw !== query })
})

test.each([
  ['zone=1?key=K7', 'zone=1&key=K7'],
  ['zone=1?key=K7&keyword=a', 'zone=1&key=K7&keyword=a'],
  ['zone=1?key=K7?keyword=a', 'zone=1&key=K7&keyword=a'],
  ['zone=/x?key=K77', 'zone=/x?key=K77'],
  ['zone=/x?key=', 'zone=/x?key='],
  ['zone=https://x.test/?key=K7', 'zone=https://x.test/?key=K7'],
])('of a link whose key is K7, %p becomes %p', (raw, query) => {
  expect(healQuery(raw, isKnown, 'K7').query).toBe(query)
  expect(healQuery(raw.replace('?key', '?other'), isKnown, 'K7').query).not.toContain('&other')
})

test('a query of nothing but marks costs no time to speak of', () => {
  const { query } = healQuery(`a${'?'.repeat(100_000)}zone=1`, isKnown)
  expect(query).toHaveLength(100_007)
})

test('healing changes separators and nothing else', () => {
  const parts = fc.constantFrom('?', '&', '&amp;', '=', '://', 'zone', 'keyword', 'x')
  const bare = (text: string) => text.replaceAll('&amp;', '&').replaceAll(/[?&]/g, '')
  fc.assert(
    fc.property(fc.array(parts), (pieces) => {
      const raw = pieces.join('')
      expect(bare(healQuery(raw, isKnown).query)).toBe(bare(raw))
    }),
  )
})
