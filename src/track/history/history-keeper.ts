/**
 * Keeps the visitors' history over a restart: loads the last snapshot, replays the events that came
 * after it, saves a new one when asked.
 */
import { uniqueIn } from '../../core/click.ts'
import { EventKind, Flag } from '../../core/event.ts'
import type { Campaign } from '../../core/model.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { Bound } from '../../core/visit.ts'
import { lastSeq, type Ledger } from '../../ledger/ledger.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { askerOfEvent, boundTo, type Place, rememberConfirmed } from './confirmed.ts'
import { loadHistory, saveHistory } from './history-file.ts'
import { type CapUsed, HISTORY_LIMITS, type VisitorHistory, visitorHistory } from './history.ts'

export interface HistoryParts {
  readonly ledger: Ledger
  readonly tables: () => RoutingTables
  readonly path: string
  readonly capUsed: CapUsed
  readonly clock: () => number
  readonly log: (what: string, details?: string) => void
}

export interface KeptHistory {
  readonly history: VisitorHistory
  /** One after the other: a second save begins, and looks, when the first has ended. */
  save(): Promise<void>
}

/** Where there are more events than this since the snapshot, only those this young are replayed: a start must not take minutes. */
const REPLAY_EVENTS = 1_000_000
const REPLAY_MS = 24 * HOUR_MS

const COLUMNS = [
  'kind',
  'clickSeq',
  'time',
  'flags',
  'campaignId',
  'flowId',
  'ip',
  'userAgent',
  'pathId',
  'landingId',
  'offerId',
] as const

export async function keepHistory(parts: HistoryParts): Promise<KeptHistory> {
  const { ledger, path, clock, log } = parts
  const saved = loadHistory(path)
  if (saved === 'damaged')
    log('The visitors’ history is damaged', 'returning visitors count as new')
  const known = saved === 'damaged' ? null : saved
  const history = visitorHistory(HISTORY_LIMITS, parts.capUsed, known?.snapshot.seeds)
  if (known) history.load(known.snapshot, clock())
  await replay(parts, history, known?.seq ?? -1)
  const save = () => {
    const isWhole = (parts.tables().privacy?.address ?? 'whole') === 'whole'
    const snapshot = history.snapshot(isWhole ? 'all' : 'no_visitors')
    return saveHistory(path, { snapshot, seq: lastSeq(ledger) })
  }
  let saving = Promise.resolve()
  return {
    history,
    save: () => (saving = saving.then(save, save)),
  }
}

async function replay(
  { ledger, tables, clock }: HistoryParts,
  history: VisitorHistory,
  afterSeq: number,
): Promise<void> {
  const isNear = afterSeq >= 0 && lastSeq(ledger) - afterSeq <= REPLAY_EVENTS
  const sinceTime = isNear ? 0 : clock() - REPLAY_MS
  // A start without some visitors is better than none.
  const query = { afterSeq, sinceTime, columns: COLUMNS, damaged: 'left_out' } as const
  let cursor: number | null = null
  do {
    const page = await ledger.recentEvents({ ...query, cursor })
    for (const row of page.rows) rememberRow(history, tables(), row)
    cursor = page.cursor
  } while (cursor !== null)
}

function rememberRow(
  history: VisitorHistory,
  tables: RoutingTables,
  row: readonly (string | number)[],
): void {
  const [kind, clickSeq, time, flags, campaignId, flowId, ip, userAgent] = row
  if (kind === EventKind.confirm) history.isFirstConfirmation(Number(clickSeq), Number(time))
  if (kind === EventKind.landingClick) history.isFirstLandingClick(Number(clickSeq), Number(time))
  if (!VISITS.has(Number(kind))) return
  const spec = tables.campaign(Number(campaignId))?.spec
  if (!spec || (Number(flags) & Flag.provisional) !== 0) return
  const facts = { flags: Number(flags), ip: String(ip), userAgent: String(userAgent) }
  const asker = askerOfEvent(spec, facts, Number(time))
  if (kind === EventKind.confirm) return rememberConfirmed(history, spec, asker, placeOf(row))
  const before = spec.binding === 'none' ? null : history.view(asker).bound(spec.id)
  const bind = boundBy(row, spec, before)
  if (kind !== EventKind.landingClick) {
    const unique = uniqueIn({ flags: Number(flags) })
    history.remember(asker, { flowId: Number(flowId), unique, bind })
  } else if (bind !== null && bind.offerId > 0 && (before === null || isSamePath(bind, before))) {
    // What he got in another flow or path since then is not forgotten for an old page.
    history.bind(asker, bind)
  }
}

function isSamePath(one: Place, other: Place): boolean {
  return one.flowId === other.flowId && one.pathId === other.pathId
}

const VISITS: ReadonlySet<number> = new Set([
  EventKind.click,
  EventKind.confirm,
  EventKind.landingClick,
])

/** What the event's visitor is bound to since then, as far as the event says; `null` for nothing. */
function boundBy(
  row: readonly (string | number)[],
  { binding }: Campaign,
  before: Bound | null,
): Bound | null {
  if (binding === 'none') return null
  const place = placeOf(row)
  const same = before !== null && isSamePath(place, before) ? before : null
  const landingId = place.landingId || (same?.landingId ?? 0)
  const offerId = place.offerId || (same?.offerId ?? 0)
  return boundTo({ ...place, landingId, offerId }, binding)
}

function placeOf(row: readonly (string | number)[]): Place {
  const [flowId = 0, pathId = 0, landingId = 0, offerId = 0] = PLACE_AT.map((at) => Number(row[at]))
  return { flowId, pathId, landingId, offerId }
}

const PLACE_AT = (['flowId', 'pathId', 'landingId', 'offerId'] as const).map((name) =>
  COLUMNS.indexOf(name),
)
