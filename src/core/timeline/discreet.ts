/**
 * The story of a click for users from whom revenue is kept: what happened, without a single amount.
 * Raw texts go, because any parameter may hold one; what is known to hold none stays.
 */
import { CALL_NAMES } from '../conversions/call.ts'
import { parseReading } from '../conversions/reading.ts'
import { type Event, Flag } from '../event.ts'
import type { CallRecord, ClickStory, DeliveryRecord, StepRecord } from './records.ts'

const TELLING = ['payout', 'cost'] as const
const PLAIN: ReadonlySet<string> = new Set(
  Object.entries(CALL_NAMES).flatMap(([field, names]) =>
    TELLING.some((each) => each === field) ? [] : names,
  ),
)

/** Of a call what may hold an amount. */
type RawTexts = Pick<CallRecord, 'url' | 'fields' | 'cause' | 'detail' | 'reading'>

export function discreetStory(story: ClickStory): ClickStory {
  return {
    ...story,
    later: story.later.map(withoutShare),
    calls: story.calls.map(discreetCall),
    steps: story.steps.map(discreetStep),
    deliveries: story.deliveries.map(discreetDelivery),
    tries: story.tries.map((each) => ({ ...each, answer: '' })),
  }
}

/** An event whose cost would tell what its conversion earned costs nothing. */
export function withoutShare(event: Event): Event {
  return (event.flags & Flag.costShare) === 0 ? event : { ...event, costMicros: 0 }
}

export function discreetCall<C extends RawTexts>(call: C): C {
  const { payout: _payout, kept: _kept, ...reading } = parseReading(call.reading)
  return {
    ...call,
    url: withoutQuery(call.url),
    fields: discreetFields(call.fields),
    // The value that could not be read.
    detail: call.cause === 'bad_payout' ? '' : call.detail,
    reading: JSON.stringify(reading),
  }
}

/** Of a JSON list of pairs those that hold no amount by their name. */
export function discreetFields(json: string): string {
  const pairs = JSON.parse(json) as [name: string, value: string][]
  return JSON.stringify(pairs.filter(([name]) => PLAIN.has(name)))
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '')
}

const KEPT: readonly string[] = ['class', 'word', 'word2', 'transactionId', 'isDeleted']

function discreetStep(step: StepRecord): StepRecord {
  const { before, after } = step
  return {
    ...step,
    reason: null,
    before: before === null ? null : discreetState(before),
    after: discreetState(after),
  }
}

function discreetState(json: string): string {
  const state = Object.entries(JSON.parse(json) as object)
  return JSON.stringify(Object.fromEntries(state.filter(([name]) => KEPT.includes(name))))
}

/** A payout may stand in the path of an address too. */
function discreetDelivery(delivery: DeliveryRecord): DeliveryRecord {
  const origin = URL.parse(delivery.url)?.origin ?? ''
  return { ...delivery, url: origin, body: null }
}
