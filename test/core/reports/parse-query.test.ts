import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { type Formula, parseFormula } from '../../../src/core/reports/formula.ts'
import { parseQuery } from '../../../src/core/reports/parse-query.ts'
import { aContext, aQuery } from '../../support/queries.ts'

const perLead = parseFormula('cost / leads') as Formula
const formulas = new Map([['u1', { name: 'Per lead', formula: perLead }]])

function problems(body: unknown): string[] {
  const query = parseQuery(body, aContext({ formulas }))
  return 'problems' in query ? query.problems.map(({ path, message }) => `${path}: ${message}`) : []
}

test('an empty query is the totals of today', () => {
  const query = parseQuery({}, aContext({ zone: 'Asia/Kathmandu' }))
  expect(query).toMatchObject({
    period: { from: Date.UTC(2026, 10, 4, 18, 15), to: Date.UTC(2026, 10, 5, 18, 15) },
    zone: 'Asia/Kathmandu',
    basis: 'click',
    bots: 'include',
    groupings: [],
    limit: 500,
    offset: 0,
    childLimit: 200,
    compare: null,
    sort: [{ key: 'clicks', dir: 'desc' }],
  })
})

test('dates without a preset are the period', () => {
  const period = { from: '2026-10-01', to: '2026-10-02' }
  const named = parseQuery({ period: { preset: 'custom_time', ...period } }, aContext({}))
  expect(named).toMatchObject({ period: { from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 9, 3) } })
  expect(parseQuery({ period }, aContext({}))).toEqual(named)
  expect(problems({ period: { from: '2026-02-30' } })).toHaveLength(1)
})

const refused: [body: unknown, problem: string][] = [
  [{ groupings: ['bananas'] }, '/groupings/0: unknown dimension'],
  [{ groupings: ['__proto__'] }, '/groupings/0: unknown dimension'],
  [{ groupings: ['token_31'] }, '/groupings/0: unknown dimension'],
  [{ groupings: ['token_1', 'sub_id_1'] }, '/groupings/1: given twice'],
  [{ measures: ['clicks', 'constructor'] }, '/measures/1: unknown measure'],
  [{ measures: ['custom:nope'] }, '/measures/0: unknown measure'],
  [{ sort: [{ field: 'geoCountry', dir: 'asc' }] }, '/sort/0: unknown column'],
  [{ filters: [{ field: 'bananas', op: 'eq', value: '1' }] }, '/filters/0: unknown field'],
  [
    { filters: [{ field: 'bot', op: 'contains', value: 'x' }] },
    '/filters/0: operator does not fit the field: it takes eq, ne, ',
  ],
  [
    { filters: [{ field: 'geoCountry', op: 'eq', value: ['DE', 'AT'] }] },
    '/filters/0: geoCountry, eq: needs one value, or null for what is not set',
  ],
  [
    { filters: [{ field: 'days', op: 'between', value: ['2026-01-01'] }] },
    '/filters/0: days, between: needs two values, the least and the greatest',
  ],
  ...(['contains', 'not_contains', 'starts', 'ends', 'mask'] as const).flatMap((op) =>
    [{}, { value: null }].map((given): [body: unknown, problem: string] => [
      { filters: [{ field: 'keyword', op, ...given }] },
      `/filters/0: keyword, ${op}: needs one text to look for`,
    ]),
  ),
  ...(['in', 'not_in'] as const).map((op): [body: unknown, problem: string] => [
    { filters: [{ field: 'geoCountry', op }] },
    `/filters/0: geoCountry, ${op}: needs a list of values`,
  ]),
  [{ filters: [{ field: 'bot', op: 'eq' }] }, '/filters/0: bot, eq: needs one value'],
  [
    { filters: [{ field: 'days', op: 'gte', value: null }] },
    '/filters/0: days, gte: needs one value to compare with',
  ],
  [
    { groupings: ['ip'], filters: [{ field: 'clicks', op: 'between', value: [null, 3] }] },
    '/filters/0: clicks, between: needs two values',
  ],
  [
    { groupings: ['ip'], filters: [{ field: 'clicks', op: 'in' }] },
    '/filters/0: clicks, in: needs a list of values',
  ],
  [
    { groupings: ['ip'], filters: [{ field: 'name', op: 'contains', value: null }] },
    '/filters/0: name, contains: needs one text to look for',
  ],
  [
    {
      filters: [
        {
          any: [
            { field: 'keyword', op: 'eq', value: null },
            { field: 'ip', op: 'starts', value: null },
          ],
        },
      ],
    },
    '/filters/0: ip, starts: needs one text to look for',
  ],
  [
    { filters: [{ field: 'ip', op: 'cidr' }] },
    '/filters/0: ip, cidr: needs a list of addresses or networks',
  ],
  [
    { filters: [{ field: 'ip', op: 'cidr', value: 'x/8' }] },
    '/filters/0: needs addresses or networks',
  ],
  [
    { filters: [{ field: 'clicks', op: 'gte', value: 1 }] },
    '/filters/0: chooses rows, and the report has no groupings',
  ],
  [
    { groupings: ['ip'], filters: [{ field: 'clicks', op: 'gte', value: 1, level: 2 }] },
    '/filters/0: no such level: the report has 1',
  ],
  [
    { groupings: ['ip'], filters: [{ field: 'clicks', op: 'gte', value: 'many' }] },
    '/filters/0: needs numbers',
  ],
  [
    {
      groupings: ['ip'],
      filters: [
        {
          any: [
            { field: 'clicks', op: 'gt', value: 1 },
            { field: 'bot', op: 'eq', value: true },
          ],
        },
      ],
    },
    '/filters/0: mixes filters on clicks and on rows',
  ],
  [{ period: { timezone: 'Mars/Base' } }, '/period/timezone: unknown time zone'],
  [{ period: { timezone: '+02:00' } }, '/period/timezone: unknown time zone'],
  [{ period: { preset: 'someday' } }, '/period/preset: unknown preset: take today'],
  [{ period: { preset: 'custom_time' } }, '/period/from: custom_time needs the date'],
  [
    { compare: { to: { from: '2026-02-30', to: '2026-03-01' } } },
    '/compare/to: a date must be like',
  ],
  [
    { groupings: ['campaign', 'ip'], parent: [{ dimension: 'ip', value: '1' }] },
    '/parent: must name the first groupings, not all of them',
  ],
  [
    { groupings: ['campaign'], parent: [{ dimension: 'campaign', value: '1' }] },
    '/parent: must name the first groupings, not all of them',
  ],
]

