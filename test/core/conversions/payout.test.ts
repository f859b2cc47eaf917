import { expect, test } from 'bun:test'

import {
  type Payout,
  payoutOf,
  type PayoutTerms,
  type SentPayout,
} from '../../../src/core/conversions/payout.ts'
import { readRateTable } from '../../../src/core/conversions/rate-table.ts'
import { convert, fixedRateOf, rateFor } from '../../../src/core/conversions/rates.ts'

const AUTO = { isAuto: true, micros: 0, currency: 'USD' }
const AUTO_WITH_DEFAULT = { isAuto: true, micros: 5_000_000, currency: 'EUR' }
const FIXED = { isAuto: false, micros: 7_000_000, currency: 'EUR' }
const FIXED_AT_ZERO = { isAuto: false, micros: 0, currency: 'USD' }
const BY_STATUS = [{ word: 'Sale', payout: '9.5' }]

interface Row {
  readonly sent: Partial<SentPayout>
  readonly terms?: Partial<PayoutTerms>
  readonly is: Partial<Payout> | string
}

const rows: Record<string, Row> = {
  'sent, for an offer that takes it': {
    sent: { payout: '12.5', currency: 'eur' },
    is: { micros: 12_500_000, currency: 'EUR', source: 'sent', notes: [] },
  },
  'in roubles by their old code': {
    sent: { payout: '900', currency: 'rur' },
    is: { micros: 900_000_000, currency: 'RUB', source: 'sent' },
  },
  'one comma before one or two last digits': {
    sent: { payout: '12,5' },
    is: { micros: 12_500_000, currency: 'USD' },
  },
  'with the sign of its currency': {
    sent: { payout: '12.5 €', currency: 'EUR' },
    is: { micros: 12_500_000, currency: 'EUR', notes: [] },
  },
  'dollars of another country': {
    sent: { payout: '$12.5' },
    terms: { networkCurrency: 'CAD' },
    is: { micros: 12_500_000, currency: 'CAD' },
  },
  'the sign of what is no country’s': {
    sent: { payout: '₿0.1', currency: 'btc' },
    is: { micros: 100_000, currency: 'BTC' },
  },
  'the sign of another currency': { sent: { payout: '€12.5' }, is: 'bad_payout' },
  'a sign that says no currency': { sent: { payout: '₠ 1' }, is: 'bad_payout' },
  'the sign of another currency, of what is lost': {
    sent: { payout: '-€5', class: 'rejected' },
    is: { micros: 0, notes: ['payout_unreadable'] },
  },
  'the network’s currency where none is sent': {
    sent: { payout: '1' },
    terms: { networkCurrency: 'GBP' },
    is: { currency: 'GBP' },
  },
  'nothing sent, with a default': {
    sent: {},
    terms: { offer: AUTO_WITH_DEFAULT },
    is: { micros: 5_000_000, currency: 'EUR', source: 'default', notes: [] },
  },
  'the word auto counts as nothing': {
    sent: { payout: 'auto' },
    terms: { offer: AUTO_WITH_DEFAULT },
    is: { micros: 5_000_000, source: 'default' },
  },
  'nothing sent and no default': {
    sent: {},
    is: { micros: 0, source: 'default', notes: ['no_payout'] },
  },
  'no offer of ours': { sent: { payout: '3' }, terms: { offer: null }, is: { micros: 3_000_000 } },
  'a fixed offer': {
    sent: { payout: '100', currency: 'GBP' },
    terms: { offer: FIXED },
    is: { micros: 7_000_000, currency: 'EUR', source: 'agreed', notes: [] },
  },
  'a fixed offer and nonsense': {
    sent: { payout: 'NaN' },
    terms: { offer: FIXED },
    is: { micros: 7_000_000, notes: ['payout_unreadable'] },
  },
  'more than nothing, for an offer fixed at nothing': {
    sent: { payout: '12.5' },
    terms: { offer: FIXED_AT_ZERO },
    is: { micros: 0, source: 'agreed', notes: ['payout_not_counted'] },
  },
  'nothing, for an offer fixed at nothing': {
    sent: { payout: '0' },
    terms: { offer: FIXED_AT_ZERO },
    is: { micros: 0, source: 'agreed', notes: [] },
  },
  'a fixed offer, but a person says otherwise': {
    sent: { payout: '100', isPersons: true },
    terms: { offer: FIXED },
    is: { micros: 100_000_000, currency: 'USD', source: 'sent', notes: ['payout_by_hand'] },
  },
  'a list’s amount, which nothing agreed takes the place of': {
    sent: { payout: '100', isPersons: true },
    is: { micros: 100_000_000, notes: [] },
  },
  'a list’s amount, which is what was agreed': {
    sent: { payout: '7', currency: 'EUR', isPersons: true },
    terms: { offer: FIXED },
    is: { micros: 7_000_000, source: 'sent', notes: [] },
  },
  'a correction of what networks say': {
    sent: { payout: '100', isPersons: true, isCorrection: true },
    is: { micros: 100_000_000, notes: ['payout_by_hand'] },
  },
  'by status, over a fixed offer': {
    sent: { payout: '1', word: 'sale' },
    terms: { offer: FIXED, byStatus: BY_STATUS, networkCurrency: 'GBP' },
    is: { micros: 9_500_000, currency: 'GBP', source: 'agreed' },
  },
  'by another status': {
    sent: { payout: '1', word: 'lead' },
    terms: { byStatus: BY_STATUS },
    is: { micros: 1_000_000 },
  },
  negative: { sent: { payout: '-5' }, is: 'bad_payout' },
  'negative, but lost': {
    sent: { payout: '-5', class: 'rejected' },
    is: { micros: 5_000_000, source: 'sent' },
  },
  'unreadable, but lost': {
    sent: { payout: '{payout}', class: 'trash' },
    is: { micros: 0, notes: ['payout_unreadable'] },
  },
  'no ISO code': { sent: { payout: '1', currency: 'EURO' }, is: 'unknown_currency' },
  'no ISO code, but not needed': {
    sent: { payout: '1', currency: '??' },
    terms: { offer: FIXED },
    is: { micros: 7_000_000 },
  },
  ...Object.fromEntries(
    ['NaN', 'Infinity', '1e3', '0x10', '1,234.5', '1,234', '1000000001', '{payout}', 'ten'].map(
      (payout): [string, Row] => [`the text ${payout}`, { sent: { payout }, is: 'bad_payout' }],
    ),
  ),
}

