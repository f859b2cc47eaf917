/**
 * Calendar arithmetic in IANA time zones. The spans between two changes of a zone's clock are
 * cached, so asking about a time near the last one costs nanoseconds. Times are epoch milliseconds
 * of the years 100 to 9999; zone names must have passed `isTimeZone`, others throw `RangeError`.
 */
import { DAY_MS, HOUR_MS } from './spans.ts'

/** What a clock on the wall shows. */
export interface WallClock {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

export interface WeekdayClock extends WallClock {
  /** Monday is 1, Sunday 7. */
  readonly weekday: number
}

/** A stretch of time with one offset: from ≤ ms < until. */
interface Span {
  readonly from: number
  readonly until: number
  readonly offset: number
}

interface Zone {
  readonly spans: Span[]
  /** The one asked for last: nearly always the right one. */
  latest: Span
}

/** There are about 450 zones and 150 old names; spellings in other case could make more. */
const MAX_ZONES = 1_000
/** A century and a half of summer times. */
const MAX_SPANS = 300
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/

const zones = new Map<string, Zone>()

/** Whether the name is an IANA zone (`Europe/Berlin`, `UTC`); offsets such as `+02:00` are not. */
export function isTimeZone(name: string): boolean {
  if (!NAME.test(name)) return false
  try {
    offsetAt(name, 0)
    return true
  } catch {
    return false
  }
}

/** Local time minus UTC in milliseconds. */
export function offsetAt(zone: string, ms: number): number {
  return spanAt(zone, ms).offset
}

export function wallClock(zone: string, ms: number): WeekdayClock {
  const local = new Date(ms + offsetAt(zone, ms))
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay() || 7,
  }
}

/**
 * When a wall clock shows this. Of two such moments the first; a time that summer time skips is
 * moved forward by as much as the clock was. Fields beyond their range carry over (day 32).
 */
export function localToUtc(zone: string, clock: WallClock): number {
  const { year, month, day, hour, minute, second } = clock
  return utcOf(zone, Date.UTC(year, month - 1, day, hour, minute, second))
}

/** The first moment of the local day. */
export function startOfDay(zone: string, ms: number): number {
  const local = ms + offsetAt(zone, ms)
  const midnight = local - modulo(local, DAY_MS)
  const start = utcOf(zone, midnight)
  // A clock that jumps over midnight begins the day where it lands.
  const span = spanAt(zone, start)
  return start + span.offset === midnight ? start : span.from
}

/** When the local clock began to show this hour, or jumped into it. */
export function startOfHour(zone: string, ms: number): number {
  const { from, offset } = spanAt(zone, ms)
  return Math.max(ms - modulo(ms + offset, HOUR_MS), from)
}

/** The same wall time some days later, or earlier for negative days. */
export function addDays(zone: string, ms: number, days: number): number {
  return utcOf(zone, ms + offsetAt(zone, ms) + days * DAY_MS)
}

/** `local` is a wall time written as if it were UTC. */
function utcOf(zone: string, local: number): number {
  // A day off is beyond any change that could matter: offsets are below 15 hours.
  const before = offsetAt(zone, local - DAY_MS)
  const after = offsetAt(zone, local + DAY_MS)
  const early = local - before
  if (before === after || offsetAt(zone, early) === before) return early
  const late = local - after
  return offsetAt(zone, late) === after ? late : early
}

function spanAt(name: string, ms: number): Span {
  const zone = zones.get(name) ?? addZone(name)
  if (ms >= zone.latest.from && ms < zone.latest.until) return zone.latest
  zone.latest = zone.spans.find((span) => ms >= span.from && ms < span.until) ?? addSpan(name, ms)
  return zone.latest
}

function addZone(name: string): Zone {
  // Throws for unknown names, before anything is kept.
  const latest = readSpan(name, 0)
  if (zones.size >= MAX_ZONES) zones.clear()
  const zone = { spans: [latest], latest }
  zones.set(name, zone)
  return zone
}

function addSpan(name: string, ms: number): Span {
  const span = readSpan(name, ms)
  const spans = zones.get(name)?.spans ?? []
  if (spans.length >= MAX_SPANS) spans.length = 0
  spans.push(span)
  return span
}

function readSpan(name: string, ms: number): Span {
  const time = Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(name)
  const offset = time.offsetNanoseconds / 1e6
  const until = time.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity
  // "previous" is strictly before: one millisecond later also finds a change at this very moment.
  const previous = time.add({ milliseconds: 1 }).getTimeZoneTransition('previous')
  return { from: previous?.epochMilliseconds ?? -Infinity, until, offset }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** `month` from 1. */
export function daysOfMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
