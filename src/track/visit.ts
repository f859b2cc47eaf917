/**
 * A campaign visit, from request to answer. Between looking at the history and remembering there
 * is no wait, so two first visits at once are not both unique, and a limit of ten gives ten.
 */
import { type Answer } from '../core/actions/action.ts'
import { answer } from '../core/answer.ts'
import { finishClick, newClick, writeChoice } from '../core/click.ts'
import { clickCost } from '../core/cost.ts'
import { decide } from '../core/decide.ts'
import { type Decision, hopRefusal, stopped } from '../core/decision.ts'
import { diceOf } from '../core/dice.ts'
import { type Event, Flag } from '../core/event.ts'
import type { MacroContext } from '../core/macros/context.ts'
import type { CompiledCampaign } from '../core/tables.ts'
import { aimWith, filledOffer } from '../core/targets.ts'
import { traceText } from '../core/trace-text.ts'
import type { FallbackReason } from '../core/trace.ts'
import { arrive, type Arrived, type Now } from './arrival.ts'
import { boundCookies, type Cookie } from './cookies.ts'
import { outsideOf } from './outside.ts'
import type { TrackParts } from './parts.ts'
import type { TrafficRequest } from './request.ts'
import { addMarks, signSeenMarks } from './uniqueness-cookie.ts'

export interface Visited {
  readonly answer: Answer
  readonly cookies: readonly Cookie[]
  /** Why nothing was shown; `''` if something was. */
  readonly reason: FallbackReason | ''
  /** Resolves when the click is with the operating system, or will not be. Never rejects. */
  readonly stored: Promise<void>
}

/** One campaign's part of a visit: usually the only one. */
interface Station {
  readonly arrived: Arrived
  readonly click: Event
  readonly context: MacroContext
  readonly decision: Decision
}

/** The shortest life of the cookies that hold the click id. */
const CLICK_COOKIE_SECONDS = 30 * 86_400

export function visitCampaign(
  parts: TrackParts,
  request: TrafficRequest,
  campaign: CompiledCampaign,
): Visited {
  const now: Now = { tables: parts.tables(), time: parts.clock() }
  const stations = travel(parts, request, campaign, now)
  const last = stations.at(-1)!
  const shown = answer(last.decision, last.context)
  for (const station of stations) complete(parts, station, station === last ? shown : null)
  return {
    answer: shown,
    cookies: cookiesOf(parts, last),
    reason: last.decision.reason,
    stored: store(parts, stations, now.tables.settings.get('campaign_hop_clicks') ?? 'all'),
  }
}

/** The stations of a visit: more than one when a campaign passes it on. */
function travel(
  parts: TrackParts,
  request: TrafficRequest,
  campaign: CompiledCampaign,
  now: Now,
): Station[] {
  const stations: Station[] = []
  const passed: number[] = []
  let next: CompiledCampaign | null = campaign
  while (next !== null) {
    const parent = passed.at(-1) ?? 0
    passed.push(next.spec.id)
    const { clickId, seq } = parts.ledger.reserve()
    const arrived = arrive(parts, request, next, clickId, now)
    const station = decideAt(parts, arrived, { seq, parentCampaignId: parent }, now)
    const { hopTo } = station.decision
    const refusal = hopTo === null ? null : hopRefusal(passed, hopTo)
    next = hopTo === null || refusal !== null ? null : now.tables.campaign(hopTo)
    stations.push(refusal === null ? station : stoppedAt(station, refusal))
  }
  return stations
}

function stoppedAt(station: Station, reason: FallbackReason): Station {
  return { ...station, decision: stopped(station.decision, reason) }
}

function decideAt(
  parts: TrackParts,
  arrived: Arrived,
  { seq, parentCampaignId }: { seq: number; parentCampaignId: number },
  now: Now,
): Station {
  const { visit, flags } = arrived
  const { tables, time } = now
  const click = newClick(visit, {
    seq,
    time,
    entry: 'redirect',
    parentCampaignId,
    linkId: 0,
    flags,
    cost: costOf(arrived, parentCampaignId, tables.settings.get('bots_free') === '1'),
  })
  const context: MacroContext = {
    click,
    clickId: visit.clickId,
    origin: visit.origin,
    tables,
    now: time,
    dice: diceOf(visit.clickId, 'macros'),
    outside: outsideOf(parts, tables, visit.origin, time),
    conversion: null,
    offerUrl: filledOffer,
  }
  const aim = aimWith(context, (choice) => writeChoice(click, visit, choice))
  const decision = decide(tables, visit, diceOf(visit.clickId), time, aim)
  return { arrived, click, context, decision }
}

