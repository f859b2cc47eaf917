/**
 * Reads a whole ledger against everything it promises: checksums, row counts, times, costs that are
 * those of the batches, frames of the journals. Changes nothing; holds one segment at a time.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { EventKind, type Measure, MEASURE_COLUMNS } from '../../core/event.ts'
import { lately } from '../../lib/lru.ts'
import { faultsIn } from '../../lib/pragma.ts'
import { kindOf } from '../columns/column-names.ts'
import { type Column, DamagedSegment, type SegmentView } from '../columns/column.ts'
import {
  correctedCosts,
  COST_COLUMNS,
  type Cover,
  coverPage,
  isSameColumn,
} from '../costs/cost-cover.ts'
import { type CostStore, costStore } from '../costs/cost-store.ts'
import { filledJournals, journalName, journalNumbers } from '../journal/journal-file.ts'
import { journalTail } from '../journal/journal-tail.ts'
import { DAMAGED_DIRECTORY, JOURNAL_DIRECTORY } from '../keeper/keeper.ts'
import { missingSegments, missingText } from '../segments/begun-segments.ts'
import { columnCache } from '../segments/column-cache.ts'
import { isDamage, LEDGER_FILE, setAsideIn } from '../segments/ledger-db.ts'
import { type SealedSegments, sealedSegments } from '../segments/sealed-segments.ts'
import { type SegmentBuilder, segmentBuilder } from '../segments/segment-builder.ts'
import type { SealedInfo } from '../segments/segment-writer.ts'
import { openCurrent } from './read-only.ts'

export interface CheckedSegment {
  readonly segment: number
  readonly state: 'sealed' | 'open'
  readonly events: number
  readonly bytes: number
  readonly sums: Readonly<Record<Measure, number>>
  /** What is wrong with it, one sentence each. */
  readonly problems: readonly string[]
}

export interface LedgerCheck {
  readonly segments: readonly CheckedSegment[]
  readonly events: number
  readonly sums: Readonly<Record<Measure, number>>
  /** Of single segments, named by number, and of the whole. */
  readonly problems: readonly string[]
  /** What is no fault but good to know. */
  readonly notes: readonly string[]
}

const KINDS = new Set<number>(Object.values(EventKind))
const PAGES_KEPT = 8

/** A folder without a ledger is an empty one. `each` hears of every segment as it is checked. */
export function checkLedger(
  dataDir: string,
  each: (checked: CheckedSegment) => void = () => undefined,
): LedgerCheck {
  const segments: CheckedSegment[] = []
  const [problems, notes] = [setAside(dataDir), new Array<string>()]
  const take = (checked: CheckedSegment) => {
    segments.push(checked)
    problems.push(...checked.problems.map((text) => `segment ${checked.segment}: ${text}`))
    each(checked)
  }
  const sealed = checkSealed(dataDir, take, problems)
  for (const number of journalNumbers(join(dataDir, JOURNAL_DIRECTORY))) {
    if (sealed.has(number)) notes.push(`journal ${number} is sealed already and will be deleted`)
    else take(checkJournal(dataDir, number, notes))
  }
  const sums = totalOf(segments.map((segment) => segment.sums))
  const events = segments.reduce((sum, segment) => sum + segment.events, 0)
  return { segments, events, sums, problems, notes }
}

/** The numbers of the sealed segments. */
function checkSealed(
  dataDir: string,
  take: (checked: CheckedSegment) => void,
  problems: string[],
): Set<number> {
  // Before and after the ledger is fixed: a server may be sealing.
  const files = journalsIn(dataDir)
  try {
    const db = openCurrent(dataDir)
    if (db === null) return new Set()
    const missing = missingSegments(db, files.union(journalsIn(dataDir)), Date.now())
    problems.push(...missing.map(missingText))
    const sealed = sealedSegments(db, columnCache(0))
    const store = costStore(db)
    const cover = lately(PAGES_KEPT, (segment: number) => coverPage(store.partsIn(segment)))
    for (const info of sealed.list()) take(checkSegment(sealed, info, cover))
    problems.push(...faultsIn(db).map((text) => `${LEDGER_FILE}: ${text}`), ...batchProblems(store))
    const numbers = new Set(sealed.list().map(({ number }) => number))
    db.close()
    return numbers
  } catch (error) {
    if (!isDamage(error)) throw error
    problems.push(`${LEDGER_FILE}: ${String(error)}`)
    return new Set()
  }
}

function journalsIn(dataDir: string): Set<number> {
  const places = [JOURNAL_DIRECTORY, DAMAGED_DIRECTORY]
  return new Set(places.flatMap((name) => filledJournals(join(dataDir, name))))
}

/** A sum that was spread is on its clicks to the last micro-unit. */
function batchProblems(store: CostStore): string[] {
  return store.batches().flatMap(({ id, order, clicks, shareMicros }) => {
    if (order.how === 'per_click' || clicks === 0) return []
    const parts = store.segmentsOf(id).flatMap((segment) => store.sharesIn(segment, id))
    const sum = parts.reduce((all, part) => all + part.clicks * shareMicros + part.extra, 0)
    if (sum === order.micros) return []
    return [`cost batch ${id}: its clicks bear ${sum} of ${order.micros} micro-units`]
  })
}

