/**
 * Which rows of a segment a query counts: by time, by what is never counted, by bots, by filters.
 *
 * A selection is a list of row numbers; each step keeps a part of it. Filters are asked once per
 * distinct value of the segment.
 */
import { EventKind, Flag } from '../../core/event.ts'
import type { Dimension } from '../../core/reports/dimensions.ts'
import type { Period } from '../../core/reports/period.ts'
import type { TextPredicate } from '../../core/reports/predicate.ts'
import type { Query } from '../../core/reports/query.ts'
import { numbersOf } from '../../ledger/columns/cells.ts'
import type { SegmentView, TextColumn } from '../../ledger/columns/column.ts'
import {
  type Coded,
  type Codes,
  dictionarySize,
  encodeColumn,
  type SelectedRows,
  usedCodes,
} from './encode.ts'
import type { textMemo } from './groups.ts'
import type { SegmentReader } from './reader.ts'
import { allRows, scratch } from './scratch.ts'
import type { TextSieve } from './sieve.ts'
import type { TextTables } from './text-tables.ts'
import type { TextTable } from './texts.ts'

export type Selection = SelectedRows

export interface Condition {
  readonly dimension: Dimension
  readonly accepts: TextPredicate
  /** What is known of texts by their number: 1 is refused, 2 accepted. */
  readonly known: ReturnType<typeof textMemo>
  /** Where few texts of many are accepted. */
  readonly sieve?: TextSieve
}

/** Rows pass if one condition of each clause holds. */
export type Clause = readonly Condition[]

export interface Wanted {
  readonly period: Period
  readonly bots: Query['bots']
  readonly clauses: readonly Clause[]
  /** Absent where verdicts on texts are not kept. */
  readonly texts?: TextTables | null
}

/** Larger dictionaries are asked text by text: their numbers would take more than they save. */
const NUMBERED_MAX = 4096
/** Nor is a table made longer than this for a filter. */
const TABLE_MAX = 250_000

/** Whether the segment can have rows in the period at all. */
export function mayContain(view: SegmentView, period: Period, basis: Query['basis']): boolean {
  const [least, most] =
    basis === 'click' ? [view.minClickTime, view.maxClickTime] : [view.minTime, view.maxTime]
  return view.rows > 0 && least < period.to && most >= period.from
}

/** The counted rows; the list is used again for the next segment. */
export function selectRows(reader: SegmentReader, wanted: Wanted): Selection {
  let selection = inPeriod(reader, wanted.period)
  selection = counted(reader.view, wanted.bots, selection)
  for (const clause of wanted.clauses) {
    if (selection.count === 0) break
    selection = passing(reader, clause, selection, wanted.texts ?? null)
  }
  return selection
}

function inPeriod({ view, timeColumn }: SegmentReader, { from, to }: Period): Selection {
  const isClick = timeColumn === 'clickTime'
  const least = isClick ? view.minClickTime : view.minTime
  const most = isClick ? view.maxClickTime : view.maxTime
  if (least >= from && most < to) return { rows: allRows(view.rows), count: view.rows }
  const rows = scratch('rows', view.rows)
  const times = numbersOf(view.column(timeColumn), view.rows)
  let count = 0
  for (let row = 0; row < rows.length; row++) {
    const time = times[row]!
    if (time >= from && time < to) rows[count++] = row
  }
  return { rows, count }
}

/** What the flags of a row say: it is not counted, it is, or only if it is no click. */
const Verdict = { no: 0, yes: 1, unlessClick: 2 } as const

/** Leaves out test clicks, clicks nobody has confirmed, and bots or people as asked. */
function counted(view: SegmentView, bots: Query['bots'], selection: Selection): Selection {
  const never = Flag.test | (bots === 'exclude' ? Flag.bot : 0)
  const always = bots === 'only' ? Flag.bot : 0
  const { codes, size, cell } = encodeColumn(view.column('flags'), 1)
  const verdictOn = (flag: number) => {
    if ((flag & never) !== 0 || (flag & always) !== always) return Verdict.no
    return (flag & Flag.provisional) === 0 ? Verdict.yes : Verdict.unlessClick
  }
  const verdicts = Uint8Array.from({ length: size }, (_, code) => verdictOn(Number(cell(code))))
  if (verdicts.every((verdict) => verdict === Verdict.yes)) return selection
  const flagged = { codes: codes ?? scratch('passes', view.rows).fill(0), verdicts }
  const { isDoubtful, ...kept } = keepUnflagged(flagged, selection)
  return isDoubtful ? keepConfirmed(view, flagged, kept) : kept
}

