/** Filters made of rows that were chosen, at every level. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  cardOf,
  onlyThese,
  type RowFilters,
  type ShownRow,
  shownRow,
  withoutThese,
} from '../../ui/screens/report/rows.ts'
import type { PlainFilter } from '../../ui/screens/report/state.ts'

describe('a filter made of rows', () => {
  const NAMES = ['geoCountry', 'browserName', 'osName']
  const row = (...values: (string | null)[]) => {
    const path = values.map((value, at) => ({ dimension: NAMES[at]!, value, label: String(value) }))
    return shownRow({ level: path.length, path, m: {}, hasChildren: true, isOther: false })
  }
  /** Which of some clicks pass, by what the server does with filters. */
  const passing = (filters: RowFilters) => {
    if (typeof filters === 'string') throw new Error(filters)
    const passes = (click: readonly (string | null)[], { field, op, value }: PlainFilter) => {
      const own = click[NAMES.indexOf(field)] ?? null
      const isIn = (Array.isArray(value) ? value : [value]).includes(own)
      return isIn === (op === 'in' || op === 'eq')
    }
    return CLICKS.filter((click) =>
      filters.every((one) => ('any' in one ? one.any : [one]).some((leaf) => passes(click, leaf))),
    )
  }
  const VALUES = [
    ['US', 'DE', null],
    ['Chrome', 'Firefox'],
    ['Windows', null],
  ] as const
  const CLICKS = VALUES[0].flatMap((a) => VALUES[1].flatMap((b) => VALUES[2].map((c) => [a, b, c])))
  const below = (rows: readonly ShownRow[]) =>
    CLICKS.filter((click) =>
      rows.some(({ steps }) => steps.every(({ value }, at) => value === click[at])),
    )

  test('has the conditions of the rows above', () => {
    expect(onlyThese([row('US', 'Chrome')])).toEqual([
      { field: 'geoCountry', op: 'eq', value: 'US' },
      { field: 'browserName', op: 'eq', value: 'Chrome' },
    ])
    expect(withoutThese([row('US', 'Chrome'), row('US', 'Firefox')])).toEqual([
      {
        any: [
          { field: 'geoCountry', op: 'ne', value: 'US' },
          { field: 'browserName', op: 'not_in', value: ['Chrome', 'Firefox'] },
        ],
      },
    ])
    expect(withoutThese([row('US'), row(null)])).toEqual([
      { field: 'geoCountry', op: 'not_in', value: ['US', null] },
    ])
  })

  test('is refused where it would find other rows, too', () => {
    const apart = [row('US', 'Chrome'), row('DE', 'Firefox')]
    expect(onlyThese(apart)).toBe('report.rowsApart')
    expect(onlyThese([row('US'), row('DE', 'Chrome')])).toBe('report.rowsApart')
    expect(onlyThese([row('DE', 'Chrome'), row('US')])).toBe('report.rowsApart')
    const folded = [{ ...row('US', null), isOther: true }]
    expect([onlyThese(folded), withoutThese(folded)]).toEqual(Array(2).fill('report.rowsFolded'))
  })

  test('finds these rows and no others, or all others and none of these', () => {
    const rows = fc
      .tuple(fc.constantFrom(...CLICKS), fc.integer({ min: 1, max: 3 }))
      .map(([click, level]) => row(...click.slice(0, level)))
    const some = fc.uniqueArray(rows, { minLength: 1, maxLength: 6, selector: ({ key }) => key })
    fc.assert(
      fc.property(some, (chosen) => {
        const wanted = below(chosen)
        const only = onlyThese(chosen)
        if (only !== 'report.rowsApart') expect(passing(only)).toEqual(wanted)
        expect(passing(withoutThese(chosen))).toEqual(
          CLICKS.filter((click) => !wanted.includes(click)),
        )
      }),
    )
    expect(onlyThese(['US', 'DE'].flatMap((a) => [row(a, 'Chrome'), row(a, 'Firefox')]))).toEqual([
      { field: 'geoCountry', op: 'in', value: ['US', 'DE'] },
      { field: 'browserName', op: 'in', value: ['Chrome', 'Firefox'] },
    ])
  })
})

describe('the object of a row', () => {
  const row = (dimension: string, value: string | null, isOther = false) =>
    shownRow({
      level: 1,
      path: [{ dimension, value, label: null }],
      m: {},
      hasChildren: false,
      isOther,
    })

  test('has a screen, which a campaign opens with its flows', () => {
    expect(cardOf(row('campaign', '7'))).toBe('/campaigns/7/flows')
    expect(cardOf(row('offer', '12'))).toBe('/offers/12')
    expect(cardOf(row('trafficSource', '3'))).toBe('/sources/3')
  })

  test('is none for what is no object, or not one', () => {
    expect(cardOf(row('geoCountry', '7'))).toBe(null)
    expect(cardOf(row('campaign', null))).toBe(null)
    expect(cardOf(row('campaign', '0'))).toBe(null)
    expect(cardOf(row('offer', '../users'))).toBe(null)
    expect(cardOf(row('campaign', '7', true))).toBe(null)
  })
})
