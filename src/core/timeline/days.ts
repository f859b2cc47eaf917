/** Days and minutes on the calendar of a zone, for sentences. */
import { twoDigits, wallClock } from '../../lib/zoned-time.ts'

/** `2026-03-15`. */
export function dayOf(zone: string, time: number): string {
  const { year, month, day } = wallClock(zone, time)
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`
}

/** `2026-03-15 07:05`. */
export function minuteOf(zone: string, time: number): string {
  const { hour, minute } = wallClock(zone, time)
  return `${dayOf(zone, time)} ${twoDigits(hour)}:${twoDigits(minute)}`
}
