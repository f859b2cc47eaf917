import { expect, test } from 'bun:test'

import { type Formula, parseFormula } from '../../../src/core/reports/formula.ts'
import { revenueIn, tellsRevenue, withoutRevenue } from '../../../src/core/reports/revenue.ts'
import { aQuery } from '../../support/queries.ts'

test.each(['revenue', 'profit', 'roi', 'roi_confirmed', 'epc', 'epv', 'ecpm', 'avg_payout'])(
  '%s tells what a campaign earned',
  (key) => {
    expect(tellsRevenue(key)).toBe(true)
  },
)

test.each(['clicks', 'leads', 'cr', 'cost', 'cpc', 'cpa', 'approve', 'event_1'])(
  '%s tells nothing of it',
  (key) => {
    expect(tellsRevenue(key)).toBe(false)
  },
)

test('what is left of a list keeps its order', () => {
  expect(withoutRevenue(['roi', 'clicks', 'profit', 'cost'])).toEqual(['clicks', 'cost'])
})

const column = (text: string) => ({ key: 'custom:x', formula: parseFormula(text) as Formula })
const clicks = { key: 'clicks', formula: null }

test.each([
  ['a formula, however deep', { columns: [column('if(clicks > 1, max(1, -profit), 0)')] }],
  ['a sort', { sort: [{ key: 'roi', dir: 'asc', column: { key: 'roi', formula: null } }] }],
  ['a filter', { having: [{ level: 1, any: [{ field: 'epc', op: 'gt', values: [1] }] }] }],
] as const)('%s is found', (_name, part) => {
  expect(
    revenueIn({ ...aQuery({}), columns: [clicks], sort: [], having: [], ...part }),
  ).not.toBeNull()
})

test('a query of costs and counts passes', () => {
  const columns = [clicks, column('cost / max(leads, 1)')]
  expect(revenueIn({ ...aQuery({}), columns, sort: [], having: [] })).toBeNull()
})
