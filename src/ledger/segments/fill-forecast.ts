/**
 * When the disk is full if events go on as in the last days: from when segments were begun and what
 * they take, so without reading any. What grows beside the ledger is not foreseen.
 */
import { DAY_MS } from '../../lib/spans.ts'
import type { LedgerRoom } from './ledger-db.ts'
import { FIRST_LOADED_SEGMENT } from './ledger-db.ts'
import type { SealedInfo } from './segment-writer.ts'

/** What there is beside the ledger. */
export interface DiskRoom {
  /** Bytes that may be written. */
  readonly free: number
  /** How long events are kept; 0: for ever. */
  readonly keptDays: number
}

type Sealed = Pick<SealedInfo, 'number' | 'rows' | 'bytes' | 'createdAt' | 'maxClickTime'>

export interface Recorded {
  readonly sealed: readonly Sealed[]
  /** In order of their numbers, as begun by the server. */
  readonly open: readonly { readonly createdAt: number; readonly rows: number }[]
  readonly room: LedgerRoom
}

export interface FillForecast {
  /** What a day of events takes; null: nothing can be said, because there is no day of them or none is sealed. */
  readonly bytesPerDay: number | null
  /** Whole days; null: nothing can be said, or what gets too old makes room for what comes. */
  readonly fullInDays: number | null
}

const PACE_DAYS = 7
/** Of less nothing can be said: nights differ from days. */
const LEAST_DAYS = 1

/** From `now` on, epoch milliseconds. */
export function fillForecast(recorded: Recorded, disk: DiskRoom, now: number): FillForecast {
  const pace = paceOf(recorded, now)
  if (pace === null) return { bytesPerDay: null, fullInDays: null }
  /** What a byte of columns takes in the file, with what was kept of earlier ones. */
  const factor = recorded.room.used / sum(recorded.sealed.map(({ bytes }) => bytes))
  const perDay = pace * factor
  const fullInDays = daysUntilFull({ recorded, disk, now, factor, perDay })
  return { bytesPerDay: Math.round(perDay), fullInDays }
}

interface Growth {
  readonly recorded: Recorded
  readonly disk: DiskRoom
  readonly now: number
  readonly factor: number
  readonly perDay: number
}

/** Sums of parts of bytes are: a day that just fits is not to be lost by it. */
const INEXACT = 1 + 1e-9

function daysUntilFull({ recorded, disk, now, factor, perDay }: Growth): number | null {
  const { sealed, room } = recorded
  const space = disk.free + room.reusable
  if (disk.keptDays === 0) return Math.floor(space / perDay)
  const goneOn = expiries(sealed, disk.keptDays, now)
  let level = 0
  for (let day = 1; day <= disk.keptDays + 1; day++) {
    level += perDay - (goneOn.get(day) ?? 0) * factor
    if (level > space * INEXACT) return day - 1
  }
  return null
}

/** Bytes of columns that a day brings; null: not known, or none. */
function paceOf({ sealed, open }: Recorded, now: number): number | null {
  const own = sealed.filter(({ number }) => number < FIRST_LOADED_SEGMENT)
  const perRow = sum(own.map(({ bytes }) => bytes)) / sum(own.map(({ rows }) => rows))
  const begun = [...own, ...open.map((one) => ({ ...one, bytes: one.rows * perRow }))]
  const since = Math.max(now - PACE_DAYS * DAY_MS, begun[0]?.createdAt ?? now)
  if (now - since < LEAST_DAYS * DAY_MS) return null
  const bytes = begun.map((one, at) => {
    const end = begun[at + 1]?.createdAt ?? now
    return one.bytes * shareSince(since, one.createdAt, end)
  })
  const perDay = (sum(bytes) * DAY_MS) / (now - since)
  return perDay > 0 ? perDay : null
}

/** The part of a time that lies behind `since`. */
function shareSince(since: number, start: number, end: number): number {
  if (end <= since) return 0
  return start >= since ? 1 : (end - since) / (end - start)
}

/** Bytes of columns by the day from now on which their last click is too old. */
function expiries(sealed: readonly Sealed[], keptDays: number, now: number): Map<number, number> {
  const goneOn = new Map<number, number>()
  for (const { maxClickTime, bytes } of sealed) {
    const day = Math.max(1, Math.ceil((maxClickTime - now) / DAY_MS) + keptDays + 1)
    goneOn.set(day, (goneOn.get(day) ?? 0) + bytes)
  }
  return goneOn
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
