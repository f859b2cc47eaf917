/**
 * Whole reports as lines, made one by one from the finished sums: no row is folded, none is held.
 * The keeper keeps an export between two pieces of it; the one that asks pulls them.
 */
import { type Query } from '../../core/reports/query.ts'
import { dropped } from '../../lib/thread-memory.ts'
import { shownRow } from '../rows/result.ts'
import { rowsOfResult } from '../scan/run.ts'
import type { Groups } from '../scan/scan.ts'
import { type CsvFormat, csvFrame, type ReportFrame, type WholeSums } from './csv.ts'

export type ExportKind = 'csv' | 'ndjson'

export interface ExportQuestion {
  /** Known to the asker only; a second start with it takes the place of the first. */
  readonly key: string
  readonly query: Query
  readonly kind: ExportKind
  readonly format: CsvFormat
}

/** The query without limits on rows. */
export function unlimited(query: Query): Query {
  return { ...query, limit: Infinity, childLimit: query.childLimit === 0 ? 0 : Infinity }
}

/** What an export's lines are made with; its last line says so if it lacks something. */
export interface ExportFrame extends Omit<ReportFrame, 'foot'> {
  foot(whole: WholeSums, damaged: readonly number[]): Iterable<string>
}

export type ExportWish = Pick<ExportQuestion, 'query' | 'kind' | 'format'>

export function exportFrame({ query, kind, format }: ExportWish): ExportFrame {
  if (kind === 'ndjson') return jsonFrame(query)
  const whole = csvFrame(query, format)
  const partial = csvFrame(query, { ...format, trailer: false })
  return {
    ...whole,
    *foot(sums, damaged) {
      yield* (damaged.length === 0 ? whole : partial).foot(sums)
      if (damaged.length > 0) yield partialLine(kind, damaged)
    },
  }
}

function jsonFrame(query: Query): ExportFrame {
  return {
    head: () => [],
    row(row) {
      const { level, path, m, prev } = shownRow(query, row)
      const names = path.map(({ dimension, value, label }) => ({ dimension, value, label }))
      return `${JSON.stringify({ level, path: names, m, prev })}\n`
    },
    *foot({ totals, prevTotals }, damaged) {
      const compared = prevTotals === null ? { totals } : { totals, prevTotals }
      yield `${JSON.stringify(compared)}\n`
      if (damaged.length > 0) yield partialLine('ndjson', damaged)
    },
  }
}

/** Lines with their ends. */
export function* exportLines(groups: Groups, asked: ExportWish): Generator<string> {
  const { rows, totals, prevTotals } = rowsOfResult(groups, asked.query)
  const frame = exportFrame(asked)
  try {
    yield* frame.head()
    for (const row of rows) {
      const line = frame.row(row)
      if (line !== '') yield line
    }
    yield* frame.foot({ totals, prevTotals }, [...groups.damaged])
  } finally {
    // Later: who goes through the lines still holds them.
    setImmediate(() => dropped(bytesOf(groups)))
  }
}

/** Of its large arrays. */
function bytesOf({ levels, now, before }: Groups): number {
  const arrays = [
    ...levels.flatMap(({ parents, values, slots }) => [parents, values, slots]),
    ...now.arrays,
    ...(before?.arrays ?? []),
  ]
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

export function partialLine(kind: ExportKind, segments: readonly number[]): string {
  if (kind === 'ndjson') return `${JSON.stringify({ partial: true, unreadable: segments })}\n`
  return `# partial: unreadable segments ${segments.join(' ')}\r\n`
}

/** What one pull brings, and how long it takes at most; the keeper does other work in between. */
const PIECE_CHARACTERS = 256 * 1024
const PIECE_MS = 15
/** Exports under way at a time; of more the one that was longest without a pull is given up. */
const EXPORTS_MAX = 4
/** Longer than an answer may take: nobody pulls any more, and what it holds is to be given back. */
const LIFE_MS = 660_000
/** Who has not pulled by then never heard that there is something to pull. */
const UNTOUCHED_MS = 20_000

export interface ExportPiece {
  readonly text: string
  readonly isDone: boolean
}

export interface Exports {
  /** An export that is given up is returned from, so that it can give back what it holds. */
  start(key: string, lines: Iterator<string>): void
  /** `null`: there is no such export any more. */
  pull(key: string): ExportPiece | null
  end(key: string): void
}

interface Kept {
  readonly lines: Iterator<string>
  isPulled: boolean
  timer: NodeJS.Timeout
}

export function keptExports(): Exports {
  /** The one that was pulled last is the last. */
  const kept = new Map<string, Kept>()
  function end(key: string): void {
    const known = kept.get(key)
    if (known === undefined) return
    kept.delete(key)
    clearTimeout(known.timer)
    known.lines.return?.()
  }
  function endsIn(key: string, ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => end(key), ms)
    timer.unref()
    return timer
  }
  function touch(key: string, known: Kept): void {
    if (known.isPulled) return
    clearTimeout(known.timer)
    known.isPulled = true
    known.timer = endsIn(key, LIFE_MS)
  }
  return {
    start(key, lines) {
      end(key)
      kept.set(key, { lines, isPulled: false, timer: endsIn(key, UNTOUCHED_MS) })
      for (const oldest of kept.keys()) if (kept.size > EXPORTS_MAX) end(oldest)
    },
    pull(key) {
      const known = kept.get(key)
      if (known === undefined) return null
      touch(key, known)
      kept.delete(key)
      kept.set(key, known)
      return pieceOf(known.lines)
    },
    end,
  }
}

function pieceOf(lines: Iterator<string>): ExportPiece {
  let text = ''
  const until = performance.now() + PIECE_MS
  while (text.length < PIECE_CHARACTERS && performance.now() < until) {
    const { value, done } = lines.next()
    if (done === true) return { text, isDone: true }
    text += value
  }
  return { text, isDone: false }
}
