/**
 * Periods of reports: presets and dates on the calendar of a zone, and the period each is compared
 * with (`reports.md` 5 and 7). All periods are half-open: from ≤ time < to, epoch milliseconds.
 */
import { DAY_MS } from '../../lib/spans.ts'
import {
  addDays,
  daysOfMonth,
  localToUtc,
  offsetAt,
  startOfDay,
  type WallClock,
  wallClock,
} from '../../lib/zoned-time.ts'
import { lastDaysOf } from '../words/spellings.ts'

export interface Period {
  readonly from: number
  readonly to: number
}

/** All time. */
export const EVER: Period = { from: 0, to: Infinity }

/** What a period is read against. */
export interface PeriodContext {
  readonly zone: string
  /** 1 = Monday … 7 = Sunday. */
  readonly weekStart: number
  readonly now: number
}

export interface PeriodInput {
  readonly preset: string
  readonly from: string | null
  readonly to: string | null
}

export type PeriodProblem =
  'unknown_preset' | 'bad_from' | 'bad_to' | 'from_missing' | 'from_after_to'

const BAD_DATE = 'a date must be like 2026-11-21 or 2026-11-21 18:30:00'

/** What is wrong, and what would do. */
export const PERIOD_TEXTS: { readonly [P in PeriodProblem]: string } = {
  unknown_preset:
    'unknown preset: take today, yesterday, last_2_days to last_30_days, this_week, last_week, ' +
    'this_month, last_month, this_year, last_year, all_time or custom_time',
  bad_from: BAD_DATE,
  bad_to: BAD_DATE,
  from_missing: 'custom_time needs the date it begins with',
  from_after_to: 'it must not begin after its end',
}

/** Which property of the period it is about. */
export const PERIOD_PLACES = {
  unknown_preset: 'preset',
  bad_from: 'from',
  bad_to: 'to',
  from_missing: 'from',
  from_after_to: 'from',
} as const satisfies { readonly [P in PeriodProblem]: keyof PeriodInput }

/** How a period steps back to the one before it. */
type Step = { readonly days: number } | { readonly months: number } | { readonly ms: number } | null

export interface ResolvedPeriod extends Period {
  /** `null`: there is nothing before it (all time). */
  readonly step: Step
}

const SECOND = 1_000

/** The span of a preset or of dates, both inclusive to the second; a bare `to` is the whole day. */
export function resolvePeriod(
  input: PeriodInput,
  context: PeriodContext,
): ResolvedPeriod | PeriodProblem {
  if (input.preset === 'custom_time') return customPeriod(input, context)
  const today = startOfDay(context.zone, context.now)
  const days = lastDaysOf(input.preset)
  if (days !== null) return daysFrom(1 - days, days, today, context)
  switch (input.preset) {
    case 'today':
      return daysFrom(0, 1, today, context)
    case 'yesterday':
      return daysFrom(-1, 1, today, context)
    case 'this_week':
      return daysFrom(-sinceWeekStart(context), 7, today, context)
    case 'last_week':
      return daysFrom(-sinceWeekStart(context) - 7, 7, today, context)
    case 'this_month':
      return monthsFrom(0, 1, context)
    case 'last_month':
      return monthsFrom(-1, 1, context)
    case 'this_year':
      return monthsFrom(1 - wallClock(context.zone, context.now).month, 12, context)
    case 'last_year':
      return monthsFrom(-11 - wallClock(context.zone, context.now).month, 12, context)
    case 'all_time':
      return { from: 0, to: context.now + 1, step: null }
    default:
      return 'unknown_preset'
  }
}

export type CompareTo =
  | 'previous_period'
  | 'previous_week'
  | 'previous_year'
  | { readonly from: string; readonly to: string }

/** A period still running is compared with the same elapsed part of the other one. */
export function comparedPeriod(
  to: CompareTo,
  period: ResolvedPeriod,
  context: PeriodContext,
): Period | PeriodProblem {
  if (typeof to === 'object') {
    const dates = customPeriod({ preset: 'custom_time', ...to }, context)
    return typeof dates === 'string' ? dates : elapsedPart(dates, period, context)
  }
  const step = stepTo(to, period)
  if (step === null) return { from: period.from, to: period.from }
  const end = Math.min(period.to, Math.max(context.now, period.from))
  const limit = to === 'previous_period' ? period.from : Infinity
  const from = stepBack(period.from, step, context.zone)
  return { from, to: Math.min(stepBack(end, step, context.zone), limit) }
}

