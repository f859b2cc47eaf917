/**
 * Statistics of one short link: how often people opened it, by day and by what they came with, and
 * which robots did (`links-api.md` 8). What sealed segments say never changes, so it is kept for the
 * links that were asked for last; only newer segments are read again.
 */
import { EventKind, Flag } from '../core/event.ts'
import { COUNTED_OUTCOMES } from '../core/links/link.ts'
import { dayText, NO_SHIFT, SLOT_MS } from '../core/reports/buckets.ts'
import { EVER, type Period } from '../core/reports/period.ts'
import { platformName } from '../detect/device.ts'
import { referrerHost } from '../detect/referrer.ts'
import { numberReader, type Numbers, numbersOf } from '../ledger/columns/cells.ts'
import {
  allViews,
  type Column,
  ifReadable,
  type KeptSum,
  type SegmentSource,
  type SegmentView,
} from '../ledger/columns/column.ts'
import { boundedCache, lately } from '../lib/lru.ts'
import { DAY_MS } from '../lib/spans.ts'
import type { Steps } from '../lib/steps.ts'
import { type Checkpoint, readEach } from './scan/scan.ts'

/** Keys with their counts: days from the newest, all others from the most frequent. */
export type Counts = readonly (readonly [key: string, count: number])[]

const SLICES_OF_PEOPLE = ['countries', 'referers', 'platforms', 'languages'] as const
const TEXT_SLICES = [...SLICES_OF_PEOPLE, 'sharings'] as const
export const LINK_SLICES = ['clicks', ...TEXT_SLICES] as const
export type LinkSlice = (typeof LINK_SLICES)[number]
type TextSlice = (typeof TEXT_SLICES)[number]

export type LinkStatistics = Readonly<Record<LinkSlice, Counts>>

export interface LinkQuestion {
  readonly linkId: number
  /** IANA zone of the days. */
  readonly zone: string
  /** Times of the visits; `null`: since it was made. */
  readonly period: Period | null
}

/** Further keys of a slice are counted together. */
const KEYS_MAX = 10_000
const OTHER = 'other'
const KEPT_LINKS = 64
/** Addresses whose hosts are remembered: up to twice as many, at most 2 KB each. */
const KEPT_KEYS = 4096

/** Counts by key; those of `clicks` by quarters of an hour, which belong to one day in any zone. */
interface Tally {
  readonly slots: Map<number, number>
  readonly texts: Readonly<Record<TextSlice, Map<string, number>>>
}

interface Kept {
  readonly tally: Tally
  /** The sealed segments in it by number, and in which state they were. */
  readonly segments: Map<number, string>
}

export interface LinkTallies {
  statistics(
    source: SegmentSource,
    checkpoint: Checkpoint,
    asked: LinkQuestion,
  ): Steps<LinkStatistics>
  /** Visits of people. */
  clicks(source: SegmentSource, checkpoint: Checkpoint, linkId: number): Steps<number>
}

export function linkTallies(): LinkTallies {
  const kept = boundedCache<number, Kept>(KEPT_LINKS)

  /** Others ask between its steps, so it counts on in a tally of its own. */
  function* sealed(source: SegmentSource, checkpoint: Checkpoint, linkId: number): Steps<Tally> {
    const views = [...source.sealed()]
    const before = kept.get(linkId)
    const known = before !== undefined && isIn(before, views) ? copyOf(before) : nothingYet()
    try {
      for (const view of views) {
        if (known.segments.has(view.number)) continue
        checkpoint()
        addSegment(known.tally, view, linkId)
        known.segments.set(view.number, stateOf(view))
        yield
      }
    } finally {
      // Given up for lack of time it goes on from here when it is asked again.
      kept.set(linkId, known)
    }
    return known.tally
  }

  function* all(source: SegmentSource, checkpoint: Checkpoint, linkId: number): Steps<Tally> {
    const tally = copyOfTally(yield* sealed(source, checkpoint, linkId))
    for (const view of source.open()) addSegment(tally, view, linkId)
    addKept(tally, source.kept?.(linkId) ?? [])
    return tally
  }

  return {
    *statistics(source, checkpoint, { linkId, zone, period }) {
      const { slots, texts } =
        period === null
          ? yield* all(source, checkpoint, linkId)
          : yield* within(source, checkpoint, linkId, period)
      return { clicks: daysOf(slots, zone), ...bySlice((slice) => byCount(texts[slice])) }
    },
    *clicks(source, checkpoint, linkId) {
      const { slots } = yield* all(source, checkpoint, linkId)
      return slots.values().reduce((sum, count) => sum + count, 0)
    },
  }
}

function nothingYet(): Kept {
  return { tally: emptyTally(), segments: new Map() }
}

