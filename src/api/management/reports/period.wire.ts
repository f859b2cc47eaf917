/** Period parameters of the dialect, and times on the calendar of the zone that was asked for. */
import { Type } from '@sinclair/typebox'

import {
  type Period,
  PERIOD_PLACES,
  PERIOD_TEXTS,
  resolvePeriod,
} from '../../../core/reports/period.ts'
import { isTimeZone } from '../../../lib/zoned-time.ts'
import { type Refusal, wrong } from '../../../manage/refusal.ts'

const optional = Type.Optional

export const PERIOD = {
  datePreset: optional(Type.String({ maxLength: 30 })),
  dateFrom: optional(Type.String({ maxLength: 30 })),
  dateTo: optional(Type.String({ maxLength: 30 })),
  timezone: optional(Type.String({ maxLength: 60 })),
}

const NO_ZONE = 'unknown time zone: a name such as Europe/Berlin'

export interface PeriodQuery {
  readonly datePreset?: string
  readonly dateFrom?: string
  readonly dateTo?: string
  readonly timezone?: string
}

/** What properties of a period are called here. */
export const PERIOD_NAMES = {
  preset: 'datePreset',
  from: 'dateFrom',
  to: 'dateTo',
} as const

/** `zone` counts where the request names none; `weekStart` 1 is Monday. */
export interface Calendar {
  readonly zone: string
  readonly weekStart: number
}

interface Dates {
  readonly datePreset?: string | null | undefined
  readonly dateFrom?: string | null | undefined
  readonly dateTo?: string | null | undefined
}

/** Dates alone are meant, whatever the period is when nothing is said: other days would be believed. */
export function presetOf({ datePreset, dateFrom, dateTo }: Dates, usual = 'today'): string {
  return datePreset?.toLowerCase() ?? (dateFrom || dateTo ? 'custom_time' : usual)
}

/** `usual` is the preset of a request that says nothing. */
export function periodOf(
  { datePreset, dateFrom = '', dateTo = '', timezone }: PeriodQuery,
  now: number,
  calendar: Calendar,
  usual = 'today',
): { readonly zone: string; readonly period: Period } | Refusal {
  const zone = timezone ?? calendar.zone
  if (!isTimeZone(zone)) return wrong('timezone', NO_ZONE)
  const [from, to] = [dateFrom || null, dateTo || null]
  const preset = presetOf({ datePreset, dateFrom, dateTo }, usual)
  const input = { preset, from, to }
  const period = resolvePeriod(input, { zone, weekStart: calendar.weekStart, now })
  if (typeof period === 'string')
    return wrong(PERIOD_NAMES[PERIOD_PLACES[period]], PERIOD_TEXTS[period])
  return { zone, period: { from: period.from, to: period.to } }
}
