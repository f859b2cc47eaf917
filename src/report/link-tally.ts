/**
 * Counts of one short link's visits, by time and by what people came with, and which robots did; and
 * what stays of them when retention removes the visits.
 */
import { EventKind, Flag } from '../core/event.ts'
import { COUNTED_OUTCOMES } from '../core/links/link.ts'
import { SLOT_MS } from '../core/reports/buckets.ts'
import type { Period } from '../core/reports/period.ts'
import { platformName } from '../detect/device.ts'
import { referrerHost } from '../detect/referrer.ts'
import { numberReader, type Numbers, numbersOf } from '../ledger/columns/cells.ts'
import type { Column, KeptSum, SegmentView } from '../ledger/columns/column.ts'
import { lately } from '../lib/lru.ts'
import { DAY_MS } from '../lib/spans.ts'

const SLICES_OF_PEOPLE = ['countries', 'referers', 'platforms', 'languages'] as const
export const TEXT_SLICES = [...SLICES_OF_PEOPLE, 'sharings'] as const
type TextSlice = (typeof TEXT_SLICES)[number]

/** Further keys of a slice are counted together. */
const KEYS_MAX = 10_000
const OTHER = 'other'
/** Addresses whose hosts are remembered: up to twice as many, at most 2 KB each. */
const KEPT_KEYS = 4096

/** Counts by key; those of `clicks` by quarters of an hour, which belong to one day in any zone. */
export interface Tally {
  readonly slots: Map<number, number>
  readonly texts: Readonly<Record<TextSlice, Map<string, number>>>
}

export function emptyTally(): Tally {
  return { slots: new Map(), texts: bySlice(() => new Map()) }
}

export function copyOfTally({ slots, texts }: Tally): Tally {
  return { slots: new Map(slots), texts: bySlice((slice) => new Map(texts[slice])) }
}

export function bySlice<T>(make: (slice: TextSlice) => T): Record<TextSlice, T> {
  return Object.fromEntries(TEXT_SLICES.map((slice) => [slice, make(slice)])) as Record<
    TextSlice,
    T
  >
}

/** Each segment has the same sites in its dictionary, and taking an address apart is slow. */
const siteOf = lately(KEPT_KEYS, referrerHost)

/** From which column of an event each slice comes, and its key; `''` is in no map. */
const SLICES: Readonly<
  Record<TextSlice, { readonly column: string; readonly key: (text: string) => string }>
> = {
  countries: { column: 'country', key: (code) => (/^[A-Z]{2}$/.test(code) ? code : '') },
  referers: { column: 'referrer', key: siteOf },
  platforms: { column: 'os', key: platformName },
  languages: { column: 'language', key: primarySubtag },
  sharings: { column: 'robot', key: (name) => name },
}

function primarySubtag(language: string): string {
  const [primary = ''] = language.split('-', 1)
  return /^[a-z]{2}$/i.test(primary) ? primary.toUpperCase() : ''
}

interface Wanted {
  readonly linkId: number
  /** Times of the visits; `null`: all. */
  readonly period: Period | null
}

/** A damaged segment counts nothing, as a whole: all columns are read before anything is added. */
export function addVisits(tally: Tally, view: SegmentView, { linkId, period }: Wanted): void {
  const visits = rowsOf(view, linkId)
  if (visits.length === 0) return
  const rows = period === null ? visits : rowsIn(period, view, visits)
  if (rows.length > 0) addRows(tally, view, rows)
}

function addRows(tally: Tally, view: SegmentView, rows: Uint32Array): void {
  const times = numbersOf(view.column('clickTime'), view.rows)
  const { people, robots } = toldApart(view, rows)
  const columns = SLICES_OF_PEOPLE.map(
    (slice) => [slice, view.column(SLICES[slice].column)] as const,
  )
  const names = view.column(SLICES.sharings.column)
  addTimes(tally.slots, times, people)
  for (const [slice, column] of columns) addTexts(tally, slice, column, people)
  addTexts(tally, 'sharings', names, robots)
}

function rowsIn({ from, to }: Period, view: SegmentView, rows: Uint32Array): Uint32Array {
  const times = numbersOf(view.column('clickTime'), view.rows)
  return rows.filter((row) => times[row]! >= from && times[row]! < to)
}

/** Visits come in order of time, nearly: many in a row are of one slot. */
function addTimes(slots: Map<number, number>, times: Numbers, rows: Uint32Array): void {
  let slot = -1
  let count = 0
  for (let at = 0; at < rows.length; at++) {
    const next = Math.floor(times[rows[at]!]! / SLOT_MS)
    if (next !== slot) {
      if (count > 0) add(slots, slot, count)
      slot = next
      count = 0
    }
    count++
  }
  if (count > 0) add(slots, slot, count)
}

