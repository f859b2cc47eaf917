/** The days or hours whose clicks a batch of costs prices. */
import { dayName, isZone, readStamp, shortTime, wallIn } from '../../format/dates.ts'

interface Period {
  readonly fromUtc: string
  readonly toUtc: string
  readonly timezone: string
}

const MIDNIGHT = 'T00:00'

/** Whole days as days, of the zone they were meant in, which is said where it is not the reader's. */
export function batchPeriod({ fromUtc, toUtc, timezone }: Period, own: string): string {
  const zone = isZone(timezone) ? timezone : own
  const [from, to] = [readStamp(fromUtc), readStamp(toUtc)]
  if (from === null || to === null) return '—'
  const isDays = [from, to].every((at) => wallIn(zone, at).endsWith(MIDNIGHT))
  const textOf = (at: number) =>
    isDays ? dayName(wallIn(zone, at).slice(0, 10)) : shortTime(at, zone)
  const [first, last] = [textOf(from), textOf(isDays ? to - 1 : to)]
  const text = first === last ? first : `${first} – ${last}`
  return zone === own ? text : `${text}, ${zone.replaceAll('_', ' ')}`
}
