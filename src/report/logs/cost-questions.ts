/**
 * Cost orders as questions to a walk over clicks. Orders that differ in campaigns, in time and in the
 * value of one field only, as the lines of a file do, are one question: what a click is worth is
 * looked up.
 */
import type { CostOrder } from '../../core/cost-batches.ts'
import { type Dimension, dimensionOf } from '../../core/reports/dimensions.ts'
import type { Period } from '../../core/reports/period.ts'
import { equalityKey } from '../../core/reports/predicate.ts'
import type { Where } from '../../core/reports/query.ts'

export interface Question extends Pick<CostOrder, 'campaigns' | 'zone' | 'uniqueness' | 'bots'> {
  /** The field whose values are looked up; `null`: the orders do not differ in one. */
  readonly dimension: Dimension | null
  /** What all of them want. */
  readonly where: readonly Where[]
  /** From the first to the last of their times. */
  readonly period: Period
  /** Orders of the same campaigns together. */
  readonly groups: readonly OrderGroup[]
}

export interface OrderGroup {
  readonly campaigns: readonly number[]
  readonly asked: readonly Asked[]
}

interface Asked {
  /** Which order it is. */
  readonly index: number
  readonly period: Period
  readonly values: readonly (string | null)[]
}

export function questionsOf(orders: readonly CostOrder[]): Question[] {
  const alike = Map.groupBy(orders.keys(), (index) => {
    const { zone, uniqueness, bots, where } = orders[index]!
    return JSON.stringify([zone, uniqueness, bots, lookedUp(where)?.field ?? where])
  })
  return [...alike.values()].map((indexes) => questionOf(orders, indexes))
}

function questionOf(orders: readonly CostOrder[], indexes: readonly number[]): Question {
  const { zone, uniqueness, bots, where } = orders[indexes[0]!]!
  const test = lookedUp(where)
  const groups = groupsOf(orders, indexes)
  const periods = indexes.map((index) => orders[index]!.period)
  return {
    campaigns: [...new Set(groups.flatMap(({ campaigns }) => campaigns))],
    zone,
    uniqueness,
    bots,
    dimension: test && dimensionOf(test.field),
    where: test === null ? where : [],
    period: {
      from: periods.reduce((least, { from }) => Math.min(least, from), Infinity),
      to: periods.reduce((most, { to }) => Math.max(most, to), -Infinity),
    },
    groups,
  }
}

function groupsOf(orders: readonly CostOrder[], indexes: readonly number[]): OrderGroup[] {
  const alike = Map.groupBy(indexes, (index) => orders[index]!.campaigns.join())
  return [...alike.values()].map((those) => ({
    campaigns: orders[those[0]!]!.campaigns,
    asked: those.map((index) => {
      const { period, where } = orders[index]!
      return { index, period, values: lookedUp(where)?.values ?? [null] }
    }),
  }))
}

/** Which groups have orders of a campaign. */
export function groupsByCampaign({
  groups,
}: Question): (campaign: number) => readonly OrderGroup[] {
  const byCampaign = new Map<number, OrderGroup[]>()
  for (const group of groups) {
    for (const campaign of new Set(group.campaigns))
      byCampaign.getOrInsertComputed(campaign, () => []).push(group)
  }
  return (campaign) => byCampaign.get(campaign) ?? []
}

/** The test of an order that has no other. */
function lookedUp(where: readonly Where[]) {
  const [test] = where[0]?.any ?? []
  const isAlone = where.length === 1 && where[0]!.any.length === 1
  return isAlone && test?.op === 'in' ? test : null
}

/** Which orders want a click of its value that was made at a time. */
export type Schedule = (time: number) => readonly number[]

/** The orders of a group that can want clicks of a period, by value. */
export function schedulesIn(
  { asked }: OrderGroup,
  dimension: Dimension | null,
  { from, to }: Period,
): (value: string | null) => Schedule | null {
  const key = dimension === null ? () => null : equalityKey(dimension)
  const byValue = new Map<string | null, Asked[]>()
  for (const each of asked) {
    if (each.period.from >= to || each.period.to <= from) continue
    for (const value of new Set(each.values.map(key)))
      byValue.getOrInsertComputed(value, () => []).push(each)
  }
  const schedules = new Map([...byValue].map(([value, those]) => [value, scheduleOf(those)]))
  return (value) => schedules.get(key(value)) ?? null
}

const NONE: readonly number[] = []

function scheduleOf(asked: readonly Asked[]): Schedule {
  const borders = asked.flatMap(({ period }) => [period.from, period.to])
  const starts = Float64Array.from(new Set(borders)).sort()
  const orders = Array.from(starts, (): number[] => [])
  for (const { index, period } of asked)
    for (let at = placeOf(starts, period.from); starts[at]! < period.to; at++)
      orders[at]!.push(index)
  return (time) => orders[placeOf(starts, time)] ?? NONE
}

/** Where the last start is that is not after the time; −1 if there is none. */
function placeOf(starts: Float64Array, time: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}
