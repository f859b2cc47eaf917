/**
 * What a click's conversions add to reports (`reports.md` 4). A step's event carries the difference
 * between the sums after it and before it, so the events of a click always add up to its state.
 */
import { follower, NO_MEASURES } from '../click.ts'
import { type Event, EventKind, Flag, type Measure, MEASURE_COLUMNS } from '../event.ts'
import { formatMoney } from '../money.ts'
import { type Conversion, isLost, type RevenueKind, revenueKind } from './conversion.ts'

export type ClickSums = Readonly<Record<Measure, number>>

const REVENUE: Readonly<Record<RevenueKind, Measure>> = {
  hold: 'revenueHoldMicros',
  confirmed: 'revenueConfirmedMicros',
  other: 'revenueOtherMicros',
  rejected: 'revenueRejectedMicros',
}

const CLASS = {
  lead: 'convLead',
  sale: 'convSale',
  rebill: 'convSale',
  rejected: 'convRejected',
  trash: 'convTrash',
  other: 'convOther',
} as const satisfies Record<Conversion['class'], Measure>

/** Of all conversions of one click, oldest first; deleted ones count nowhere. */
export function clickSums(conversions: readonly Conversion[]): ClickSums {
  const sums: Record<Measure, number> = { ...NO_MEASURES }
  const counted = conversions.filter(({ isDeleted }) => !isDeleted)
  const [first] = counted
  if (first) {
    sums.leads = 1
    sums[CLASS[first.class]] = 1
    // A conversion in the millisecond of its click still has a known time.
    sums.timeToConvertMs = Math.max(1, first.time - first.clickTime)
  }
  for (const each of counted) {
    sums.conversions++
    if (each.isUpsell) sums.upsells++
    if (each.class === 'rebill') sums.rebills++
    sums[REVENUE[revenueKind(each.class)]] += each.amountMicros ?? 0
    sums.costMicros += each.costMicros
  }
  return sums
}

/** What a step changed, as an event of its click; its `row` is given when it is recorded. */
export function stepEvent(
  click: Event,
  { before, after, time, isShare }: StepSums,
  conversion: Conversion,
): Event {
  const measures = Object.fromEntries(
    MEASURE_COLUMNS.map((name) => [name, after[name] - before[name]]),
  ) as Record<Measure, number>
  return {
    ...follower(click),
    ...measures,
    kind: EventKind.conversion,
    flags: isShare ? click.flags | Flag.costShare : click.flags,
    time,
    offerId: conversion.offerId,
    networkId: conversion.networkId,
    status: conversion.isDeleted ? '' : conversion.word,
    status2: conversion.isDeleted ? '' : conversion.word2,
    conversionClass: conversion.isDeleted ? '' : conversion.class,
    transactionId: conversion.transactionId,
    payoutCurrency: conversion.payoutCurrency,
  }
}

export interface StepSums {
  readonly before: ClickSums
  readonly after: ClickSums
  /** When it happened. */
  readonly time: number
  /** Whether what it costs follows from what it earned. */
  readonly isShare: boolean
}

/** Values of numbered events that changed, as an event of its click. Differences in millionths. */
export function valuesEvent(
  click: Event,
  differences: ReadonlyMap<number, number>,
  time: number,
): Event {
  const eventValues = valueTexts(differences)
  return { ...follower(click), kind: EventKind.eventValue, time, eventValues }
}

/** As events hold them, of millionths by the events' numbers. */
export function valueTexts(values: ReadonlyMap<number, number>): string[] {
  const length = Math.max(0, ...values.keys())
  return Array.from({ length }, (_, at) => decimal(values.get(at + 1) ?? 0))
}

function decimal(micros: number): string {
  return micros === 0 ? '' : formatMoney(micros)
}

/** Whether a class takes a place under an offer's cap. */
export function fillsCap({
  isUpsell,
  isDeleted,
  isTest,
  class: of,
}: Pick<Conversion, 'isUpsell' | 'isDeleted' | 'isTest' | 'class'>): boolean {
  return !isUpsell && !isDeleted && !isTest && !isLost(of)
}
