/** Days and hours as files have them. What may come first, day, month or year, the whole file decides. */
import { daysOfMonth } from '../lib/zoned-time.ts'

/** On the wall. */
export interface FileTime {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  /** That of a time; `null`: the text is a day. */
  readonly hour: number | null
}

type Order = 'day_first' | 'month_first' | 'year_first'

/** What the dates with slashes of a file say together; none leave nothing open. */
export type SlashOrder = Order | 'none'

/** `examples`: one that leaves it open, or two that contradict each other. */
export interface Undecided {
  /** `open_year`: as `open`, and the year may be first, too. */
  readonly undecided: 'open' | 'open_year' | 'contrary'
  readonly examples: readonly string[]
}

const CLOCK = String.raw`(?:(?:T|,? )(\d{1,2})(?::[0-5]\d(?::[0-5]\d)?)?(?:\s?([ap])\.?m\.?)?)?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)${CLOCK}$`, 'i')
/** Between points the day comes first, whatever the length of the year. */
const DOTTED = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)${CLOCK}$`, 'i')
const SLASHED = new RegExp(String.raw`^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d\d)${CLOCK}$`, 'i')
const MONTHS = 12
const DAYS = 31
const NOON = 12
const FIRST_YEAR = 1970
/** Of years of two digits. */
const CENTURY = 2000

/** The three numbers of a date with slashes, as they stand. */
type Numbers = readonly [string, string, string]

function slashed(text: string): { readonly numbers: Numbers; readonly clock: Clock } | null {
  const found = SLASHED.exec(text)
  if (found === null) return null
  const [, first = '', , second = '', third = '', hour, half] = found
  return { numbers: [first, second, third], clock: [hour, half] }
}

const FITS: Readonly<Record<Order, (numbers: Numbers) => boolean>> = {
  day_first: ([day, month]) => Number(day) <= DAYS && Number(month) <= MONTHS,
  month_first: ([month, day]) => Number(month) <= MONTHS && Number(day) <= DAYS,
  year_first: ([year, month, day]) =>
    year.length === 2 && day.length === 2 && Number(month) <= MONTHS && Number(day) <= DAYS,
}

/** The only order that all of them fit. A year of two digits is one of three numbers that may be first. */
export function slashOrder(texts: Iterable<string>): SlashOrder | Undecided {
  const dates = [...texts].flatMap((text) => {
    const found = slashed(text)
    return found === null ? [] : [{ text, numbers: found.numbers }]
  })
  const [open] = dates
  if (open === undefined) return 'none'
  const misfit = (order: Order) => dates.find(({ numbers }) => !FITS[order](numbers))
  const fitting = (['day_first', 'month_first', 'year_first'] as const).filter(
    (order) => misfit(order) === undefined,
  )
  const [only, second] = fitting
  if (only === undefined) {
    const contrary = [misfit('month_first') ?? open, misfit('day_first') ?? open]
    return { undecided: 'contrary', examples: contrary.map(({ text }) => text) }
  }
  if (second === undefined) return only
  return {
    undecided: fitting.includes('year_first') ? 'open_year' : 'open',
    examples: [open.text],
  }
}

/** A day, or the hour that a time lies in; `null`: the text is neither. */
export function readFileTime(text: string, slashes: SlashOrder): FileTime | null {
  const parts = partsOf(text, slashes)
  if (parts === null) return null
  const { year, month, day, hour } = parts
  const isDay = year >= FIRST_YEAR && month >= 1 && month <= MONTHS && day >= 1
  return isDay && day <= daysOfMonth(year, month) && (hour ?? 0) <= 23 ? parts : null
}

function partsOf(text: string, slashes: SlashOrder): FileTime | null {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst !== null) {
    const [, year = '', month = '', day = '', hour, half] = yearFirst
    return fileTime([year, month, day], [hour, half])
  }
  const dotted = DOTTED.exec(text)
  if (dotted !== null) {
    const [, day = '', month = '', year = '', hour, half] = dotted
    return fileTime([year, month, day], [hour, half])
  }
  const found = slashed(text)
  if (found === null || slashes === 'none') return null
  const [first, second, third] = found.numbers
  switch (slashes) {
    case 'day_first':
      return fileTime([third, second, first], found.clock)
    case 'month_first':
      return fileTime([third, first, second], found.clock)
    case 'year_first':
      return fileTime(found.numbers, found.clock)
  }
}

/** The hour, and which half of the day it is of. */
type Clock = readonly [hour: string | undefined, half: string | undefined]

function fileTime([year, month, day]: Numbers, clock: Clock): FileTime | null {
  const hour = hourOf(clock)
  if (hour === 'none') return null
  const whole = Number(year) + (year.length === 2 ? CENTURY : 0)
  return { year: whole, month: Number(month), day: Number(day), hour }
}

/** 12 is the first hour of its half. */
function hourOf([hour, half]: Clock): number | null | 'none' {
  if (hour === undefined) return null
  if (half === undefined) return Number(hour)
  if (Number(hour) < 1 || Number(hour) > NOON) return 'none'
  return (Number(hour) % NOON) + (half.toLowerCase() === 'p' ? NOON : 0)
}
