/** Segments in memory, made of events: what the ledger gives to reports, without a ledger. */
import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { type Event, EVENT_COLUMNS, rowToEvent } from '../../src/core/event.ts'
import {
  consumeColumn,
  encodeColumn,
  openDictionary,
} from '../../src/ledger/columns/column-format.ts'
import {
  type Column,
  DamagedSegment,
  type Keep,
  type SegmentView,
} from '../../src/ledger/columns/column.ts'
import { lastDictionary } from '../../src/ledger/columns/last-dictionary.ts'

/** An event that differs from the empty one only in what is given. */
export function anEvent(part: Partial<Event> = {}): Event {
  return { ...rowToEvent([]), kind: 1, ...part }
}

/** One segment with these events in their order; `row` is set from the place. */
export function segmentOf(number: number, events: readonly Event[]): SegmentView {
  const columns = new Map<string, Column>()
  const times = events.map((event) => event.time)
  const clickTimes = events.map((event) => event.clickTime)
  return {
    number,
    rows: events.length,
    minTime: Math.min(...times),
    maxTime: Math.max(...times),
    minClickTime: Math.min(...clickTimes),
    maxClickTime: Math.max(...clickTimes),
    column(name) {
      const known = columns.get(name)
      if (known !== undefined) return known
      const column = columnOf(cellsOf(name, events))
      columns.set(name, column)
      return column
    },
    cold: (name) => cellsOf(name, events).map(String),
    coldAt: (name) => (row) => String(cellsOf(name, events)[row]),
  }
}

/** Events cut into segments of `rows`, numbered from 0; their sequence numbers are set. */
export function segmentsOf(events: readonly Event[], rows: number): SegmentView[] {
  const segments: SegmentView[] = []
  for (let at = 0; at < events.length; at += rows)
    segments.push(segmentOf(segments.length, events.slice(at, at + rows)))
  return segments
}

/** The sequence number of the event at `index` when segments have `rows`. */
export function seqAt(index: number, rows: number): number {
  return Math.floor(index / rows) * SEGMENT_ROWS + (index % rows)
}

/** The segment as a sealed one is read: from bytes, with what is made of its columns kept. */
export function stored(segment: SegmentView): SegmentView {
  const known = new Map<string, Column | Uint16Array | Uint32Array>()
  const kept: Keep = <T extends Column | Uint16Array | Uint32Array>(
    name: string,
    make: () => T,
  ) => {
    const value = known.get(name) ?? make()
    known.set(name, value)
    return value as T
  }
  const last = lastDictionary()
  const once = (name: string) => {
    const bytes = () => encodeColumn(segment.column(name), segment.rows)
    return consumeColumn(bytes(), {
      use: (work) => last.use(name, () => openDictionary(bytes()), work),
      kept,
      hold: (dictionary) => last.hold(name, dictionary),
    })
  }
  return { ...segment, kept, once, column: (name) => kept(name, () => once(name)) }
}

/** A segment none of whose columns can be read. */
export function damaged(segment: SegmentView): SegmentView {
  const column = () => {
    throw new DamagedSegment('flipped byte')
  }
  return { ...segment, column, ...(segment.once && { once: column }) }
}

function cellsOf(name: string, events: readonly Event[]): (string | number)[] {
  const [list, position] = name.split('.')
  if (!EVENT_COLUMNS.some((column) => column.name === list)) throw new Error(`no column ${name}`)
  return events.map((event) => {
    const cell = event[list as keyof Event]
    return position === undefined
      ? (cell as string | number)
      : ((cell as readonly string[])[Number(position)] ?? '')
  })
}

function columnOf(cells: readonly (string | number)[]): Column {
  const first = cells[0]!
  if (cells.every((cell) => cell === first)) return { kind: 'constant', value: first }
  if (typeof first === 'number') return { kind: 'number', values: smallest(cells as number[]) }
  const dictionary = [...new Set(cells as string[])]
  const codeOf = new Map(dictionary.map((text, code) => [text, code]))
  return {
    kind: 'text',
    dictionary,
    codes: Uint16Array.from(cells as string[], (cell) => codeOf.get(cell)!),
  }
}

function smallest(values: readonly number[]) {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  if (least >= 0 && most < 256) return Uint8Array.from(values)
  if (least >= 0 && most < 65_536) return Uint16Array.from(values)
  return least > -(2 ** 31) && most < 2 ** 31 ? Int32Array.from(values) : Float64Array.from(values)
}
