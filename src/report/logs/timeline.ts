/**
 * The timeline of a click: everything that is stored about it, put together, and the sentence that
 * says what went wrong first (`conversions.md` 12).
 */
import { parseClickId, storedClickId } from '../../core/click-id.ts'
import { postbacksOf } from '../../core/conversions/postbacks.ts'
import { type Event, EventKind } from '../../core/event.ts'
import type { RoutingTables } from '../../core/tables.ts'
import { discreetStory } from '../../core/timeline/discreet.ts'
import { timelineItems } from '../../core/timeline/items.ts'
import type { ClickStory, CostRecord, IdPlace } from '../../core/timeline/records.ts'
import type { TimelineItem, TimelineVerdict } from '../../core/timeline/told.ts'
import { daysOf, timelineVerdict } from '../../core/timeline/verdict.ts'
import type { ClickRecords, RecordsOfClick } from '../../db/money/click-records.ts'
import { type ProxyHeaders, surroundingsOf } from '../../detect/surroundings.ts'
import type { CostLedger } from '../../ledger/costs/cost-link.ts'
import type { RetentionLedger } from '../../ledger/removal/retention-link.ts'
import { startOfDay } from '../../lib/zoned-time.ts'
import type { ReportRefused, Reports } from '../reports.ts'

export interface TimelineParts {
  readonly records: ClickRecords
  readonly reports: Pick<Reports, 'click'>
  readonly costs: Pick<CostLedger, 'ofClick'>
  readonly retention: Pick<RetentionLedger, 'gone'>
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
  /** On which days reports show its conversion; `null`: there is none. */
  readonly days: ReturnType<typeof daysOf>
}

export interface TimelineFrame {
  /** IANA zone of days in sentences. */
  readonly zone: string
  readonly currency: string
  /** Scheme and host of this installation, where it has no domain. */
  readonly origin: string
  readonly headers: ProxyHeaders
  /** Whether clicks that stand beside an unknown id may be told of. */
  readonly neighbours: 'told' | 'kept'
  /** Whether amounts are told. */
  readonly money: 'told' | 'kept'
}

/** An id is right only as a whole: its check part keeps ids from being guessed. */
export async function readTimeline(
  parts: TimelineParts,
  text: string,
  frame: TimelineFrame,
): Promise<Timeline | ReportRefused> {
  const clickId = storedClickId(text)
  const parsed = parseClickId(clickId)?.seq ?? null
  const [known] = parsed === null ? [] : await parts.clickIds([parsed])
  const isOurs = known === clickId
  const seq = parsed !== null && (isOurs || parts.records.isBooked(parsed, clickId)) ? parsed : null
  const events = seq === null || !isOurs ? [] : await parts.reports.click(seq)
  if ('refused' in events) return events
  const found = { clickId, seq, isOurs, known: known ?? null, isOurShape: parsed !== null, events }
  const whole = await storyOf(parts, frame, found)
  const story = frame.money === 'told' ? whole : discreetStory(whole)
  const { click, later } = story
  const days = daysOf(story)
  return { ...timelineVerdict(story), clickId, click, later, items: timelineItems(story), days }
}

interface Found {
  readonly clickId: string
  /** `null`: not an id of ours. */
  readonly seq: number | null
  readonly isOurs: boolean
  /** The id that its number was given out with; `null`: it was not. */
  readonly known: string | null
  readonly isOurShape: boolean
  /** Its own first, if that is stored. */
  readonly events: readonly Event[]
}

const NOTHING: RecordsOfClick = { calls: [], steps: [], deliveries: [], tries: [], cuts: [] }

async function storyOf(
  parts: TimelineParts,
  frame: TimelineFrame,
  found: Found,
): Promise<ClickStory> {
  const { records, retention } = parts
  const { clickId, seq, isOurs, isOurShape, events } = found
  const stored = seq === null ? NOTHING : records.ofClick(seq)
  const [first] = events
  const isOwn =
    first !== undefined && first.time === first.clickTime && first.kind === EventKind.click
  const gone = isOurs && !isOwn ? await retention.gone(clickId) : null
  return {
    clickId,
    click: isOwn ? first : null,
    later: isOwn ? events.slice(1) : events,
    ...stored,
    ...(events.length > 0 ? {} : withNaming(stored, records.naming(clickId))),
    costs: seq === null || first === undefined ? [] : await costsOf(parts, seq),
    ...placeSettings(parts, frame, { ...stored, events }),
    gone: gone?.why ?? null,
    place: isOurShape && !isOurs ? await placeOf(parts, frame, found) : null,
    isOurShape,
    around: aroundOf(parts, frame, isOwn ? first : null),
    zone: frame.zone,
    currency: frame.currency,
  }
}

function aroundOf({ tables }: TimelineParts, { headers }: TimelineFrame, click: Event | null) {
  const campaign = click === null ? null : tables().campaign(click.campaignId)
  return surroundingsOf(headers, campaign, click?.rawQuery ?? '')
}

/** Of a click that is gone: calls that came before it went, and since. */
function withNaming(
  stored: RecordsOfClick,
  { calls, cuts }: ReturnType<ClickRecords['naming']>,
): Pick<ClickStory, 'calls' | 'cuts'> {
  const all = [...stored.calls, ...calls].toSorted((a, b) => a.id - b.id)
  return { calls: all, cuts: [...stored.cuts, ...cuts] }
}

/** What is configured around the click. */
function placeSettings(
  { records, tables, clock }: TimelineParts,
  { zone, origin }: TimelineFrame,
  { events, steps }: Pick<ClickStory, 'steps'> & Pick<Found, 'events'>,
): Pick<ClickStory, 'network' | 'callForm' | 'hasPostbacks' | 'cappedOffers'> {
  const { ofPast, network, offer, defaultDomain } = tables()
  const networkId = events.findLast((event) => event.networkId > 0)?.networkId ?? 0
  const [first] = events
  const scheme = defaultDomain?.httpsOnly ? 'https:' : new URL(origin).protocol
  const base = defaultDomain === null ? origin : `${scheme}//${defaultDomain.host}`
  const isCapped = (id: number) => offer(id)?.spec.cap?.active === true
  return {
    network: networkId === 0 ? null : records.networkCalls(networkId, startOfDay(zone, clock())),
    callForm: { template: network(networkId)?.postbackUrl ?? '', origin: base },
    hasPostbacks: first !== undefined && postbacksOf({ ofPast }, first).length > 0,
    cappedOffers: [...new Set(steps.map(({ offerId }) => offerId))].filter(isCapped),
  }
}

async function placeOf(
  { reports }: TimelineParts,
  { neighbours }: TimelineFrame,
  { known }: Found,
): Promise<IdPlace> {
  const real = known === null ? null : parseClickId(known)
  if (real === null) return { node: null, neighbour: null }
  const events = neighbours === 'told' ? await reports.click(real.seq) : []
  const [first] = 'refused' in events ? [] : events
  return { node: real.node, neighbour: first ? { at: first.clickTime, host: first.host } : null }
}

async function costsOf({ costs }: TimelineParts, seq: number): Promise<CostRecord[]> {
  const batches = await costs.ofClick(seq)
  return batches.map(({ id, createdAt, shareMicros, undone }) => {
    return { id, at: createdAt, shareMicros, undone }
  })
}
