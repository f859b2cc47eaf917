/**
 * Stores a step with all that follows from it: the conversion, its history, the events for the
 * ledger, what the call says of the click, the outgoing postbacks. In the caller's transaction.
 */
import { type ClickDetails, confirmEvent } from '../../core/click.ts'
import { changesDetails, type ClickUpdate, isEmptyUpdate } from '../../core/conversions/call.ts'
import type { Conversion, ConversionStep, Outgoing } from '../../core/conversions/conversion.ts'
import { type ClickStand, effectOf } from '../../core/conversions/import-effects.ts'
import {
  clickSums,
  fillsCap,
  stepEvent,
  valuesEvent,
  valueTexts,
} from '../../core/conversions/sums.ts'
import { type Event, EventKind, eventToRow, Flag } from '../../core/event.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { ConversionStore } from '../../db/money/conversions.ts'
import type { IncomingCalls } from '../../db/money/incoming-calls.ts'
import type { ClickStore, LedgerQueue, QueuedEvent } from '../../db/money/ledger-queue.ts'
import { confirmedCost } from '../visits/click-cost.ts'
import { isSame, updateOf, withDetails } from '../visits/sub-ids.ts'
import type { CapChange, FoundClick, Verdict } from './jobs.ts'
import { isClickless } from './lost-click.ts'
import { paysShare } from './settings.ts'
import { accepted } from './verdicts.ts'

/** The stores of the booking thread, all on its one writing handle. */
export interface Clerk {
  readonly conversions: ConversionStore
  readonly calls: IncomingCalls
  readonly queue: LedgerQueue
  readonly clicks: ClickStore
  /** The same for all jobs of a batch. */
  readonly tables: () => RoutingTables
  readonly outgoing: Outgoing
}

/** What a step is kept with. */
export interface Keeping {
  readonly click: FoundClick
  readonly arrivedAt: number
  readonly callId: number | null
  readonly importId: number | null
  readonly userId: number | null
  readonly afterSeq: number
  readonly calledOrigin: string
  /** What the call says of the click; nothing for other steps. */
  readonly call: { readonly update: ClickUpdate } | null
  /** All conversions of the click before the step, oldest first. */
  readonly stored: readonly Conversion[]
}

/** Of a step that no call brought. */
export const NO_CALL = { callId: null, call: null, calledOrigin: '' } as const

export function keep(clerk: Clerk, step: ConversionStep, keeping: Keeping): Verdict {
  const { click, stored } = keeping
  const conversion = stow(clerk, step.conversion)
  const kept = { ...step, conversion }
  const id = clerk.conversions.addStep(kept, { ...keeping, effect: effectIn(clerk, keeping) })
  const numbered = { ...kept, id }
  const confirmed = confirmation(clerk, keeping)
  const event = confirmed ? { ...click.event, flags: confirmed.flags } : click.event
  const isReported = reportedOf(click)
  const after = withNew(stored, conversion).filter(isReported)
  const sums = { before: clickSums(stored.filter(isReported)), after: clickSums(after) }
  const tables = clerk.tables()
  const said = keeping.call
    ? updateEvents(clerk, { ...click, event }, keeping.call.update, keeping.arrivedAt)
    : []
  const about = { ...sums, time: step.time, isShare: paysShare(tables, conversion) }
  const events = [
    ...(confirmed ? [confirmed] : []),
    ...(isReported(conversion) ? [stepEvent(event, about, conversion)] : []),
    ...said,
  ]
  clerk.calls.wakeTransactions(conversion.clickSeq, keeping.arrivedAt)
  const known = withDetails(event, newestOf(said) ?? detailsOf(clerk.clicks, click))
  const told = { ...known, eventValues: valueTexts(clerk.clicks.values(event.clickSeq)) }
  const { cityNames } = click
  clerk.outgoing({
    step: numbered,
    click: told,
    ...(cityNames && { cityNames }),
    tables,
    origin: keeping.calledOrigin,
  })
  return accepted(conversion.id, {
    events: enqueue(clerk, events, keeping.afterSeq),
    isConfirmed: confirmed !== null,
    caps: capChanges(numbered),
  })
}

/** Which conversions of the click reports have events of. */
function reportedOf({ lost }: FoundClick): (conversion: Conversion) => boolean {
  return lost === 'removed' ? isClickless : () => true
}

