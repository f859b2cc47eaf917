/**
 * Lines of more rows than fit in memory, brought in order: runs that are in order each wait in a file
 * and are merged as they are read. What is moved is a row with the lines of all rows below it.
 */
import type { SpillFile } from '../../lib/spill-file.ts'
import { type OrderedRow, sink } from '../rows/order.ts'

/** A row's lines beyond that follow in further records, which have no key. */
const RECORD_CHARACTERS = 32 * 1024
/** Length of the key and of the lines, in bytes. */
const HEAD_BYTES = 8
/** UTF-8 has so many bytes at most for one UTF-16 unit. */
const BYTES_PER_UNIT = 3
const WRITTEN_BYTES = 1024 * 1024
/** Of each run that is being merged. */
const READ_BYTES = 32 * 1024

/** A run in the file, `to` not in it. */
export interface Run {
  readonly from: number
  readonly to: number
}

export interface RunWriter {
  /** The next row in order; its lines follow. */
  begin(row: OrderedRow): void
  add(line: string): void
  /** Ends the run; another may begin. */
  end(): Run
}

export function runWriter(file: SpillFile): RunWriter {
  let buffer = Buffer.alloc(WRITTEN_BYTES)
  let used = 0
  let key = ''
  let text = ''
  let from = file.size()

  function write(): void {
    file.append(buffer.subarray(0, used))
    used = 0
  }

  function record(): void {
    const most = HEAD_BYTES + BYTES_PER_UNIT * (key.length + text.length)
    if (used + most > buffer.length) write()
    if (most > buffer.length) buffer = Buffer.alloc(most)
    const keyBytes = buffer.write(key, used + HEAD_BYTES)
    const textBytes = buffer.write(text, used + HEAD_BYTES + keyBytes)
    buffer.writeUInt32LE(keyBytes, used)
    buffer.writeUInt32LE(textBytes, used + 4)
    used += HEAD_BYTES + keyBytes + textBytes
    key = ''
    text = ''
  }

  return {
    begin(row) {
      if (key !== '' || text !== '') record()
      key = JSON.stringify(row)
    },
    add(line) {
      text += line
      if (text.length >= RECORD_CHARACTERS) record()
    },
    end() {
      if (key !== '' || text !== '') record()
      write()
      const run = { from, to: file.size() }
      from = run.to
      return run
    },
  }
}

export interface Merging {
  readonly runs: readonly Run[]
  readonly compare: (a: OrderedRow, b: OrderedRow) => number
  /** The first so many rows are left out. */
  readonly skipped: number
  /** By the values of rows whose lines go on with runs of their own: those of the rows below them. */
  readonly below: ReadonlyMap<string | null, Merging>
}

/** The lines of all runs in the order of their rows. */
export function* mergedRuns(
  file: SpillFile,
  { runs, compare, skipped, below }: Merging,
): Generator<string> {
  const readers = runs.map((run) => runReader(file, run)).filter((reader) => reader.next())
  // The root of a heap is the last one of it: here the row that comes first.
  const isBehind = (a: number, b: number) => compare(readers[b]!.row(), readers[a]!.row())
  const heap = Uint32Array.from(readers.keys())
  let size = heap.length
  for (let at = (size >> 1) - 1; at >= 0; at--) sink(heap, at, size, isBehind)
  for (let row = 0; size > 0; row++) {
    const reader = readers[heap[0]!]!
    const further = below.get(reader.row().path.at(-1)!.value)
    do yield row < skipped ? '' : reader.text()
    while (reader.next() && reader.isFurther())
    if (further && row >= skipped) yield* mergedRuns(file, further)
    if (reader.isOver()) heap[0] = heap[--size]!
    if (size > 0) sink(heap, 0, size, isBehind)
  }
}

/** Stands on a record. */
interface RunReader {
  /** False at the end. */
  next(): boolean
  isOver(): boolean
  /** Whether the record belongs to the row before. */
  isFurther(): boolean
  row(): OrderedRow
  text(): string
}

function runReader(file: SpillFile, { from, to }: Run): RunReader {
  const bytes = windowOf(file, to)
  let textFrom = 0
  let next = from
  let row: OrderedRow | null = null
  let isOver = false
  return {
    next() {
      row = null
      isOver = next === to
      if (isOver) return false
      const head = bytes.at(next, HEAD_BYTES)
      const [keyBytes, textBytes] = [head.readUInt32LE(0), head.readUInt32LE(4)]
      textFrom = next + HEAD_BYTES + keyBytes
      next = textFrom + textBytes
      if (keyBytes > 0)
        row = JSON.parse(bytes.at(textFrom - keyBytes, keyBytes).toString()) as OrderedRow
      return true
    },
    isOver: () => isOver,
    isFurther: () => row === null,
    row: () => row!,
    text: () => bytes.at(textFrom, next - textFrom).toString(),
  }
}

/** Reads ahead. What it gives is good until the next reading. */
function windowOf(file: SpillFile, end: number) {
  let buffer = Buffer.alloc(0)
  let start = 0
  return {
    at(from: number, length: number): Buffer {
      if (from < start || from + length > start + buffer.length) {
        const wanted = Math.min(end - from, Math.max(READ_BYTES, length))
        if (buffer.length !== wanted) buffer = Buffer.alloc(wanted)
        file.read(buffer, from)
        start = from
      }
      return buffer.subarray(from - start, from - start + length)
    },
  }
}
