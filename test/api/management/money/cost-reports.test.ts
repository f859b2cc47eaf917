/** Files of costs as sources export them: their titles, dates, currencies. */
import { afterAll, beforeEach, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { toldCosts } from '../../../support/told-costs.ts'

const { asked, ledger } = toldCosts()
const management = openManagement({ costs: ledger })
afterAll(() => management.close())
beforeEach(() => {
  asked.length = 0
})
const { call } = management
await call('POST', '/traffic_source', { name: 's' })
await call('POST', '/campaign', { name: 'c', trafficSourceId: 1, key: 'go' })

const FACEBOOK = [
  'Reporting starts,Reporting ends,Ad name,Amount spent (RUB)',
  '2026-11-20,2026-11-20,a,"1,234.50"',
  '2026-11-20,2026-11-21,b,5',
  '2026-11-20,2026-11-22,,"1,239.50"',
  '2026-11-21,2026-11-21,c,$5',
].join('\n')
const FACEBOOK_COLUMNS = {
  date: 'Reporting starts',
  value: 'Ad name',
  cost: 'Amount spent (RUB)',
}

test('the currency that the title of costs names is theirs, days are not summed up, signs are looked at', async () => {
  const file = { campaigns: [1], field: 'source', csv: FACEBOOK, columns: FACEBOOK_COLUMNS }
  const { body } = await call('POST', '/costs/file', file)
  expect(body.results.map(({ error }: { error: string }) => error)).toEqual([
    'currency has no exchange rate, or the amount is too much to convert',
    'date: the line is of 2026-11-20 to 2026-11-21: let the source divide its report by days',
    'date: the line is of 2026-11-20 to 2026-11-22: let the source divide its report by days',
    'cost: "$5" bears another sign than that of RUB',
  ])
  const other = await call('POST', '/costs/file', { ...file, currency: 'USD' })
  expect(other.body.errors.fields).toEqual({ currency: ['is RUB by the title of the costs'] })
})

test('a report may have its name and period above its titles, and sums below its days', async () => {
  const csv = [
    'Campaign report',
    '"November 20, 2026 - November 21, 2026"',
    'Day,Ad,Currency code,Cost',
    '2026-11-20,a,USD,1.5',
    'Total: Account, --,USD,1.5',
  ].join('\n')
  const columns = { date: 'Day', value: 'Ad', cost: 'Cost', currency: 'Currency code' }
  const { body } = await call('POST', '/costs/file', {
    campaigns: [1],
    field: 'source',
    csv,
    columns,
  })
  expect(body.results.map(({ line }: { line: number }) => line)).toEqual([4, 5])
  expect(body.results[1].error).toBe('date: "Total: Account" is neither a day nor a time')
  expect(asked.map(({ order }) => order.micros)).toEqual([1_500_000])
})

const day = (of: number) => Date.UTC(2026, 10, of)
const line = (error: string) => ({ line: expect.any(Number), error })

test('dates that are said to have the day first, or the month, are booked so', async () => {
  const csv = 'date,cost\n03/04/2026,1\n04/03/2026 11:00,2'
  for (const dates of ['day_first', 'month_first'] as const)
    await call('POST', '/costs/file', { campaigns: [1], csv, dates })
  expect(asked.map(({ order }) => order.period.from)).toEqual([
    Date.UTC(2026, 3, 3),
    Date.UTC(2026, 2, 4, 11),
    Date.UTC(2026, 2, 4),
    Date.UTC(2026, 3, 3, 11),
  ])
})

test('days with named months, and amounts with the word of their currency, are booked', async () => {
  const rows = ['"Nov 20, 2026",12.50 USD', '21-Nov-26,US$ 2', '22 ноября 2026,"usd 1 000,5"']
  const csv = ['date,cost', ...rows].join('\n')
  await call('POST', '/costs/file', { campaigns: [1], csv })
  expect(asked.map(({ order }) => [order.period.from, order.original])).toEqual([
    [day(20), { micros: 12_500_000, currency: 'USD' }],
    [day(21), { micros: 2_000_000, currency: 'USD' }],
    [day(22), { micros: 1_000_500_000, currency: 'USD' }],
  ])
})

test('an amount in another currency than the line, or the call, says is refused', async () => {
  const csv = 'date,cost,currency\n2026-11-20,5 EUR,USD\n2026-11-21,5 USD,usd\n2026-11-22,5 руб.,'
  const first = await call('POST', '/costs/file', { campaigns: [1], csv })
  expect(first.body.results).toEqual([
    line('cost: "5 EUR" bears another sign than that of USD'),
    expect.objectContaining({ line: 3, clicks: 4 }),
    line('currency has no exchange rate, or the amount is too much to convert'),
  ])
  const bare = 'date,cost\n2026-11-20,5 EUR'
  const other = await call('POST', '/costs/file', { campaigns: [1], csv: bare, currency: 'USD' })
  expect(other.body.results[0].error).toContain('another sign')
})

test('an amount that may be a thousand is one if somebody says so', async () => {
  const csv = 'date,cost\n2026-11-20,"1,234"'
  await call('POST', '/costs/file', { campaigns: [1], csv, decimal: '.' })
  await call('POST', '/costs/file', { campaigns: [1], csv, decimal: ',' })
  expect(asked.map(({ order }) => order.micros)).toEqual([1_234_000_000, 1_234_000])
})

test('a title in dollars prices nothing in another currency, one in roubles is in roubles', async () => {
  const file = { campaigns: [1], columns: { date: 'Day', cost: 'Cost ($)' } }
  const csv = 'Day,Cost ($)\n2026-11-20,5'
  const inRoubles = await call('POST', '/costs/file', { ...file, csv, currency: 'RUB' })
  expect(inRoubles.body.results).toEqual([line('cost: "5" bears another sign than that of RUB')])
  expect((await call('POST', '/costs/file', { ...file, csv })).body.results[0].clicks).toBe(4)
  const columns = { date: 'Дата', cost: 'Расход, руб.' }
  const roubles = { campaigns: [1], columns, csv: 'Дата;Расход, руб.\n20.11.2026;5' }
  const { body } = await call('POST', '/costs/file', { ...roubles, currency: 'USD' })
  expect(body.errors.fields).toEqual({ currency: ['is RUB by the title of the costs'] })
})
