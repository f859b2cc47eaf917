/** The list of a timeline: every entry with what is behind it, and without amounts for some. */
import { expect, test } from 'bun:test'

import type { Reading } from '../../../src/core/conversions/reading.ts'
import { EventKind, Flag } from '../../../src/core/event.ts'
import { discreetStory } from '../../../src/core/timeline/discreet.ts'
import { timelineItems } from '../../../src/core/timeline/items.ts'
import type { ClickStory } from '../../../src/core/timeline/records.ts'
import { timelineVerdict } from '../../../src/core/timeline/verdict.ts'
import { timestampIn } from '../../../src/lib/time-text.ts'
import { CLICK_ID, NOON } from '../../support/build.ts'
import {
  aCall,
  aClick,
  aDelivery,
  anEvent,
  aStep,
  aStory,
  aTry,
  state,
} from '../../support/stories.ts'

test('everything stands in one list, in the order of time', () => {
  const items = timelineItems(
    aStory({
      click: aClick({ flags: Flag.landingShown, destination: '' }),
      later: [
        anEvent({
          kind: EventKind.landingClick,
          time: NOON + 1,
          flags: Flag.offerReached,
          landingClicks: 1,
          destination: 'https://offer.test/?s={}',
        }),
        anEvent({ kind: EventKind.eventValue, time: NOON + 2, eventValues: ['', '7'] }),
        anEvent({ kind: EventKind.eventValue, time: NOON + 2, eventValues: ['', '2.5'] }),
        anEvent({ kind: EventKind.update, time: NOON + 3, subIds: ['x'] }),
        anEvent({ kind: EventKind.conversion, time: NOON + 5 }),
      ],
      calls: [aCall({ at: NOON + 4 })],
      steps: [aStep({ arrivedAt: NOON + 4 })],
      deliveries: [aDelivery({ id: 9, createdAt: NOON + 5 })],
      tries: [
        { deliveryId: 9, at: NOON + 6, durationMs: 5, verdict: 'timeout', status: 0, answer: '' },
        {
          deliveryId: 9,
          at: NOON + 7,
          durationMs: 5,
          verdict: 'success',
          status: 200,
          answer: 'ok',
        },
      ],
      costs: [{ id: 1, at: NOON + 8, shareMicros: 20_000, undone: false }],
    }),
  )
  expect(items.map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
    'click: A visitor came',
    'landing_view: Landing 0 was shown',
    'landing_click: Went on from the landing',
    'offer_sent: Sent to the offer with our click id in s',
    'event: An event value changed',
    'event: An event value changed',
    'update: Sub ids of the click were replaced',
    'call: The network called: accepted',
    'step: Conversion created: sale, 12.5 USD',
    'delivery: source was told',
    'try: source: timeout',
    'try: source: 200 success',
    'cost: Cost batch 1 priced the click',
  ])
  expect(items[3]?.detail).toMatchObject({ url: `https://offer.test/?s=${CLICK_ID}` })
  expect(items[4]?.detail).toEqual({ event2: '7' })
  expect(items[5]?.detail).toEqual({ event2: '9.5' })
  expect(items[7]?.detail).toMatchObject({ ip: '198.51.100.7', fields: { status: 'sale' } })
})

test('a call says how it was let in, and how each part of it was read', () => {
  const fields = '[["aff","x"],["type","Approved"],["payout","12,5"],["txid","T1"],["type","lead"]]'
  const reading: Reading = {
    key: 'network',
    address: 'listed',
    status: { class: 'sale', map: 'network' },
    payout: { micros: 12_500_000, currency: 'EUR', source: 'sent' },
    kept: { micros: 15_000_000, currency: 'USD', at: NOON },
  }
  const [, call] = timelineItems(
    aStory({
      click: aClick({ destination: '' }),
      calls: [aCall({ fields, reading: JSON.stringify(reading) })],
    }),
  )
  expect(call?.detail).toMatchObject({
    key: 'the key of a network',
    address: 'allowed: on the network’s list',
    read: {
      status: 'type=Approved: sale, by the network’s map',
      payout: `payout=12,5: 12.5 EUR, as sent; 15 USD was kept, set by hand at ${timestampIn('UTC', NOON)} UTC`,
      transactionId: 'txid=T1',
    },
  })
})

test('what a call that waited did to a conversion stands behind what was there before', () => {
  const steps = [
    aStep({ arrivedAt: NOON + 2, after: state({ class: 'sale' }) }),
    aStep({ id: 2, arrivedAt: NOON + 1, before: state(), after: state({ class: 'rejected' }) }),
    aStep({ id: 3, conversionId: 2, arrivedAt: NOON + 1 }),
  ]
  const items = timelineItems(aStory({ steps })).filter(({ kind }) => kind === 'step')
  expect(items.map(({ at, detail }) => [at, detail['id']])).toEqual([
    [NOON + 1, 3],
    [NOON + 2, 1],
    [NOON + 1, 2],
  ])
})

