/**
 * Filters on the time of the visit, as a wall clock in the filter's zone shows it. Both also take
 * a list of texts: `from=2026-05-01 08:00` and `timezone=…`, or `1-5 09:00-18:00` and `timezone=…`.
 */
import { type Static, type TSchema, Type } from '@sinclair/typebox'

import { minuteText, twoDigits } from '../../lib/time-text.ts'
import { isTimeZone, localToUtc, type WallClock, wallClock } from '../../lib/zoned-time.ts'
import { quote } from '../text-pattern.ts'
import { type Complain, defineFilter, enteredAs, TextList } from './define.ts'

const MINUTES_OF_DAY = 1_440
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY
const WEEKDAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const SLOTS_LIMIT = 100

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/
const TIME = /^(\d\d?):(\d\d)$/
/** Days such as `1-5` or `6,7`, then from and to. */
const SLOT = /^([1-7](?:-[1-7])?(?:,[1-7](?:-[1-7])?){0,6}) +(\d\d?:\d\d) ?- ?(\d\d?:\d\d)$/
const SETTING = /^(from|to|timezone) ?= ?(.+)$/

const Zone = Type.String({
  minLength: 1,
  maxLength: 64,
  title: 'Time zone',
  description: 'IANA time zone',
  ...enteredAs('time_zone'),
})

const Interval = Type.Object(
  { from: Type.Optional(LocalTime('From')), to: Type.Optional(LocalTime('To')), timezone: Zone },
  { additionalProperties: false },
)
const Days = Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
  minItems: 1,
  maxItems: 7,
  title: 'Days',
  default: [1, 2, 3, 4, 5],
  ...enteredAs('weekdays'),
})
const Slot = Type.Object(
  { days: Days, from: TimeOfDay('From', '09:00'), to: TimeOfDay('To', '18:00') },
  { additionalProperties: false, title: 'hours' },
)
const Slots = Type.Array(Slot, { minItems: 1, maxItems: SLOTS_LIMIT })
const Schedule = Type.Object({ slots: Slots, timezone: Zone }, { additionalProperties: false })

/** Minutes of the week, Monday 00:00 being 0; a span may run past the week's end. */
interface WeekSpan {
  readonly start: number
  readonly length: number
}

export const interval = defineFilter({
  key: 'interval',
  title: 'Period',
  group: 'time',
  payload: orTexts(Interval, '{from, to, timezone}, local times as YYYY-MM-DD HH:MM'),
  read(payload, complain) {
    const { timezone, from, to } = Array.isArray(payload)
      ? readInterval(payload, complain)
      : payload
    const zone = readZone(timezone, complain)
    const start = from === undefined ? -Infinity : readMoment(from, zone, complain)
    const end = to === undefined ? Infinity : readMoment(to, zone, complain)
    if (from === undefined && to === undefined) complain('neither from nor to is set')
    if (start >= end) complain('from is not before to')
    return { zone, start, end }
  },
  test:
    ({ zone, start, end }, say) =>
    (_visit, now) =>
      say.is(now >= start && now < end, minuteText(wallClock(zone, now))),
})

export const schedule = defineFilter({
  key: 'schedule',
  title: 'Schedule',
  group: 'time',
  payload: orTexts(Schedule, '{timezone, slots: [{days, from, to}]}, days 1 to 7, times HH:MM'),
  read(payload, complain) {
    const { timezone, slots } = Array.isArray(payload) ? readSchedule(payload, complain) : payload
    if (slots.length === 0) complain('no slot is set')
    const spans = slots.flatMap((slot) => readSlot(slot, complain))
    return { zone: readZone(timezone, complain), spans }
  },
  test:
    ({ zone, spans }, say) =>
    (_visit, now) => {
      const { weekday, hour, minute } = wallClock(zone, now)
      const at = (weekday - 1) * MINUTES_OF_DAY + hour * 60 + minute
      return say.is(
        isInside(spans, at),
        `${WEEKDAYS[weekday]} ${twoDigits(hour)}:${twoDigits(minute)}`,
      )
    },
})

