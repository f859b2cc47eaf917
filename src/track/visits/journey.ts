/**
 * The way of a visit through campaigns, the same whoever asks: decide, write the event, remember
 * the visitor, store. Between looking at the history and remembering there is no wait, so two first
 * visits at once are not both unique, and a limit of ten gives ten.
 */
import type { Answer } from '../../core/actions/action.ts'
import { type Arrival, finishClick, newClick, takeReached, uniqueIn } from '../../core/click.ts'
import { decide } from '../../core/decide.ts'
import { type Decision, hopRefusal, stopped } from '../../core/decision.ts'
import { diceOf } from '../../core/dice.ts'
import { type Event, Flag } from '../../core/event.ts'
import type { MacroContext } from '../../core/macros/context.ts'
import { type PassedFields, withPassedFields } from '../../core/passed-fields.ts'
import { settingOf } from '../../core/settings/settings.ts'
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { aimWith } from '../../core/targets.ts'
import { traceText } from '../../core/trace/trace-text.ts'
import type { FallbackReason } from '../../core/trace/trace.ts'
import { macrosOf } from '../outside.ts'
import type { TrackParts } from '../parts.ts'
import type { Arrived, Now } from './arrival.ts'
import { areBotsFree, costInBase } from './click-cost.ts'

/** Which click it is. */
interface Place {
  readonly clickId: string
  readonly seq: number
}

/** A way to ask for a campaign: one constant per way, so that nothing is made for it per click. */
export interface Entrance<Request> {
  readonly entry: Arrival['entry']
  /** The campaign on whose landing the visitor was passed on, 0 without one. */
  readonly from: number
  /** His click there; `null` without one. */
  readonly click: Place | null
  /** What is known of him from there; `null` without one. */
  readonly passed: PassedFields | null
  readonly arrive: (
    parts: TrackParts,
    request: Request,
    campaign: CompiledCampaign,
    clickId: string,
    now: Now,
  ) => Arrived
}

/** One campaign's part of a visit: usually the only one. */
export interface Station {
  readonly arrived: Arrived
  readonly click: Event
  readonly context: MacroContext
  readonly decision: Decision
}

/**
 * Whether of a visit that campaigns pass on only the first click is stored: then it stands for all of
 * them, because conversions come for the id that was sent out.
 */
export function isOneClick({ tables }: Pick<Now, 'tables'>): boolean {
  return hopClicks(tables) === 'parent'
}

/** Whose clicks are kept when one campaign passes on to another: `all`, `parent`, `child`. */
function hopClicks({ settings }: RoutingTables): string {
  return settingOf(settings, 'campaign_hop_clicks')
}

/** The stations of a visit: more than one when a campaign passes it on, never none. */
export function travel<Request>(
  parts: TrackParts,
  { entry, from, click, passed, arrive }: Entrance<Request>,
  request: Request,
  campaign: CompiledCampaign,
  now: Now,
): Station[] {
  const isOne = isOneClick(now)
  const stations: Station[] = []
  let only: Place | null = isOne ? click : null
  let next: CompiledCampaign | null = campaign
  while (next !== null) {
    const parentCampaignId: number = stations.at(-1)?.click.campaignId ?? from
    const isShared: boolean = only !== null
    const place: Place = only ?? parts.ledger.reserve()
    if (isOne) only = place
    const { clickId, seq } = place
    const before = stations.at(-1)?.arrived.visit.parameters ?? passed
    const arrived = withPassed(arrive(parts, request, next, clickId, now), before)
    const station = decideAt(parts, arrived, { entry, seq, parentCampaignId, isShared }, now)
    const { hopTo } = station.decision
    const refusal = hopTo === null ? null : hopRefusal(passedBy(from, stations, station), hopTo)
    next = hopTo === null || refusal !== null ? null : now.tables.campaign(hopTo)
    stations.push(refusal === null ? station : stoppedAt(station, refusal))
  }
  return stations
}

function withPassed(arrived: Arrived, passed: PassedFields | null): Arrived {
  if (passed === null) return arrived
  const { visit } = arrived
  return { ...arrived, visit: { ...visit, parameters: withPassedFields(visit.parameters, passed) } }
}