test('what is not set, and a list of nothing, are values', () => {
  const filters = [
    { field: 'keyword', op: 'eq', value: null },
    { field: 'keyword', op: 'in', value: null },
    { field: 'keyword', op: 'not_in', value: [null, 'x'] },
    { field: 'campaign', op: 'in', value: [] },
    { field: 'keyword', op: 'set' },
    { field: 'epc', op: 'ne', value: null },
  ]
  expect(problems({ groupings: ['ip'], filters })).toEqual([])
})

test.each(refused)('%j is refused', (body, problem) => {
  expect(problems(body).filter((text) => text.startsWith(problem))).toHaveLength(1)
})

const misshapen = [
  null,
  '',
  1,
  [],
  { groupings: 'ip' },
  { groupings: Array(6).fill('ip') },
  { limit: 0 },
  { limit: 10_001 },
  { limit: 1.5 },
  { offset: -1 },
  { bananas: 1 },
  { currency: 'usd' },
  { timeBasis: 'lunar' },
  { filters: [{ field: 'ip', op: 'regex', value: '.' }] },
  { filters: [{ any: [] }] },
  { filters: [{ field: 'ip', op: 'in', value: Array(1001).fill('1') }] },
  { sort: [{ field: 'clicks', dir: 'up' }] },
  { filters: [{ any: [{ any: [{ field: 'ip', op: 'set' }] }] }] },
]

test.each(misshapen.map((body) => [body]))('%j has not the shape of a query', (body) => {
  expect(problems(body).length).toBeGreaterThan(0)
})

test('any JSON is a query or has problems', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      const query = parseQuery(body, aContext())
      expect('problems' in query ? query.problems.length > 0 : query.limit > 0).toBe(true)
    }),
  )
})

test('custom columns come with their formula, also where only sorted by', () => {
  const query = aQuery(
    { measures: ['custom:u1'], sort: [{ field: 'custom:u1', dir: 'asc' }] },
    { formulas },
  )
  expect(query.columns).toEqual([{ key: 'custom:u1', formula: perLead, title: 'Per lead' }])
  expect(query.sort[0]!.column).toEqual(query.columns[0]!)
})

test('only names of dimensions in use travel with the query', () => {
  const names = new Map([['1', 'one']])
  const catalog = { names: () => names, groups: () => new Map([[1, 'g']]) }
  const { labels } = aQuery(
    { groupings: ['campaign', 'ip'], filters: [{ field: 'offersGroup', op: 'eq', value: 'g' }] },
    { catalog },
  )
  expect([...labels.names.keys()]).toEqual(['campaign'])
  expect(labels.groups.has('offersGroup')).toBe(true)
})
