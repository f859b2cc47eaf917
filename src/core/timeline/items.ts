/** The story of a click as one list in the order of time, each entry with what is behind it. */
import type { ConversionClass } from '../conversions/classes.ts'
import type { ConversionState } from '../conversions/conversion.ts'
import { fillsCap } from '../conversions/sums.ts'
import { type Event, EventKind, Flag, FREE_KINDS } from '../event.ts'
import { formatMoney } from '../money.ts'
import { parseTrace } from '../trace/trace-text.ts'
import type { Trace } from '../trace/trace.ts'
import { toldTrace } from '../trace/visitor-facts.ts'
import { callItem } from './call-item.ts'
import { sentUrl } from './offer-url.ts'
import type { ClickStory, CostRecord, Cut, DeliveryRecord, StepRecord } from './records.ts'
import { whySkipped } from './skipped.ts'
import { EVENTS_TOLD_MAX, type TimelineItem } from './told.ts'

/** Oldest first; what happened in the same millisecond stays in the order of cause and effect. */
export function timelineItems(story: ClickStory): TimelineItem[] {
  const items = [
    ...toldEvents(story).map(atItsTime),
    ...story.calls.map(callItem).map(atItsTime),
    ...placedSteps(story),
    ...story.deliveries.flatMap((delivery) => deliveryItems(story, delivery)).map(atItsTime),
    ...story.costs.map((cost) => costItem(story, cost)).map(atItsTime),
    ...story.cuts.map(endsItem).map(atItsTime),
  ]
  return items.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}

interface Placed {
  readonly item: TimelineItem
  /** Milliseconds, as its time. */
  readonly place: number
}

function atItsTime(item: TimelineItem): Placed {
  return { item, place: item.at }
}

/** A call that waited for its conversion has the time at which it came, and its step the place behind it. */
function placedSteps(story: ClickStory): Placed[] {
  const last = new Map<number, number>()
  return story.steps.map((step) => {
    const place = Math.max(step.arrivedAt, last.get(step.conversionId) ?? 0)
    last.set(step.conversionId, place)
    return { item: stepItem(story, step), place }
  })
}

/** Beyond what is told of them stands that there are more. */
function toldEvents(story: ClickStory): TimelineItem[] {
  const events = story.click === null ? story.later : [story.click, ...story.later]
  const further = events.filter(({ kind }) => FREE_KINDS.has(kind)).slice(EVENTS_TOLD_MAX)
  const [first] = further
  if (first === undefined) return events.flatMap((event) => eventItems(story, event))
  const untold = new Set(further)
  const told = events.filter((event) => !untold.has(event))
  return [...told.flatMap((event) => eventItems(story, event)), cutItem(first)]
}

function cutItem({ time }: Event): TimelineItem {
  const title = `More came from pages: the first ${EVENTS_TOLD_MAX} are told`
  return { at: time, kind: 'cut', title, detail: {} }
}

const LONG_LISTS: Readonly<Record<Cut['of'], string>> = {
  calls: 'calls of the network',
  steps: 'steps of conversions',
  deliveries: 'outgoing postbacks',
  tries: 'tries to send them',
}

function endsItem({ of, all, told, at }: Cut): TimelineItem {
  const { first, newest } = told
  const title = `Of ${all} ${LONG_LISTS[of]} the first ${first} and the newest ${newest} are told`
  return { at, kind: 'cut', title, detail: { all, told: first + newest } }
}

function eventItems(story: ClickStory, event: Event): TimelineItem[] {
  const at = event.time
  switch (event.kind) {
    case EventKind.click:
      return clickItems(story, event)
    case EventKind.confirm:
      return [{ at, kind: 'confirmed', title: 'The visit turned out to be a person', detail: {} }]
    case EventKind.landingClick:
      return [landingClickItem(story, event), ...offerItems(story, event)]
    case EventKind.update: {
      const detail = { subIds: event.subIds }
      return [{ at, kind: 'update', title: 'Sub ids of the click were replaced', detail }]
    }
    case EventKind.eventValue:
      return [
        { at, kind: 'event', title: 'An event value changed', detail: valuesOf(story, event) },
      ]
    // Told by the steps and the batches themselves.
    case EventKind.conversion:
    case EventKind.cost:
      return []
  }
}