/** The rows of the link. Most segments have none and say so at once. */
function rowsOf(view: SegmentView, linkId: number): Uint32Array {
  const column = view.column('linkId')
  if (column.kind === 'constant' && column.value !== linkId) return new Uint32Array(0)
  const idAt = numberReader(column)
  const rows = new Uint32Array(view.rows)
  let count = 0
  for (let row = 0; row < view.rows; row++) if (idAt(row) === linkId) rows[count++] = row
  return rows.subarray(0, count)
}

const SHOWN: ReadonlySet<string> = new Set(COUNTED_OUTCOMES)

/** Which rows are visits of people that led somewhere, and which are robots' visits. */
export function toldApart(view: SegmentView, rows: Uint32Array) {
  const flagsAt = numberReader(view.column('flags'))
  const clicksAt = numberReader(view.column('clicks'))
  const kindAt = numberReader(view.column('kind'))
  const isShown = accepted(view.column('action'), (action) => SHOWN.has(action))
  const people = new Uint32Array(rows.length)
  const robots = new Uint32Array(rows.length)
  let [humans, others] = [0, 0]
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const flag = flagsAt(row)
    if ((flag & Flag.test) !== 0 || !isShown(row)) continue
    if ((flag & Flag.bot) === 0) {
      if (clicksAt(row) === 1) people[humans++] = row
    } else if (kindAt(row) === EventKind.click && (flag & Flag.head) === 0) robots[others++] = row
  }
  return { people: people.subarray(0, humans), robots: robots.subarray(0, others) }
}

/** The test for a row, asked once per distinct text. */
function accepted(column: Column, test: (text: string) => boolean): (row: number) => boolean {
  if (column.kind !== 'text') {
    const verdict = column.kind === 'constant' && test(String(column.value))
    return () => verdict
  }
  const verdicts = column.dictionary.map(test)
  return (row) => verdicts[column.codes[row]!]!
}

function addTexts(tally: Tally, slice: TextSlice, column: Column, rows: Uint32Array): void {
  if (rows.length === 0) return
  const { key } = SLICES[slice]
  const into = tally.texts[slice]
  if (column.kind === 'text' && rows.length < column.dictionary.length) {
    for (const row of rows) addText(into, key(column.dictionary[column.codes[row]!]!), 1)
  } else if (column.kind === 'text') {
    const counts = new Uint32Array(column.dictionary.length)
    const { codes } = column
    for (let at = 0; at < rows.length; at++) counts[codes[rows[at]!]!]!++
    counts.forEach((count, code) => {
      if (count > 0) addText(into, key(column.dictionary[code]!), count)
    })
  } else if (column.kind === 'constant') addText(into, key(String(column.value)), rows.length)
}

function addText(into: Map<string, number>, key: string, count: number): void {
  if (key === '') return
  add(into, into.size < KEYS_MAX || into.has(key) ? key : OTHER, count)
}

export function add<K>(into: Map<K, number>, key: K, count: number): void {
  into.set(key, (into.get(key) ?? 0) + count)
}

const SLOTS_A_DAY = DAY_MS / SLOT_MS

/** What stays of visits that retention removes: years of counts by day and by key. */
export function linkSumsOf(gone: SegmentView): readonly KeptSum[] {
  const rowsByLink = new Map<number, number[]>()
  const ids = numbersOf(gone.column('linkId'), gone.rows)
  for (let row = 0; row < gone.rows; row++) {
    const id = ids[row]!
    if (id !== 0) rowsByLink.getOrInsertComputed(id, () => []).push(row)
  }
  return [...rowsByLink].flatMap(([id, rows]) => {
    const tally = emptyTally()
    addRows(tally, gone, Uint32Array.from(rows))
    return sumsOf(id, tally)
  })
}

/** A day is kept as its noon in UTC, which is the same day in nearly every zone. */
function sumsOf(id: number, { slots, texts }: Tally): KeptSum[] {
  const days = new Map<number, number>()
  for (const [slot, count] of slots) {
    add(days, (Math.floor(slot / SLOTS_A_DAY) + 0.5) * SLOTS_A_DAY, count)
  }
  const clicks = [...days].map(([slot, count]) => ({ id, name: 'clicks', key: `${slot}`, count }))
  const others = Object.entries(texts).flatMap(([name, counts]) =>
    [...counts].map(([key, count]) => ({ id, name, key, count })),
  )
  return [...clicks, ...others]
}

/** How many of the kept visits are of the period, by their days, which is all that is known of them. */
export function addKeptDays(tally: Tally, sums: readonly KeptSum[], { from, to }: Period): number {
  const days = sums.filter(({ name, key }) => {
    const noon = Number(key) * SLOT_MS
    return name === 'clicks' && noon >= from && noon < to
  })
  for (const { key, count } of days) add(tally.slots, Number(key), count)
  return days.reduce((sum, { count }) => sum + count, 0)
}

export function addKept(tally: Tally, sums: readonly KeptSum[]): void {
  for (const { name, key, count } of sums) {
    if (name === 'clicks') add(tally.slots, Number(key), count)
    else add(tally.texts[name as TextSlice], key, count)
  }
}
