/**
 * A landing click: the visitor goes on from a landing to an offer. It works when the event of his click
 * is gone (`link-origin.ts`), and is counted once per click.
 */
import { type Answer, NOT_FOUND } from '../../core/actions/action.ts'
import { answer } from '../../core/answer.ts'
import { parseClickId } from '../../core/click-id.ts'
import { finishLandingClick, landingClickEvent, newClick, takeReached } from '../../core/click.ts'
import { decideLandingClick } from '../../core/decide.ts'
import { type Decision, hopRefusal, stopped } from '../../core/decision.ts'
import { diceOf } from '../../core/dice.ts'
import { type Event, Flag } from '../../core/event.ts'
import { filledFrom } from '../../core/passed-fields.ts'
import type { OfferWish } from '../../core/pick.ts'
import { conceal, isCut, lend, takeBack, withoutOwn } from '../../core/privacy.ts'
import type { CompiledCampaign, RoutedVisit, RoutingTables } from '../../core/tables.ts'
import { aimWith } from '../../core/targets.ts'
import { traceText } from '../../core/trace/trace-text.ts'
import { isLookingAhead } from '../../detect/prefetch.ts'
import { parseQuery } from '../../detect/query.ts'
import { numberIn } from '../../detect/text.ts'
import type { Cookie } from '../cookies/cookies.ts'
import { bindingCookiesBeside } from '../cookies/visit-cookies.ts'
import type { LinkFault } from '../faults.ts'
import { macrosOf } from '../outside.ts'
import type { TrackParts } from '../parts.ts'
import { arrive, type Arrived, type Now } from '../visits/arrival.ts'
import { confirmClick } from '../visits/confirm.ts'
import { isOneClick } from '../visits/journey.ts'
import type { TrafficRequest } from '../visits/request.ts'
import type { Visited } from '../visits/visit.ts'
import { findOrigin, type LinkOrigin, upToDate } from './link-origin.ts'
import { passOn } from './pass-on.ts'

export interface LandingClicked {
  readonly answer: Answer
  /** What he is bound to now, and those of the campaign that he was passed on to. */
  readonly cookies: readonly Cookie[]
  readonly stored: Promise<void>
}

/** What is wrong when neither a valid token nor a known click id came along; it is counted. */
export async function landingClick(
  parts: TrackParts,
  request: TrafficRequest,
): Promise<LandingClicked | LinkFault> {
  const query = parseQuery(request.rawQuery, request.form)
  const time = parts.clock()
  const origin = await findOrigin(parts, request, query, time)
  if (typeof origin === 'string') return invalid(parts, origin)
  const now: Now = { tables: parts.tables(), time }
  const campaign = now.tables.campaign(origin.campaignId)
  if (campaign === null) return invalid(parts, 'unknown_click')
  const click = origin.click && (await upToDate(parts, origin.click))
  return goOn(parts, request, { origin: { ...origin, click }, campaign, query, now })
}

function invalid({ invalidLinks }: TrackParts, fault: LinkFault): LinkFault {
  invalidLinks.note(fault)
  return fault
}

interface Going {
  readonly origin: LinkOrigin
  readonly campaign: CompiledCampaign
  readonly query: ReadonlyMap<string, string>
  readonly now: Now
}

function goOn(parts: TrackParts, request: TrafficRequest, going: Going): LandingClicked {
  const { origin, campaign, now } = going
  const arrived = arrive(parts, request, campaign, origin.clickId, now)
  const { visit } = arrived
  const { visitor, parameters } = visit
  const stored = origin.click ?? lostClick(origin, visit, now.time)
  const click = withSubIds(stored, parameters.subIds)
  const counts = isCounted(parts, request, going, click) ? 'counted' : 'kept'
  const event = landingClickEvent(click, { row: 0, time: now.time }, counts)
  const isLent = isCut(click)
  if (isLent) lend(event, visitor.ipText, visitor.userAgent ?? '')
  const { decision, shown } = decideOn(parts, visit, event, going)
  if (origin.click) void keepSubIds(parts, { ...origin, click: origin.click }, visit, now)
  const cookies = bindOffer(parts, request.header('cookie'), arrived, decision)
  const visited = visitNext(parts, request, going, { click, event, decision })
  if (isLent) giveBack(event, click, now.tables)
  const kept = store(parts, arrived, { clickId: origin.clickId, click, event, now })
  if (visited === null) return { answer: shown, cookies, stored: kept }
  return {
    answer: visited.answer,
    cookies: [...cookies, ...visited.cookies],
    stored: kept.then(() => visited.stored),
  }
}

/** Where he is led to, written into the event, and what he is shown there. */
function decideOn(
  parts: TrackParts,
  visit: RoutedVisit,
  event: Event,
  { origin, campaign, query, now }: Going,
): { readonly decision: Decision; readonly shown: Answer } {
  const { tables } = now
  const context = macrosOf(parts, event, visit, now)
  const aim = aimWith(context, visit)
  const wanted = { flowId: origin.flowId, pathId: origin.pathId, wishes: wishesOf(query, origin) }
  const dice = diceOf(origin.clickId, 'landing')
  const decision = withoutLoop(campaign, decideLandingClick(tables, visit, wanted, dice, aim))
  parts.noticed.note(campaign.spec.id, decision.trace, now.time)
  const shown = isNowhere(decision) ? NOT_FOUND : answer(decision, context)
  finishLandingClick(event, visit, { decision, why: whyText(decision, visit, tables) })
  return { decision, shown }
}

