/** Weighted choices for the demo, from dice that always fall the same way. */
import type { Dice } from '../../core/visit.ts'

export type Draw<T> = (dice: Dice) => T

/** Each value as often as its weight says, out of the sum of all. */
export function weighted<T>(values: readonly (readonly [T, number])[]): Draw<T> {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0)
  const last = values.at(-1)![0]
  return (dice) => {
    let mark = dice() * total
    for (const [value, weight] of values) {
      mark -= weight
      if (mark < 0) return value
    }
    return last
  }
}

/** A number below `count`, small ones far more often, as placements and sites come. */
export function skewed(dice: Dice, count: number): number {
  return Math.floor(count * dice() ** 3)
}

/** A whole number from `from` up to, but not including, `to`. */
export function between(dice: Dice, from: number, to: number): number {
  return from + Math.floor(dice() * (to - from))
}
