/** Times as text: `2026-11-21 07:01:20`, as the clock of a zone shows it. Zones as in `zoned-time.ts`. */
import { offsetAt, type WallClock, wallClock } from './zoned-time.ts'

/** As clocks and calendars show it: with a nought before it when it is one digit. */
export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/** `2026-11-21`. */
export function dateText({ year, month, day }: Pick<WallClock, 'year' | 'month' | 'day'>): string {
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

/** `2026-11-21 07:01`. */
export function minuteText(clock: WallClock): string {
  return `${dateText(clock)} ${twoDigits(clock.hour)}:${twoDigits(clock.minute)}`
}

/** `2026-11-21`. */
export function dateIn(zone: string, ms: number): string {
  return dateText(wallClock(zone, ms))
}

/** `2026-11-21 07:01`. */
export function minuteIn(zone: string, ms: number): string {
  return minuteText(wallClock(zone, ms))
}

/** `2026-11-21 07:01:20`. */
export function timestampIn(zone: string, ms: number): string {
  const clock = wallClock(zone, ms)
  return `${minuteText(clock)}:${twoDigits(clock.second)}`
}

/** Local time minus UTC, `+02:00`, with another sign between hours and minutes if one is said. */
export function offsetText(zone: string, ms: number, divider = ':'): string {
  const minutes = Math.round(offsetAt(zone, ms) / 60_000)
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}${divider}${twoDigits(size % 60)}`
}