interface Flagged {
  readonly codes: Codes
  /** By code. */
  readonly verdicts: Uint8Array
}

function keepUnflagged(
  { codes, verdicts }: Flagged,
  { rows: from, count }: Selection,
): Selection & { readonly isDoubtful: boolean } {
  const rows = scratch('rows', from.length)
  let kept = 0
  let seen = 0
  for (let at = 0; at < count; at++) {
    const row = from[at]!
    const verdict = verdicts[codes[row]!]!
    rows[kept] = row
    kept += Number(verdict !== Verdict.no)
    seen |= verdict
  }
  return { rows, count: kept, isDoubtful: (seen & Verdict.unlessClick) !== 0 }
}

function keepConfirmed(
  view: SegmentView,
  { codes, verdicts }: Flagged,
  { rows, count }: Selection,
): Selection {
  const kinds = numbersOf(view.column('kind'), view.rows)
  let kept = 0
  for (let at = 0; at < count; at++) {
    const row = rows[at]!
    const isDoubtful = verdicts[codes[row]!] === Verdict.unlessClick
    if (!isDoubtful || kinds[row] !== EventKind.click) rows[kept++] = row
  }
  return { rows, count: kept }
}

function passing(
  reader: SegmentReader,
  clause: Clause,
  selection: Selection,
  texts: TextTables | null,
): Selection {
  const { count } = selection
  const passes = clause.length === 1 ? null : scratch('passes', count).fill(0)
  for (const condition of clause) {
    const coded = reader.dimension(condition.dimension, selection)
    if (coded.codes === null && !condition.accepts(coded.cell(0))) continue
    if (coded.codes === null) return selection
    const verdicts = verdictsOf(coded, condition, selection, texts)
    if (passes === null) return accepted(coded.codes, verdicts, selection)
    const { rows } = selection
    for (let at = 0; at < count; at++) passes[at]! |= verdicts[coded.codes[rows[at]!]!]!
  }
  return passes === null ? { ...selection, count: 0 } : marked(passes, selection)
}

function accepted(
  codes: Codes,
  verdicts: Uint32Array,
  { rows: from, count }: Selection,
): Selection {
  if (!verdicts.includes(1)) return { rows: from, count: 0 }
  const rows = scratch('rows', from.length)
  let kept = 0
  for (let at = 0; at < count; at++) {
    const row = from[at]!
    // Without a branch: it would be guessed wrong too often.
    rows[kept] = row
    kept += verdicts[codes[row]!]!
  }
  return { rows, count: kept }
}

function marked(passes: Uint32Array, { rows: from, count }: Selection): Selection {
  const rows = scratch('rows', from.length)
  let kept = 0
  for (let at = 0; at < count; at++) if (passes[at] !== 0) rows[kept++] = from[at]!
  return { rows, count: kept }
}

/** By code: 1 where the value is accepted; of codes that no row has anything. */
function verdictsOf(
  { codes, size, cell, texts: column }: Coded<string | null>,
  { dimension, accepts, known, sieve }: Condition,
  selection: Selection,
  texts: TextTables | null,
): Uint32Array {
  const verdicts = usedCodes(codes!, size, selection)
  if (sieve && column && dimension.plain !== null) {
    const sifted = sieve.sift(column, verdicts, (text) => accepts(text || null))
    for (let code = sifted; code < size; code++) verdicts[code] &&= Number(accepts(cell(code)))
    return verdicts
  }
  const numbers = column
    ? keptNumbers(column, texts?.of(dimension.columns[0]!) ?? null, verdicts)
    : null
  const numbered = numbers?.length ?? 0
  for (let code = 0; code < size; code++) {
    if (verdicts[code] === 0) continue
    const verdict = code < numbered ? known.get(numbers![code]!) : 0
    verdicts[code] = verdict > 0 ? verdict - 1 : Number(accepts(cell(code)))
    if (code < numbered) known.set(numbers![code]!, verdicts[code]! + 1)
  }
  return verdicts
}

/** The numbers of the column's texts by code; `null` where they are not worth keeping. */
function keptNumbers(
  column: TextColumn,
  table: TextTable | null,
  wanted: Uint32Array,
): Uint32Array | null {
  const isWorthIt = table !== null && dictionarySize(column) <= NUMBERED_MAX
  return isWorthIt && table.size <= TABLE_MAX ? table.numbersOf(column, wanted) : null
}
