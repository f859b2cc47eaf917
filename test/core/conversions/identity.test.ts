/** Which conversion a call means: every row of the tables, and what holds for all of them. */
import { describe, expect, test } from 'bun:test'

import type { ConversionClass } from '../../../src/core/conversions/classes.ts'
import type { Conversion } from '../../../src/core/conversions/conversion.ts'
import {
  deedOf,
  REPETITION_MS,
  type Saying,
  type UpsellRule,
} from '../../../src/core/conversions/identity.ts'
import { someConversion } from '../../support/conversions.ts'

const NOW = 1_000_000

function stored(of: ConversionClass, differs: Partial<Conversion> = {}): Conversion {
  return someConversion({ class: of, word: of, changedAt: NOW - 1000, ...differs })
}

function saying(of: ConversionClass, differs: Partial<Saying> = {}): Saying {
  return {
    class: of,
    word: of,
    word2: '',
    transactionId: '',
    payout: null,
    payoutBy: 'call',
    arrivedAt: NOW,
    rule: 'off',
    isPersons: false,
    ...differs,
  }
}

/** What is done, in one word. */
function outcome(call: Saying, conversions: readonly Conversion[]): string {
  const deed = deedOf(call, conversions)
  if (deed.do === 'nothing') return deed.because
  if (deed.do === 'create') return deed.isUpsell ? 'upsell' : 'create'
  return deed.do
}

describe('transitions', () => {
  const CLASSES = ['lead', 'sale', 'rebill', 'other', 'rejected', 'trash'] as const
  /** Stored class → what becomes of each incoming class, in the order of `INCOMING`. */
  const INCOMING = ['lead', 'sale', 'other', 'rejected', 'trash'] as const
  const TABLE: Record<(typeof CLASSES)[number], string> = {
    lead: 'duplicate change change change change',
    sale: 'out_of_order duplicate change change change',
    rebill: 'out_of_order change change change change',
    other: 'out_of_order change duplicate change change',
    rejected: 'out_of_order change change duplicate change',
    trash: 'out_of_order change change change duplicate',
  }
  const rows = CLASSES.flatMap((before) =>
    INCOMING.map((after, at) => [before, after, TABLE[before].split(' ')[at]!] as const),
  )
  test.each(rows)('%s, then %s: %s', (before, after, wanted) => {
    expect(outcome(saying(after), [stored(before)])).toBe(wanted)
  })
  test.each([...CLASSES])('nothing stored, then %s: created', (of) => {
    expect(outcome(saying(of), [])).toBe('create')
  })
  test('a person goes in any direction', () => {
    for (const before of CLASSES) {
      const call = saying('lead', { isPersons: true, word: 'Hold' })
      expect(outcome(call, [stored(before)])).toBe('change')
    }
  })
})

interface Row {
  readonly name: string
  readonly before: readonly Conversion[]
  readonly call: Saying
  /** For the rules off, by_tid, add. */
  readonly is: readonly [string, string, string]
}

const paid = (micros: number) => ({ micros, currency: 'USD' })

const rows: readonly Row[] = [
  {
    name: 'same tid, another status',
    before: [stored('lead', { transactionId: 'a' })],
    call: saying('sale', { transactionId: 'a' }),
    is: ['change', 'change', 'change'],
  },
  {
    name: 'no tid on both sides, confirmed on confirmed',
    before: [stored('sale', { sentMicros: 5 })],
    call: saying('sale', { payout: paid(3) }),
    is: ['change', 'change', 'add'],
  },
  {
    name: 'no tid on both sides, the same again at once',
    before: [stored('sale', { sentMicros: 5 })],
    call: saying('sale', { payout: paid(5) }),
    is: ['duplicate', 'duplicate', 'duplicate'],
  },
  {
    name: 'no tid on both sides, the same again later',
    before: [stored('sale', { sentMicros: 5, changedAt: NOW - REPETITION_MS })],
    call: saying('sale', { payout: paid(5) }),
    is: ['duplicate', 'duplicate', 'add'],
  },
  {
    name: 'no tid on both sides, the same again after the clock was set back',
    before: [stored('sale', { sentMicros: 5, changedAt: NOW + REPETITION_MS })],
    call: saying('sale', { payout: paid(5) }),
    is: ['duplicate', 'duplicate', 'add'],
  },
  {
    name: 'a tid for a lead without one',
    before: [stored('lead')],
    call: saying('sale', { transactionId: 'a' }),
    is: ['change', 'change', 'change'],
  },
  {
    name: 'a tid for a sale without one',
    before: [stored('sale')],
    call: saying('sale', { transactionId: 'a' }),
    is: ['repeat_ignored', 'upsell', 'upsell'],
  },
  {
    name: 'another tid, confirmed',
    before: [stored('sale', { transactionId: 'a' })],
    call: saying('sale', { transactionId: 'b' }),
    is: ['repeat_ignored', 'upsell', 'upsell'],
  },
  {
    name: 'another tid, lead',
    before: [stored('sale', { transactionId: 'a' })],
    call: saying('lead', { transactionId: 'b' }),
    is: ['repeat_ignored', 'create', 'create'],
  },
  {
    name: 'rejected, tid unknown',
    before: [stored('sale', { transactionId: 'a' })],
    call: saying('rejected', { transactionId: 'b' }),
    is: ['unknown_tid', 'unknown_tid', 'unknown_tid'],
  },
  {
    name: 'a rebill without a tid',
    before: [stored('sale', { transactionId: 'a' })],
    call: saying('rebill', { payout: paid(3) }),
    is: ['repeat_ignored', 'upsell', 'upsell'],
  },
  {
    name: 'a rebill under the id of its sale',
    before: [stored('sale', { transactionId: 'a' })],
    call: saying('rebill', { transactionId: 'a' }),
    is: ['repeat_ignored', 'upsell', 'upsell'],
  },
  {
    name: 'a rebill that came before',
    before: [stored('sale'), stored('rebill', { transactionId: 'r' })],
    call: saying('rebill', { transactionId: 'r' }),
    is: ['duplicate', 'duplicate', 'duplicate'],
  },
]

describe('which conversion is meant', () => {
  const cases = rows.flatMap(({ name, before, call, is }) =>
    (['off', 'by_tid', 'add'] as const).map(
      (rule, at) => [`${name}, ${rule}`, { ...call, rule }, before, is[at]!] as const,
    ),
  )
  test.each(cases)('%s', (_name, call, before, wanted) => {
    expect(outcome(call, before)).toBe(wanted)
  })

  test.each<UpsellRule>(['off', 'by_tid', 'add'])(
    'rejected without a tid means the first of several: %s',
    (rule) => {
      const first = stored('sale', { id: 1, transactionId: 'a' })
      const second = stored('sale', { id: 2, transactionId: 'b' })
      expect(deedOf(saying('rejected', { rule }), [first, second])).toEqual({
        do: 'change',
        target: first,
      })
    },
  )
})

test.each<[string, Partial<Saying>]>([
  ['payout', { payout: paid(6) }],
  ['currency', { payout: { micros: 5, currency: 'EUR' } }],
  ['word', { word: 'Approved' }],
  ['second word', { word2: 'vip' }],
])('another %s is no repetition', (_what, differs) => {
  const before = stored('sale', { sentMicros: 5 })
  expect(outcome(saying('sale', { payout: paid(5), ...differs }), [before])).toBe('change')
})
