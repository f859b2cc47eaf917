import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { dimensionOf } from '../../../src/core/reports/dimensions.ts'
import {
  measurePredicate,
  type Operator,
  textPredicate,
} from '../../../src/core/reports/predicate.ts'

type Case = [
  field: string,
  op: Operator,
  values: (string | null)[],
  yes: (string | null)[],
  no: (string | null)[],
]

const cases: Case[] = [
  ['geoCountry', 'eq', ['de'], ['DE', 'de'], ['AT', null]],
  ['token_1', 'eq', ['de'], ['de'], ['DE', null]],
  ['geoCountry', 'in', ['DE', null], ['de', null], ['AT']],
  ['geoCountry', 'ne', ['DE'], ['AT', null], ['de']],
  ['token_1', 'contains', ['B'], ['abc'], ['ac', null]],
  ['token_1', 'not_contains', ['B'], ['ac', null], ['ABC']],
  ['token_1', 'starts', ['a*'], ['A*b'], ['ab']],
  ['token_1', 'ends', ['c'], ['abC'], ['abcd', null]],
  ['token_1', 'mask', ['a*c'], ['ac', 'aBBc'], ['acd', 'bac', 'a', null]],
  ['token_1', 'mask', ['a*b*a'], ['aba', 'axbxa'], ['aa', 'ab', 'a']],
  ['token_1', 'mask', ['aba*aba'], ['abaaba', 'aba-aba'], ['ababa']],
  ['token_1', 'mask', ['**'], ['', 'x'], [null]],
  ['token_1', 'mask', ['x'], ['X'], ['xx', '']],
  ['token_1', 'set', [], ['x', '(macro not replaced)'], [null]],
  ['token_1', 'not_set', [], [null], ['x']],
  ['token_1', 'macro', [], ['(macro not replaced)'], ['x', null]],
  ['hourOfDay', 'gte', ['9'], ['9', '10', '23'], ['8', '0']],
  ['days', 'lt', ['2026-11-01'], ['2026-10-31'], ['2026-11-01']],
  ...moments(),
  ['asn', 'between', ['9', '100'], ['9', '10', '100'], ['8', '1000', null]],
  [
    'ip',
    'cidr',
    ['10.0.0.0/8', '2001:db8::/32'],
    ['10.1.2.3', '2001:db8:1::1'],
    ['11.0.0.1', 'x', null],
  ],
]

/** On the day on which Berlin's clocks show the hour after two twice. */
function moments(): Case[] {
  const [before, first, second, after, nextDay] = [
    '2026-10-25 01:00 +02:00',
    '2026-10-25 02:00 +02:00',
    '2026-10-25 02:00 +01:00',
    '2026-10-25 03:00 +01:00',
    '2026-10-26 00:00 +01:00',
  ] as const
  const [day, two] = ['2026-10-25', '2026-10-25 02:00']
  return [
    ['hours', 'eq', [first], [first], [second, before]],
    ['hours', 'eq', [two], [first, second], [before, after]],
    ['hours', 'in', [two, nextDay], [first, second, nextDay], [before, after]],
    ['hours', 'not_in', [two], [before, after], [first, second]],
    ['hours', 'eq', [day], [before, after], [nextDay]],
    ['hours', 'ne', [day, null], [nextDay], [before]],
    ['hours', 'gt', [two], [after, nextDay], [first, second]],
    ['hours', 'lte', [two], [before, first, second], [after]],
    ['hours', 'lte', [day], [before, after], [nextDay]],
    ['hours', 'gt', [day], [nextDay], [before, after]],
    ['hours', 'between', [two, day], [first, after], [before, nextDay]],
    ['hours', 'gt', [first], [second, after], [before, first]],
    ['quarterHours', 'eq', ['2026-10-25 02:15'], ['2026-10-25 02:15 +02:00'], [first]],
  ]
}

test.each(cases)('%s %s %j', (field, op, values, yes, no) => {
  const accepts = textPredicate({ field, op, values }, dimensionOf(field)!)
  expect(yes.filter((value) => !accepts(value))).toEqual([])
  expect(no.filter((value) => accepts(value))).toEqual([])
})

test('a mask agrees with the regular expression that says the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  fc.assert(
    fc.property(text, text, (mask, value) => {
      const accepts = textPredicate(
        { field: 'token_1', op: 'mask', values: [mask] },
        dimensionOf('token_1')!,
      )
      const pattern = mask.split('*').join('.*')
      expect(accepts(value)).toBe(new RegExp(`^${pattern}$`).test(value))
    }),
  )
})

const numbers: [
  op: Operator,
  values: (number | null)[],
  yes: (number | null)[],
  no: (number | null)[],
][] = [
  ['eq', [1], [1], [2, null]],
  ['in', [1, null], [1, null], [2]],
  ['ne', [1], [2, null], [1]],
  ['gt', [1], [1.1], [1, null]],
  ['lte', [1], [1, -1], [1.1, null]],
  ['between', [1, 2], [1, 2], [0.9, 2.1, null]],
]

test.each(numbers)('measures: %s %j', (op, values, yes, no) => {
  const accepts = measurePredicate({ field: 'clicks', op, values })
  expect(yes.filter((value) => !accepts(value))).toEqual([])
  expect(no.filter((value) => accepts(value))).toEqual([])
})
