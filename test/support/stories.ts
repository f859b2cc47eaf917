/** Stories of clicks for tests, which state only what differs. */
import { type Event, EventKind, Flag, rowToEvent } from '../../src/core/event.ts'
import type {
  CallRecord,
  ClickStory,
  DeliveryRecord,
  StepRecord,
  TryRecord,
} from '../../src/core/timeline/records.ts'
import { CLICK_ID, NOON } from './build.ts'

export function anEvent(differs: Partial<Event>): Event {
  return { ...rowToEvent([]), kind: EventKind.click, time: NOON, clickTime: NOON, ...differs }
}

export function aTry(differs: Partial<TryRecord> = {}): TryRecord {
  const plain = { deliveryId: 1, at: NOON, durationMs: 5, verdict: 'success', status: 200 }
  return { ...plain, answer: 'ok', ...differs }
}

export function aClick(differs: Partial<Event> = {}): Event {
  const destination = 'https://offer.test/?aff_sub={}'
  return anEvent({ flags: Flag.offerReached, clicks: 1, destination, ...differs })
}

export function aCall(differs: Partial<CallRecord> = {}): CallRecord {
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
    reading: '',
    tries: 0,
    nextTryAt: null,
    resolvedAt: null,
    dismissedAt: null,
    ...differs,
  }
}

export function state(differs: object = {}): string {
  const plain = { class: 'sale', word: 'sale', amountMicros: 12_500_000, isDeleted: false }
  return JSON.stringify({ ...plain, ...differs })
}

export function aStep(differs: Partial<StepRecord> = {}): StepRecord {
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
    offerId: 1,
    isUpsell: 0,
    isTest: 0,
    reason: null,
    ...differs,
  }
}

export function aDelivery(differs: Partial<DeliveryRecord> = {}): DeliveryRecord {
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

export function aStory(differs: Partial<ClickStory>): ClickStory {
  return {
    clickId: CLICK_ID,
    click: aClick(),
    later: [],
    calls: [],
    steps: [],
    deliveries: [],
    tries: [],
    cuts: [],
    costs: [],
    network: null,
    callForm: { template: '', origin: 'https://t.test' },
    gone: null,
    place: null,
    cappedOffers: [],
    hasPostbacks: false,
    isOurShape: true,
    around: { clientHeader: '', countryHeader: '', names: new Map() },
    zone: 'UTC',
    currency: 'USD',
    ...differs,
  }
}
