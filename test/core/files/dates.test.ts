import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { readFileTime, type SlashOrder, slashOrder } from '../../../src/core/files/dates.ts'

const read = (text: string, slashes: SlashOrder = 'none') => {
  const time = readFileTime(text, slashes)
  return time && [time.year, time.month, time.day, time.hour]
}

test.each([
  ['2026-11-22', null],
  ['22.11.2026', null],
  ['2026-11-22 14', 14],
  ['2026-11-22T14:00', 14],
  ['2026-11-22 14:05:59', 14],
  ['22.11.2026 14:05', 14],
  ['22.11.2026, 9:05', 9],
  ['22.11.2026 00:00:00', 0],
  ['22.11.26', null],
  ['22.11.26 14:05', 14],
  ['2026-11-22 2:05 PM', 14],
  ['22.11.2026, 2:05:00 p.m.', 14],
  ['2026-11-22 12:00 AM', 0],
  ['2026-11-22 12:59pm', 12],
  ['2026-11-22 11\u202fAM', 11],
  ['2026/11/22', null],
  ['2026-11-22 14:05:59.123', 14],
  ['Nov 22, 2026', null],
  ['November 22nd, 2026 2:05 PM', 14],
  ['22-Nov-26', null],
  ['22-NOV-2026 14:05', 14],
  ['22 Nov 2026, 14:05', 14],
  ['Sun, 22 Nov 2026 14:05:59', 14],
  ['Sunday, November 22, 2026', null],
  ['22 ноября 2026 г.', null],
  ['22 ноя 2026 г., 14:05', 14],
  ['22 листопада 2026', null],
])('%s is the 22nd of November, hour %p', (text, hour) => {
  expect(read(text)).toEqual([2026, 11, 22, hour])
  expect(read(text, 'month_first')).toEqual([2026, 11, 22, hour])
})

test('what stands between points is the day, then the month', () => {
  expect(read('3.4.2026', 'month_first')).toEqual([2026, 4, 3, null])
})

test.each([
  '',
  'soon',
  '22.11.026',
  '11.22.26',
  '2026.11.22',
  '22.11.2026 24:00',
  '22.11.2026 14:60',
  '22.11.2026 14:05 PM',
  '22.11.2026 0:05 AM',
  '22.11.2026 PM',
  '22.11.2026 2:05 XM',
  '11.22.2026',
  '29.02.2026',
  '2026-02-30 02',
  '2026-13-01',
  '2026-11-00',
  '0000-00-00 00',
  '01.01.1969',
  ' 22.11.2026',
  '22/11-2026',
  '22-11/26',
  '2026-11-22 14:00Z',
  '22 Foo 2026',
  'Nov 31, 2026',
  'No 22 2026',
  'Nov 22 10:05',
  '22 Nov',
])('%p is neither a day nor a time', (text) => {
  expect(read(text, 'day_first')).toBeNull()
})

describe('dates with slashes', () => {
  test.each<[string, string[], SlashOrder | string[]]>([
    ['none', ['2026-11-22', '22.11.2026', ''], 'none'],
    ['a day beyond 12 in the first place', ['1/2/2026', '13/2/2026', 'x'], 'day_first'],
    ['one in the second place', ['1/2/2026 10:00', '1/13/2026'], 'month_first'],
    ['none beyond 12', ['x', '1/2/2026', '12/12/2026'], ['open', '1/2/2026']],
    ['both', ['1/2/2026', '1/13/2026', '14/1/2026'], ['contrary', '14/1/2026', '1/13/2026']],
    ['both in one', ['13/13/2026'], ['contrary', '13/13/2026', '13/13/2026']],
    ['a short year, the month before a day beyond 12', ['11/5/26', '11/22/26'], 'month_first'],
    ['a short year beside long ones', ['22/11/26', '3/11/2026'], 'day_first'],
    ['a short year that may be first', ['22/11/26'], ['open_year', '22/11/26']],
    ['a short year that can only be first', ['26-11-05', '32-01-01'], 'year_first'],
    ['a short year and no day beyond 12', ['11-05-10'], ['open_year', '11-05-10']],
    ['one digit in the last place is no year', ['1/2/6', '2026-11-22'], 'none'],
    ['a day that is its month as well', ['6/6/2026', '12/12/2026'], 'day_first'],
    ['short years, both', ['11/22/26', '22/11/26'], ['contrary', '22/11/26', '11/22/26']],
  ])('the whole file decides: %s', (_, texts, wanted) => {
    const found = slashOrder(texts)
    expect(typeof found === 'string' ? found : [found.undecided, ...found.examples]).toEqual(wanted)
  })

  test('are read as decided, and not at all where nothing is', () => {
    expect(read('3/4/2026 17:00', 'day_first')).toEqual([2026, 4, 3, 17])
    expect(read('3/4/2026', 'month_first')).toEqual([2026, 3, 4, null])
    expect(read('3/4/2026')).toBeNull()
    expect(read('3/4/26 2:00 AM', 'month_first')).toEqual([2026, 3, 4, 2])
    expect(read('26-11-22', 'year_first')).toEqual([2026, 11, 22, null])
    expect(read('13/4/2026', 'month_first')).toBeNull()
  })
})

test('whichever way a file writes its days, they are the same or it is refused', () => {
  const days = fc.array(
    fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(days, fc.nat(2), fc.boolean(), (dates, way, isShort) => {
      const parts = dates.map((date) => date.toISOString().slice(0, 10).split('-'))
      const texts = parts.map(([whole = '', month, day]) => {
        const year = isShort ? whole.slice(2) : whole
        if (way === 0) return `${day}/${month}/${year}`
        return way === 1 ? `${month}/${day}/${year}` : `${year}-${month}-${day}`
      })
      const order = slashOrder(texts)
      if (typeof order === 'object') return order.undecided !== 'contrary'
      const said = texts.map((text) => read(text, order)?.slice(0, 3))
      expect(said).toEqual(parts.map((each) => each.map(Number)))
      return true
    }),
  )
})
