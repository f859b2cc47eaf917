/**
 * Cost batches (`conversions.md` 9): a sum spread over clicks of the past, or a price for each of
 * them. Amounts are exact: shares add up to the sum, to the last micro-unit.
 */
import type { Period } from './reports/period.ts'
import type { Where } from './reports/query.ts'

/** Which clicks a batch prices: all, or those unique in what is named. */
export type Uniqueness = 'all' | 'campaign' | 'tracker' | 'campaign_or_tracker'

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
  readonly uniqueness: Uniqueness
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

/** Whether every click that `older` could price in the campaign is one that `newer` prices. */
function coversSlot(newer: CostOrder, older: CostOrder, campaignId: number): boolean {
  if (!newer.campaigns.includes(campaignId)) return false
  if (newer.period.from > older.period.from || newer.period.to < older.period.to) return false
  return takesAll(newer) || choiceOf(newer) === choiceOf(older)
}

function takesAll({ where, uniqueness, bots }: CostOrder): boolean {
  return where.length === 0 && uniqueness === 'all' && bots === 'charged'
}

const choiceOf = ({ where, uniqueness, bots }: CostOrder) =>
  JSON.stringify([where, uniqueness, bots])

export interface PlacedOrder {
  readonly id: number
  readonly order: CostOrder
  readonly clicks: number
}

/** The unallocated sums that no newer batch covers; batches in force, oldest first. */
export function countedUnallocated(
  batches: readonly PlacedOrder[],
): (Unallocated & { readonly batch: number })[] {
  return batches.flatMap(({ id, order, clicks }, index) => {
    const newer = batches.slice(index + 1)
    return unallocatedOf(order, clicks)
      .filter(({ campaignId }) => !newer.some((each) => coversSlot(each.order, order, campaignId)))
      .map((sum) => ({ ...sum, batch: id }))
  })
}

/** Whether clicks may still come that the batch is to price. `plannedAt`: its last run. */
export function isOpen(order: CostOrder, clicks: number, plannedAt: number): boolean {
  return order.period.to > plannedAt || unallocatedOf(order, clicks).length > 0
}
