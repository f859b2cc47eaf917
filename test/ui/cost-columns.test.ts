/** Files of costs: what their columns are taken for, and how what was booked is told. */
import { expect, test } from 'bun:test'

import { batchPeriod } from '../../ui/screens/money/batch-period.ts'
import { currencyIn, guessed } from '../../ui/screens/money/cost-columns.ts'
import { headOf } from '../../ui/screens/money/list-titles.ts'

test.each([
  ['date,value,cost', { date: 'date', value: 'value', cost: 'cost' }],
  ['Hour\tcost', { date: 'Hour', cost: 'cost' }],
  [
    'Day;Zone ID;Impressions;Clicks;"Spent, USD"',
    { date: 'Day', value: 'Zone ID', cost: 'Spent, USD' },
  ],
  [
    'Дата;Площадка;Показы;Клики;Расход (с НДС);Валюта',
    { date: 'Дата', value: 'Площадка', cost: 'Расход (с НДС)', currency: 'Валюта' },
  ],
  [
    'campaign,Ad ID,Amount spent (USD),Cost per click,Date',
    { date: 'Date', value: 'Ad ID', cost: 'Amount spent (USD)', campaign: 'campaign' },
  ],
  [
    'Reporting starts,Reporting ends,Ad name,Amount spent (EUR)',
    { date: 'Reporting starts', value: 'Ad name', cost: 'Amount spent (EUR)' },
  ],
  [
    'By Day,Ad name,Cost,Currency code',
    { date: 'By Day', value: 'Ad name', cost: 'Cost', currency: 'Currency code' },
  ],
  [
    'Дата начала отчетности,Дата окончания отчетности,Название объявления,Сумма затрат (RUB)',
    {
      date: 'Дата начала отчетности',
      value: 'Название объявления',
      cost: 'Сумма затрат (RUB)',
    },
  ],
  ['Date;Zone;Spent $', { date: 'Date', value: 'Zone', cost: 'Spent $' }],
  ['Campaign ID;Ad clicks;Added;Total', {}],
  ['', {}],
])('%j', (titles, columns) => expect(guessed(headOf(titles))).toEqual(columns))

test('titles may stand below the name of a report and its period', () => {
  const report = (titles: string) =>
    headOf(`Campaign report\nJuly 1, 2026 - July 31, 2026\n${titles}\n2026-07-01,A,1`, true)
  expect(report('Day,Campaign,Cost').map(({ title, example }) => [title, example])).toEqual([
    ['Day', '2026-07-01'],
    ['Campaign', 'A'],
    ['Cost', '1'],
  ])
  expect(headOf('cost\n1', true)).toEqual([{ title: 'cost', example: '1' }])
})

test.each([
  ['Amount spent (EUR)', 'EUR'],
  ['Spent, USD', 'USD'],
  ['Cost (CPC)', ''],
  ['Cost (all)', ''],
  ['Cost', ''],
])('the title %j names the currency %j', (title, currency) => {
  expect(currencyIn(title)).toBe(currency)
})

test('as the last file had them, where the titles are the same; our own names count before', () => {
  const last = { date: 'When', value: 'Sub', cost: 'Paid', campaign: 'Ours' }
  const titles = (text: string) => guessed(headOf(text), last)
  expect(titles('When,Sub,Paid,Day')).toEqual({ date: 'When', value: 'Sub', cost: 'Paid' })
  expect(titles('date,When,cost,Paid')).toEqual({ date: 'date', cost: 'cost' })
})

test.each([
  ['2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z', 'UTC', 'Nov 22, 2026'],
  ['2026-11-20T00:00:00.000Z', '2026-11-23T00:00:00.000Z', 'UTC', 'Nov 20, 2026 – Nov 22, 2026'],
  [
    '2026-11-22T14:00:00.000Z',
    '2026-11-22T15:00:00.000Z',
    'UTC',
    '11/22/26, 2:00:00 PM – 11/22/26, 3:00:00 PM',
  ],
  [
    '2026-11-21T21:00:00.000Z',
    '2026-11-22T21:00:00.000Z',
    'Europe/Moscow',
    'Nov 22, 2026, Europe/Moscow',
  ],
])('from %s to %s in %s is %s', (fromUtc, toUtc, timezone, text) => {
  const told = batchPeriod({ fromUtc, toUtc, timezone }, 'UTC').replaceAll('\u202F', ' ')
  expect(told).toBe(text)
})
