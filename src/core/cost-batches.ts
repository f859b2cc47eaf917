/**
 * Cost batches (`conversions.md` 9): a sum spread over clicks of the past, or a price for each of
 * them. Amounts are exact: shares add up to the sum, to the last micro-unit.
 */
import type { Period } from './reports/period.ts'
import type { Where } from './reports/query.ts'

/** A batch as it was asked for, complete and checked. Plain data: it is stored as JSON. */
export interface CostOrder {
  readonly campaigns: readonly number[]
  /** Of the clicks' own time. */
  readonly period: Period
  /** IANA zone in which the period was meant. */
  readonly zone: string
  readonly how: 'spread' | 'per_click'
  /** The sum, or the price of one click, in the base currency. */
  readonly micros: number
  /** As it was given. */
  readonly original: { readonly micros: number; readonly currency: string }
  readonly where: readonly Where[]
  /** Which clicks are priced: all, or those unique in what is named. */
  readonly uniqueness: 'all' | 'campaign' | 'tracker' | 'campaign_or_tracker'
  readonly bots: 'charged' | 'free'
}

/** What each click costs; the first `extra` of them one micro-unit more. */
export interface Shares {
  readonly micros: number
  readonly extra: number
}

export function sharesOf({ how, micros }: CostOrder, clicks: number): Shares {
  if (how === 'per_click') return { micros, extra: 0 }
  return clicks === 0 ? { micros: 0, extra: 0 } : evenly(micros, clicks)
}

function evenly(sum: number, parts: number): Shares {
  const micros = Math.floor(sum / parts)
  return { micros, extra: sum - micros * parts }
}

/** A sum that found no click: it counts for a campaign at the start of the batch's period. */
export interface Unallocated {
  readonly campaignId: number
  readonly time: number
  readonly micros: number
}

/** What could not be placed; several campaigns bear it in equal shares. */
export function unallocatedOf(order: CostOrder, clicks: number): Unallocated[] {
  if (order.how === 'per_click' || clicks > 0 || order.micros === 0) return []
  const { micros, extra } = evenly(order.micros, order.campaigns.length)
  return order.campaigns.map((campaignId, index) => ({
    campaignId,
    time: order.period.from,
    micros: micros + (index < extra ? 1 : 0),
  }))
}

export interface PlacedOrder {
  readonly id: number
  readonly order: CostOrder
  readonly clicks: number
}

/** An unallocated sum that no newer batch covers. */
export interface CountedSum<B extends PlacedOrder> extends Unallocated {
  readonly batch: B
}

/** The unallocated sums that count, of batches in force; both oldest first. */
export function countedUnallocated<B extends PlacedOrder>(batches: readonly B[]): CountedSum<B>[] {
  const newer = slots()
  const counted: CountedSum<B>[] = []
  for (const batch of batches.toReversed()) {
    const own = sumsOf(batch).filter(({ campaignId }) => !newer.cover(batch.order, campaignId))
    counted.push(...own.toReversed())
    newer.add(batch.order)
  }
  return counted.toReversed()
}

/**
 * The same when one more batch is in force, or one of them has found clicks. `null`: only all batches
 * can tell, because it has found none, and newer ones may cover it.
 */
export function countedWith<B extends PlacedOrder>(
  counted: readonly CountedSum<B>[],
  placed: B,
  age: 'newest' | 'older',
): CountedSum<B>[] | null {
  const own = sumsOf(placed)
  if (own.length > 0 && age === 'older') return null
  const slot = slots()
  slot.add(placed.order)
  const others = counted.filter(({ batch, campaignId }) => {
    if (batch.id >= placed.id) return batch.id > placed.id
    return !slot.cover(batch.order, campaignId)
  })
  return [...others, ...own]
}

function sumsOf<B extends PlacedOrder>(batch: B): CountedSum<B>[] {
  return unallocatedOf(batch.order, batch.clicks).map((sum) => ({ ...sum, batch }))
}

/**
 * What some orders cover: an order is covered in a campaign if every click that it could price there
 * is one that another prices.
 */
function slots() {
  /** By campaign and choice of clicks; none of the periods lies within another. */
  const periods = new Map<string, readonly Period[]>()
  const isWithin = (inner: Period, outer: Period) =>
    outer.from <= inner.from && outer.to >= inner.to
  const spans = (key: string, period: Period) =>
    periods.get(key)?.some((each) => isWithin(period, each)) === true
  return {
    cover: (order: CostOrder, campaignId: number) =>
      [EVERY_CLICK, choiceOf(order)].some((choice) => spans(campaignId + choice, order.period)),
    add(order: CostOrder) {
      const { campaigns, period } = order
      const choice = choiceOf(order)
      for (const key of campaigns.map((campaignId) => campaignId + choice)) {
        if (spans(key, period)) continue
        const others = (periods.get(key) ?? []).filter((each) => !isWithin(each, period))
        periods.set(key, [...others, period])
      }
    },
  }
}

const choiceOf = ({ where, uniqueness, bots }: Pick<CostOrder, 'where' | 'uniqueness' | 'bots'>) =>
  JSON.stringify([where, uniqueness, bots])
const EVERY_CLICK = choiceOf({ where: [], uniqueness: 'all', bots: 'charged' })

/** Whether clicks may still come that the batch is to price. `plannedAt`: its last run. */
export function isOpen({ order, clicks, plannedAt }: PlacedOrder & { plannedAt: number }): boolean {
  return order.period.to > plannedAt || unallocatedOf(order, clicks).length > 0
}
