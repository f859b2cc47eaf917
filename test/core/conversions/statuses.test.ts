import { describe, expect, test } from 'bun:test'

import type { StatusClass, StatusWord } from '../../../src/core/conversions/classes.ts'
import { type Dialect, meaningOf, statusWordOf } from '../../../src/core/conversions/statuses.ts'

const NO_MAPS = { ofCall: [], ofNetwork: [], ofUser: [] }

const UNDERSTOOD: Readonly<Record<string, readonly string[]>> = {
  lead: [
    'lead pending hold new wait waiting processing open registration reg signup install',
    'in process|In-Process|IN_PROCESS',
  ].flatMap((words) => words.split(words.includes('|') ? '|' : ' ')),
  sale: [
    ...'sale approved approve confirmed confirm accepted paid success purchase deposit dep ftd'.split(
      ' ',
    ),
    'first deposit',
    'First_Deposit',
    'SALE',
  ],
  rebill: ['rebill', 'recurring', 'upsell', 'Up-Sell'],
  rejected: 'rejected reject declined decline cancelled canceled reversed refund chargeback'.split(
    ' ',
  ),
  trash: 'trash invalid fraud spam duplicate'.split(' '),
}

describe.each(Object.entries(UNDERSTOOD))('%s is understood from', (wanted, words) => {
  test.each([...words])('%p', (word) => {
    expect(meaningOf(word, NO_MAPS, 'keitaro')?.class ?? null).toBe(wanted as StatusClass)
  })
})

test.each<[Dialect, StatusClass | null]>([
  ['keitaro', null],
  ['binom', 'other'],
])('a word that nobody mapped is in the dialect %p %p', (dialect, wanted) => {
  expect(meaningOf('my label', NO_MAPS, dialect)?.class ?? null).toBe(wanted)
})

test.each(['{status}', '[TYPE]', '%7Bstatus%7D'])(
  'the macro %p is no label, unless somebody mapped it',
  (word) => {
    expect(meaningOf(word, NO_MAPS, 'binom')).toBeNull()
    const ofNetwork = map(word, 'sale')
    expect(meaningOf(word, { ...NO_MAPS, ofNetwork }, 'binom')?.class).toBe('sale')
  },
)

const map = (word: string, of: StatusClass): StatusWord[] => [{ word, class: of }]

test('words of the call win over the network’s, these over the user’s, these over the defaults', () => {
  const ofUser = map('Sale', 'lead')
  const ofNetwork = map('sale', 'trash')
  const ofCall = map('SALE', 'rejected')
  const of = (maps: Partial<typeof NO_MAPS>) =>
    meaningOf('sale', { ...NO_MAPS, ...maps }, 'keitaro')?.class
  expect(of({})).toBe('sale')
  expect(of({ ofUser } as never)).toBe('lead')
  expect(of({ ofUser, ofNetwork } as never)).toBe('trash')
  expect(of({ ofUser, ofNetwork, ofCall } as never)).toBe('rejected')
})

test.each(['1', '42', 'a', 'я'])('%p means what a network says, and nothing else', (word) => {
  const maps = { ...NO_MAPS, ofUser: map(word, 'sale') }
  expect(meaningOf(word, maps, 'keitaro')).toBeNull()
  expect(meaningOf(word, { ...NO_MAPS, ofNetwork: map(word, 'sale') }, 'keitaro')?.class).toBe(
    'sale',
  )
})

test.each<[string, StatusWord | null]>([
  ['Approved=sale', { word: 'Approved', class: 'sale' }],
  [' a = b = IGNORE ', { word: 'a = b', class: 'ignore' }],
  ['approved', null],
  ['=sale', null],
  [' - =sale', null],
  ['x=unheard', null],
])('%p as a map of a word', (line, wanted) => {
  expect(statusWordOf(line)).toEqual(wanted)
})
