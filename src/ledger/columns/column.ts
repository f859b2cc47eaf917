/** How a reader sees a segment, sealed or still open: typed columns of equal length. */
import type { Period } from '../../core/reports/period.ts'
import type { TextBlock } from './text-block.ts'

/** `dictionary[codes[i]]` is the text of row i; code 0 need not be `''`. */
export interface TextColumn {
  readonly kind: 'text'
  /** Of a sealed column made on first use: most readers need no more than `packed`. */
  readonly dictionary: readonly string[]
  /** The dictionary as bytes; absent where a segment is still open. */
  readonly packed?: PackedDictionary
  readonly codes: Uint8Array | Uint16Array | Uint32Array
}

export interface PackedDictionary {
  readonly count: number
  /** Reads it again if it is not in memory: the texts are there until `work` returns. */
  readonly use: <T>(work: (texts: TextBlock) => T) => T
  /** As `SegmentView.kept`. */
  readonly kept?: Keep
}

/** What is wanted so many times as often as a column is the last to go; 1 unless told. */
export type Keep = <T extends Column | Uint16Array | Uint32Array>(
  name: string,
  make: () => T,
  often?: number,
) => T

export interface NumberColumn {
  readonly kind: 'number'
  /** Made on use where the column is kept in a compact form: ask once, not per row. */
  readonly values: Uint8Array | Uint16Array | Int32Array | Float64Array
  readonly compact?: CompactNumbers
}

export type CompactNumbers =
  SparseNumbers | CodedNumbers | CountingNumbers | SplitNumbers | RaisedNumbers

/** The rows that are not 0, in ascending order, and their values. */
export interface SparseNumbers {
  readonly of: 'sparse'
  readonly rows: Uint16Array
  readonly values: Float64Array
}

/** Row i has `from + i`, but for some rows, in ascending order, that have their own values. */
export interface CountingNumbers {
  readonly of: 'counting'
  readonly from: number
  readonly rows: Uint16Array
  readonly values: Float64Array
}

/** Row i has `low[i]`; some rows, in ascending order, have their `values` more. */
export interface SplitNumbers {
  readonly of: 'split'
  readonly low: Uint16Array
  readonly rows: Uint16Array
  readonly values: Float64Array
}

/** Row i has `base + above[i]`: times are such. Only in memory. */
export interface RaisedNumbers {
  readonly of: 'raised'
  readonly base: number
  readonly above: Uint32Array
}

/** The value of row i is `table[codes[i]]`. */
export interface CodedNumbers {
  readonly of: 'coded'
  readonly codes: Uint8Array | Uint16Array
  readonly table: Float64Array
}

/** Every row has the same value. */
export interface ConstantColumn {
  readonly kind: 'constant'
  readonly value: string | number
}

export type Column = TextColumn | NumberColumn | ConstantColumn

/**
 * One segment for reading. Names are those of `EVENT_COLUMNS`; a position of a list column is
 * `subIds.0` … . `column` throws `DamagedSegment` when the stored bytes fail their checksum.
 */
export interface SegmentView {
  readonly number: number
  readonly rows: number
  readonly minTime: number
  readonly maxTime: number
  readonly minClickTime: number
  readonly maxClickTime: number
  /** Changes when a column of a sealed segment is rewritten. */
  readonly revision?: number
  column(name: string): Column
  /**
   * What `make` works out from the columns, kept under the name while there is room; absent where
   * nothing is kept.
   */
  readonly kept?: Keep
  /** As `column`, for one use: it is not kept if it was not; absent where nothing is kept. */
  readonly once?: (name: string) => Column
  /** The texts of a `cold` column. */
  cold(name: string): readonly string[]
  /** The same row by row, neighbours cheaply: nothing is kept but the chunk that was read last. */
  coldAt(name: string): (row: number) => string
}

/** Whether the segment can have events of clicks of the period. */
export function mayHold(
  { rows, minClickTime, maxClickTime }: Pick<SegmentView, 'rows' | 'minClickTime' | 'maxClickTime'>,
  { from, to }: Period,
): boolean {
  return rows > 0 && minClickTime < to && maxClickTime >= from
}

export class DamagedSegment extends Error {}

/** A view with other columns in the place of some of its own: made when one is read, and once. */
export function withColumns(
  view: SegmentView,
  names: readonly string[],
  make: () => ReadonlyMap<string, Column> | null,
): SegmentView {
  let made: ReadonlyMap<string, Column> | null | undefined
  const others = () => {
    if (made === undefined) made = make()
    return made
  }
  return {
    ...view,
    column: (name) => (names.includes(name) ? others()?.get(name) : null) ?? view.column(name),
  }
}

/** What `read` gives, or `otherwise` when the segment turns out damaged: then it tells nothing. */
export function ifReadable<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DamagedSegment) return otherwise
    throw error
  }
}

/** A count that outlived the events it was made of. */
export interface KeptSum {
  /** Of the object that the counts are of. */
  readonly id: number
  readonly name: string
  readonly key: string
  readonly count: number
}

/** All events, as a handler in the keeper sees them; taken together they stay consistent. */
export interface SegmentSource {
  /** In order of their numbers; columns are read when they are asked for. */
  sealed(): Iterable<SegmentView>
  /** Segments not sealed yet, in order, with the rows that had come when it was called. */
  open(): readonly SegmentView[]
  /**
   * Changes whenever events of the past are changed, open ones too: what was read before and what
   * was read after it are not of one state. Absent: they never are.
   */
  revision?(): number
  /** What was removed on purpose; absent: nothing. */
  removed?(): readonly RemovedSpan[]
  /** What was kept of removed events, by the id of what it counts; absent: nothing. */
  kept?(id: number): readonly KeptSum[]
}

/** All events as they are at one moment, whatever is changed later. */
export interface PinnedSegments {
  readonly source: SegmentSource
  /** What is held for it goes on growing until then. */
  close(): void
}

/** Events that are no longer kept, by the times of their clicks. */
export interface RemovedSpan {
  /** `null`: of all campaigns. */
  readonly campaignId: number | null
  /** How many clicks were removed by their ids; `null` with no campaign: it was by age. */
  readonly clicks: number | null
  readonly rows: number
  readonly minClickTime: number | null
  readonly maxClickTime: number | null
}

/** Sealed segments, then the open ones; a new walk each time it is gone through. */
export function allViews(source: SegmentSource): Iterable<SegmentView> {
  return {
    *[Symbol.iterator]() {
      yield* source.sealed()
      yield* source.open()
    },
  }
}
