/**
 * Queues outgoing postbacks: for each step of a conversion a row per receiver, with the words it
 * will be told, in the transaction of the step. What is not sent gets a row too, with the reason.
 */
import {
  type Conversion,
  type ConversionStep,
  type Outgoing,
  revenueMicros,
  type Trigger,
} from '../../core/conversions/conversion.ts'
import {
  type Call,
  callFor,
  type News,
  type PlanContext,
  planDeliveries,
  type Planned,
} from '../../core/conversions/outgoing.ts'
import { postbacksOf } from '../../core/conversions/postbacks.ts'
import { convert } from '../../core/conversions/rates.ts'
import type { Event } from '../../core/event.ts'
import type { MacroContext } from '../../core/macros/context.ts'
import { settingOf } from '../../core/settings/settings.ts'
import type { CompiledPostback, RoutingTables } from '../../core/tables.ts'
import type { DeliveryQueue } from '../../db/money/deliveries.ts'
import { randomBase62, toBase62 } from '../../lib/base62.ts'
import type { Ip } from '../../lib/ip.ts'
import { macrosOf, type OutsideParts } from '../outside.ts'

export interface OutgoingParts extends Omit<OutsideParts, 'detectors'> {
  readonly queue: DeliveryQueue
  /** Told once per step that has something to send; the transaction is not over yet. */
  readonly queued: () => void
  /** Epoch milliseconds. */
  readonly clock: () => number
}

export function queueOutgoing(parts: OutgoingParts): Outgoing {
  return (trigger) => {
    const { step, click, tables } = trigger
    const { queue, clock } = parts
    if (step.conversion.isDeleted) return dropHeld(queue, step, clock())
    const postbacks = postbacksOf(tables, click)
    const isRated = gotRate(step)
    if (postbacks.length === 0 && !isRated) return
    const context = contextOf(parts, trigger)
    const releasing = { postbacks, context, at: clock() }
    if (isRated && releaseHeld(queue, step, releasing) > 0) parts.queued()
    const change = CHANGES[step.kind]
    if (change === null) return
    const news = newsOf(queue, postbacks, trigger, change)
    const planned = planDeliveries(postbacks, news, context, () => deliveryId(clock()))
    for (const plan of planned) queue.add(rowOf(plan, step, news), clock())
    if (planned.some(({ verdict }) => verdict === 'send')) parts.queued()
  }
}

/** `null`: nobody outside is told that a person took something back, or that a rate came. */
const CHANGES: Readonly<Record<ConversionStep['kind'], News['change'] | null>> = {
  created: 'conversion',
  added: 'conversion',
  rated: null,
  changed: 'status',
  reinstated: 'status',
  renamed: 'status',
  repriced: 'payout',
  deleted: null,
  undone: null,
}

/** In order of time, so that they lie side by side wherever they are sorted. */
function deliveryId(now: number): string {
  return toBase62(now, 8) + randomBase62(12)
}

function contextOf(parts: OutgoingParts, trigger: Trigger): PlanContext {
  const { step, click, tables, origin, cityNames } = trigger
  const { clickId } = step.conversion
  const cityName = (_ip: Ip, _city: string, language: string) => cityNames?.get(language) ?? ''
  const outside = { ...parts, detectors: { geo: { cityName } } }
  return clickContext(outside, { clickId, click, tables, origin, now: step.time })
}

/** A click that a postback may tell of. */
export interface ToldClick {
  readonly clickId: string
  readonly click: Event
  readonly tables: RoutingTables
  /** Scheme and host of a tracking domain; `''`: that of the click. */
  readonly origin: string
  readonly now: number
}

export function clickContext(parts: OutsideParts, told: ToldClick): MacroContext {
  const { clickId, click, tables, now } = told
  const origin = told.origin || (click.host === '' ? '' : `https://${click.host}`)
  return macrosOf(parts, click, { clickId, origin }, { tables, time: now })
}