test.each(Object.entries(rows))('payout: %s', (_name, { sent, terms = {}, is }) => {
  const call: SentPayout = {
    payout: '',
    currency: '',
    word: 'sale',
    class: 'sale',
    isPersons: false,
    isCorrection: false,
    ...sent,
  }
  const agreed = {
    offer: AUTO,
    byStatus: [],
    networkCurrency: '',
    trackerCurrency: 'USD',
    ...terms,
  }
  const found = payoutOf(call, agreed)
  if (typeof is === 'string') expect(found).toBe(is as never)
  else expect(found).toMatchObject(is)
})

const NONE = { fixed: new Map(), fetched: null }
test('a rate that a person fixed wins over the one that came with the program', () => {
  const fixed = fixedRateOf(' EUR = 1.16 ')!
  expect(fixed).toMatchObject({ currency: 'EUR', nanos: 1_160_000_000 })
  expect(rateFor('EUR', 'USD', { ...NONE, fixed: new Map([['EUR', fixed]]) })).toBe(fixed)
  expect(rateFor('EUR', 'USD', NONE)?.nanos).toBeGreaterThan(1_000_000_000)
  expect(rateFor('USD', 'USD', NONE)).toEqual({ nanos: 1_000_000_000, at: 0 })
  expect(rateFor('XPF', 'USD', NONE)).toBeNull()
})

test.each(['EUR', 'EUR=', 'EUR=0', 'EUR=-1', 'EURO=1', 'EUR=1e3', 'eur=1'])(
  '%p is no rate',
  (line) => {
    expect(fixedRateOf(line)).toBeNull()
  },
)

test('amounts are converted exactly, to the nearest micro-unit', () => {
  expect(convert(1_000_000_000_000_000, 1_162_520_344)).toBe(1_162_520_344_000_000)
  expect(convert(1, 499_999_999)).toBe(0)
  expect(convert(1, 500_000_000)).toBe(1)
  expect(convert(-3, 500_000_000)).toBe(-2)
})

test('more than can be counted exactly has no amount', () => {
  expect(convert(2 ** 52, 1_999_999_999)).toBe(9_007_199_250_237_392)
  expect(convert(2 ** 52, 2_000_000_000)).toBeNull()
  expect(convert(-1_000_000_000_000_000, 26_320_000_000_000)).toBeNull()
})

