/** Amounts as files have them beside the word of their currency. */
import { expect, test } from 'bun:test'

import { bareAmount, titleCurrency, titleSign } from '../../../src/core/files/currencies.ts'

test.each([
  ['12.50 USD', '12.50', 'USD'],
  ['USD 12.50', '12.50', 'USD'],
  ['usd12.5', '12.5', 'USD'],
  ['US$12.50', '12.50', 'USD'],
  ['$12.50 USD', '$12.50', 'USD'],
  ['-12.50 EUR', '-12.50', 'EUR'],
  ['EUR -12.5', '-12.5', 'EUR'],
  ['1 234,50 руб.', '1 234,50', 'RUB'],
  ['100 р', '100', 'RUB'],
  ['12.5 RUR', '12.5', 'RUB'],
  ['300 грн.', '300', 'UAH'],
  ['12 zł', '12', 'PLN'],
])('%p is in a currency', (text, amount, currency) => {
  expect(bareAmount(text)).toEqual({ amount, currency })
})

test.each(['', '12.50', '$12.50', '12 kr', '5 clicks', '12 USDT', 'USD', 'abc', '1,234.50 PTS'])(
  '%p names none',
  (text) => {
    expect(bareAmount(text)).toEqual({ amount: text, currency: '' })
  },
)

test.each([
  ['Amount spent (EUR)', 'EUR'],
  ['Spent, USD', 'USD'],
  ['Total cost RUB', 'RUB'],
  ['Расход, руб.', 'RUB'],
  ['Расход (руб.)', 'RUB'],
  ['Потрачено ₽', 'RUB'],
  ['Spend, €', 'EUR'],
  ['Стоимость (грн)', 'UAH'],
  ['Cost (all)', ''],
  ['Cost ALL', ''],
  ['Cost (FR)', ''],
  ['Cost (fr)', ''],
  ['Cost ($)', ''],
  ['CPA', ''],
  ['', ''],
])('the title %p names the currency %p', (title, code) => {
  expect(titleCurrency(title)).toBe(code)
})

test.each([
  ['Cost ($)', '$'],
  ['Spent $', '$'],
  ['Cost (€)', ''],
  ['Cost', ''],
])('the title %p leaves %p open', (title, sign) => {
  expect(titleSign(title)).toBe(sign)
})