function clickItems(story: ClickStory, click: Event): TimelineItem[] {
  const at = click.time
  const shown = (click.flags & Flag.landingShown) !== 0
  const view: TimelineItem = {
    at,
    kind: 'landing_view',
    title: `Landing ${click.landingId} was shown`,
    detail: { url: sentUrl(story.clickId, click).url },
  }
  return [
    { at, kind: 'click', title: clickTitle(click), detail: clickDetail(story, click) },
    ...(shown ? [view] : []),
    ...offerItems(story, click),
  ]
}

function clickTitle({ flags, reason }: Event): string {
  if ((flags & Flag.test) !== 0) return 'A test click'
  if ((flags & Flag.provisional) !== 0) return 'A prefetch or preview, not counted until confirmed'
  if ((flags & Flag.bot) !== 0) return 'A robot came'
  return reason === '' ? 'A visitor came' : `A visitor came: ${reason}`
}

function clickDetail({ clickId, currency, around }: ClickStory, click: Event) {
  const { flags } = click
  const words = Object.entries(Flag).filter(([, bit]) => (flags & bit) !== 0)
  return {
    campaignId: click.campaignId,
    flowId: click.flowId,
    pathId: click.pathId,
    landingId: click.landingId,
    offerId: click.offerId,
    networkId: click.networkId,
    sourceId: click.sourceId,
    ip: click.ip,
    country: click.country,
    device: `${click.deviceType} ${click.os} ${click.browser}`.trim(),
    userAgent: click.userAgent,
    query: click.rawQuery,
    externalId: click.externalId,
    flags: words.map(([word]) => word),
    botReasons: click.botReasons,
    unexpanded: click.unexpanded === '' ? [] : click.unexpanded.split(','),
    cost: `${formatMoney(click.costMicros)} ${click.costCurrency || currency}`,
    costOrigin: click.costOrigin,
    reason: click.reason,
    trace: toldTrace(traceOf(clickId, click), click, around),
  }
}

/** With the address as it was sent. */
function traceOf(clickId: string, event: Event): Trace {
  return parseTrace(event.why, sentUrl(clickId, event).url)
}

function offerItems({ clickId }: ClickStory, event: Event): TimelineItem[] {
  if ((event.flags & Flag.offerReached) === 0 || event.destination === '') return []
  const { at, url, clickIdIn } = sentUrl(clickId, event)
  const where = clickIdIn === null ? 'without our click id' : `with our click id in ${clickIdIn}`
  const detail = { url, clickIdIn, offerId: event.offerId, networkId: event.networkId }
  return [{ at, kind: 'offer_sent', title: `Sent to the offer ${where}`, detail }]
}

function landingClickItem({ clickId }: ClickStory, event: Event): TimelineItem {
  const counted = event.landingClicks > 0
  return {
    at: event.time,
    kind: 'landing_click',
    title: counted ? 'Went on from the landing' : 'Went on from the landing once more',
    detail: { offerId: event.offerId, trace: traceOf(clickId, event) },
  }
}

/** The values that changed, as they stand after the change: events carry differences. */
function valuesOf({ later }: ClickStory, event: Event): Readonly<Record<string, string>> {
  const upTo = later.slice(0, later.indexOf(event) + 1)
  const named = event.eventValues.flatMap((difference, index) => {
    if (difference === '') return []
    const sum = upTo.reduce((total, each) => total + Number(each.eventValues[index] ?? 0), 0)
    return [[`event${index + 1}`, String(Math.round(sum * 100) / 100)] as const]
  })
  return Object.fromEntries(named)
}

