/** Days and hours as criteria of the dialect name them, and as slots of a schedule. */
import { WEEKDAYS } from '../reports/dictionaries.ts'

export interface Slot {
  /** Monday is 1. */
  readonly days: readonly number[]
  /** `HH:MM`. */
  readonly from: string
  readonly to: string
}

const WEEK: readonly number[] = WEEKDAYS.map((_name, at) => at + 1)
const PARTS: ReadonlyMap<string, string> = new Map([
  ['night', '00:00-06:00'],
  ['morning', '06:00-12:00'],
  ['afternoon', '12:00-18:00'],
  ['day', '12:00-18:00'],
  ['evening', '18:00-24:00'],
])
/** An hour, or from and to: `13`, `8-10`, `08:00 - 09:30`. Seconds are not looked at. */
const HOURS = /^(\d\d?)(?::(\d\d))?(?::\d\d)?(?: ?[-–] ?(\d\d?)(?::(\d\d))?(?::\d\d)?)?$/

/** Whole days by name, three letters of it, or number; null: one of them is no day. */
export function daySlots(texts: readonly string[]): readonly Slot[] | null {
  const days = texts.map(dayNumber)
  if (days.length === 0 || days.includes(0)) return null
  return [{ days: WEEK.filter((day) => days.includes(day)), from: '00:00', to: '24:00' }]
}

/** Hours of every day; null: one of the texts is not read. */
export function hourSlots(texts: readonly string[]): readonly Slot[] | null {
  const slots = texts.flatMap((text) => hours(text) ?? [])
  return slots.length === texts.length && texts.length > 0 ? slots : null
}

/** Names of the days, if the slots are whole ones. */
export function dayNames(slots: readonly Slot[]): string[] | null {
  if (!slots.every(({ from, to }) => from === '00:00' && to === '24:00')) return null
  return WEEKDAYS.filter((_name, at) => slots.some(({ days }) => days.includes(at + 1)))
}

/** `HH:MM-HH:MM`, if the slots are of every day. */
export function hourTexts(slots: readonly Slot[]): string[] | null {
  if (!slots.every(({ days }) => WEEK.every((day) => days.includes(day)))) return null
  return slots.map(({ from, to }) => `${from}-${to}`)
}

/** 0: no day. */
function dayNumber(text: string): number {
  const word = text.trim().toLowerCase()
  if (/^[1-7]$/.test(word)) return Number(word)
  return (
    WEEKDAYS.map((name) => name.toLowerCase()).findIndex(
      (name) => word === name || word === name.slice(0, 3),
    ) + 1
  )
}

function hours(text: string): Slot | null {
  const word = text.trim().toLowerCase()
  const [, fromHour, fromMinute = '00', toHour, toMinute = '00'] =
    HOURS.exec(PARTS.get(word) ?? word) ?? []
  if (fromHour === undefined) return null
  const from = clock(fromHour, fromMinute)
  const to =
    toHour === undefined ? clock(String(Number(fromHour) + 1), fromMinute) : clock(toHour, toMinute)
  return { days: WEEK, from, to: to === '23:59' ? '24:00' : to }
}

function clock(hour: string, minute: string): string {
  return `${hour.padStart(2, '0')}:${minute}`
}