/** As much of `dates` as has passed of the period, by days and the time of the day. */
function elapsedPart(dates: Period, period: Period, { zone, now }: PeriodContext): Period {
  if (now >= period.to) return { from: dates.from, to: dates.to }
  const wallTime = (ms: number) => ms + offsetAt(zone, ms)
  const elapsed = Math.max(0, wallTime(now) - wallTime(period.from))
  const days = Math.floor(elapsed / DAY_MS)
  const end = addDays(zone, dates.from, days) + (elapsed - days * DAY_MS)
  return { from: dates.from, to: Math.min(dates.to, end) }
}

function stepTo(to: CompareTo, period: ResolvedPeriod): Step {
  if (to === 'previous_week') return { days: 7 }
  if (to === 'previous_year') return { months: 12 }
  return period.step
}

function stepBack(ms: number, step: NonNullable<Step>, zone: string): number {
  if ('ms' in step) return ms - step.ms
  if ('days' in step) return addDays(zone, ms, -step.days)
  const clock = wallClock(zone, ms)
  return localToUtc(zone, { ...clock, month: clock.month - step.months })
}

function daysFrom(
  offset: number,
  days: number,
  today: number,
  { zone }: PeriodContext,
): ResolvedPeriod {
  const noon = today + DAY_MS / 2
  const day = (count: number) => startOfDay(zone, addDays(zone, noon, count))
  return { from: day(offset), to: day(offset + days), step: { days } }
}

function monthsFrom(offset: number, months: number, { zone, now }: PeriodContext): ResolvedPeriod {
  const { year, month } = wallClock(zone, now)
  const start = (count: number) =>
    startOfDay(zone, localToUtc(zone, { ...clockOf([year, month + count, 1]), hour: 12 }))
  return { from: start(offset), to: start(offset + months), step: { months } }
}

function sinceWeekStart({ zone, now, weekStart }: PeriodContext): number {
  return (wallClock(zone, now).weekday - weekStart + 7) % 7
}

function customPeriod(input: PeriodInput, context: PeriodContext): ResolvedPeriod | PeriodProblem {
  if (input.from === null) return 'from_missing'
  const from = readMoment(input.from, '00:00:00', context.zone)
  const to = input.to === null ? context.now : readMoment(input.to, '23:59:59', context.zone)
  if (from === null) return 'bad_from'
  if (to === null) return 'bad_to'
  const end = input.to === null ? to + 1 : to + SECOND
  if (from >= end) return 'from_after_to'
  return { from, to: end, step: customStep(from, end, context.zone) }
}

/**
 * Whole months step by months, as those of presets do. Whole days step by days, so that a change of the clock
 * between does not move the borders.
 */
function customStep(from: number, to: number, zone: string): Step {
  if (startOfDay(zone, from) !== from || startOfDay(zone, to) !== to) return { ms: to - from }
  const [first, end] = [wallClock(zone, from), wallClock(zone, to)]
  const months = (end.year - first.year) * 12 + end.month - first.month
  if (first.day === 1 && end.day === 1) return { months }
  return { days: Math.round((to - from) / DAY_MS) }
}

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/

/** A local time; the first of two equal ones, moved forward if it does not exist. */
function readMoment(text: string, wholeDay: string, zone: string): number | null {
  const isDate = text.length === 10
  const found = MOMENT.exec(isDate ? `${text} ${wholeDay}` : text)
  if (found === null) return null
  const clock = clockOf(found.slice(1).map((part) => Number(part ?? 0)))
  if (!isRealTime(clock)) return null
  // The end of a bare date is that of the local day, however long the day is.
  if (isDate && wholeDay !== '00:00:00') return dayAfter(clock, zone) - SECOND
  return isDate ? dayOf(clock, zone) : localToUtc(zone, clock)
}

const dayOf = (clock: WallClock, zone: string) =>
  startOfDay(zone, localToUtc(zone, { ...clock, hour: 12, minute: 0, second: 0 }))
const dayAfter = (clock: WallClock, zone: string) => dayOf({ ...clock, day: clock.day + 1 }, zone)

function clockOf(parts: readonly number[]): WallClock {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
  return { year, month, day, hour, minute, second }
}

function isRealTime({ year, month, day, hour, minute, second }: WallClock): boolean {
  if (year < 1970 || hour > 23 || minute > 59 || second > 59) return false
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month)
}
