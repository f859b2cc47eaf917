/** Times as the user reads and enters them, in the zone the statistics are shown in. */
import { language } from '../words/words.ts'

const formats = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATS = 200

/** Made once: a table asks for each of its rows, and the platform takes a tenth of a millisecond. */
function written(
  ms: number,
  style: Intl.DateTimeFormatOptions,
  locale: string = language.peek(),
): string {
  const key = `${locale} ${JSON.stringify(style)}`
  if (formats.size > MOST_FORMATS) formats.clear()
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, style)
  formats.set(key, format)
  return format.format(ms)
}

/** `2026-11-21`: the day it is in a zone. */
export function dayIn(zone: string, now = Date.now()): string {
  return written(now, { dateStyle: 'short', timeZone: zone }, 'en-CA')
}

/** `12:03:05`: the moment something was fetched. */
export function clock(ms: number, zone: string): string {
  return written(ms, { timeStyle: 'medium', timeZone: zone })
}

/** `2026-11-21 07:01:20` of the API, which is UTC, as epoch milliseconds; null for none. */
export function readStamp(text: string | null | undefined): number | null {
  if (!text || text.startsWith('1970-01-01')) return null
  const ms = Date.parse(/[TZ]/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
  return Number.isNaN(ms) ? null : ms
}

/** As the API takes and gives it: `2026-11-21 07:01:20`, in UTC. */
export function stampOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

/** What clocks of a zone show, as fields for times have it: `2026-11-21T08:01`, with seconds if there are any. */
export function wallIn(zone: string, ms: number | null): string {
  return ms === null ? '' : wallText(zone, ms).replace(' ', 'T').replace(/:00$/, '')
}

/**
 * When clocks of a zone show this; null for no whole time. Of two such moments the first, and a time that
 * summer time skips is later by as much as the clock was: as the server has it.
 */
export function momentOf(zone: string, wall: string): number | null {
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(wall) ? Date.parse(`${wall}Z`) : NaN
  if (Number.isNaN(local)) return null
  const before = offsetAt(zone, local - DAY_MS)
  const after = offsetAt(zone, local + DAY_MS)
  const early = local - before
  if (before === after || offsetAt(zone, early) === before) return early
  const late = local - after
  return offsetAt(zone, late) === after ? late : early
}

/** The last second of `2026-11-21` in a zone, as the API takes it. */
export function endOfDay(zone: string, day: string): string {
  return stampOf(momentOf(zone, `${day}T23:59:59`) ?? 0)
}

export const DAY_MS = 86_400_000

/** Swedes write the time as it sorts: `2026-11-21 08:01:20`. */
function wallText(zone: string, ms: number): string {
  return written(ms, { dateStyle: 'short', timeStyle: 'medium', timeZone: zone }, 'sv-SE')
}

function offsetAt(zone: string, ms: number): number {
  const second = Math.floor(ms / 1000) * 1000
  return Date.parse(`${wallText(zone, second).replace(' ', 'T')}Z`) - second
}

export function dateTime(ms: number | null, zone: string): string {
  if (ms === null) return '—'
  return written(ms, { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone })
}

/** `11/21/26, 10:08:26 AM`: for columns. */
export function shortTime(ms: number | null, zone: string): string {
  if (ms === null) return '—'
  return written(ms, { dateStyle: 'short', timeStyle: 'medium', timeZone: zone })
}

/** A time of the API that stands in the user's zone already, as he reads it: `11/21/26, 10:08:26 AM`. */
export function wallTime(text: string | null | undefined): string {
  return shortTime(readStamp(text), 'UTC')
}

/** The widest of such times: in some languages the afternoon has a word. */
export const widestWallTime = (): string => wallTime('2026-12-22 22:58:58')

/** The day and the time of such a one, in words: for single facts. */
export function wallDateTime(text: string | null | undefined): string {
  return dateTime(readStamp(text), 'UTC')
}

export function date(ms: number | null, zone: string): string {
  if (ms === null) return '—'
  return written(ms, { dateStyle: 'medium', timeZone: zone })
}

/** `2026-11-21` of the API as the user writes it. */
export function dayName(text: string): string {
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms)) return text
  return written(ms, { dateStyle: 'medium', timeZone: 'UTC' })
}

const MONDAY = Date.UTC(2024, 0, 1)

/** `Mon` of 1, `Sun` of 7. */
export function weekdayName(day: number): string {
  return written(MONDAY + (day - 1) * DAY_MS, { weekday: 'short', timeZone: 'UTC' })
}

/** `1 d 3 h`, `12 min`. */
export function span(seconds: number, units: readonly [string, string, string, string]): string {
  const [d, h, m, s] = units
  if (seconds >= 86_400)
    return `${Math.floor(seconds / 86_400)} ${d} ${Math.floor((seconds % 86_400) / 3600)} ${h}`
  if (seconds >= 3600)
    return `${Math.floor(seconds / 3600)} ${h} ${Math.floor((seconds % 3600) / 60)} ${m}`
  return seconds >= 60 ? `${Math.floor(seconds / 60)} ${m}` : `${Math.floor(seconds)} ${s}`
}

let zones: readonly string[] | null = null

/** Every zone the browser knows, UTC first. */
export function allZones(): readonly string[] {
  zones ??= ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
  return zones
}

/** Whether clocks of it can be told here: not every browser knows every name. */
export function isZone(name: string): boolean {
  try {
    return /^[a-z]/i.test(name) && dayIn(name) !== ''
  } catch {
    return false
  }
}

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
