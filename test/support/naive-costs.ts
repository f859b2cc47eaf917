/** Cost batches the slow way: event by event, newest batch first. Shares nothing with the engine. */
import type { CostOrder } from '../../src/core/cost-batches.ts'
import { type Event, EventKind, Flag } from '../../src/core/event.ts'
import { NAIVE } from './naive-report.ts'
import { aQuery } from './queries.ts'
import { anEvent } from './segments.ts'

export interface NaiveBatch {
  readonly order: CostOrder
  undone: boolean
  /** Campaigns that were cleared since, and of which time. */
  readonly cleared: { readonly campaignId: number; readonly from: number; readonly to: number }[]
  /** Clicks by sequence number with what each costs. */
  readonly prices: ReadonlyMap<number, number>
}

const has = (event: Event, flag: number) => (event.flags & flag) !== 0

/** The event that counts a click is itself, or what confirmed it. */
const counts = (event: Event) =>
  event.kind === EventKind.confirm ||
  (event.kind === EventKind.click && !has(event, Flag.provisional))

export function naiveBatch(events: readonly Event[], order: CostOrder): NaiveBatch {
  const clicks = Map.groupBy(events, (event) => event.clickSeq)
  const query = aQuery()
  const seqs = events
    .filter((event) => counts(event) && !has(event, Flag.test))
    .filter((event) => order.campaigns.includes(event.campaignId))
    .filter(({ clickTime }) => clickTime >= order.period.from && clickTime < order.period.to)
    .filter((event) => order.bots === 'charged' || !has(event, Flag.bot))
    .filter((event) => isUnique(event, order))
    .filter((event) =>
      order.where.every(({ any }) =>
        any.some(({ field, values }) =>
          values.includes(NAIVE[field]!(event, clicks, event.clickTime, query)),
        ),
      ),
    )
    .map(({ clickSeq }) => clickSeq)
    .toSorted((a, b) => a - b)
  return { order, undone: false, cleared: [], prices: pricesOf(order, seqs) }
}

function isUnique(event: Event, { uniqueness }: CostOrder): boolean {
  switch (uniqueness) {
    case 'all':
      return true
    case 'campaign':
      return has(event, Flag.uniqueCampaign)
    case 'tracker':
      return has(event, Flag.uniqueGlobal)
    case 'campaign_or_tracker':
      return has(event, Flag.uniqueCampaign) || has(event, Flag.uniqueGlobal)
  }
}

function pricesOf({ how, micros }: CostOrder, seqs: readonly number[]): Map<number, number> {
  if (how === 'per_click') return new Map(seqs.map((seq) => [seq, micros]))
  let [left, sum] = [seqs.length, micros]
  // What is left over the clicks that are left, rounded up: the first ones get the larger shares.
  return new Map(
    seqs.map((seq) => {
      const share = Math.ceil(sum / left)
      sum -= share
      left -= 1
      return [seq, share]
    }),
  )
}

/** The events with the costs of these batches, oldest first, and the sums without a click. */
export function naiveCosts(events: readonly Event[], batches: readonly NaiveBatch[]): Event[] {
  const inForce = batches.filter(({ undone }) => !undone)
  const priced = events.map((event) => {
    const price = inForce.findLast(({ prices }) => prices.has(event.clickSeq))
    if (price === undefined) return event
    if (!counts(event)) return { ...event, costMicros: 0 }
    return { ...event, costMicros: price.prices.get(event.clickSeq)!, costOrigin: 'manual' }
  })
  return [
    ...priced,
    ...inForce.flatMap((batch, index) => unplaced(batch, inForce.slice(index + 1))),
  ]
}

function unplaced({ order, prices, cleared }: NaiveBatch, newer: readonly NaiveBatch[]): Event[] {
  if (order.how === 'per_click' || prices.size > 0 || order.micros === 0) return []
  const shares = [...pricesOf(order, order.campaigns).entries()]
  return shares
    .filter(([campaignId]) => !newer.some((batch) => isOver(batch.order, order, campaignId)))
    .filter(
      ([campaignId]) =>
        !cleared.some(
          (each) =>
            each.campaignId === campaignId &&
            order.period.from >= each.from &&
            order.period.from < each.to,
        ),
    )
    .map(([campaignId, costMicros]) => {
      const time = order.period.from
      const at = { time, clickTime: time, clickSeq: -campaignId - Math.random() }
      return anEvent({ ...at, kind: EventKind.cost, campaignId, costMicros })
    })
}

const filters = ({ where, uniqueness, bots }: CostOrder) => [where, uniqueness, bots]

function isOver(newer: CostOrder, older: CostOrder, campaignId: number): boolean {
  const spans = newer.period.from <= older.period.from && newer.period.to >= older.period.to
  const isSame = Bun.deepEquals(filters(newer), filters(older))
  const isWider = Bun.deepEquals(filters(newer), [[], 'all', 'charged'])
  return newer.campaigns.includes(campaignId) && spans && (isSame || isWider)
}