function newsOf(
  queue: DeliveryQueue,
  postbacks: readonly CompiledPostback[],
  { step, tables }: Trigger,
  change: News['change'],
): News {
  const { conversion } = step
  const asksForFirst = postbacks.some(({ mode }) => mode === 'first')
  return {
    change,
    now: { class: conversion.class, word: conversion.word },
    earlier: asksForFirst ? queue.earlier(conversion.clickSeq, step.id) : [],
    isSilent: step.isSilent,
    facts: factsOf(conversion, settingOf(tables.settings, 'currency')),
    revenueMicros: revenueOf(step),
    ...unratedOf(step),
  }
}

function factsOf(conversion: Conversion, currency: string): News['facts'] {
  return {
    conversionId: String(conversion.id),
    status: conversion.class,
    originalStatus: conversion.word,
    status2: conversion.word2,
    transactionId: conversion.transactionId,
    revenueCurrency: currency,
    costMicros: conversion.costMicros,
    time: conversion.time,
  }
}

/** Of a payout that was added to a conversion the receiver knows the rest already. */
function revenueOf({ kind, before, conversion }: ConversionStep): number | null {
  const now = revenueMicros(conversion)
  const known = kind === 'added' && before !== null ? revenueMicros(before) : 0
  return now === null || known === null ? null : now - known
}

function unratedOf({ kind, before, conversion }: ConversionStep): Pick<News, 'unrated'> {
  const { amountMicros, payoutMicros, payoutCurrency: currency } = conversion
  if (amountMicros !== null) return {}
  const known = kind === 'added' && before !== null ? before.payoutMicros : 0
  return { unrated: { micros: payoutMicros - known, currency } }
}

function gotRate({ before, conversion }: ConversionStep): boolean {
  return before?.amountMicros === null && conversion.amountMicros !== null
}

/** Its rate is not waited for any longer, and nothing waits behind it. */
function dropHeld(queue: DeliveryQueue, { conversion }: ConversionStep, at: number): void {
  for (const { id } of queue.held(conversion.id)) queue.drop(id, 'conversion_gone', at)
}

interface Releasing {
  readonly postbacks: readonly CompiledPostback[]
  readonly context: PlanContext
  readonly at: number
}

/** How many may go now. */
function releaseHeld(
  queue: DeliveryQueue,
  { conversion }: ConversionStep,
  { postbacks, context, at }: Releasing,
): number {
  let released = 0
  for (const { id, key, entry, news } of queue.held(conversion.id)) {
    const postback = postbacks.find((one) => one.key === entry)
    const known = { ...news, revenueMicros: ratedRevenue(conversion, news) }
    const call = postback === undefined ? null : callFor(postback, known, context, key)
    if (call === null) queue.drop(id, 'entry_gone', at)
    else queue.release(id, { call, news: known }, at)
    if (call !== null) released++
  }
  return released
}

/** Of what the held postback is to tell; the conversion's where its currency has changed since. */
function ratedRevenue({ payoutCurrency, rateNanos, amountMicros }: Conversion, { unrated }: News) {
  const isKnown = rateNanos !== null && unrated?.currency === payoutCurrency
  return isKnown ? convert(unrated.micros, rateNanos) : amountMicros
}

const NO_CALL: Call = { method: 'GET', url: '', headers: [], body: null }

const STATES = { send: 'waiting', hold: 'held', skip: 'skipped' } as const

function rowOf(plan: Planned, { id, conversion }: ConversionStep, news: News) {
  const { postback, verdict, reason, detail, call } = plan
  return {
    key: plan.id,
    stepId: id,
    conversionId: conversion.id,
    clickId: conversion.clickId,
    clickSeq: conversion.clickSeq,
    campaignId: conversion.campaignId,
    entry: postback.key,
    state: STATES[verdict],
    reason: reason ?? '',
    detail,
    call: call ?? NO_CALL,
    successText: postback.successText,
    failureText: postback.failureText,
    news,
  }
}
