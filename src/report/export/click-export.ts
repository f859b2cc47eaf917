/**
 * The whole click log as lines, made segment by segment and column by column: a cell is made once
 * per value of the segment, cells that are the same on every row once. Holds one segment at a time.
 */
import type { LogQuery } from '../../core/reports/log-query.ts'
import { titleIn } from '../../core/words/language.ts'
import { CLICK_TITLES } from '../../core/words/log-titles.ts'
import { kindOf } from '../../ledger/columns/column-names.ts'
import {
  allViews,
  type PinnedSegments,
  type SegmentSource,
  type SegmentView,
} from '../../ledger/columns/column.ts'
import { byAge } from '../../ledger/segments/ledger-db.ts'
import { remembered } from '../../lib/remembered.ts'
import { type Steps, withoutText } from '../../lib/steps.ts'
import {
  type ClickColumn,
  type ClickLook,
  EXPORT_COLUMNS,
  type LaterFact,
  type NamedKind,
} from '../logs/click-columns.ts'
import { isBeyond, matchingKeys, placeIn } from '../logs/log.ts'
import { type Coded, encodeColumn, encodePair } from '../scan/encode.ts'
import { filterSteps } from '../scan/filter.ts'
import { type LaterFacts, laterFactsOf } from '../scan/later-facts.ts'
import { segmentReader } from '../scan/reader.ts'
import { unlessDamaged } from '../scan/scan.ts'
import { mayContain } from '../scan/select.ts'
import { csvCell, type CsvFormat, csvLine, logCell } from './csv.ts'
import { type ExportKind, partialLine } from './export.ts'

/** What came later is looked for so many segments at a time: each time is a walk over all of them. */
const SEGMENTS_AT_ONCE = 4

export interface ClickExportQuestion {
  /** Known to the asker only. */
  readonly key: string
  /** Without a limit; the columns go from the newest event to the oldest. */
  readonly query: LogQuery
  /** Names of the columns to show. */
  readonly columns: readonly string[]
  readonly kind: ExportKind
  readonly format: CsvFormat
  readonly campaigns: ReadonlyMap<number, { readonly name: string; readonly key: string }>
  readonly names: Readonly<Record<NamedKind, ReadonlyMap<string | number, string>>>
}

export interface ClickExportParts {
  /** Asked once, when the first line is: what is changed later is not in the export. */
  readonly pin: () => PinnedSegments
  readonly idOf: (seq: number) => string | null
}

const NO_CAMPAIGN = { name: '', key: '' }

export function* clickLines(
  asked: ClickExportQuestion,
  { pin, idOf }: ClickExportParts,
): Generator<string> {
  const { source, close } = pin()
  try {
    yield* linesOf(asked, source, idOf)
  } finally {
    close()
  }
}

function* linesOf(
  asked: ClickExportQuestion,
  source: SegmentSource,
  idOf: ClickExportParts['idOf'],
): Generator<string> {
  const { query, kind, format } = asked
  const columns = EXPORT_COLUMNS.filter(({ name }) => asked.columns.includes(name))
  const canChange = columns.some(({ after }) => after !== undefined)
  const damaged = new Set<number>()
  const look = lookOf(asked, idOf)
  const writer = lineWriter(columns, asked)
  if (kind === 'csv' && format.bom) yield '\ufeff'
  if (kind === 'csv')
    yield csvLine(
      columns.map(({ name }) => titleIn(format.language, CLICK_TITLES, name) ?? name),
      format,
    )
  const select = yield* withoutText(selectorOf(query, source, damaged))
  const views = viewsOf(source, query)
  for (let at = 0; at < views.length; at += SEGMENTS_AT_ONCE) {
    const group = views.slice(at, at + SEGMENTS_AT_ONCE)
    const numbers = new Set(group.map(({ number }) => number))
    const later: LaterFacts = new Map()
    if (canChange) yield* withoutText(laterFactsOf(source, numbers, { into: later, damaged }))
    for (const view of group) yield* segmentLines(view, { select, writer, look, later, damaged })
  }
  if (damaged.size > 0) yield partialLine(kind, [...damaged])
  else if (kind === 'csv' && format.trailer) yield '# end\r\n'
}

/** The segments that can hold any of it, the newest first. */
function viewsOf(source: SegmentSource, query: LogQuery): SegmentView[] {
  return [...allViews(source)]
    .filter((view) => mayContain(view, query.period, 'event') && isBeyond(view, query))
    .sort((a, b) => byAge(b.number, a.number))
}

function lookOf(
  { query, campaigns, names }: ClickExportQuestion,
  idOf: ClickExportParts['idOf'],
): ClickLook {
  const keyOf = (kind: NamedKind, id: number) =>
    kind === 'flow' || kind === 'path' ? String(id) : id
  return {
    zone: query.zone,
    idOf: (seq) => idOf(seq) ?? '',
    names: {
      campaign: (id) => campaigns.get(id) ?? NO_CAMPAIGN,
      of: (kind, id) => (id === 0 ? '' : (names[kind].get(keyOf(kind, id)) ?? '')),
    },
  }
}

type Selector = (view: SegmentView) => Uint32Array

/** Gathers what its filters need. */
function* selectorOf(
  query: LogQuery,
  source: SegmentSource,
  damaged: Set<number>,
): Steps<Selector> {
  const segments = { views: allViews(source), checkpoint: () => {} }
  const asked = { ...query, basis: 'event', damaged } as const
  const { clauses, context } = yield* filterSteps(segments, asked)
  const wanted = { period: query.period, bots: 'include', clauses } as const
  return (view) => matchingKeys(segmentReader(view, context), wanted, query)
}

