/** Clicks by minute. Times of reports are grouped by quarters of an hour; this looks closer. */
import { Flag } from '../core/event.ts'
import type { Period } from '../core/reports/period.ts'
import { numberReader, numbersOf } from '../ledger/columns/cells.ts'
import type { SegmentView } from '../ledger/columns/column.ts'
import { MINUTE_MS } from '../lib/spans.ts'
import type { Steps } from '../lib/steps.ts'
import { readEach, type Segments } from './scan/scan.ts'

export interface MinutesQuestion {
  /** Begins with a minute and is some days long at most: the answer has a number for each minute. */
  readonly period: Period
  /** `null`: all. */
  readonly campaignIds: readonly number[] | null
}

/** One number per minute of the period, in order. */
export function* clicksByMinute(
  segments: Segments,
  { period, campaignIds }: MinutesQuestion,
): Steps<number[]> {
  const minutes = new Float64Array(Math.ceil((period.to - period.from) / MINUTE_MS))
  const wanted = campaignIds === null ? null : new Set(campaignIds)
  const sought = { period, basis: 'click', damaged: new Set<number>() } as const
  yield* readEach(segments, sought, (view) => addSegment(view, period, wanted, minutes))
  return [...minutes]
}

function addSegment(
  view: SegmentView,
  { from, to }: Period,
  wanted: ReadonlySet<number> | null,
  minutes: Float64Array,
): void {
  const times = numbersOf(view.column('clickTime'), view.rows)
  const clicksAt = numberReader(view.column('clicks'))
  const flagsAt = numberReader(view.column('flags'))
  const campaignAt = numberReader(view.column('campaignId'))
  for (let row = 0; row < view.rows; row++) {
    const time = times[row]!
    if (time < from || time >= to || (flagsAt(row) & Flag.test) !== 0) continue
    if (wanted !== null && !wanted.has(campaignAt(row))) continue
    minutes[Math.floor((time - from) / MINUTE_MS)]! += clicksAt(row)
  }
}
