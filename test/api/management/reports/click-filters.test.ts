/** Filters of the click log take what its rows show. */
import { expect, test } from 'bun:test'

import { clickFilters } from '../../../../src/api/management/reports/click-filters.ts'
import type { Catalog } from '../../../../src/core/reports/parse-query.ts'
import { CLICK_COLUMNS } from '../../../../src/report/logs/click-columns.ts'

const NAMES: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  campaign: new Map([
    ['1', 'Shoes DE'],
    ['2', 'Shoes AT'],
    ['3', 'Hats'],
  ]),
  offer: new Map([['7', 'Hats']]),
  source: new Map([['4', 'Push']]),
  flow: new Map([
    ['9', 'Germans'],
    ['10', 'Default'],
  ]),
}
const catalog: Catalog = { names: (noun) => NAMES[noun] ?? null, groups: () => null }
const known = { catalog, campaignKeys: () => new Map([['kd', '1']]), hidesMoney: false }
const filtered = (...filters: object[]) => clickFilters(JSON.stringify(filters), known)

const CASES: readonly [column: string, operator: string, value: unknown, test: object][] = [
  ['campaign', 'eq', 'shoes de', { field: 'campaign', op: 'in', values: ['1'] }],
  ['campaign', 'eq', '3', { field: 'campaign', op: 'in', values: ['3'] }],
  ['campaign', 'contains', 'shoes', { field: 'campaign', op: 'in', values: ['1', '2'] }],
  ['campaign', 'not_contains', 'hat', { field: 'campaign', op: 'not_in', values: ['3'] }],
  ['campaign', 'starts', 'boots', { field: 'campaign', op: 'in', values: ['-'] }],
  ['campaign_id', 'in', [1, 2], { field: 'campaign', op: 'in', values: ['1', '2'] }],
  ['campaign-key', 'eq', 'kd', { field: 'campaign', op: 'eq', values: ['1'] }],
  ['campaign_key', 'ne', 'none', { field: 'campaign', op: 'ne', values: ['-'] }],
  ['offer', 'ne', 'Hats', { field: 'offer', op: 'not_in', values: ['7'] }],
  ['offer', 'not_set', undefined, { field: 'offer', op: 'not_set', values: [] }],
  ['traffic_source', 'eq', 'Push', { field: 'trafficSource', values: ['4'] }],
  ['rule', 'eq', 'Default', { field: 'rule', values: ['Default'] }],
  ['rule', 'contains', 'german', { field: 'rule', op: 'in', values: ['9'] }],
  ['rule_id', 'eq', '9', { field: 'flow', values: ['9'] }],
  ['is_bot', 'eq', '1', { field: 'bot', values: ['true'] }],
  ['is_datacenter', 'eq', 0, { field: 'datacenter', values: ['false'] }],
  ['country', 'in', ['Germany', 'at'], { field: 'geoCountry', values: ['DE', 'AT'] }],
  ['continent', 'eq', 'Europe', { field: 'geoContinent', values: ['EU'] }],
  ['conversion', 'eq', '1', { field: 'conversionClass', op: 'in' }],
  ['conversion', 'ne', 1, { field: 'conversionClass', op: 'not_in' }],
  ['conversion', 'eq', false, { field: 'conversionClass', op: 'not_in' }],
  ['conversion_status_one', 'eq', 'sale', { field: 'conversionStatusOne', values: ['sale'] }],
  ['cost', 'gte', '0.5', { field: 'clickCost', op: 'gte', values: ['0.5'] }],
  ['payout', 'gt', 0, { field: 'payout', op: 'gt', values: ['0'] }],
  ['is_campaign_unique', 'eq', '1', { field: 'campaignUnique', values: ['true'] }],
  ['is_tracker_unique', 'ne', 1, { field: 'trackerUnique', op: 'ne', values: ['true'] }],
  ['is_offer_clicked', 'eq', '1', { field: 'offerReached', values: ['true'] }],
  ['is_offer_clicked', 'eq', '0', { field: 'offerReached', values: [null] }],
  ['ip_v4', 'cidr', ['10.0.0.0/8'], { field: 'ip', op: 'cidr' }],
  ['token_3', 'contains', 'a', { field: 'token_3', op: 'contains', values: ['a'] }],
  ['region', 'eq', 'California', { field: 'geoState', values: ['California'] }],
  ['geoRegion', 'eq', 'CA', { field: 'geoRegion', values: ['CA'] }],
  ['geoCity', 'eq', 'Wien', { field: 'geoCity', values: ['Wien'] }],
]

test.each(CASES)('%s %s %p', (column, operator, value, wanted) => {
  expect(filtered({ column, operator, value })).toMatchObject([{ any: [wanted] }])
})

test.each([
  [{ column: 'moon', operator: 'eq', value: '1' }, 'moon: unknown field'],
  [{ column: 'constructor', operator: 'eq', value: '1' }, 'constructor: unknown field'],
  [{ column: 'is_bot', operator: 'contains', value: '1' }, 'is_bot: operator does not fit'],
  [{ column: 'is_bot', operator: 'eq', value: 'often' }, 'is_bot: bot, eq: needs true or false'],
  [{ column: 'clicked_date', operator: 'gt', value: '21.11.2026' }, 'needs a date like 2026'],
  [{ column: 'cost', operator: 'gt', value: 'much' }, 'needs numbers'],
  [{ column: 'id', operator: 'eq', value: '0' }, 'id: is not filtered by: one click is at'],
  [{ column: 'url', operator: 'contains', value: 'a' }, 'url: is not filtered by: choose'],
  [{ column: 'click_time', operator: 'gt', value: '2026-01-01' }, 'with dateFrom and dateTo'],
  [{ column: 'conversed_at', operator: 'set' }, 'list of conversions'],
  [{ column: 'country' }, 'must be a JSON list'],
])('%j is refused by its name', (filter, problem) => {
  expect(filtered(filter)).toMatchObject({ fields: { filter: [expect.stringContaining(problem)] } })
})

test('every column of the log can be filtered by, or says what to do instead', () => {
  const left = CLICK_COLUMNS.filter(({ name }) => {
    const value = name === 'clicked_date' ? '2026-11-21' : '1'
    const found = filtered({ column: name, operator: 'eq', value })
    return 'refused' in found && !JSON.stringify(found).includes('is not filtered by: ')
  })
  expect(left.map(({ name }) => name)).toEqual([])
})

test('nobody learns by a filter what is kept from him', () => {
  const filter = JSON.stringify([{ column: 'payout', operator: 'gt', value: 1 }])
  expect(clickFilters(filter, { ...known, hidesMoney: true })).toMatchObject({
    fields: { filter: ['payout: unknown field'] },
  })
})