/** The first campaign of a visit pays for all of it. */
function costOf({ visit, flags }: Arrived, parentCampaignId: number, botsAreFree: boolean) {
  const { campaign, history, parameters, visitor } = visit
  return clickCost(campaign.spec.cost, parameters, {
    uniqueInCampaign: history.unique('campaign', campaign.spec.id),
    freeBot: (botsAreFree && visitor.botReasons.length > 0) || parentCampaignId > 0,
    provisional: (flags & Flag.provisional) !== 0,
  })
}

/** Writes the outcome into the click and remembers the visitor. */
function complete({ history }: TrackParts, station: Station, shown: Answer | null): void {
  const { arrived, click, decision } = station
  const { visit, asker } = arrived
  const outcome = {
    clickId: visit.clickId,
    decision,
    answer: shown,
    why: traceText(decision.trace),
  }
  finishClick(click, visit, outcome)
  if ((click.flags & Flag.provisional) !== 0) return
  history.remember(asker, {
    flowId: click.flowId,
    unique: uniqueIn(click),
    bind: decision.bind,
  })
}

function uniqueIn({ flags }: Event) {
  return {
    campaign: (flags & Flag.uniqueCampaign) !== 0,
    flow: (flags & Flag.uniqueFlow) !== 0,
    global: (flags & Flag.uniqueGlobal) !== 0,
  }
}

/** `which`: the setting that says whose clicks are kept when one campaign passes on to another. */
function store({ ledger }: TrackParts, stations: readonly Station[], which: string): Promise<void> {
  let kept = stations
  if (which === 'parent') kept = stations.slice(0, 1)
  if (which === 'child') kept = stations.slice(-1)
  const clicks = kept.filter(({ decision }) => decision.storeClick).map(({ click }) => click)
  moveCost(stations[0]!.click, clicks[0])
  let stored = Promise.resolve()
  for (const click of clicks) stored = ledger.append(click)
  return stored
}

/** Cost stays with the first click that is stored. */
function moveCost(from: Event, to: Event | undefined): void {
  if (to === undefined || to === from) return
  to.costMicros = from.costMicros
  to.costCurrency = from.costCurrency
  to.costOrigin = from.costOrigin
}

function cookiesOf(parts: TrackParts, { arrived, click, context, decision }: Station): Cookie[] {
  const { visit, asker } = arrived
  const { spec } = visit.campaign
  const ttlSeconds = Math.max(asker.ttlSeconds, CLICK_COOKIE_SECONDS)
  const cookies: Cookie[] = [
    { name: '_subid', value: visit.clickId, ttlSeconds },
    { name: 'uclick', value: visit.clickId, ttlSeconds },
  ]
  if (decision.choice?.step === 'landing') {
    const token = context.outside.token(click, visit.clickId)
    if (token !== '') cookies.push({ name: '_token', value: token, ttlSeconds })
  }
  if ((click.flags & Flag.provisional) !== 0) return cookies
  if (spec.uniqueness.cookies) cookies.push(uniquenessCookie(parts, arrived, click))
  if (decision.bind !== null) {
    const at = { nowSeconds: Math.floor(asker.now / 1000), ttlSeconds: asker.ttlSeconds }
    cookies.push(...boundCookies(parts.keys.binding, parts.cookieNames, spec.id, decision.bind, at))
  }
  return cookies
}

function uniquenessCookie(
  { keys, cookieNames }: TrackParts,
  { asker }: Arrived,
  click: Event,
): Cookie {
  const marks = addMarks(
    asker.seen,
    { campaignId: click.campaignId, flowId: click.flowId, unique: uniqueIn(click) },
    Math.floor(asker.now / 1000),
    asker.ttlSeconds,
  )
  const value = signSeenMarks(keys.uniqueness, marks)
  return { name: cookieNames.uniqueness, value, ttlSeconds: asker.ttlSeconds }
}
