/** The click log as a list that grows at both ends: no click twice, none missing in between. */
import { describe, expect, test } from 'bun:test'

import { type ClickPages, withNewest, withOlder } from '../../ui/screens/clicks/click-pages.ts'

/** Newest first; a mark after the colon is what the row tells, e.g. `5:lead`. */
function page(words: string, to: string | null = null) {
  const rows = words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ id: word.split(':')[0] ?? '', flag: word.split(':')[1] ?? '' }))
  return { rows, pageInfo: { from: null, to, hasNextPage: to !== null, hasPrevPage: false } }
}

const shown = (pages: ClickPages) =>
  pages.rows.map(({ id, flag }) => (flag === '' ? id : `${id}:${flag}`)).join(' ')

const first = withNewest(null, 'all', page('5 4 3', 'after 3'))

describe('a page of newer clicks', () => {
  test('comes on top, and what fell off its end stays', () => {
    const both = withOlder(first, 'all', page('2 1', 'after 1'))
    const live = withNewest(both, 'all', page('7 6 5', 'after 5'))
    expect(shown(live)).toBe('7 6 5 4 3 2 1')
    expect(live.older).toBe('after 1')
  })

  test('tells a click anew that has become a lead', () => {
    expect(shown(withNewest(first, 'all', page('5:lead 4 3', 'after 3')))).toBe('5:lead 4 3')
  })

  test('stands alone when clicks between the two may be missing', () => {
    const live = withNewest(first, 'all', page('99 98', 'after 98'))
    expect(shown(live)).toBe('99 98')
    expect(live.older).toBe('after 98')
  })

  test('stands alone when it answers another question', () => {
    expect(shown(withNewest(first, 'leads', page('4')))).toBe('4')
  })
})

describe('a page of older clicks', () => {
  test('goes below, and ends when there are no more', () => {
    const all = withOlder(first, 'all', page('2 1'))
    expect(shown(all)).toBe('5 4 3 2 1')
    expect(all.older).toBeNull()
  })

  test('that answers another question is not taken', () => {
    expect(withOlder(first, 'leads', page('2'))).toBe(first)
  })
})