const NOW = Date.UTC(2026, 10, 21)
const NEITHER = 'the answer is neither JSON nor the table of the European Central Bank'
const TABLES: [name: string, json: string, wanted: unknown][] = [
  [
    'of dollars',
    '{"base":"USD","date":"2026-11-20","rates":{"EUR":0.5,"USD":1}}',
    { madeAt: Date.UTC(2026, 10, 20), perDollar: { EUR: 0.5, USD: 1 } },
  ],
  [
    'of euros, with what is no rate',
    '{"base":"EUR","timestamp":1795132800,"rates":{"USD":2,"XXQ":1,"GBP":0,"JPY":"x","PLN":8}}',
    { madeAt: 1_795_132_800_000, perDollar: { USD: 1, PLN: 4, EUR: 0.5 } },
  ],
  [
    'of the future',
    '{"base":"USD","date":"2027-11-20","rates":{"EUR":1}}',
    'the table is of the future',
  ],
  ['without dollars', '{"base":"EUR","rates":{"GBP":1}}', expect.stringContaining('no US dollar')],
  ['that is none', '<html>', NEITHER],
  ['of nothing', '[]', 'the answer has no "rates"'],
]
test.each(TABLES)('a table of rates %s', (_name, json, wanted) => {
  expect(readRateTable(json, NOW)).toEqual(wanted as ReturnType<typeof readRateTable>)
})

/** As the bank writes it; `rows` in place of its rates. */
function bankTable(rows: string, head = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${head}
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
\t<Cube>${rows}</Cube>
</gesmes:Envelope>`
}
const DAY = `<Cube time='2026-11-20'>
  <Cube currency='USD' rate='2.0'/><Cube currency="JPY" rate="180.5" />
  <Cube currency='XXQ' rate='3'/><Cube currency='GBP' rate='1e3'/><Cube currency='CHF' rate='-1'/>
</Cube>`
const DAY_BEFORE = "<Cube time='2026-11-19'><Cube currency='USD' rate='4'/></Cube>"
const OF_DAY = { madeAt: Date.UTC(2026, 10, 20), perDollar: { USD: 1, JPY: 90.25, EUR: 0.5 } }
const LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
const XML: [name: string, xml: string, wanted: unknown][] = [
  ['of a day', bankTable(DAY), OF_DAY],
  ['of many days: the newest', bankTable(DAY + DAY_BEFORE), OF_DAY],
  ['with entities', bankTable(DAY, LAUGHS), NEITHER],
  ['with a file', bankTable(DAY, '<!DOCTYPE x SYSTEM "file:///etc/passwd">'), NEITHER],
  ['with a reference', bankTable(DAY.replace('USD', '&#85;SD')), NEITHER],
  ['without a day', bankTable("<Cube currency='USD' rate='2'/>"), NEITHER],
  ['of another bank', bankTable(DAY).replace('eurofxref', 'other'), NEITHER],
  ['without dollars', bankTable(DAY.replace('USD', 'PLN')), expect.stringContaining('dollar')],
]
test.each(XML)('the bank’s table %s', (_name, xml, wanted) => {
  expect(readRateTable(xml, NOW)).toEqual(wanted as ReturnType<typeof readRateTable>)
})

test.each(['<', "<Cube a='", '<Cube\n', ' ', "<Cube a='1' "])(
  'a table made of %j is read in one pass',
  (piece) => {
    const text = `<http://www.ecb.int/vocabulary/2002-08-01/eurofxref${piece.repeat(20_000)}`
    expect(readRateTable(text, NOW)).toBe(NEITHER)
  },
)

test('a fetched rate wins over the one of the program, one of a person over both', () => {
  const fetched = { madeAt: NOW, perDollar: { USD: 1, EUR: 0.5, XPF: 100 } }
  expect(rateFor('EUR', 'USD', { ...NONE, fetched })).toEqual({ nanos: 2_000_000_000, at: NOW })
  expect(rateFor('XPF', 'USD', { ...NONE, fetched })?.nanos).toBe(10_000_000)
  expect(rateFor('GBP', 'USD', { ...NONE, fetched })?.at).toBeLessThan(NOW)
  const fixed = new Map([['EUR', { nanos: 1, at: 0 }]])
  expect(rateFor('EUR', 'USD', { fixed, fetched })?.nanos).toBe(1)
})
