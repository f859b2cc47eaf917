/**
 * Whole reports as lines, made one by one from the finished sums: no row is folded, none is held.
 * The keeper keeps an export between two pieces of it; the one that asks pulls them.
 */
import { type Query } from '../core/reports/query.ts'
import { type CsvFormat, csvOfReport } from './csv.ts'
import { type ReportRows, rowsOfResult } from './run.ts'
import type { Groups } from './scan.ts'

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

/** Lines with their ends; an export that lacks something says so in its last. */
export function* exportLines(
  groups: Groups,
  { query, kind, format }: Pick<ExportQuestion, 'query' | 'kind' | 'format'>,
): Generator<string> {
  const report = rowsOfResult(groups, query)
  const damaged = [...groups.damaged]
  const isWhole = damaged.length === 0
  if (kind === 'csv')
    yield* csvOfReport(report, query, { ...format, trailer: format.trailer && isWhole })
  else yield* jsonLines(report)
  if (!isWhole) yield partialLine(kind, damaged)
}

function* jsonLines({ rows, totals }: ReportRows): Generator<string> {
  for (const { level, path, m, prev } of rows) {
    const names = path.map(({ dimension, value, label }) => ({ dimension, value, label }))
    yield `${JSON.stringify({ level, path: names, m, prev })}\n`
  }
  yield `${JSON.stringify({ totals })}\n`
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
  readonly timer: NodeJS.Timeout
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
  return {
    start(key, lines) {
      end(key)
      const timer = setTimeout(() => end(key), LIFE_MS)
      timer.unref()
      kept.set(key, { lines, timer })
      for (const oldest of kept.keys()) if (kept.size > EXPORTS_MAX) end(oldest)
    },
    pull(key) {
      const known = kept.get(key)
      if (known === undefined) return null
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
