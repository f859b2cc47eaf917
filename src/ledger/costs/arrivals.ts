/**
 * Which clicks the rows tell of that came since somebody looked last: what a cost batch could price is
 * searched for again only when there is news of it.
 */
import type { Period } from '../../core/reports/period.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { breathe } from '../../lib/turns.ts'
import { numberReader } from '../columns/cells.ts'
import { ifReadable, mayHold, type SegmentView } from '../columns/column.ts'
import { LINGER_MS } from '../journal/journal.ts'
import { FIRST_LOADED_SEGMENT } from '../segments/ledger-db.ts'
import type { SealedSegments } from '../segments/sealed-segments.ts'
import type { SealedInfo } from '../segments/segment-writer.ts'

/** Clicks that are looked for. */
export interface Wanted {
  readonly campaigns: readonly number[]
  readonly period: Period
}

/** Whether some row is of such a click, to the hour of the click. */
export type News = (wanted: Wanted) => boolean

export interface ArrivalParts {
  readonly sealed: Pick<SealedSegments, 'list' | 'view'>
  /** The segments that are not sealed yet. */
  readonly open: () => readonly SegmentView[]
}

/** By campaign the hours, since the epoch, in which clicks were made. */
type Hours = Map<number, Set<number>>

export interface Arrivals {
  /** What came since the call before; the first one finds nothing. Lets others in between segments. */
  look(): Promise<News>
  /** The next call is the first one. */
  forget(): void
}

export function arrivals({ sealed, open }: ArrivalParts): Arrivals {
  let seen: ReadonlyMap<number, number> | null = null

  async function look(): Promise<News> {
    const before = seen
    const now = new Map<number, number>()
    const hours: Hours = new Map()
    for (const view of open()) {
      now.set(view.number, view.rows)
      const from = before?.get(view.number) ?? 0
      if (before !== null) addHours(hours, view, from > view.rows ? 0 : from)
    }
    for (const { number, rows } of sealed.list()) {
      now.set(number, rows)
      // One that was sealed whole has the rows that were seen of it.
      if (before === null || rows === 0 || before.get(number) === rows) continue
      // One that can't be read tells nothing, and a search would leave it out.
      ifReadable(() => addHours(hours, sealed.view(number)!, 0), undefined)
      await breathe()
    }
    seen = now
    return ({ campaigns, period }) =>
      campaigns.some((id) =>
        hours
          .get(id)
          ?.values()
          .some((hour) => overlaps(hour, period)),
      )
  }

  return { look, forget: () => void (seen = null) }
}

const overlaps = (hour: number, { from, to }: Period) =>
  hour * HOUR_MS < to && (hour + 1) * HOUR_MS > from

/** Throws `DamagedSegment`. */
function addHours(hours: Hours, view: SegmentView, from: number): void {
  if (from === view.rows) return
  const [campaignId, clickTime] = ['campaignId', 'clickTime'].map((name) =>
    numberReader(view.once?.(name) ?? view.column(name)),
  )
  for (let row = from; row < view.rows; row++) {
    const campaign = campaignId!(row)
    const hour = Math.floor(clickTime!(row) / HOUR_MS)
    const known = hours.get(campaign)
    if (known === undefined) hours.set(campaign, new Set([hour]))
    else known.add(hour)
  }
}

/** Whether rows of clicks of the period may have come after a time, as far as the segments tell. */
export function laterRows({ sealed, open }: ArrivalParts): (period: Period, at: number) => boolean {
  const views = open()
  const dated = sealed
    .list()
    .map((info, index, all) => ({ info, until: grewUntil(info, all[index + 1]) }))
  return (period, at) =>
    views.some((view) => mayHold(view, period)) ||
    dated.some(({ info, until }) => until > at && mayHold(info, period))
}

/** A segment of the server takes rows until the next one begins, and those that are late. */
function grewUntil({ number, createdAt }: SealedInfo, next: SealedInfo | undefined): number {
  if (number >= FIRST_LOADED_SEGMENT) return createdAt
  if (next === undefined || next.number >= FIRST_LOADED_SEGMENT) return Infinity
  return next.createdAt + LINGER_MS
}
