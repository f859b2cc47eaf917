/** Dates by the letters of PHP's `date()`, in English. A backslash keeps the next letter. */
import { offsetText, twoDigits } from '../../lib/time-text.ts'
import {
  daysOfMonth,
  isLeapYear,
  localToUtc,
  offsetAt,
  wallClock,
  type WeekdayClock,
} from '../../lib/zoned-time.ts'

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** A moment as the letters see it. */
interface Moment extends WeekdayClock {
  readonly ms: number
  readonly zone: string
}

type Letter = (moment: Moment) => string | number

const LETTERS: Readonly<Record<string, Letter>> = {
  d: ({ day }) => twoDigits(day),
  D: ({ weekday }) => DAYS[weekday - 1]!.slice(0, 3),
  j: ({ day }) => day,
  l: ({ weekday }) => DAYS[weekday - 1]!,
  N: ({ weekday }) => weekday,
  S: ({ day }) => ordinal(day),
  w: ({ weekday }) => weekday % 7,
  z: dayOfYear,
  W: (moment) => twoDigits(isoWeek(moment).week),
  o: (moment) => isoWeek(moment).year,
  F: ({ month }) => MONTHS[month - 1]!,
  m: ({ month }) => twoDigits(month),
  M: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  n: ({ month }) => month,
  t: ({ year, month }) => daysOfMonth(year, month),
  L: ({ year }) => (isLeapYear(year) ? 1 : 0),
  Y: ({ year }) => year,
  y: ({ year }) => twoDigits(year % 100),
  a: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  A: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  g: ({ hour }) => hour % 12 || 12,
  G: ({ hour }) => hour,
  h: ({ hour }) => twoDigits(hour % 12 || 12),
  H: ({ hour }) => twoDigits(hour),
  i: ({ minute }) => twoDigits(minute),
  s: ({ second }) => twoDigits(second),
  u: ({ ms }) => `${millis(ms)}000`,
  v: ({ ms }) => millis(ms),
  e: ({ zone }) => zone,
  T: ({ zone, ms }) => (zone === 'UTC' ? 'UTC' : offsetText(zone, ms)),
  P: ({ zone, ms }) => offsetText(zone, ms),
  p: ({ zone, ms }) => (offsetAt(zone, ms) === 0 ? 'Z' : offsetText(zone, ms)),
  O: ({ zone, ms }) => offsetText(zone, ms, ''),
  I: (moment) => (isSummerTime(moment) ? 1 : 0),
  Z: ({ zone, ms }) => offsetAt(zone, ms) / 1000,
  U: ({ ms }) => Math.floor(ms / 1000),
}

const WHOLE: Readonly<Record<string, string>> = { c: 'Y-m-d\\TH:i:sP', r: 'D, d M Y H:i:s O' }

/** `zone` must be a known IANA zone. */
export function formatDate(format: string, zone: string, ms: number): string {
  const moment = { ...wallClock(zone, ms), ms, zone }
  const letters = format.replace(/(\\.)|([cr])/gs, (_all, kept: string, whole: string) => {
    return kept ?? WHOLE[whole] ?? ''
  })
  return letters.replace(/\\(.)|([A-Za-z])/gs, (_all, kept: string, letter: string) => {
    return kept ?? String(LETTERS[letter]?.(moment) ?? letter)
  })
}

/** Whether the clocks are ahead of the zone's own time, in whichever half of the year that is. */
function isSummerTime({ zone, ms, year }: Moment): boolean {
  const offsetIn = (month: number) => {
    return offsetAt(zone, localToUtc(zone, { year, month, day: 1, hour: 12, minute: 0, second: 0 }))
  }
  return offsetAt(zone, ms) > Math.min(offsetIn(1), offsetIn(7))
}

function millis(ms: number): string {
  return String(ms - Math.floor(ms / 1000) * 1000).padStart(3, '0')
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

/** From 0. */
function dayOfYear({ year, month, day }: Moment): number {
  let days = day - 1
  for (let before = 1; before < month; before++) days += daysOfMonth(year, before)
  return days
}

/** ISO 8601: week 1 is the one with the year's first Thursday. */
function isoWeek(moment: Moment): { year: number; week: number } {
  const { year, weekday } = moment
  const week = Math.floor((dayOfYear(moment) - weekday + 11) / 7)
  if (week < 1) return { year: year - 1, week: weeksOf(year - 1) }
  return week > weeksOf(year) ? { year: year + 1, week: 1 } : { year, week }
}

function weeksOf(year: number): number {
  const lastDay = (y: number) =>
    (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)) % 7
  return lastDay(year) === 4 || lastDay(year - 1) === 3 ? 53 : 52
}
