/** Why is this conversion missing? Every row of the table, and the list below it. */
import { expect, test } from 'bun:test'

import { type Event, EventKind, Flag, rowToEvent } from '../../../src/core/event.ts'
import { timelineItems, withoutAmounts } from '../../../src/core/timeline/items.ts'
import { offerSent } from '../../../src/core/timeline/offer-url.ts'
import type {
  CallRecord,
  ClickStory,
  DeliveryRecord,
  StepRecord,
} from '../../../src/core/timeline/records.ts'
import { timelineVerdict } from '../../../src/core/timeline/verdict.ts'
import { CLICK_ID, NOON } from '../../support/build.ts'

const HOUR = 3_600_000

interface Case {
  readonly name: string
  readonly story: Partial<ClickStory>
  readonly code: string
  readonly says: string
}

const CASES: readonly Case[] = [
  {
    name: 'an id that nobody was given',
    story: { click: null },
    code: 'unknown_click',
    says: 'No click has this id. The id has our shape',
  },
  {
    name: 'an id of another tracker',
    story: { click: null, isOurShape: false, calls: [aCall({ verdict: 'parked' })] },
    code: 'unknown_click',
    says: 'another tracker, or be cut. The network has called for it all the same.',
  },
  {
    name: 'a click that is gone while its landing click is not',
    story: { click: null, later: [anEvent({ kind: EventKind.landingClick })] },
    code: 'click_removed',
    says: 'Retention has removed the click',
  },
  {
    name: 'a prefetch',
    story: { click: aClick({ flags: Flag.provisional, clicks: 0 }) },
    code: 'provisional',
    says: 'only a prefetch',
  },
  {
    name: 'a prefetch that a person confirmed',
    story: {
      click: aClick({ flags: Flag.provisional, clicks: 0, destination: 'https://offer.test/' }),
      later: [anEvent({ kind: EventKind.confirm, clicks: 1 })],
    },
    code: 'offer_not_reached',
    says: 'sent to no offer',
  },
  { name: 'a test', story: { click: aClick({ flags: Flag.test }) }, code: 'test', says: 'test' },
  {
    name: 'a robot',
    story: { click: aClick({ flags: Flag.bot | Flag.offerReached, botReasons: 'ua_list' }) },
    code: 'bot',
    says: 'a robot (ua_list)',
  },
  {
    name: 'a paused campaign',
    story: { click: aClick({ flags: Flag.paused }) },
    code: 'campaign_paused',
    says: 'paused',
  },
  {
    name: 'a blocked campaign',
    story: { click: aClick({ flags: Flag.blocked }) },
    code: 'blocked',
    says: 'blocked',
  },
  {
    name: 'nobody clicked on the landing',
    story: { click: aClick({ flags: Flag.landingShown }) },
    code: 'offer_not_reached',
    says: 'The visitor stayed on the landing.',
  },
  {
    name: 'no flow led to an offer',
    story: { click: aClick({ flags: 0, reason: 'no_flow_accepted' }) },
    code: 'offer_not_reached',
    says: 'sent to no offer (no flow accepted)',
  },
  {
    name: 'an offer link without our id',
    story: { click: aClick({ destination: 'https://offer.test/?aff=1' }) },
    code: 'no_click_id_sent',
    says: 'does not carry our click id',
  },
  {
    name: 'a network that never called',
    story: { network: { lastAt: null, today: 0, failedToday: 0 } },
    code: 'no_postback',
    says: 'It has never called at all. Its postback should hold subid={aff_sub}',
  },
  {
    name: 'a network that calls, but not for this click',
    story: { network: { lastAt: NOON, today: 7, failedToday: 2 } },
    code: 'no_postback',
    says: 'It last called on 2026-03-12; today 2 of 7 calls failed.',
  },
  {
    name: 'a call that is parked',
    story: { calls: [aCall({ verdict: 'parked', cause: 'unmapped_status', detail: 'dep9' })] },
    code: 'parked',
    says: 'because of unmapped status: dep9. Put that right and apply it again.',
  },
  {
    name: 'a call that came for a robot clears the robot',
    story: {
      click: aClick({ flags: Flag.bot }),
      calls: [aCall({ verdict: 'parked', cause: 'bad_payout' })],
    },
    code: 'parked',
    says: 'bad payout',
  },
  {
    name: 'a repetition whose first is known',
    story: { calls: [aCall({ id: 3 }), aCall({ id: 4, verdict: 'duplicate' })] },
    code: 'not_first',
    says: 'a repetition of an earlier one; call 3 was first',
  },
  {
    name: 'a conversion that a person deleted',
    story: { steps: [aStep(), aStep({ kind: 'deleted', after: state({ isDeleted: true }) })] },
    code: 'deleted',
    says: 'A person has deleted the conversion.',
  },
  {
    name: 'a conversion with no postback for its status',
    story: { steps: [aStep()], hasPostbacks: true },
    code: 'no_entry',
    says: 'no outgoing postback is set for sale',
  },
  {
    name: 'a conversion of a campaign that tells nobody',
    story: { steps: [aStep()], hasPostbacks: false },
    code: 'fine',
    says: 'The conversion is stored',
  },
  {
    name: 'not told because of the share',
    story: { steps: [aStep()], deliveries: [aDelivery({ state: 'skipped', reason: 'percent' })] },
    code: 'not_sent',
    says: 'not in the share of conversions that is told',
  },
  {
    name: 'not told for want of a macro',
    story: {
      steps: [aStep()],
      deliveries: [aDelivery({ state: 'skipped', reason: 'required_empty', detail: 'keyword' })],
    },
    code: 'not_sent',
    says: 'a required macro was empty (keyword)',
  },
  {
    name: 'the source did not want to hear it',
    story: {
      steps: [aStep()],
      deliveries: [aDelivery({ state: 'failed', reason: 'bad_status', tries: 8 })],
    },
    code: 'failed',
    says: 'telling it (source) failed after 8 tries: bad status',
  },
  {
    name: 'waiting for a rate',
    story: { steps: [aStep()], deliveries: [aDelivery({ state: 'held', reason: 'no_rate' })] },
    code: 'held',
    says: 'when there is a rate',
  },
  {
    name: 'tried without success so far',
    story: {
      steps: [aStep()],
      deliveries: [aDelivery({ id: 7, state: 'waiting', tries: 1 })],
      tries: [
        { deliveryId: 7, at: NOON, durationMs: 1, verdict: 'timeout', status: 0, answer: '' },
      ],
    },
    code: 'waiting',
    says: 'telling it (source) has not worked so far: timeout. It is tried again.',
  },
  {
    name: 'on its way',
    story: { steps: [aStep()], deliveries: [aDelivery({ state: 'waiting', tries: 0 })] },
    code: 'waiting',
    says: 'is being told',
  },
  {
    name: 'a conversion of the next day',
    story: { steps: [aStep({ time: NOON + 24 * HOUR })], deliveries: [aDelivery()] },
    code: 'other_day',
    says: 'The click is of 2026-03-12, the conversion of 2026-03-13',
  },
  {
    name: 'days are those of the zone',
    story: {
      steps: [aStep({ time: NOON + 13 * HOUR })],
      deliveries: [aDelivery()],
      zone: 'America/New_York',
    },
    code: 'fine',
    says: 'everybody who is to know was told',
  },
]