interface SegmentWork {
  readonly select: Selector
  readonly writer: LineWriter
  readonly look: ClickLook
  readonly later: LaterFacts
  readonly damaged: Set<number>
}

function* segmentLines(view: SegmentView, work: SegmentWork): Generator<string> {
  const { select, writer, look, later, damaged } = work
  let keys: Uint32Array = new Uint32Array(0)
  let lineAt: LineAt | null = null
  unlessDamaged(view, damaged, () => {
    keys = select(view)
    if (keys.length > 0) lineAt = writer(view, look)
  })
  if (lineAt === null) return
  yield ''
  const line: LineAt = lineAt
  const seqs = encodeColumn(view.column('clickSeq'), 1)
  const seqAt = (at: number) => Number(seqs.cell(seqs.codes === null ? 0 : seqs.codes[at]!))
  for (const key of keys) {
    const at = placeIn(key)
    yield line(at, later.size === 0 ? undefined : later.get(seqAt(at)))
  }
}

type LineAt = (at: number, later: readonly LaterFact[] | undefined) => string
type LineWriter = (view: SegmentView, look: ClickLook) => LineAt
/** A cell of a column at a row, as it stands in the line. */
type CellAt = (at: number) => string

/** Throws `DamagedSegment` before the first line, not in the middle. */
function lineWriter(
  columns: readonly ClickColumn[],
  { kind, format }: Pick<ClickExportQuestion, 'kind' | 'format'>,
): LineWriter {
  const frame = frameOf(kind, format)
  return (view, look) => {
    const code = coder(view)
    const readers = columns.map((column) => readerOf(view, column, code))
    const encoders = columns.map((column, at) => (text: string) => frame.cell(text, column, at))
    const cells = columns.map((column, at) =>
      cellsOf({ column, reader: readers[at]!, look }, encoders[at]!),
    )
    const plain = together(cells, frame.end)
    return (at, later) => {
      if (later === undefined) return plain(at)
      let line = ''
      for (const [index, { after }] of columns.entries()) {
        const own = cells[index]!
        if (after) line += encoders[index]!(after(later, readers[index]!.cells(at), look))
        else line += typeof own === 'string' ? own : own(at)
      }
      return line + frame.end
    }
  }
}

interface Frame {
  readonly cell: (text: string, column: ClickColumn, at: number) => string
  readonly end: string
}

function frameOf(kind: ExportKind, format: CsvFormat): Frame {
  if (kind === 'ndjson') {
    const name = (column: ClickColumn) => JSON.stringify(column.name)
    const before = (at: number) => (at === 0 ? '{' : ',')
    const cell: Frame['cell'] = (text, column, at) =>
      `${before(at)}${name(column)}:${JSON.stringify(text)}`
    return { cell, end: '}\n' }
  }
  const valueOf = (text: string, { name, isNumber }: ClickColumn) =>
    isNumber ? (text === '' ? null : Number(text)) : logCell(name, text, format)
  const cell: Frame['cell'] = (text, column, at) =>
    `${at === 0 ? '' : format.delimiter}${csvCell(valueOf(text, column), format)}`
  return { cell, end: '\r\n' }
}

interface ColumnReader {
  readonly coded: Coded<readonly (string | number)[]>
  /** The stored cells of a row. */
  readonly cells: (at: number) => readonly (string | number)[]
}

type Coder = (name: string) => Coded<string | number>

/** Several columns of the log are made of one stored column. */
function coder(view: SegmentView): Coder {
  return remembered((name) => encodeColumn(view.column(name), 1))
}

function readerOf(view: SegmentView, { from }: ClickColumn, code: Coder): ColumnReader {
  const [first, second] = from
  if (first === undefined) {
    const none: readonly string[] = []
    return { coded: { codes: null, size: 1, cell: () => none }, cells: () => none }
  }
  if (kindOf(first) === 'cold') {
    const textAt = view.coldAt(first)
    const cells = (at: number) => [textAt(at)]
    return { coded: { codes: null, size: Infinity, cell: cells }, cells }
  }
  const left = code(first)
  const coded =
    second === undefined
      ? { ...left, cell: (at: number) => [left.cell(at)] }
      : encodePair(left, code(second), view.rows)
  const { codes, cell } = coded
  return { coded, cells: (at) => cell(codes === null ? 0 : codes[at]!) }
}

interface ColumnWork {
  readonly column: ClickColumn
  readonly reader: ColumnReader
  readonly look: ClickLook
}

/** A text where it is the same on every row. */
function cellsOf(
  { column, reader: { coded, cells }, look }: ColumnWork,
  encode: (text: string) => string,
): string | CellAt {
  const { codes, cell, size } = coded
  if (codes === null && size === 1) return encode(column.text(cell(0), look))
  if (codes === null || column.isUnique) return (at) => encode(column.text(cells(at), look))
  const made = Array.from<string | undefined>({ length: size })
  return (at) => {
    const code = codes[at]!
    return (made[code] ??= encode(column.text(cell(code), look)))
  }
}

/** Neighbours that never change become one text. */
function together(cells: readonly (string | CellAt)[], end: string): CellAt {
  const parts: (string | CellAt)[] = []
  for (const cell of [...cells, end]) {
    const last = parts.at(-1)
    if (typeof cell === 'string' && typeof last === 'string') parts[parts.length - 1] = last + cell
    else parts.push(cell)
  }
  return (at) => {
    let line = ''
    for (const part of parts) line += typeof part === 'string' ? part : part(at)
    return line
  }
}