/** Only imports are taken back. */
function effectIn({ clicks }: Clerk, { click, call, importId }: Keeping) {
  const isNone = importId === null || call === null || isEmptyUpdate(call.update)
  return isNone ? null : effectOf(call.update, standOf(clicks, click))
}

/** How the click stands for what is said of it next. */
export function standOf(clicks: ClickStore, click: FoundClick): ClickStand {
  const { clickSeq } = click.event
  return { details: detailsOf(clicks, click), value: (number) => clicks.value(clickSeq, number) }
}

function stow({ conversions }: Clerk, conversion: Conversion): Conversion {
  if (conversion.id === 0) return { ...conversion, id: conversions.add(conversion) }
  conversions.put(conversion)
  return conversion
}

function withNew(stored: readonly Conversion[], conversion: Conversion): readonly Conversion[] {
  const rest = stored.filter(({ id }) => id !== conversion.id)
  return [...rest, conversion].toSorted((a, b) => a.id - b.id)
}

/** A click that was only looked ahead at counts from now on: a person came. */
function confirmation({ clicks, tables }: Clerk, { click, arrivedAt }: Keeping): Event | null {
  const { event, isUnconfirmed } = click
  if (!isUnconfirmed || (event.flags & Flag.provisional) === 0) return null
  const marks = clicks.marks(event.clickSeq)
  if (marks.isConfirmed) return null
  clicks.putMarks(event.clickSeq, { ...marks, isConfirmed: true }, arrivedAt)
  return confirmEvent(event, { row: 0, time: arrivedAt }, costOf(event, tables()))
}

function costOf(event: Event, tables: RoutingTables) {
  const campaign = tables.campaign(event.campaignId)
  if (campaign !== null) return confirmedCost(tables, campaign, event)
  return { micros: 0, currency: event.costCurrency, origin: 'none' } as const
}

/** What a call says of the click itself, as events; remembered for the next one. */
export function updateEvents(
  { clicks }: Clerk,
  click: FoundClick,
  update: ClickUpdate,
  time: number,
): Event[] {
  const { event } = click
  const differences = valueDifferences(clicks, event.clickSeq, update)
  const values = differences.size === 0 ? [] : [valuesEvent(event, differences, time)]
  if (!changesDetails(update)) return values
  const marks = clicks.marks(event.clickSeq)
  const before = detailsOf(clicks, click)
  const changed = updateOf(event, before, update, time)
  if (isSame(changed, before)) return values
  const { subIds, externalId } = changed
  clicks.putMarks(event.clickSeq, { ...marks, subIds, externalId }, time)
  return [...values, changed]
}

/** What holds of a click; where nobody knows of a newer update, that of the last call. */
function detailsOf(clicks: ClickStore, { event, newest }: FoundClick): ClickDetails {
  if (newest !== null) return newest
  const { subIds, externalId } = clicks.marks(event.clickSeq)
  return { subIds: subIds ?? event.subIds, externalId: externalId ?? event.externalId }
}

function newestOf(said: readonly Event[]): ClickDetails | null {
  return said.find(({ kind }) => kind === EventKind.update) ?? null
}

function valueDifferences(clicks: ClickStore, clickSeq: number, { values }: ClickUpdate) {
  const differences = new Map<number, number>()
  for (const { number, how, micros } of values) {
    const stored = clicks.value(clickSeq, number)
    const after = how === 'add' ? stored + micros : micros
    if (after === stored) continue
    clicks.putValue(clickSeq, number, after)
    differences.set(number, (differences.get(number) ?? 0) + after - stored)
  }
  return differences
}

export function enqueue(
  { queue }: Clerk,
  events: readonly Event[],
  afterSeq: number,
): QueuedEvent[] {
  return events.map((event) =>
    queue.add(afterSeq, (bookingId) => JSON.stringify(eventToRow({ ...event, bookingId }))),
  )
}

function capChanges({ id, before, conversion }: ConversionStep): CapChange[] {
  const after = fillsCap(conversion)
  const was = before !== null && fillsCap({ ...conversion, ...before })
  if (was === after || conversion.offerId === 0) return []
  const { offerId, arrivedAt } = conversion
  return [{ offerId, arrivedAt, by: after ? 1 : -1, stepId: id }]
}
