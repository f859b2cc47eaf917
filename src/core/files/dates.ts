/** Days and hours as files have them. What may come first, day, month or year, the whole file decides. */
import { daysOfMonth } from '../../lib/zoned-time.ts'
import { monthNamed } from './month-names.ts'

/** On the wall. */
export interface FileTime {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  /** That of a time; `null`: the text is a day. */
  readonly hour: number | null
  /** 0 where the text does not say it. */
  readonly minute: number
  readonly second: number
}

/** What comes first between slashes, as somebody may say it who knows the file. */
export const DATE_ORDERS = ['day_first', 'month_first', 'year_first'] as const
export type DateOrder = (typeof DATE_ORDERS)[number]

/** What the dates with slashes of a file say together; none leave nothing open. */
export type SlashOrder = DateOrder | 'none'

/** `examples`: one that leaves it open, or two that contradict each other. */
export interface Undecided {
  /** `open_year`: as `open`, and the year may be first, too. */
  readonly undecided: 'open' | 'open_year' | 'contrary'
  readonly examples: readonly string[]
}

const SECONDS = String.raw`(?::([0-5]\d)(?:\.\d{1,9})?)?`
const CLOCK = new RegExp(
  String.raw`^(?:(?:T|,? )(\d{1,2})(?::([0-5]\d)${SECONDS})?(?:\s?([ap])\.?m\.?)?)?$`,
  'i',
)
const YEAR_FIRST = /^(\d{4})(?:-(\d\d)-(\d\d)|\/(\d\d?)\/(\d\d?))(?!\d)/
/** Between points the day comes first, whatever the length of the year. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?!\d)/
const SLASHED = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d\d)(?![\d/-])/
const WEEKDAY = String.raw`(?:\p{L}{2,11}\.?,? )?`
/** `22-Nov-26`, `Sun, 22 Nov 2026`, `22 ноября 2026 г.` */
const DAY_NAMED = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})[-/. ]{1,2}(\p{L}{3,9})[-/., ]{1,2}(\d{4}|\d\d)(?![\d:])(?: ?г\.?)?`,
  'iu',
)
/** `Nov 22, 2026`, `Sun Nov 22 2026` */
const NAMED_DAY = new RegExp(
  String.raw`^${WEEKDAY}(\p{L}{3,9})[-/. ]{1,2}(\d{1,2})(?:st|nd|rd|th)?[-/, ]{1,2}(\d{4}|\d\d)(?![\d:])`,
  'iu',
)
const MONTHS = 12
const DAYS = 31
const NOON = 12
const FIRST_YEAR = 1970
/** Of years of two digits. */
const CENTURY = 2000

/** The three numbers of a date with slashes, as they stand. */
type Numbers = readonly [string, string, string]

/** A date at the beginning of a text, and what follows it. */
interface Dated {
  readonly numbers: Numbers
  readonly rest: string
}

function slashed(text: string): Dated | null {
  const found = SLASHED.exec(text)
  if (found === null) return null
  const [whole, first = '', , second = '', third = ''] = found
  return { numbers: [first, second, third], rest: text.slice(whole.length) }
}

const FITS: Readonly<Record<DateOrder, (numbers: Numbers) => boolean>> = {
  day_first: ([day, month]) => Number(day) <= DAYS && Number(month) <= MONTHS,
  month_first: ([month, day]) => Number(month) <= MONTHS && Number(day) <= DAYS,
  year_first: ([year, month, day]) =>
    year.length === 2 && day.length === 2 && Number(month) <= MONTHS && Number(day) <= DAYS,
}

/** `6/6/2026` is the same day whichever comes first. */
function isOpen(numbers: Numbers): boolean {
  const [first, second, third] = numbers
  return Number(first) !== Number(second) || (third.length === 2 && FITS.year_first(numbers))
}

/** The only order that all of them fit. A year of two digits is one of three numbers that may be first. */
export function slashOrder(texts: Iterable<string>): SlashOrder | Undecided {
  let isNone = true
  let open: string | null = null
  const misfits = new Map<DateOrder, string>()
  for (const text of texts) {
    const found = slashed(text)
    if (found === null) continue
    isNone = false
    if (isOpen(found.numbers)) open ??= text
    for (const order of DATE_ORDERS)
      if (!misfits.has(order) && !FITS[order](found.numbers)) misfits.set(order, text)
  }
  if (isNone) return 'none'
  const [only, second] = DATE_ORDERS.filter((order) => !misfits.has(order))
  if (only === undefined) {
    const contrary = [misfits.get('month_first')!, misfits.get('day_first')!]
    return { undecided: 'contrary', examples: contrary }
  }
  if (second === undefined || open === null) return only
  return { undecided: misfits.has('year_first') ? 'open' : 'open_year', examples: [open] }
}

/** A day, or the hour that a time lies in; `null`: the text is neither. */
export function readFileTime(text: string, slashes: SlashOrder): FileTime | null {
  const date = fileDate(text, slashes)
  if (date === null) return null
  const [found, hour, minute = '0', second = '0', half] = CLOCK.exec(date.rest) ?? []
  const { year, month, day } = date
  if (found === undefined) return null
  if (hour === undefined) return { year, month, day, hour: null, minute: 0, second: 0 }
  const whole = hourOf(Number(hour), half)
  if (whole === null) return null
  return { year, month, day, hour: whole, minute: Number(minute), second: Number(second) }
}

export interface FileDate extends Pick<FileTime, 'year' | 'month' | 'day'> {
  /** What follows it. */
  readonly rest: string
}

/** The day that a text begins with; `null`: with none, or with one that nothing decides. */
export function fileDate(text: string, slashes: SlashOrder): FileDate | null {
  const dated = datedIn(text, slashes)
  if (dated === null) return null
  const [years, month, day] = dated.numbers.map(Number) as [number, number, number]
  const year = years + (dated.numbers[0].length === 2 ? CENTURY : 0)
  const isDay = year >= FIRST_YEAR && month >= 1 && month <= MONTHS && day >= 1
  return isDay && day <= daysOfMonth(year, month) ? { year, month, day, rest: dated.rest } : null
}

/** Its numbers in the order year, month, day. */
function datedIn(text: string, slashes: SlashOrder): Dated | null {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst !== null) {
    const [whole, year = '', month, day, slashedMonth = '', slashedDay = ''] = yearFirst
    return dated([year, month ?? slashedMonth, day ?? slashedDay], text, whole)
  }
  const dotted = DOTTED.exec(text)
  if (dotted !== null) {
    const [whole, day = '', month = '', year = ''] = dotted
    return dated([year, month, day], text, whole)
  }
  const found = slashed(text)
  if (found === null) return namedIn(text)
  if (slashes === 'none') return null
  const [first, second, third] = found.numbers
  switch (slashes) {
    case 'day_first':
      return { ...found, numbers: [third, second, first] }
    case 'month_first':
      return { ...found, numbers: [third, first, second] }
    case 'year_first':
      return found
  }
}

function namedIn(text: string): Dated | null {
  const dayFirst = DAY_NAMED.exec(text)
  if (dayFirst !== null) {
    const [whole, day = '', name = '', year = ''] = dayFirst
    return dated([year, monthNamed(name), day], text, whole)
  }
  const [whole = '', name = '', day = '', year = ''] = NAMED_DAY.exec(text) ?? []
  return whole === '' ? null : dated([year, monthNamed(name), day], text, whole)
}

function dated(numbers: Numbers, text: string, whole: string): Dated {
  return { numbers, rest: text.slice(whole.length) }
}

/** 12 is the first hour of its half. */
function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null
  if (hour < 1 || hour > NOON) return null
  return (hour % NOON) + (half.toLowerCase() === 'p' ? NOON : 0)
}
