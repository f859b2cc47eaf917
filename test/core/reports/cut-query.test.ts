import { expect, test } from 'bun:test'

import {
  cutQuery,
  type Reader,
  type SavedQuery,
  wholeBelow,
} from '../../../src/core/reports/cut-query.ts'
import { type Formula, parseFormula } from '../../../src/core/reports/formula.ts'
import { stepFilter } from '../../../ui/screens/report/state.ts'

const formula = (text: string) => parseFormula(text) as Formula
const formulas = new Map([
  ['cheap', { name: 'Cheap', formula: formula('cost / leads') }],
  ['worth', { name: 'Worth', formula: formula('revenue / leads') }],
])
const everything: Reader = { hidesMoney: false, formulas, campaigns: null }
const poor: Reader = { ...everything, hidesMoney: true }
const limited: Reader = { ...everything, campaigns: new Set(['2']) }
const campaign = (op: 'in' | 'eq' | 'ne' | 'not_in', value: string | string[]) => ({
  field: 'campaign',
  op,
  value,
})

const CASES: readonly [string, Reader, SavedQuery, SavedQuery][] = [
  ['money', poor, { measures: ['clicks', 'epc'] }, { measures: ['clicks'] }],
  ['money, when nothing else is left', poor, { measures: ['epc'] }, { measures: ['clicks'] }],
  [
    'a formula over money',
    poor,
    { measures: ['custom:cheap', 'custom:worth'] },
    { measures: ['custom:cheap'] },
  ],
  [
    'a formula that is gone',
    everything,
    { measures: ['clicks', 'custom:x'] },
    { measures: ['clicks'] },
  ],
  ['sorting by money', poor, { sort: [{ field: 'roi', dir: 'asc' }] }, {}],
  ['a filter by money', poor, { filters: [{ field: 'epc', op: 'gt', value: 1 }] }, { filters: [] }],
  [
    'one way of a choice',
    poor,
    {
      filters: [
        {
          any: [
            { field: 'epc', op: 'gt', value: 1 },
            { field: 'clicks', op: 'gt', value: 1 },
          ],
        },
      ],
    },
    { filters: [{ any: [{ field: 'clicks', op: 'gt', value: 1 }] }] },
  ],
  [
    'foreign campaigns',
    limited,
    { filters: [campaign('in', ['1', '2'])] },
    { filters: [campaign('in', ['2'])] },
  ],
  [
    'a foreign campaign',
    limited,
    { filters: [campaign('eq', '1')] },
    { filters: [campaign('in', [])] },
  ],
  [
    'all but a foreign campaign',
    limited,
    { filters: [campaign('ne', '1')] },
    { filters: [campaign('not_in', [])] },
  ],
  [
    'a row below a foreign campaign',
    limited,
    {
      groupings: ['geoCountry', 'campaign', 'offer'],
      parent: [
        { dimension: 'geoCountry', value: 'DE' },
        { dimension: 'campaign', value: '1' },
      ],
    },
    { groupings: ['geoCountry', 'campaign', 'offer'], filters: [campaign('in', [])] },
  ],
]

test.each(CASES)('%s is cut out', (_what, reader, query, expected) => {
  expect(cutQuery(query, reader)).toEqual(expected)
})

test('what a reader may have stays the same object', () => {
  const query: SavedQuery = {
    measures: ['epc', 'custom:worth'],
    filters: [campaign('in', ['1', '2'])],
    sort: [{ field: 'epc', dir: 'asc' }],
  }
  expect(cutQuery(query, everything)).toBe(query)
  const own: SavedQuery = { filters: [campaign('eq', '2')] }
  expect(cutQuery(own, limited)).toBe(own)
  for (const value of ['2', null]) {
    const below: SavedQuery = { parent: [{ dimension: 'campaign', value }] }
    expect(cutQuery(below, limited)).toBe(below)
  }
})

test('the report below a row is what its values choose', () => {
  const filters = [campaign('in', ['1', '2'])]
  expect(wholeBelow({ filters })).toEqual({ filters })
  const parent = [
    { dimension: 'geoCountry', value: 'DE' },
    { dimension: 'token_1', value: null },
    { dimension: 'token_2', value: '(macro not replaced)' },
  ]
  expect(wholeBelow({ filters, parent })).toEqual({
    filters: [...filters, ...parent.map(stepFilter)],
  })
})
