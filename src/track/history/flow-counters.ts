/**
 * How many clicks each flow took, in all, in this hour and on this day: those of the zone that asks,
 * because campaigns of several zones may share a flow.
 */
import type { ClickWindow } from '../../core/visit.ts'
import { startOfDay, startOfHour } from '../../lib/zoned-time.ts'

/** A counting of hours and days as one zone has them. Times are epoch milliseconds. */
interface Calendar {
  /** Missing in files of before: of whoever counts next. */
  timezone?: string
  hourStart: number
  hour: number
  dayStart: number
  day: number
}

/** Most flows have one zone, so that its calendar is the counter itself. */
export interface FlowCounter extends Calendar {
  total: number
  /** Of further zones, each since its first click; missing for none. */
  others?: Calendar[]
}

/** When a click is asked about or counted, and by whose clocks. */
export interface FlowMoment {
  readonly timezone: string
  readonly now: number
}

/** What a flow has taken, ever or in the hour or on the day of this moment; no counter is none. */
export function clicksOf(
  counter: FlowCounter | undefined,
  window: ClickWindow,
  moment: FlowMoment,
): number {
  if (counter === undefined) return 0
  return window === 'total' ? counter.total : clicksAt(counter, window, moment)
}

/** What the flow has taken in the hour or on the day of this moment. */
export function clicksAt(counter: FlowCounter, window: 'day' | 'hour', moment: FlowMoment): number {
  const { timezone, now } = moment
  const calendar = calendarOf(counter, timezone) ?? begun(counter, moment)
  if (window === 'day') return startOfDay(timezone, now) === calendar.dayStart ? calendar.day : 0
  return startOfHour(timezone, now) === calendar.hourStart ? calendar.hour : 0
}

export function countClick(
  counters: Map<number, FlowCounter>,
  flowId: number,
  moment: FlowMoment,
): void {
  const { timezone, now } = moment
  const counter = counters.get(flowId) ?? { ...UNUSED, timezone, total: 0 }
  counters.set(flowId, counter)
  counter.total++
  counter.timezone ??= timezone
  if (calendarOf(counter, timezone) === null) (counter.others ??= []).push(begun(counter, moment))
  tick(counter, counter.timezone, now)
  for (const other of counter.others ?? NONE) tick(other, other.timezone!, now)
}

const NONE: readonly Calendar[] = []

const UNUSED: Calendar = { hourStart: 0, hour: 0, dayStart: 0, day: 0 }

/** The calendar of a zone that has counted nothing yet, as far as those of others tell. */
function begun(counter: FlowCounter, { timezone, now }: FlowMoment): Calendar {
  const [hourStart, dayStart] = [startOfHour(timezone, now), startOfDay(timezone, now)]
  const hour = countedSince(counter, hourStart)
  return { timezone, hourStart, hour, dayStart, day: countedSince(counter, dayStart) }
}

/** At least so many: of each calendar's day and hour that began no earlier. */
function countedSince(counter: FlowCounter, start: number): number {
  const known = [counter, ...(counter.others ?? NONE)].flatMap((one) => [
    one.dayStart >= start ? one.day : 0,
    one.hourStart >= start ? one.hour : 0,
  ])
  return Math.max(...known)
}

function calendarOf(counter: FlowCounter, timezone: string): Calendar | null {
  if ((counter.timezone ?? timezone) === timezone) return counter
  return counter.others?.find((other) => other.timezone === timezone) ?? null
}

function tick(calendar: Calendar, timezone: string, now: number): void {
  const hourStart = startOfHour(timezone, now)
  const dayStart = startOfDay(timezone, now)
  calendar.hour = hourStart === calendar.hourStart ? calendar.hour + 1 : 1
  calendar.day = dayStart === calendar.dayStart ? calendar.day + 1 : 1
  calendar.hourStart = hourStart
  calendar.dayStart = dayStart
}
