/** Amounts as files have them beside the word of their currency. */
import { expect, test } from 'bun:test'

import { bareAmount } from '../../src/core/file-currencies.ts'

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