interface Decided {
  readonly click: Event
  readonly event: Event
  readonly decision: Decision
}

/** His visit to the campaign that he is passed on to; `null`: there is none. */
function visitNext(
  parts: TrackParts,
  request: TrafficRequest,
  { origin, campaign, query, now }: Going,
  { click, event, decision }: Decided,
): Visited | null {
  const { tables } = now
  const next = decision.hopTo === null ? null : tables.campaign(decision.hopTo)
  if (next === null) return null
  const known = origin.click && click
  const passed = { click: known, clickId: origin.clickId, campaign, query }
  const visited = passOn(parts, request, passed, next)
  if (known !== null && isOneClick(now)) {
    // Not stored itself, it was not cut, and may be of another address than his first click.
    if (tables.privacy !== null) conceal(visited.click, tables.privacy)
    takeReached(event, visited.click)
  }
  return visited
}

/** The visitor may have another address now than his click, by which its event is cut. */
function whyText({ trace }: Decision, { visitor }: RoutedVisit, { privacy }: RoutingTables) {
  const text = traceText(trace)
  return privacy === null ? text : withoutOwn([text], visitor, privacy)[0]!
}

/** Macros have seen the visitor as he is; what they made of it is stored as his click was. */
function giveBack(event: Event, click: Event, { privacy }: RoutingTables): void {
  if (privacy !== null) conceal(event, privacy)
  takeBack(event, click)
}

/** Whoever comes back gets the offer that he was led to; a look ahead leaves nothing. */
function bindOffer(
  parts: TrackParts,
  sent: string,
  arrived: Arrived,
  { bind }: Decision,
): readonly Cookie[] {
  const isLook = (arrived.flags & Flag.provisional) !== 0
  if (bind !== null && !isLook) parts.history.bind(arrived.asker, bind)
  return bindingCookiesBeside(sent, parts, arrived, bind)
}

/** A visitor who wants to go on is told so, where a first visit would be shown an empty page. */
function isNowhere({ reason }: Decision): boolean {
  return reason === 'no_offer' || reason === 'campaign_paused'
}

/** A campaign whose landing leads to itself ends the visit. */
function withoutLoop({ spec }: CompiledCampaign, decision: Decision): Decision {
  const refusal = decision.hopTo === null ? null : hopRefusal([spec.id], decision.hopTo)
  return refusal === null ? decision : stopped(decision, refusal)
}

/** The event of a click that was never stored or is gone: what this request tells. */
function lostClick(origin: LinkOrigin, visit: RoutedVisit, time: number): Event {
  const seq = parseClickId(origin.clickId)?.seq ?? 0
  const click = newClick(visit, {
    seq,
    time,
    entry: 'redirect',
    parentCampaignId: 0,
    linkId: 0,
    flags: 0,
    cost: { micros: 0, currency: visit.campaign.spec.cost.currency, origin: 'none' },
  })
  click.flowId = origin.flowId
  click.pathId = origin.pathId
  return click
}

/** Sub ids in the offer link replace those of the click. */
function withSubIds(click: Event, subIds: readonly string[]): Event {
  return subIds.length === 0 ? click : { ...click, subIds: filledFrom(subIds, click.subIds) }
}

async function keepSubIds(
  { subIds: known, clickPace }: TrackParts,
  { clickId, click }: LinkOrigin & { readonly click: Event },
  { parameters, visitor }: RoutedVisit,
  { tables: { privacy }, time }: Now,
): Promise<void> {
  const { subIds } = parameters
  const kept = privacy === null ? subIds : withoutOwn(subIds, visitor, privacy)
  const changes = new Map(kept.map((value, at) => [at + 1, value] as const))
  for (const [number, value] of changes) if (value === '') changes.delete(number)
  if (changes.size === 0 || !clickPace.isOpen(clickId, time)) return
  if (await known.update(click, changes, time)) clickPace.note(clickId, time, 1)
}

function isCounted(
  { history }: TrackParts,
  request: TrafficRequest,
  { query, now }: Going,
  click: Event,
): boolean {
  if (query.get('exit') === '1' || isLookingAhead(request.method, request.header)) return false
  return history.isFirstLandingClick(click.clickSeq, now.time)
}

/** What the link asks for, then what was chosen for the visitor before. */
function wishesOf(query: ReadonlyMap<string, string>, { offerId }: LinkOrigin): OfferWish[] {
  const position = numberIn(query.get('to_offer'))
  const asked = numberIn(query.get('offer_id'))
  const wishes: OfferWish[] = []
  if (position !== null) wishes.push({ position })
  else if (asked !== null) wishes.push({ offerId: asked })
  if (offerId > 0) wishes.push({ offerId })
  return wishes
}

interface Stored {
  readonly clickId: string
  readonly click: Event
  readonly event: Event
  readonly now: Now
}

/** A click that was only a look ahead counts from now on: a person came. */
function store(
  parts: TrackParts,
  { visit, asker }: Arrived,
  { clickId, click, event, now: { tables, time } }: Stored,
): Promise<void> {
  const { ledger, choices, clickPace } = parts
  choices.note(event)
  const { campaign } = visit
  if (event.landingClicks > 0) void confirmClick(parts, click, { tables, campaign, asker })
  // What counts is stored in any case; a repetition only says that there was one.
  if (event.landingClicks === 0 && !clickPace.isOpen(clickId, time)) return Promise.resolve()
  clickPace.note(clickId, time, 1)
  return ledger.append(event)
}
