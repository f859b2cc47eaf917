/** Times as the user reads them, in the zone the statistics are shown in. */
import { language } from '../words/words.ts'

/** `2026-11-21`: the day it is now in a zone. */
export function dayIn(zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }).format(Date.now())
}

/** `12:03:05` in the zone of the browser: the moment something was fetched. */
export function clock(ms: number): string {
  return new Intl.DateTimeFormat(language.peek(), { timeStyle: 'medium' }).format(ms)
}

/** `2026-11-21 07:01:20` of the API, which is UTC, as epoch milliseconds; null for none. */
export function readStamp(text: string | null | undefined): number | null {
  if (!text || text.startsWith('1970-01-01')) return null
  const ms = Date.parse(/[TZ]/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
  return Number.isNaN(ms) ? null : ms
}

export function dateTime(ms: number | null, zone: string | null = null): string {
  if (ms === null) return '—'
  return new Intl.DateTimeFormat(language.peek(), {
    dateStyle: 'medium',
    timeStyle: 'medium',
    ...(zone === null ? {} : { timeZone: zone }),
  }).format(ms)
}

/** `11/21/26, 10:08:26 AM`: for columns. */
export function shortTime(ms: number | null, zone: string | null = null): string {
  if (ms === null) return '—'
  return new Intl.DateTimeFormat(language.peek(), {
    dateStyle: 'short',
    timeStyle: 'medium',
    ...(zone === null ? {} : { timeZone: zone }),
  }).format(ms)
}

/** A time of the API that stands in the user's zone already, as he reads it: `11/21/26, 10:08:26 AM`. */
export function wallTime(text: string | null | undefined): string {
  return shortTime(readStamp(text), 'UTC')
}

/** The day and the time of such a one, in words: for single facts. */
export function wallDateTime(text: string | null | undefined): string {
  return dateTime(readStamp(text), 'UTC')
}

export function date(ms: number | null): string {
  if (ms === null) return '—'
  return new Intl.DateTimeFormat(language.peek(), { dateStyle: 'medium' }).format(ms)
}

/** `2026-11-21` of the API as the user writes it. */
export function dayName(text: string): string {
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms)) return text
  return new Intl.DateTimeFormat(language.peek(), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    ms,
  )
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

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
