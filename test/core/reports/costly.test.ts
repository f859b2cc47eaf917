import { expect, test } from 'bun:test'

import { whatCosts } from '../../../src/core/reports/costly.ts'
import { aQuery } from '../../support/queries.ts'

test.each([
  ['the grouping by ip, token_1', { groupings: ['campaign', 'ip', 'sub_id_1'] }],
  [
    'the filter on userAgent',
    { groupings: ['days'], filters: [{ field: 'userAgent', op: 'contains', value: 'x' }] },
  ],
  ['that it has 3 levels', { groupings: ['campaign', 'days', 'geoCountry'] }],
  ['the period of 7 days', { groupings: ['days'], period: { preset: 'last_7_days' } }],
  ['the period of all time', { groupings: ['days', 'bot'] }],
])('of a query %s is what costs most', (part, body) => {
  expect(whatCosts(aQuery(body))).toBe(`What costs most is ${part}`)
})