test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, { story, code, says }) => {
  const verdict = timelineVerdict(aStory(story))
  expect(verdict.code).toBe(code as typeof verdict.code)
  expect(verdict.sentence).toContain(says)
})

const PLACES: [destination: string, place: string | null][] = [
  ['https://offer.test/?a=1&aff_sub={}#x', 'aff_sub'],
  ['https://offer.test/go/{}/x?a=1', 'path'],
  ['https://offer.test/?a=1', null],
]
test.each(PLACES)('in %s our id is in %p', (destination, place) => {
  const sent = offerSent(CLICK_ID, [aClick({ destination })])
  expect(sent?.clickIdIn).toBe(place)
  expect(sent?.url).toBe(destination.replace('{}', CLICK_ID))
})

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
  expect(items[6]?.detail).toMatchObject({ ip: '198.51.100.7', fields: { status: 'sale' } })
})

test('users from whom revenue is kept see what happened, and no amount', () => {
  const told = { url: 'https://source.test/?p=12.5', body: 'p=12.5' }
  const fields = '[["payout","12.5"]]'
  const items = timelineItems(
    aStory({
      calls: [aCall({ url: '/***/postback?payout=12.5', fields })],
      steps: [aStep()],
      deliveries: [aDelivery(told)],
      tries: [
        { deliveryId: 1, at: NOON, durationMs: 5, verdict: 'success', status: 200, answer: '12.5' },
      ],
    }),
  )
  expect(JSON.stringify(items)).toContain('12.5')
  const shown = items.map(withoutAmounts)
  expect(JSON.stringify(shown)).not.toMatch(/12\.?5/)
  expect(shown.map(({ title }) => title)).toContain('Conversion created: sale')
})

function anEvent(differs: Partial<Event>): Event {
  return { ...rowToEvent([]), kind: EventKind.click, time: NOON, clickTime: NOON, ...differs }
}

function aClick(differs: Partial<Event> = {}): Event {
  const destination = 'https://offer.test/?aff_sub={}'
  return anEvent({ flags: Flag.offerReached, clicks: 1, destination, ...differs })
}

function aCall(differs: Partial<CallRecord> = {}): CallRecord {
  return {
    id: 1,
    at: NOON,
    method: 'GET',
    url: '/***/postback?status=sale',
    fields: '[["status","sale"],["status","lead"]]',
    ip: '198.51.100.7',
    dialect: 'keitaro',
    networkId: 1,
    status: 200,
    verdict: 'accepted',
    cause: '',
    detail: '',
    clickId: CLICK_ID,
    transactionId: '',
    conversionId: 1,
    notes: '',
    tries: 0,
    nextTryAt: null,
    resolvedAt: null,
    dismissedAt: null,
    ...differs,
  }
}

function state(differs: object = {}): string {
  const plain = { class: 'sale', word: 'sale', amountMicros: 12_500_000, isDeleted: false }
  return JSON.stringify({ ...plain, ...differs })
}

function aStep(differs: Partial<StepRecord> = {}): StepRecord {
  return {
    id: 1,
    conversionId: 1,
    time: NOON,
    arrivedAt: NOON,
    kind: 'created',
    origin: 'postback',
    callId: 1,
    importId: null,
    userId: null,
    before: null,
    after: state(),
    ...differs,
  }
}

function aDelivery(differs: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    id: 1,
    key: 'd1',
    stepId: 1,
    conversionId: 1,
    clickId: CLICK_ID,
    campaignId: 1,
    entry: 'source',
    createdAt: NOON,
    state: 'sent',
    reason: '',
    detail: '',
    method: 'GET',
    url: 'https://source.test/',
    body: null,
    tries: 1,
    nextAt: null,
    finishedAt: NOON,
    ...differs,
  }
}

function aStory(differs: Partial<ClickStory>): ClickStory {
  return {
    clickId: CLICK_ID,
    click: aClick(),
    later: [],
    calls: [],
    steps: [],
    deliveries: [],
    tries: [],
    costs: [],
    network: null,
    hasPostbacks: false,
    isOurShape: true,
    zone: 'UTC',
    currency: 'USD',
    ...differs,
  }
}