function LocalTime(title: string) {
  const description = 'YYYY-MM-DD HH:MM[:SS]'
  return Type.String({ maxLength: 19, title, description, ...enteredAs('local_time') })
}

function TimeOfDay(title: string, usual: string) {
  const shape = { maxLength: 5, title, description: 'HH:MM', default: usual }
  return Type.String({ ...shape, ...enteredAs('time_of_day') })
}

/** The object, or its fields as texts. */
function orTexts<Schema extends TSchema>(schema: Schema, description: string) {
  return Type.Union([schema, TextList('its parts as texts')], { description })
}

function isInside(spans: readonly WeekSpan[], minuteOfWeek: number): boolean {
  return spans.some(
    ({ start, length }) => (minuteOfWeek - start + MINUTES_OF_WEEK) % MINUTES_OF_WEEK < length,
  )
}

/** One span for each day. An end before the start lies on the next day. */
function readSlot({ days, from, to }: Static<typeof Slot>, complain: Complain): WeekSpan[] {
  const start = readMinute(from, complain)
  const end = readMinute(to, complain)
  if (start === MINUTES_OF_DAY) complain('a slot can end at 24:00, but not start then')
  if (start === end) complain(`the slot from ${quote(from)} to ${quote(to)} is empty`)
  const length = end > start ? end - start : end - start + MINUTES_OF_DAY
  return days.map((day) => ({ start: (day - 1) * MINUTES_OF_DAY + start, length }))
}

/** Minutes from midnight, up to 1,440. */
function readMinute(text: string, complain: Complain): number {
  const [, hour, minute] = TIME.exec(text) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  if (Number(minute) < 60 && minutes <= MINUTES_OF_DAY) return minutes
  complain(`${quote(text)} is not a time HH:MM`)
  return 0
}

/** A zone that exists, so that reading can go on. */
function readZone(name: string, complain: Complain): string {
  if (isTimeZone(name)) return name
  complain(`${quote(name)} is not a time zone`)
  return 'UTC'
}

/** Epoch milliseconds; a date alone is its midnight. */
function readMoment(text: string, zone: string, complain: Complain): number {
  const parts = DATE_TIME.exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0))
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts ?? []
  const clock = { year, month, day, hour, minute, second }
  if (isOnCalendar(clock)) return localToUtc(zone, clock)
  complain(`${quote(text)} is not a time YYYY-MM-DD HH:MM`)
  return Number.NaN
}

function isOnCalendar(clock: WallClock): boolean {
  if (clock.year < 1000) return false
  const same = wallClock('UTC', localToUtc('UTC', clock))
  return minuteText(same) === minuteText(clock) && same.second === clock.second
}

function readInterval(items: readonly string[], complain: Complain): Static<typeof Interval> {
  return { timezone: '', ...settings(items, complain) }
}

function readSchedule(items: readonly string[], complain: Complain): Static<typeof Schedule> {
  const { timezone = '' } = settings(items.filter(isSetting), complain)
  const slots = items.filter((item) => !isSetting(item))
  return { timezone, slots: slots.flatMap((item) => readSlotText(item, complain)) }
}

function isSetting(item: string): boolean {
  return SETTING.test(item.trim())
}

function settings(
  items: readonly string[],
  complain: Complain,
): { from?: string; to?: string; timezone?: string } {
  const found = items.flatMap((item) => {
    const [, name, value] = SETTING.exec(item.trim()) ?? []
    if (name === undefined) complain(`${quote(item)} is not understood`)
    return name === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(found)
}

function readSlotText(item: string, complain: Complain): Static<typeof Slot>[] {
  const [, days, from, to] = SLOT.exec(item.trim()) ?? []
  if (days !== undefined && from !== undefined && to !== undefined) {
    return [{ days: readDays(days), from, to }]
  }
  complain(`${quote(item)} is not a slot such as 1-5 09:00-18:00`)
  return []
}

/** `1-3,6` is 1, 2, 3, 6, and `6-1` is 6, 7, 1. */
function readDays(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [first = 1, last = first] = part.split('-').map(Number)
    const length = ((last - first + 7) % 7) + 1
    return Array.from({ length }, (_, at) => ((first - 1 + at) % 7) + 1)
  })
}
