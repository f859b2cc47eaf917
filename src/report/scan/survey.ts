/**
 * A first look at a report that is made in parts: which bucket the value of each row falls into.
 *
 * Values whose hash no other row has stand alone: their row of the report is that row, and no table
 * has to tell them from others. They leave their bucket for `ALONE`. Nothing follows from equal hashes.
 */
import type { Dimension } from '../../core/reports/dimensions.ts'
import type { Query } from '../../core/reports/query.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import type { Steps } from '../../lib/steps.ts'
import { hashOf, hashOfText } from '../../lib/text-hash.ts'
import { dropped } from '../../lib/thread-memory.ts'
import { type Coded, type SelectedRows, usedCodes } from './encode.ts'
import {
  ALONE,
  type Counter,
  END_OF_BUCKETS,
  FIRST_BUCKET,
  keyOf,
  type MarkedRows,
  type SurveyPlace,
} from './parts.ts'
import { passOver } from './passing-views.ts'
import {
  askedOf,
  type AskedSegment,
  known,
  type Pass,
  type PassName,
  readerOf,
  type ScanPlan,
  type Segments,
  unlessDamaged,
} from './scan.ts'
import { scratch } from './scratch.ts'
import { selectRows } from './select.ts'

/** Of one bucket so many hashes are told apart, in memory that is near. */
const SLOTS_MAX = 1 << 17
/** Of four slots three may be taken. */
const FULL = 3 / 4

/** The same in every thread, or parts would overlap. */
const SEED = 0x51ce
/** Of more rows no hashes are kept: then none is known to stand alone. */
export const HASHED_MAX = 16_000_000

/** Marked rows while they are made. */
export interface Survey extends MarkedRows {
  /** Of each segment's rows bucket by bucket, in the order of rows; later 1 where there is another. */
  readonly hashes: Uint32Array
  /** Where in `hashes` each segment's buckets begin, and the last one ends. */
  readonly bounds: Uint32Array
}

export function emptySurvey(
  views: readonly SegmentView[],
  passes: readonly Pass[],
  hashedMax: number,
): Survey {
  const places = new Map<string, SurveyPlace>()
  let start = 0
  for (const { name: pass } of passes) {
    for (const { number: segment, rows } of views) {
      const bounds = places.size * (END_OF_BUCKETS + 1)
      places.set(keyOf({ pass, segment }), { start, bounds, rows })
      start += rows
    }
  }
  const words = (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length))
  return {
    places,
    marks: new Uint8Array(new SharedArrayBuffer(start)),
    hashes: words(start > hashedMax ? 0 : start),
    bounds: words(places.size * (END_OF_BUCKETS + 1)),
  }
}

/** Marks the rows of a segment with their buckets. */
function surveySegment(
  { places, marks, hashes, bounds }: Survey,
  asked: AskedSegment,
  pass: PassName,
  dimension: Dimension,
): void {
  const reader = readerOf(asked)
  const { rows, count } = selectRows(reader, asked.wanted)
  const place = places.get(keyOf({ pass, segment: asked.view.number }))!
  const { codes, ...coded } = reader.dimension(dimension, { rows, count })
  const ofCodes = hashesOf({ codes, ...coded }, dimension, { rows, count })
  const ofRows = scratch('hashes', count)
  const next = new Uint32Array(END_OF_BUCKETS + 1)
  for (let at = 0; at < count; at++) {
    const hash = ofCodes[codes === null ? 0 : codes[rows[at]!]!]!
    const bucket = bucketOf(hash)
    ofRows[at] = hash
    marks[place.start + rows[at]!] = bucket
    next[bucket + 1]! += 1
  }
  for (let bucket = 1; bucket < next.length; bucket++) next[bucket]! += next[bucket - 1]!
  for (let bucket = 0; bucket < next.length; bucket++)
    bounds[place.bounds + bucket] = place.start + next[bucket]!
  if (hashes.length === 0) return
  for (let at = 0; at < count; at++)
    hashes[place.start + next[bucketOf(ofRows[at]!)]!++] = ofRows[at]!
}

function bucketOf(hash: number): number {
  const top = hash >>> 24
  return top < FIRST_BUCKET ? FIRST_BUCKET : top
}