/** The campaigns that a visit has passed, up to this one. */
function passedBy(from: number, stations: readonly Station[], last: Station): number[] {
  const ids = [...stations, last].map(({ click }) => click.campaignId)
  return from === 0 ? ids : [from, ...ids]
}

/** The station of a visit that ends there instead. */
export function stoppedAt(station: Station, reason: FallbackReason): Station {
  return { ...station, decision: stopped(station.decision, reason) }
}

function decideAt(
  parts: TrackParts,
  arrived: Arrived,
  place: Pick<Arrival, 'entry' | 'seq' | 'parentCampaignId'> & { readonly isShared: boolean },
  now: Now,
): Station {
  const { visit, flags } = arrived
  const { tables, time } = now
  const { entry, seq, parentCampaignId, isShared } = place
  // Under one id each campaign throws dice of its own.
  const throws = isShared ? ` ${visit.campaign.spec.id}` : ''
  const click = newClick(visit, {
    seq,
    time,
    entry,
    parentCampaignId,
    linkId: 0,
    flags,
    cost: costOf(arrived, parentCampaignId, tables),
  })
  const context = macrosOf(parts, click, visit, now)
  const aim = aimWith(context, visit)
  const decision = decide(tables, visit, diceOf(visit.clickId, throws), time, aim)
  parts.noticed.note(visit.campaign.spec.id, decision.trace, time)
  // What the flow says of the visitor is known only now.
  if (decision.markAsBot && areBotsFree(tables)) Object.assign(click, FREE)
  return { arrived, click, context, decision }
}

const FREE = { costMicros: 0, costOrigin: 'none' } as const satisfies Partial<Event>

/** The first campaign of a visit pays for all of it. */
function costOf({ visit, flags }: Arrived, parentCampaignId: number, tables: RoutingTables) {
  const { campaign, history, parameters, visitor } = visit
  return costInBase(tables, campaign.spec.cost, parameters, {
    uniqueInCampaign: history.unique('campaign', campaign.spec.id),
    exempt: (visitor.botReasons.length > 0 && areBotsFree(tables)) || parentCampaignId > 0,
    provisional: (flags & Flag.provisional) !== 0,
  })
}

/**
 * Writes the outcome into the click and remembers the visitor. `shown`: what was executed; `null`
 * for a campaign that passed the visit on, and for an offer the visitor has yet to come for.
 */
export function complete(
  { history }: TrackParts,
  { arrived, click, decision }: Station,
  shown: Answer | null,
): void {
  const { visit, asker } = arrived
  finishClick(click, visit, { decision, answer: shown, why: traceText(decision.trace) })
  if ((click.flags & Flag.provisional) !== 0) return
  history.remember(asker, {
    flowId: click.flowId,
    unique: uniqueIn(click),
    bind: decision.bind,
  })
}

/** Resolves when the clicks are with the operating system, or will not be. Never rejects. */
export function store(
  { ledger }: TrackParts,
  stations: readonly Station[],
  { tables }: Now,
): Promise<void> {
  const which = hopClicks(tables)
  const kept = keptOf(stations, which)
  if (stations.length > 1 && which === 'parent') {
    takeReached(stations[0]!.click, stations.at(-1)!.click)
  }
  let stored = DONE
  let isFirst = true
  for (const { click, decision } of kept) {
    if (!decision.storeClick) continue
    if (isFirst) moveCost(stations[0]!.click, click)
    // One visitor is new to the tracker once.
    else click.flags &= ~Flag.uniqueGlobal
    isFirst = false
    stored = ledger.append(click)
  }
  return stored
}

const DONE = Promise.resolve()

function keptOf(stations: readonly Station[], which: string): readonly Station[] {
  if (which === 'parent') return stations.filter(({ click }) => click.parentCampaignId === 0)
  return which === 'child' ? stations.slice(-1) : stations
}

/** Cost stays with the first click that is stored. */
function moveCost(from: Event, to: Event): void {
  if (to === from) return
  to.costMicros = from.costMicros
  to.costCurrency = from.costCurrency
  to.costOrigin = from.costOrigin
}
