/** Days and hours as files have them. Where the day or the month may come first, the whole file decides. */
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

/** What the dates with slashes of a file say together; none leave nothing open. */
export type SlashOrder = 'day_first' | 'month_first' | 'none'

/** `examples`: one that leaves it open, or two that contradict each other. */
export interface Undecided {
  readonly undecided: 'open' | 'contrary'
  readonly examples: readonly string[]
}

const CLOCK = String.raw`(?:(?:T|,? )(\d{1,2})(?::[0-5]\d(?::[0-5]\d)?)?)?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)${CLOCK}$`)
const DOTTED = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4})${CLOCK}$`)
const SLASHED = new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4})${CLOCK}$`)
const MONTHS = 12
const FIRST_YEAR = 1970

/** The place where a number beyond 12 stands is the day's, if none stands in the other one. */
export function slashOrder(texts: Iterable<string>): SlashOrder | Undecided {
  const dates = [...texts].map((text) => SLASHED.exec(text)).filter((found) => found !== null)
  const [open] = dates
  if (open === undefined) return 'none'
  const dayFirst = dates.find(([, first]) => Number(first) > MONTHS)
  const monthFirst = dates.find(([, , second]) => Number(second) > MONTHS)
  if (dayFirst !== undefined && monthFirst !== undefined)
    return { undecided: 'contrary', examples: [dayFirst[0], monthFirst[0]] }
  if (dayFirst !== undefined) return 'day_first'
  return monthFirst === undefined ? { undecided: 'open', examples: [open[0]] } : 'month_first'
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
  if (yearFirst !== null) return fileTime(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst[4])
  const slashed = slashes === 'none' ? null : SLASHED.exec(text)
  const [, first, second, year, hour] = DOTTED.exec(text) ?? slashed ?? []
  if (year === undefined) return null
  const isMonthFirst = slashed !== null && slashes === 'month_first'
  return isMonthFirst ? fileTime(year, first, second, hour) : fileTime(year, second, first, hour)
}

function fileTime(...[year, month, day, hour]: (string | undefined)[]): FileTime {
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: hour === undefined ? null : Number(hour),
  }
}
