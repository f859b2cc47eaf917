/** The story of a click as one list in the order of time, each entry with what is behind it. */
import { type Event, EventKind, Flag } from '../event.ts'
import { formatMoney } from '../money.ts'
import { parseTrace } from '../trace-text.ts'
import { sentUrl } from './offer-url.ts'
import type { CallRecord, ClickStory, CostRecord, DeliveryRecord, StepRecord } from './records.ts'

export type ItemKind =
  | 'click'
  | 'confirmed'
  | 'landing_view'
  | 'landing_click'
  | 'offer_sent'
  | 'update'
  | 'event'
  | 'call'
  | 'step'
  | 'delivery'
  | 'try'
  | 'cost'

export interface TimelineItem {
  readonly at: number
  readonly kind: ItemKind
  readonly title: string
  /** Raw data, by name. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** Oldest first; what happened in the same millisecond stays in the order of cause and effect. */
export function timelineItems(story: ClickStory): TimelineItem[] {
  const events = story.click === null ? story.later : [story.click, ...story.later]
  const items = [
    ...events.flatMap((event) => eventItems(story, event)),
    ...story.calls.map(callItem),
    ...story.steps.map((step) => stepItem(story, step)),
    ...story.deliveries.flatMap((delivery) => deliveryItems(story, delivery)),
    ...story.costs.map((cost) => costItem(story, cost)),
  ]
  return items.toSorted((a, b) => a.at - b.at)
}

function eventItems(story: ClickStory, event: Event): TimelineItem[] {
  const at = event.time
  switch (event.kind) {
    case EventKind.click:
      return clickItems(story, event)
    case EventKind.confirm:
      return [{ at, kind: 'confirmed', title: 'The visit turned out to be a person', detail: {} }]
    case EventKind.landingClick:
      return [landingClickItem(event), ...offerItems(story, event)]
    case EventKind.update: {
      const detail = { subIds: event.subIds }
      return [{ at, kind: 'update', title: 'Sub ids of the click were replaced', detail }]
    }
    case EventKind.eventValue:
      return [{ at, kind: 'event', title: 'An event value changed', detail: valuesOf(event) }]
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

function clickDetail({ currency }: ClickStory, click: Event) {
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
    trace: parseTrace(click.why, click.destination),
  }
}

function offerItems({ clickId }: ClickStory, event: Event): TimelineItem[] {
  if ((event.flags & Flag.offerReached) === 0 || event.destination === '') return []
  const { at, url, clickIdIn } = sentUrl(clickId, event)
  const where = clickIdIn === null ? 'without our click id' : `with our click id in ${clickIdIn}`
  const detail = { url, clickIdIn, offerId: event.offerId, networkId: event.networkId }
  return [{ at, kind: 'offer_sent', title: `Sent to the offer ${where}`, detail }]
}

function landingClickItem(event: Event): TimelineItem {
  const counted = event.landingClicks > 0
  return {
    at: event.time,
    kind: 'landing_click',
    title: counted ? 'Went on from the landing' : 'Went on from the landing once more',
    detail: { offerId: event.offerId, trace: parseTrace(event.why, event.destination) },
  }
}

function valuesOf({ eventValues }: Event) {
  const named = eventValues.map((value, index) => [`event${index + 1}`, value] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== ''))
}

function callItem(call: CallRecord): TimelineItem {
  const why = call.cause === '' ? '' : ` (${call.cause})`
  const { at: _at, clickId: _clickId, fields, ...facts } = call
  return {
    at: call.at,
    kind: 'call',
    title: `The network called: ${call.verdict.replaceAll('_', ' ')}${why}`,
    detail: { ...facts, fields: fieldsOf(fields) },
  }
}

/** Of a parameter that came twice the first one counts. */
function fieldsOf(json: string): Readonly<Record<string, string>> {
  const pairs = JSON.parse(json) as [name: string, value: string][]
  return Object.fromEntries(pairs.toReversed())
}

function stepItem({ currency }: ClickStory, step: StepRecord): TimelineItem {
  const after = stateOf(step.after)
  const before = step.before === null ? null : stateOf(step.before)
  const money = after.amountMicros === null ? 'no rate yet' : formatMoney(after.amountMicros)
  const { id, conversionId, kind, origin, callId, importId, userId } = step
  return {
    at: step.arrivedAt,
    kind: 'step',
    title: `Conversion ${kind}: ${after.class}, ${money} ${currency}`,
    detail: { id, conversionId, kind, origin, callId, importId, userId, before, after },
  }
}

/** What is shown of a state. */
export interface ShownState {
  readonly class: string
  readonly word: string
  readonly transactionId: string
  readonly payoutMicros: number
  readonly payoutCurrency: string
  readonly amountMicros: number | null
  readonly isDeleted: boolean
}

export function stateOf(json: string): ShownState {
  return JSON.parse(json) as ShownState
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
  skipped: ({ entry, reason, detail }) =>
    `${entry} was not told: ${reason.replaceAll('_', ' ')}${detail === '' ? '' : ` (${detail})`}`,
}

function costItem({ currency }: ClickStory, { id, at, shareMicros, undone }: CostRecord) {
  const title = `Cost batch ${id} ${undone ? 'was undone' : 'priced the click'}`
  const detail = { id, share: formatMoney(shareMicros), currency, undone }
  return { at, kind: 'cost', title, detail } as const
}

/** Of calls, steps and deliveries what tells no amount; raw texts may hold one. */
const DISCREET: ReadonlySet<string> = new Set([
  'id',
  'conversionId',
  'kind',
  'origin',
  'callId',
  'networkId',
  'status',
  'verdict',
  'cause',
  'entry',
  'state',
  'reason',
  'tries',
  'durationMs',
])
const WITH_AMOUNTS: ReadonlySet<ItemKind> = new Set(['call', 'step', 'delivery', 'try'])

/** The same for users from whom revenue is kept. */
export function withoutAmounts(item: TimelineItem): TimelineItem {
  if (!WITH_AMOUNTS.has(item.kind)) return item
  const kept = Object.entries(item.detail).filter(([name]) => DISCREET.has(name))
  const title = item.kind === 'step' ? item.title.replace(/,.*$/, '') : item.title
  return { ...item, title, detail: Object.fromEntries(kept) }
}
