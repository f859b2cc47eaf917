/**
 * The timeline of a click: everything that is stored about it, put together, and the sentence that
 * says what went wrong first (`conversions.md` 12).
 */
import { parseClickId } from '../core/click-id.ts'
import { type Event, EventKind } from '../core/event.ts'
import type { RoutingTables } from '../core/tables.ts'
import { type TimelineItem, timelineItems } from '../core/timeline/items.ts'
import type { ClickStory, CostRecord } from '../core/timeline/records.ts'
import { type TimelineVerdict, timelineVerdict } from '../core/timeline/verdict.ts'
import type { ClickRecords } from '../db/click-records.ts'
import type { CostLedger } from '../ledger/cost-link.ts'
import { startOfDay } from '../lib/zoned-time.ts'
import type { ReportRefused, Reports } from './reports.ts'

export interface TimelineParts {
  readonly records: ClickRecords
  readonly reports: Pick<Reports, 'click'>
  readonly costs: Pick<CostLedger, 'ofClick'>
  /** Ids of clicks by sequence number; null for numbers that were never handed out. */
  readonly clickIds: (seqs: readonly number[]) => Promise<readonly (string | null)[]>
  readonly tables: () => RoutingTables
  /** Epoch milliseconds. */
  readonly clock: () => number
}

export interface Timeline extends TimelineVerdict {
  readonly clickId: string
  /** `null`: nothing is stored of the click itself. */
  readonly click: Event | null
  /** What came after it, oldest first. */
  readonly later: readonly Event[]
  readonly items: readonly TimelineItem[]
}

export interface TimelineFrame {
  /** IANA zone of days in sentences. */
  readonly zone: string
  readonly currency: string
}

/** An id is right only as a whole: its check part keeps ids from being guessed. */
export async function readTimeline(
  parts: TimelineParts,
  text: string,
  frame: TimelineFrame,
): Promise<Timeline | ReportRefused> {
  const clickId = text.trim().toLowerCase()
  const parsed = parseClickId(clickId)?.seq ?? null
  const [known] = parsed === null ? [] : await parts.clickIds([parsed])
  const isOurs = known === clickId
  const seq = parsed !== null && (isOurs || parts.records.isBooked(parsed, clickId)) ? parsed : null
  const events = seq === null || !isOurs ? [] : await parts.reports.click(seq)
  if ('refused' in events) return events
  const isOurShape = parsed !== null
  const story = await storyOf(parts, frame, { clickId, seq, events, isOurShape })
  const { click, later } = story
  return { ...timelineVerdict(story), clickId, click, later, items: timelineItems(story) }
}

interface Found {
  readonly clickId: string
  /** `null`: not an id of ours. */
  readonly seq: number | null
  readonly isOurShape: boolean
  /** Its own first, if that is stored. */
  readonly events: readonly Event[]
}

const NOTHING = { calls: [], steps: [], deliveries: [], tries: [] }

async function storyOf(
  parts: TimelineParts,
  { zone, currency }: TimelineFrame,
  { clickId, seq, events, isOurShape }: Found,
): Promise<ClickStory> {
  const { records, tables, clock } = parts
  const stored = seq === null ? NOTHING : records.ofClick(seq)
  const [first] = events
  const isOwn =
    first !== undefined && first.time === first.clickTime && first.kind === EventKind.click
  const click = isOwn ? first : null
  const networkId = events.findLast((event) => event.networkId > 0)?.networkId ?? 0
  const campaign = tables().campaign(first?.campaignId ?? 0)
  return {
    clickId,
    click,
    later: isOwn ? events.slice(1) : events,
    ...stored,
    calls: events.length > 0 ? stored.calls : records.naming(clickId),
    costs: seq === null || first === undefined ? [] : await costsOf(parts, seq),
    network: networkId === 0 ? null : records.networkCalls(networkId, startOfDay(zone, clock())),
    hasPostbacks: (campaign?.postbacks.length ?? 0) > 0,
    isOurShape,
    zone,
    currency,
  }
}

async function costsOf({ costs }: TimelineParts, seq: number): Promise<CostRecord[]> {
  const batches = await costs.ofClick(seq)
  return batches.map(({ id, createdAt, shareMicros, undone }) => {
    return { id, at: createdAt, shareMicros, undone }
  })
}
