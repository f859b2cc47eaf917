/** Files of costs as Facebook and Google Ads export them. */
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