test('a step says what it does to the cap of its offer', () => {
  const steps = [
    aStep({ offerId: 3 }),
    aStep({ id: 2, offerId: 3, before: state(), after: state({ word: 'paid' }) }),
    aStep({ id: 3, offerId: 3, before: state(), after: state({ class: 'rejected' }) }),
    aStep({ id: 4, offerId: 3, isUpsell: 1 }),
    aStep({ id: 5, offerId: 9 }),
  ]
  const items = timelineItems(aStory({ steps, cappedOffers: [3] }))
  const caps = items.filter(({ kind }) => kind === 'step').map(({ detail }) => detail['cap'])
  expect(caps).toEqual([
    'takes a place under the cap of offer 3',
    undefined,
    'gives back its place under the cap of offer 3',
    undefined,
    undefined,
  ])
})

test('a step shows none of what is kept to take it back', () => {
  const kept = { sentMicros: 5, sentCurrency: 'EUR', changedAt: 7, notes: ['review'] }
  const step = aStep({ before: state(kept), after: state({ ...kept, word: 'paid' }) })
  const item = timelineItems(aStory({ steps: [step] })).find(({ kind }) => kind === 'step')
  const plain = { class: 'sale', word: 'sale', amountMicros: 12_500_000, isDeleted: false }
  expect(item?.detail).toMatchObject({ before: plain, after: { ...plain, word: 'paid' } })
  expect(Object.keys(item!.detail['after'] as object)).toEqual(Object.keys(plain))
})

const AMOUNTS: readonly Partial<ClickStory>[] = [
  {
    calls: [
      aCall({
        url: '/***/postback?payout=12.5&x=12.5',
        fields: '[["payout","12.5"],["status","sale"],["x","12.5"]]',
        reading: '{"payout":{"micros":12500000,"currency":"USD","source":"sent"}}',
      }),
    ],
    steps: [aStep({ before: state(), reason: 'was 12.5' })],
    deliveries: [aDelivery({ url: 'https://source.test/12.5?p=12.5', body: 'p=12.5' })],
    tries: [aTry({ answer: '12.5' })],
  },
  { calls: [aCall({ verdict: 'parked', cause: 'bad_payout', detail: '12.5.1' })] },
  {
    steps: [aStep()],
    deliveries: [aDelivery({ state: 'failed', reason: 'bad_status' })],
    tries: [aTry({ answer: 'got 12.5' })],
  },
]
test.each(AMOUNTS)('users from whom revenue is kept see no amount: %#', (differs) => {
  const told = (story: ClickStory) => JSON.stringify([timelineItems(story), timelineVerdict(story)])
  const story = aStory(differs)
  expect(told(story)).toContain('12.5')
  expect(told(discreetStory(story))).not.toMatch(/12\.?5/)
  expect(told(discreetStory(story))).toMatch(/created: sale|parked/)
})

test('of what pages sent a thousand are told, that there are more, and all that is not theirs', () => {
  const sent = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      anEvent({ kind: EventKind.update, time: NOON + at, subIds: [`${at}`] }),
    )
  const last = anEvent({ kind: EventKind.confirm, time: NOON + 5000 })
  const kinds = (count: number) => {
    const items = timelineItems(aStory({ click: aClick(), later: [...sent(count), last] }))
    return items.map(({ kind }) => kind).filter((kind) => kind !== 'offer_sent')
  }
  const thousand = Array.from({ length: 1000 }, () => 'update' as const)
  expect(kinds(1000)).toEqual(['click', ...thousand, 'confirmed'])
  expect(kinds(1001)).toEqual(['click', ...thousand, 'cut', 'confirmed'])
})

test('a list that is cut says so where something is left out', () => {
  const told = { first: 1, newest: 2 }
  const calls = [aCall({ at: NOON + 1 }), aCall({ at: NOON + 8 }), aCall({ at: NOON + 9 })]
  const cuts = [{ of: 'calls', all: 9, told, at: NOON + 2 }] as const
  const items = timelineItems(aStory({ calls, cuts })).slice(2)
  expect(items.map(({ kind }) => kind)).toEqual(['call', 'cut', 'call', 'call'])
  expect(items[1]).toEqual({
    at: NOON + 2,
    kind: 'cut',
    title: 'Of 9 calls of the network the first 1 and the newest 2 are told',
    detail: { all: 9, told: 3 },
  })
})
