/**
 * Long texts in parts that a request may hold: lines that each stand alone, or rows of a table, whose
 * cells may have several lines, each part with the titles.
 */
import type { FileRow } from './table.ts'

export interface Part {
  readonly payload: string
  /** To be added to the line numbers of what is said of it. */
  readonly offset: number
}

/** Of a part. */
export interface PartLimits {
  readonly lines: number
  readonly characters: number
}

export interface PartedTable {
  /** The first is that of the titles. */
  readonly rows: readonly FileRow[]
  /** Counted from 0: with which line the titles begin that each part has. */
  readonly titlesFrom: number
}

/** One line or row at least is in each, however long it is; what says nothing by itself is no part. */
export function partsOfText(
  text: string,
  limits: PartLimits,
  saysNothing: (line: string) => boolean,
  table: PartedTable | null = null,
): Part[] {
  const lines = text.replace(/\s+$/, '').split(/\r\n|\r|\n/)
  const { titles, below, inner } = table === null ? NO_TABLE : placesIn(lines, table)
  const parts: Part[] = []
  for (let from = 0; from < lines.length;) {
    const head = from < below ? [] : titles
    const most = { ...limits, lines: limits.lines - head.length }
    const to = endOf(lines, from, most, inner)
    const own = lines.slice(from, to)
    if (!own.every((line) => saysNothing(line.replace(/^\uFEFF/, ''))))
      parts.push({ payload: [...head, ...own].join('\n'), offset: from - head.length })
    from = to
  }
  return parts
}

interface Places {
  readonly titles: readonly string[]
  /** The first line below them. */
  readonly below: number
  /** Lines in which a row goes on that began before. */
  readonly inner: ReadonlySet<number>
}

const NO_TABLE: Places = { titles: [], below: 0, inner: new Set() }

function placesIn(lines: readonly string[], { rows, titlesFrom }: PartedTable): Places {
  const [head] = rows
  const below = head === undefined ? 0 : head.line + breaksIn(head)
  return {
    titles: lines.slice(titlesFrom, below),
    below,
    inner: new Set(rows.flatMap(innerLines)),
  }
}

function endOf(
  lines: readonly string[],
  from: number,
  most: PartLimits,
  inner: ReadonlySet<number>,
): number {
  let characters = 0
  let end: number | null = null
  for (let at = from + 1; at <= lines.length; at++) {
    characters += lines[at - 1]!.length + 1
    if (inner.has(at)) continue
    if (at - from > most.lines || characters > most.characters) return end ?? at
    end = at
  }
  return lines.length
}

function breaksIn({ cells }: FileRow): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
}

/** Counted from 0. */
function innerLines(row: FileRow): number[] {
  return Array.from({ length: breaksIn(row) }, (_, at) => row.line + at)
}
