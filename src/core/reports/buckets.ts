/**
 * Time as reports group it: the texts of days, weeks, hours and so on on the wall clock of a zone.
 *
 * `compareTimes` (`predicate.ts`) puts texts of one dimension in the order of their times.
 */
import { DAY_MS } from '../../lib/spans.ts'
import { dateIn, minuteText, offsetText } from '../../lib/time-text.ts'
import { addDays, offsetAt, wallClock } from '../../lib/zoned-time.ts'

/** Every zone's offset is a multiple of this, so one slot never spans two buckets. */
export const SLOT_MS = 900_000

/** The calendar of a request. */
export interface Calendar {
  /** IANA name. */
  readonly zone: string
  /** 1 = Monday … 7 = Sunday. */
  readonly weekStart: number
  /** Added to times before they are named: lays a compared period over the asked one. */
  readonly shift: Shift
}

/** A distance on the wall clock: whole days, then milliseconds; results stay below `until`. */
export interface Shift {
  readonly days: number
  readonly ms: number
  readonly until: number
}

export const NO_SHIFT: Shift = { days: 0, ms: 0, until: Infinity }

/** The shift that lays the period starting at `from` over the one that is `onto`. */
export function shiftOnto(zone: string, from: number, onto: { from: number; to: number }): Shift {
  const distance = onto.from + offsetAt(zone, onto.from) - from - offsetAt(zone, from)
  const days = Math.trunc(distance / DAY_MS)
  return { days, ms: distance - days * DAY_MS, until: onto.to }
}

export function dayText(ms: number, calendar: Calendar): string {
  return dateIn(calendar.zone, moved(ms, calendar))
}

/** The date of the week's first day. */
export function weekText(ms: number, calendar: Calendar): string {
  const at = moved(ms, calendar)
  const { weekday } = wallClock(calendar.zone, at)
  const back = (weekday - calendar.weekStart + 7) % 7
  return dateIn(calendar.zone, addDays(calendar.zone, at, -back))
}

export function monthText(ms: number, calendar: Calendar): string {
  return dayText(ms, calendar).slice(0, 7)
}

export function yearText(ms: number, calendar: Calendar): string {
  return dayText(ms, calendar).slice(0, 4)
}

/** `2026-10-25 02:00 +02:00`: the offset keeps the two halves of a doubled hour apart. */
export function hourText(ms: number, calendar: Calendar): string {
  return momentText(ms, calendar, 60)
}

export function quarterHourText(ms: number, calendar: Calendar): string {
  return momentText(ms, calendar, 15)
}

/** 1 = Monday … 7. A weekday is itself in both periods of a comparison. */
export function weekdayText(ms: number, calendar: Calendar): string {
  return String(wallClock(calendar.zone, ms).weekday)
}

/** 0 to 23 by the wall clock. */
export function hourOfDayText(ms: number, calendar: Calendar): string {
  return String(wallClock(calendar.zone, ms).hour)
}

function momentText(ms: number, calendar: Calendar, minutes: number): string {
  const at = moved(ms, calendar)
  const clock = wallClock(calendar.zone, at)
  const minute = clock.minute - (clock.minute % minutes)
  return `${minuteText({ ...clock, minute })} ${offsetText(calendar.zone, at)}`
}

function moved(ms: number, { zone, shift }: Calendar): number {
  if (shift.until === Infinity) return ms
  const at = addDays(zone, ms, shift.days) + shift.ms
  return Math.min(at, shift.until - SLOT_MS)
}