/** By code, for those codes that selected rows have. */
function hashesOf(
  { codes, size, cell, texts }: Coded<string | null>,
  { plain }: Dimension,
  selection: SelectedRows,
): Uint32Array {
  const used = codes === null ? null : usedCodes(codes, size, selection)
  const hashes = scratch('numbers', size)
  const known =
    plain === null || !texts?.packed
      ? 0
      : texts.packed.use(({ count, isWide, ends, bytes }) => {
          if (isWide) return 0
          let from = 0
          for (let code = 0; code < count; code++) {
            const to = ends[code]!
            hashes[code] = hashOf(bytes, from, to, SEED)
            from = to
          }
          return count
        })
  for (let code = known; code < size; code++)
    if (used === null || used[code] !== 0) hashes[code] = hashOfText(cell(code) ?? '', SEED)
  return hashes
}

/** Marks the rows of the segments that are this thread's. */
export function* surveySegments(
  all: Segments,
  { plan, passes, survey, damaged }: SurveyWork,
): Steps<void> {
  const segments = passOver(all)
  const dimension = partedDimension(plan.query)
  for (const pass of passes) {
    for (const asked of askedOf(segments, plan, pass)) {
      const { view } = asked
      unlessDamaged(view, damaged, () => surveySegment(survey, asked, pass.name, dimension))
      yield
    }
  }
}

/** The grouping whose values fall into parts. */
function partedDimension({ groupings, parent }: Query): Dimension {
  return known(groupings[parent.length]!)
}

export interface SurveyWork {
  readonly plan: ScanPlan
  readonly passes: readonly Pass[]
  readonly survey: Survey
  readonly damaged: Set<number>
}

/** Finds out which values of the buckets that this thread takes stand alone. */
export function* compareBuckets(survey: Survey, counter: Counter): Steps<void> {
  if (survey.hashes.length === 0) return
  for (;;) {
    const bucket = FIRST_BUCKET + Atomics.add(counter, 0, 1)
    if (bucket >= END_OF_BUCKETS) return
    compareBucket(survey, bucket)
    yield
  }
}

/** Turns hashes into 0, or 1 where two are the same. */
function compareBucket({ places, hashes, bounds }: Survey, bucket: number): void {
  const spans = [...places.values()].map((place) => {
    const at = place.bounds + bucket
    return { from: bounds[at]!, to: bounds[at + 1]! }
  })
  const count = spans.reduce((sum, { from, to }) => sum + to - from, 0)
  // A hash and where it was met first, plus one.
  const slots = scratch('pairs', 2 * Math.min(SLOTS_MAX, 1 << (33 - Math.clz32(count)))).fill(0)
  const mask = slots.length - 1
  let room = slots.length * (FULL / 2)
  for (const { from, to } of spans) {
    for (let at = from; at < to; at++) {
      const hash = hashes[at]!
      let slot = (hash << 1) & mask
      while (slots[slot + 1] !== 0 && slots[slot] !== hash) slot = (slot + 2) & mask
      const first = slots[slot + 1]!
      // What finds no room counts as shared: it may be.
      hashes[at] = Number(first !== 0 || room <= 0)
      if (first !== 0) hashes[first - 1] = 1
      else if (room-- > 0) {
        slots[slot] = hash
        slots[slot + 1] = at + 1
      }
    }
  }
}

/** How many rows there are of each kind. */
export interface Counts {
  readonly alone: number
  /** In buckets. */
  readonly others: number
}

/** To be called when all buckets are compared: marks the rows that stand alone. */
export function* markAlone(survey: Survey): Steps<Counts> {
  let counts = { alone: 0, others: 0 }
  for (const place of survey.places.values()) {
    const { alone, others } = markSegment(survey, place)
    counts = { alone: counts.alone + alone, others: counts.others + others }
    yield
  }
  return counts
}

function markSegment({ marks, hashes, bounds }: Survey, place: SurveyPlace): Counts {
  const from = bounds[place.bounds]!
  const all = bounds[place.bounds + END_OF_BUCKETS]! - from
  if (hashes.length === 0) return { alone: 0, others: all }
  const next = bounds.slice(place.bounds, place.bounds + END_OF_BUCKETS)
  let others = 0
  for (let row = place.start; row < place.start + place.rows; row++) {
    const mark = marks[row]!
    if (mark < FIRST_BUCKET) continue
    const isShared = hashes[next[mark]!++]!
    if (isShared === 0) marks[row] = ALONE
    others += isShared
  }
  return { alone: all - others, others }
}

/** To be called when nobody reads the hashes any more. */
export function leaveHashes({ hashes: { byteLength } }: Survey): void {
  // Later: whoever calls still holds them.
  setImmediate(() => dropped(byteLength))
}
