/**
 * Whole reports as lines, made one by one from the finished sums: no row is folded, none is held.
 * The keeper keeps an export between two pieces of it; the one that asks pulls them.
 */
import { type Query } from '../core/reports/query.ts'
import { boundedCache } from '../lib/lru.ts'
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

export interface ExportPiece {
  readonly text: string
  readonly isDone: boolean
}

export interface Exports {
  start(key: string, lines: Iterator<string>): void
  /** `null`: there is no such export any more. */
  pull(key: string): ExportPiece | null
  end(key: string): void
}

export function keptExports(): Exports {
  const kept = boundedCache<string, Iterator<string> | null>(EXPORTS_MAX)
  return {
    start: (key, lines) => kept.set(key, lines),
    pull(key) {
      const lines = kept.get(key)
      return lines ? pieceOf(lines) : null
    },
    end: (key) => kept.set(key, null),
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
