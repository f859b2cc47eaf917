/** Rows of the report: those that are not there, what several add up to, what is copied of them. */
import { describe, expect, test } from 'bun:test'

import { childRows, copiedValues, shownRow, summed } from '../../ui/screens/report/rows.ts'
import { isPreset } from '../../ui/state/presets.ts'

const answered = (values: readonly (string | null)[][], totalRows: number) => ({
  rows: values.map((names) => ({
    level: names.length,
    path: names.map((value, at) => ({
      dimension: ['campaign', 'token_1'][at] ?? '',
      value,
      label: value,
    })),
    m: { clicks: 10 },
    hasChildren: false,
    isOther: false,
  })),
  totals: {},
  prevTotals: null,
  meta: { totalRows } as never,
})

const rowOf = (...names: (string | null)[]) => shownRow(answered([names], 1).rows[0]!)

describe('rows below another', () => {
  const parent = rowOf('5')

  test('are all there are, or say how many more there are', () => {
    const all = childRows(
      parent,
      answered(
        [
          ['5', 'a'],
          ['5', 'b'],
        ],
        2,
      ),
    )
    expect(all.map(({ value, more }) => [value, more])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
    const some = childRows(
      parent,
      answered(
        [
          ['5', 'a'],
          ['5', 'b'],
        ],
        1234,
      ),
    )
    expect(some.at(-1)).toMatchObject({ more: 1232, level: 2, value: null, isOther: true, m: {} })
    expect(some.at(-1)?.steps).toEqual(parent.steps)
    expect(new Set(some.map(({ key }) => key)).size).toBe(3)
  })

  test('are in the sum of the row above, if that is chosen too', () => {
    const rows = [parent, rowOf('5', 'a'), rowOf('6', 'a'), rowOf(null), rowOf(null, 'a')]
    expect(summed(rows, ['clicks']).get('clicks')).toBe(30)
    expect(summed([rowOf('5', 'a'), rowOf('5', 'b')], ['clicks']).get('clicks')).toBe(20)
  })
})

test('what is not set and what was not replaced is no id', () => {
  const rows = [rowOf('5', 'a'), rowOf('5', null), rowOf('5', '(macro not replaced)')]
  expect(copiedValues(rows)).toEqual(['a'])
})

test('a report may be of any number of days that the server knows', () => {
  const some = ['today', 'last_2_days', 'last_5_days', 'last_30_days', 'custom_time']
  expect(some.filter((preset) => !isPreset(preset))).toEqual([])
  expect(['last_1_days', 'last_31_days', 'last_05_days', ''].filter(isPreset)).toEqual([])
})
