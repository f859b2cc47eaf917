/**
 * Answers that are longer than memory should hold: lines made one by one as the client takes them,
 * as CSV (`report/export/csv.ts`) or NDJSON. A client that leaves ends the making. An empty text says
 * that the next one may take its time.
 */
import { titleIn, type Titles } from '../../core/words/language.ts'
import { breathe } from '../../lib/turns.ts'
import { type CsvCell, type CsvFormat, csvLine, logCell } from '../../report/export/csv.ts'
import { type ExportKind, partialLine } from '../../report/export/export.ts'

/** An answer as it is made; nothing is made for a HEAD request. */
export interface Streamed {
  readonly lines: AsyncGenerator<string> | Generator<string>
  readonly headers: Readonly<Record<string, string>>
}

/** A longer export is cut, and says so by lacking its end. */
const EXPORT_MS = 600_000
/** Gathered before anything is sent, so that lines do not travel one by one; less before a pause. */
const CHUNK_CHARACTERS = 64 * 1024

const TYPES: { readonly [K in ExportKind]: string } = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
}

/** `name` is our own word, never a visitor's or a user's. */
export function streamed(lines: Streamed['lines'], kind: ExportKind, name: string): Streamed {
  return streamedFile(lines, TYPES[kind], `${name}.${kind}`)
}

/** `name` is likewise our own. */
export function streamedFile(lines: Streamed['lines'], type: string, name: string): Streamed {
  return {
    lines,
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'X-Content-Type-Options': 'nosniff',
    },
  }
}

/** An answer as any other, but made piece by piece. */
export function streamedJson(lines: AsyncGenerator<string>): Streamed {
  return { lines, headers: { 'Content-Type': 'application/json' } }
}

/** Ends early only by throwing. */
export async function* inTime(
  pieces: AsyncGenerator<string>,
  clock: () => number,
): AsyncGenerator<string> {
  const until = clock() + EXPORT_MS
  for await (const piece of pieces) {
    yield piece
    if (clock() > until) throw new Error('the export took too long')
  }
}

export function isStreamed(value: unknown): value is Streamed {
  return typeof value === 'object' && value !== null && 'lines' in value && 'headers' in value
}

/** `onEnd` hears when nothing more will be made, for whatever reason. */
export function bodyOf({ lines }: Streamed, onEnd: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      // Visitors first: making lines never takes more than one piece at a time.
      await breathe()
      const { text, isDone } = await nextChunk(lines, onEnd)
      if (text !== '') controller.enqueue(encoder.encode(text))
      if (isDone) controller.close()
    },
    cancel() {
      onEnd()
      void lines.return(undefined)
    },
  })
}

async function nextChunk(lines: Streamed['lines'], onEnd: () => void) {
  let text = ''
  let isDone = false
  try {
    while (text.length < CHUNK_CHARACTERS && !isDone) {
      const next = await lines.next()
      if (next.done === true) isDone = true
      else if (next.value === '' && text !== '') break
      else text += next.value
    }
  } catch (error) {
    onEnd()
    throw error
  }
  if (isDone) onEnd()
  return { text, isDone }
}

export interface LineOptions {
  readonly kind: ExportKind
  readonly format: CsvFormat
  /** Of the columns, in CSV; elsewhere they have their names. */
  readonly titles: Titles
  /** Columns that stay numbers in CSV. */
  readonly numeric: ReadonlySet<string>
  /** Asked at the end: segments that could not be read. */
  readonly missing: () => Iterable<number>
}

/** Rows of texts as lines; the first row names the columns. An incomplete export says so last. */
export async function* linesOfRows(
  rows: AsyncIterable<Readonly<Record<string, string>>>,
  { kind, format, titles, numeric, missing }: LineOptions,
): AsyncGenerator<string> {
  if (kind === 'csv' && format.bom) yield '\ufeff'
  const titleOf = (name: string) => titleIn(format.language, titles, name) ?? name
  let isFirst = true
  for await (const row of rows) {
    if (kind === 'csv' && isFirst) yield csvLine(Object.keys(row).map(titleOf), format)
    isFirst = false
    yield kind === 'csv'
      ? csvLine(cellsOf(row, { numeric, format }), format)
      : `${JSON.stringify(row)}\n`
  }
  const lost = [...missing()]
  if (lost.length > 0) yield partialLine(kind, lost)
  else if (kind === 'csv' && format.trailer) yield '# end\r\n'
}

function cellsOf(
  row: Readonly<Record<string, string>>,
  { numeric, format }: Pick<LineOptions, 'numeric' | 'format'>,
): CsvCell[] {
  return Object.entries(row).map(([key, text]) => {
    if (!numeric.has(key)) return logCell(key, text, format)
    return text === '' ? null : Number(text)
  })
}
