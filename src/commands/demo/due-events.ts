/** The demo's events that are to come, until the clicks have got that far. */
import type { Event } from '../../core/event.ts'
import { HOUR_MS } from '../../lib/spans.ts'

/** Kept by the hour and given out in order of time. */
export function dueEvents(add: (event: Event) => void) {
  const hours = new Map<number, Event[]>()
  let reached = 0
  const giveBefore = (hour: number) => {
    for (const past of [...hours.keys()].filter((key) => key < hour).toSorted((a, b) => a - b)) {
      for (const event of hours.get(past)!.toSorted((a, b) => a.time - b.time)) add(event)
      hours.delete(past)
    }
  }
  return {
    put(event: Event): void {
      const hour = Math.floor(event.time / HOUR_MS)
      hours.getOrInsertComputed(hour, () => []).push(event)
    },
    /** Gives out what lies in hours before that of `time`. */
    flush(time: number): void {
      const hour = Math.floor(time / HOUR_MS)
      if (hour === reached) return
      reached = hour
      giveBefore(hour)
    },
    /** Gives out what is left, of the running hour too. */
    finish: () => giveBefore(Infinity),
  }
}
