/** How a reader sees a segment, sealed or still open: typed columns of equal length. */

/** `values[codes[i]]` is the text of row i; code 0 need not be `''`. */
export interface TextColumn {
  readonly kind: 'text'
  readonly dictionary: readonly string[]
  readonly codes: Uint8Array | Uint16Array | Uint32Array
}

export interface NumberColumn {
  readonly kind: 'number'
  readonly values: Uint8Array | Uint16Array | Int32Array | Float64Array
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
  column(name: string): Column
  /** The texts of a `cold` column. */
  cold(name: string): readonly string[]
}

export class DamagedSegment extends Error {}

/** All events, as a handler in the keeper sees them; taken together they stay consistent. */
export interface SegmentSource {
  /** In order of their numbers; columns are read when they are asked for. */
  sealed(): Iterable<SegmentView>
  /** Segments not sealed yet, in order, with the rows that had come when it was called. */
  open(): readonly SegmentView[]
  /** What was removed on purpose; absent: nothing. */
  removed?(): readonly RemovedSpan[]
}

/** Events that are no longer kept, by the times of their clicks. */
export interface RemovedSpan {
  /** `null`: by age, of all campaigns. */
  readonly campaignId: number | null
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