function stepItem(story: ClickStory, step: StepRecord): TimelineItem {
  const after = stateOf(step.after)
  const before = step.before === null ? null : stateOf(step.before)
  const { id, conversionId, kind, origin, callId, importId, userId, time, reason } = step
  const cap = capEffect(story, step, { before, after })
  return {
    at: step.arrivedAt,
    kind: 'step',
    title: `Conversion ${kind}: ${after.class}${moneyText(after, story.currency)}`,
    detail: {
      id,
      conversionId,
      kind,
      origin,
      callId,
      importId,
      userId,
      ...(reason === null ? {} : { reason }),
      countsAt: time,
      before,
      after,
      ...(cap === null ? {} : { cap }),
    },
  }
}

function moneyText({ amountMicros }: ShownState, currency: string): string {
  if (amountMicros === undefined) return ''
  return amountMicros === null ? ', no rate yet' : `, ${formatMoney(amountMicros)} ${currency}`
}

interface States {
  readonly before: ShownState | null
  readonly after: ShownState
}

/** `null`: the offer has no cap, or its count stays as it is. */
function capEffect(
  { cappedOffers }: ClickStory,
  { offerId, isUpsell, isTest }: StepRecord,
  { before, after }: States,
): string | null {
  if (!cappedOffers.includes(offerId)) return null
  const fills = (state: ShownState) =>
    fillsCap({ ...state, isUpsell: isUpsell === 1, isTest: isTest === 1 })
  const was = before !== null && fills(before)
  if (was === fills(after)) return null
  const place = `place under the cap of offer ${offerId}`
  return was ? `gives back its ${place}` : `takes a ${place}`
}

/** What is shown of a state. */
export interface ShownState {
  readonly class: ConversionClass
  readonly word: string
  readonly transactionId: string
  /** Amounts are absent where they are not to be told. */
  readonly payoutMicros?: number
  readonly payoutCurrency?: string
  readonly amountMicros?: number | null
  readonly isDeleted: boolean
}

/** What only taking a step back needs. */
const UNSHOWN: ReadonlySet<string> = new Set<keyof ConversionState>([
  'changedAt',
  'sentMicros',
  'sentCurrency',
  'notes',
])

export function stateOf(json: string): ShownState {
  const state = Object.entries(JSON.parse(json) as object)
  return Object.fromEntries(state.filter(([name]) => !UNSHOWN.has(name))) as unknown as ShownState
}

function deliveryItems({ tries }: ClickStory, delivery: DeliveryRecord): TimelineItem[] {
  const { id, key, entry, state, reason, detail, method, url, body, nextAt } = delivery
  const own = tries.filter(({ deliveryId }) => deliveryId === id)
  const common = { id, deliveryId: key, entry, state, reason, detail, method, url, body, nextAt }
  const item: TimelineItem = {
    at: delivery.createdAt,
    kind: 'delivery',
    title: DELIVERY_TITLES[state]?.(delivery) ?? state,
    detail: { ...common, tries: delivery.tries },
  }
  return [
    item,
    ...own.map(({ at, durationMs, verdict, status, answer }): TimelineItem => {
      const title = `${entry}: ${status === 0 ? '' : `${status} `}${verdict.replaceAll('_', ' ')}`
      const facts = { deliveryId: key, url, durationMs, verdict, status, answer }
      return { at, kind: 'try', title, detail: facts }
    }),
  ]
}

const DELIVERY_TITLES: Readonly<Record<string, (delivery: DeliveryRecord) => string>> = {
  waiting: ({ entry }) => `${entry} will be told`,
  held: ({ entry }) => `${entry} will be told when there is a rate`,
  sent: ({ entry }) => `${entry} was told`,
  failed: ({ entry, reason }) => `${entry} could not be told: ${reason.replaceAll('_', ' ')}`,
  skipped: (delivery) => `${delivery.entry} was not told: ${whySkipped(delivery)}`,
}

function costItem({ currency }: ClickStory, { id, at, shareMicros, undone }: CostRecord) {
  const title = `Cost batch ${id} ${undone ? 'was undone' : 'priced the click'}`
  const detail = { id, share: formatMoney(shareMicros), currency, undone }
  return { at, kind: 'cost', title, detail } as const
}