function checkSegment(sealed: SealedSegments, info: SealedInfo, cover: Cover): CheckedSegment {
  const problems: string[] = []
  const { number: segment, rows: events, bytes } = info
  const base = { segment, state: 'sealed', events, bytes, problems } as const
  const view = events === 0 ? null : sealed.view(segment)
  if (view === null) return { ...base, sums: noSums() }
  try {
    const names = sealed.names(segment)
    for (const name of names) problems.push(...columnProblems(view, name))
    problems.push(...rowProblems(view), ...timeProblems(view, info))
    problems.push(...costProblems(sealed.baseView(segment)!, view, cover))
    return { ...base, sums: sumsOf((name) => view.column(name), events) }
  } catch (error) {
    if (!(error instanceof DamagedSegment)) throw error
    problems.push(error.message.replace(/^segment \d+: /, ''))
    return { ...base, sums: noSums() }
  }
}

/** Reading verifies the checksum. */
function columnProblems(view: SegmentView, name: string): string[] {
  const length = kindOf(name) === 'cold' ? view.cold(name).length : lengthOf(view.column(name))
  const isRight = length === null || length === view.rows
  return isRight ? [] : [`${name} has ${length} rows instead of ${view.rows}`]
}

/** `null`: the column has no rows of its own. A code without a text is as bad as a missing row. */
function lengthOf(column: Column): number | null {
  if (column.kind === 'constant') return null
  if (column.kind === 'number') return column.values.length
  const size = column.dictionary.length
  return column.codes.every((code) => code < size) ? column.codes.length : -1
}

function rowProblems(view: SegmentView): string[] {
  const [rows, kinds] = [valuesOf(view, 'row'), valuesOf(view, 'kind')]
  return [
    ...(new Set(rows).size === view.rows ? [] : ['two events have one row number']),
    ...(kinds.every((kind) => KINDS.has(kind)) ? [] : ['an event is of an unknown kind']),
  ]
}

function timeProblems(view: SegmentView, info: SealedInfo): string[] {
  const spans = [
    ['time', info.minTime, info.maxTime],
    ['clickTime', info.minClickTime, info.maxClickTime],
  ] as const
  return spans.flatMap(([name, least, most]) => {
    const isInside = valuesOf(view, name).every((time) => time >= least && time <= most)
    return isInside ? [] : [`${name} is outside of what the segment says`]
  })
}

function costProblems(base: SegmentView, now: SegmentView, cover: Cover): string[] {
  const corrected = correctedCosts(base, cover)
  const isSame = COST_COLUMNS.every((name) =>
    isSameColumn(corrected?.get(name) ?? base.column(name), now.column(name), now.rows),
  )
  return isSame ? [] : ['its costs are not those of the batches in force']
}

function valuesOf(view: SegmentView, name: string): Float64Array {
  const column = view.column(name)
  if (column.kind === 'number') return Float64Array.from(column.values)
  return new Float64Array(view.rows).fill(column.kind === 'constant' ? Number(column.value) : NaN)
}

function checkJournal(dataDir: string, number: number, notes: string[]): CheckedSegment {
  const path = join(dataDir, JOURNAL_DIRECTORY, journalName(number))
  const builder = segmentBuilder(number)
  const problems: string[] = []
  const tail = journalTail(path)
  const { damagedBytes, lostBatches, tornBytes } = tail.readAll(builder.addJson)
  if (damagedBytes > 0) problems.push(`${damagedBytes} bytes of its journal can't be read`)
  if (lostBatches > 0) problems.push(`${lostBatches} batches of its journal are missing`)
  // A running server may be in the middle of an append.
  if (tornBytes > 0) notes.push(`journal ${number} ends in ${tornBytes} bytes of an append`)
  tail.close()
  const sums = sumsOf((name) => columnOf(builder, name), builder.rows)
  return { segment: number, state: 'open', events: builder.rows, bytes: 0, sums, problems }
}

const columnOf = (builder: SegmentBuilder, name: string) => builder.view().column(name)

/** Damage of earlier days that nobody has repaired or taken away. */
function setAside(dataDir: string): string[] {
  const damaged = join(dataDir, DAMAGED_DIRECTORY)
  const files = existsSync(damaged) ? readdirSync(damaged) : []
  const ledgers = existsSync(dataDir) ? setAsideIn(dataDir) : []
  return [...files.map((name) => `${DAMAGED_DIRECTORY}/${name}`), ...ledgers].map(
    (name) => `${name} was set aside as damaged; its events may be missing`,
  )
}

type Sums = Record<Measure, number>

function noSums(): Sums {
  return Object.fromEntries(MEASURE_COLUMNS.map((name) => [name, 0])) as Sums
}

function sumsOf(column: (name: string) => Column, rows: number): Sums {
  const sums = noSums()
  for (const name of MEASURE_COLUMNS) sums[name] = sumOf(column(name), rows)
  return sums
}

function sumOf(column: Column, rows: number): number {
  if (column.kind === 'constant') return Number(column.value) * rows
  if (column.kind === 'text') throw new Error('a text column has no sum')
  const { values } = column
  let sum = 0
  for (let at = 0; at < rows; at++) sum += values[at]!
  return sum
}

function totalOf(parts: readonly Sums[]): Sums {
  const sums = noSums()
  for (const part of parts) for (const name of MEASURE_COLUMNS) sums[name] += part[name]
  return sums
}