/** Whether all segments that were counted are there as they were: retention may have taken some. */
function isIn({ segments }: Kept, views: readonly SegmentView[]): boolean {
  const same = views.filter((view) => segments.get(view.number) === stateOf(view))
  return same.length === segments.size
}

function stateOf({ rows, revision = 0 }: SegmentView): string {
  return `${rows}/${revision}`
}

/** Read anew: only what was ever counted is kept. */
function* within(
  source: SegmentSource,
  checkpoint: Checkpoint,
  linkId: number,
  period: Period,
): Steps<Tally> {
  const tally = emptyTally()
  const segments = { views: allViews(source), checkpoint }
  const sought = { period, basis: 'click', damaged: new Set<number>() } as const
  yield* readEach(segments, sought, (view) => addVisits(tally, view, { linkId, period }))
  return tally
}

function emptyTally(): Tally {
  return { slots: new Map(), texts: bySlice(() => new Map()) }
}

function copyOf({ tally, segments }: Kept): Kept {
  return { tally: copyOfTally(tally), segments: new Map(segments) }
}

function copyOfTally({ slots, texts }: Tally): Tally {
  return { slots: new Map(slots), texts: bySlice((slice) => new Map(texts[slice])) }
}

function bySlice<T>(make: (slice: TextSlice) => T): Record<TextSlice, T> {
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
  readonly period: Period
}

function addSegment(tally: Tally, view: SegmentView, linkId: number): void {
  ifReadable(() => addVisits(tally, view, { linkId, period: EVER }), undefined)
}

/** A damaged segment counts nothing, as a whole: all columns are read before anything is added. */
function addVisits(tally: Tally, view: SegmentView, { linkId, period }: Wanted): void {
  const visits = rowsOf(view, linkId)
  if (visits.length === 0) return
  const rows = rowsIn(period, numbersOf(view.column('clickTime'), view.rows), visits)
  if (rows.length > 0) addRows(tally, view, rows)
}

function addRows(tally: Tally, view: SegmentView, rows: Uint32Array): void {
  const times = numbersOf(view.column('clickTime'), view.rows)
  const { people, robots } = told(view, rows)
  const columns = SLICES_OF_PEOPLE.map(
    (slice) => [slice, view.column(SLICES[slice].column)] as const,
  )
  const names = view.column(SLICES.sharings.column)
  addTimes(tally.slots, times, people)
  for (const [slice, column] of columns) addTexts(tally, slice, column, people)
  addTexts(tally, 'sharings', names, robots)
}

function rowsIn({ from, to }: Period, times: Numbers, rows: Uint32Array): Uint32Array {
  if (from === EVER.from && to === EVER.to) return rows
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

/** Visits of people of each of the links, since it was made. */
export function* clicksOfLinks(
  source: SegmentSource,
  checkpoint: Checkpoint,
  ids: Float64Array,
): Steps<Float64Array> {
  const places = new Map(Array.from(ids, (id, at) => [id, at] as const))
  const counts = new Float64Array(ids.length)
  for (const view of allViews(source)) {
    checkpoint()
    ifReadable(() => countVisits(counts, view, places), undefined)
    yield
  }
  ids.forEach((id, at) => {
    for (const { name, count } of source.kept?.(id) ?? [])
      if (name === 'clicks') counts[at]! += count
  })
  return counts
}

function countVisits(
  counts: Float64Array,
  view: SegmentView,
  places: ReadonlyMap<number, number>,
): void {
  const column = view.column('linkId')
  if (column.kind === 'constant' && !places.has(Number(column.value))) return
  const idAt = numberReader(column)
  const rows: number[] = []
  for (let row = 0; row < view.rows; row++) if (places.has(idAt(row))) rows.push(row)
  if (rows.length === 0) return
  for (const row of told(view, Uint32Array.from(rows)).people) counts[places.get(idAt(row))!]! += 1
}

const SHOWN: ReadonlySet<string> = new Set(COUNTED_OUTCOMES)

/** Which rows are visits of people that led somewhere, and which are robots' visits. */
function told(view: SegmentView, rows: Uint32Array) {
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

function add<K>(into: Map<K, number>, key: K, count: number): void {
  into.set(key, (into.get(key) ?? 0) + count)
}

function daysOf(slots: ReadonlyMap<number, number>, zone: string): Counts {
  const calendar = { zone, weekStart: 1, shift: NO_SHIFT }
  const days = new Map<string, number>()
  for (const [slot, count] of slots) add(days, dayText(slot * SLOT_MS, calendar), count)
  return [...days].toSorted(([a], [b]) => (a < b ? 1 : -1))
}

function byCount(counts: ReadonlyMap<string, number>): Counts {
  return [...counts].toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
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

function addKept(tally: Tally, sums: readonly KeptSum[]): void {
  for (const { name, key, count } of sums) {
    if (name === 'clicks') add(tally.slots, Number(key), count)
    else add(tally.texts[name as TextSlice], key, count)
  }
}
