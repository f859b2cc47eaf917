/**
 * Events of clicks. A click's event is made before the decision, because it is what macros read;
 * the choice and the outcome are written into it, and then it is stored as it is.
 */
import type { Answer } from './actions/action.ts'
import type { ClickCost } from './click-cost.ts'
import { rowOf } from './click-id.ts'
import type { Choice, Decision } from './decision.ts'
import { type Event, EventKind, Flag, type Measure, MEASURE_COLUMNS } from './event.ts'
import type { Parameters, UniqueIn, Visit, Visitor } from './visit.ts'

/** What the visit itself does not say. */
export interface Arrival {
  /** Sequence number of the click; its row in the segment follows from it. */
  readonly seq: number
  /** Epoch milliseconds. */
  readonly time: number
  readonly entry: 'redirect' | 'click_api' | 'pixel' | 'link'
  /** The campaign that passed the visit on, 0 without one. */
  readonly parentCampaignId: number
  readonly linkId: number
  /** Bits of `Flag` that only the outside knows: provisional, flood, test. */
  readonly flags: number
  readonly cost: ClickCost
}

/** All that is known before the decision. Bots and uniqueness are in the flags. */
export function newClick(visit: Visit, arrival: Arrival): Event {
  const { campaign, visitor, parameters } = visit
  const { geo, device } = visitor
  const { seq, time, cost } = arrival
  // prettier-ignore
  return {
    kind: EventKind.click, row: rowOf(seq), time, clickTime: time, clickSeq: seq,
    flags: arrival.flags | flagsOf(visit),
    campaignId: campaign.spec.id, parentCampaignId: arrival.parentCampaignId,
    flowId: 0, flowType: '', pathId: 0, landingId: 0, offerId: 0, networkId: 0,
    sourceId: campaign.spec.sourceId ?? 0, rotationId: campaign.spec.rotationId ?? 0,
    linkId: arrival.linkId, entry: arrival.entry, action: '', host: visit.host, ip: visitor.ipText,
    country: geo.country ?? '', continent: geo.continent ?? '',
    region: geo.region ?? '', regionName: geo.regionName ?? '', city: geo.city ?? '',
    isp: geo.isp ?? '', organization: geo.organization ?? '', asn: geo.asn ?? 0,
    operator: geo.operator ?? '', connectionType: geo.connectionType ?? '',
    userAgent: visitor.userAgent ?? '', deviceType: device?.type ?? '',
    deviceBrand: device?.brand ?? '', deviceModel: device?.model ?? '',
    os: device?.os ?? '', osVersion: device?.osVersion ?? '',
    browser: device?.browser ?? '', browserVersion: device?.browserVersion ?? '',
    language: visitor.language, xRequestedWith: visitor.xRequestedWith,
    botReasons: list(visitor.botReasons), robot: visitor.robot,
    referrer: visitor.referrer, searchEngine: visitor.searchEngine,
    keyword: parameters.keyword, source: parameters.source, externalId: parameters.externalId,
    adCampaignId: parameters.adCampaignId, creativeId: parameters.creativeId,
    subIds: parameters.subIds, extraParams: parameters.extraParams,
    unexpanded: list(parameters.unexpanded), reason: '',
    costOrigin: cost.origin, costCurrency: cost.currency,
    rawQuery: parameters.rawQuery, destination: '', why: '',
    status: '', status2: '', conversionClass: '', transactionId: '', payoutCurrency: '',
    eventValues: NO_TEXTS,
    clicks: (arrival.flags & Flag.provisional) === 0 ? 1 : 0,
    // Written out: spreading costs half as much again as the rest of this literal.
    landingClicks: 0,
    offerClicks: 0,
    leads: 0,
    conversions: 0,
    upsells: 0,
    rebills: 0,
    convLead: 0,
    convSale: 0,
    convRejected: 0,
    convTrash: 0,
    convOther: 0,
    revenueHoldMicros: 0,
    revenueConfirmedMicros: 0,
    revenueOtherMicros: 0,
    revenueRejectedMicros: 0,
    costMicros: cost.micros,
    timeToConvertMs: 0,
    bookingId: 0,
  }
}

function list(words: readonly string[]): string {
  return words.length === 0 ? '' : words.join(',')
}

const NO_TEXTS: readonly string[] = []

/** Every measure at 0. */
export const NO_MEASURES = Object.fromEntries(MEASURE_COLUMNS.map((name) => [name, 0])) as Readonly<
  Record<Measure, 0>
>

function flagsOf({ campaign, visitor, parameters, history }: Visit): number {
  let flags = visitorFlags(visitor) | parameterFlags(parameters)
  if (history.unique('campaign', campaign.spec.id)) flags |= Flag.uniqueCampaign
  if (history.unique('global', 0)) flags |= Flag.uniqueGlobal
  if (!history.uniquenessKnown) flags |= Flag.uniquenessGuessed
  return flags
}

function visitorFlags({ botReasons, geo, referrer }: Visitor): number {
  let flags = botReasons.length > 0 ? Flag.bot : 0
  if (geo.isProxy === true) flags |= Flag.proxy
  if (geo.isDatacenter === true) flags |= Flag.datacenter
  return referrer === '' ? flags | Flag.emptyReferrer : flags
}

function parameterFlags({ truncated, healed }: Parameters): number {
  return (truncated.length > 0 ? Flag.truncated : 0) | (healed ? Flag.healed : 0)
}

/** Writes the choice into the click, so that macros see it. A later choice replaces it. */
export function writeChoice(click: Event, visit: Visit, choice: Choice): void {
  const { flow, path, landing, offer, actionKey } = choice
  click.flowId = flow.id
  click.flowType = flow.type
  click.pathId = path?.spec.id ?? 0
  click.offerId = offer?.spec.id ?? 0
  click.networkId = offer?.network?.id ?? 0
  click.action = actionKey
  // A landing click keeps its click's landing, and is new to nothing.
  if (click.kind === EventKind.landingClick) return
  click.landingId = landing?.spec.id ?? 0
  click.flags &= ~(Flag.uniqueFlow | Flag.bot)
  if (visit.history.unique('flow', flow.id)) click.flags |= Flag.uniqueFlow
  if (flow.markAsBot || isRobot(visit)) click.flags |= Flag.bot
}

function isRobot({ visitor }: Visit): boolean {
  return visitor.botReasons.length > 0
}

/** What became of the click; an `answer` of `null` means that nothing was executed. */
export interface Outcome {
  readonly decision: Decision
  readonly answer: Answer | null
  /** The trace as text (`core/trace/trace-text.ts`). */
  readonly why: string
}

/** In which scopes the visitor of a complete click was new. */
export function uniqueIn({ flags }: Pick<Event, 'flags'>): UniqueIn {
  return {
    campaign: (flags & Flag.uniqueCampaign) !== 0,
    flow: (flags & Flag.uniqueFlow) !== 0,
    global: (flags & Flag.uniqueGlobal) !== 0,
  }
}

/** Completes the event of a visit. */
export function finishClick(click: Event, visit: Visit, outcome: Outcome): void {
  const { decision, why } = outcome
  const { choice } = decision
  if (choice === null) forgetChoice(click, visit)
  else writeChoice(click, visit, choice)
  if (decision.markAsBot) click.botReasons = withFlow(click.botReasons)
  if (decision.reason === 'blocked') click.flags |= Flag.blocked
  if (decision.reason === 'campaign_paused') click.flags |= Flag.paused
  click.reason = decision.reason
  click.why = why
  if (outcome.answer === null && choice !== null) click.action = ''
  else click.destination = storedDestination(decision.target, visit.clickId)
  if (choice?.step === 'landing') click.flags |= Flag.landingShown
  if (choice?.step === 'offer' && outcome.answer !== null) reachOffer(click)
}

function forgetChoice(click: Event, visit: Visit): void {
  click.flowId = 0
  click.flowType = ''
  click.pathId = 0
  click.landingId = 0
  click.offerId = 0
  click.networkId = 0
  click.action = 'do_nothing'
  if (!isRobot(visit)) click.flags &= ~Flag.bot
  // Without a flow, new to the flow is new to the campaign.
  click.flags &= ~Flag.uniqueFlow
  if (visit.history.unique('campaign', click.campaignId)) click.flags |= Flag.uniqueFlow
}

function withFlow(botReasons: string): string {
  return botReasons === '' ? 'flow' : `${botReasons},flow`
}

function reachOffer(click: Event): void {
  click.flags |= Flag.offerReached
  click.offerClicks = click.clicks
}

/** A URL with the click's own id as `{}`, which makes many of them equal; `{}` itself is escaped. */
export function storedDestination(url: string, clickId: string): string {
  if (clickId === '') return url
  const escaped = url.includes('{}') ? url.replaceAll('{}', '%7B%7D') : url
  const at = escaped.indexOf(clickId)
  if (at < 0) return escaped
  const rest = escaped.slice(at + clickId.length)
  // Once is the rule, and cheaper than a search for all.
  return `${escaped.slice(0, at)}{}${rest.includes(clickId) ? rest.replaceAll(clickId, '{}') : rest}`
}

/** When something happened to a stored click, and the place of its event. */
export interface Follow {
  readonly row: number
  readonly time: number
}

/** A landing click, before its offer is chosen. Repetitions and `exit=1` are kept, not counted. */
export function landingClickEvent(click: Event, at: Follow, counts: 'counted' | 'kept'): Event {
  const measures = { ...NO_MEASURES, landingClicks: counts === 'counted' ? 1 : 0 }
  return { ...click, ...measures, kind: EventKind.landingClick, ...at, eventValues: NO_TEXTS }
}

/** Completes a landing click: the offer or campaign it led to, where exactly, and why. */
export function finishLandingClick(
  event: Event,
  visit: Visit,
  { decision, why }: Pick<Outcome, 'decision' | 'why'>,
): void {
  const { choice, target, reason, hopTo } = decision
  if (choice !== null) writeChoice(event, visit, choice)
  event.reason = reason
  event.why = why
  event.destination = storedDestination(target, visit.clickId)
  // Whether an offer is reached is for the click of the campaign that goes on.
  if (hopTo !== null) event.action = ''
  else if (choice?.step === 'offer') reachOfferFromLanding(event)
}

function reachOfferFromLanding(event: Event): void {
  event.flags |= Flag.offerReached
  event.offerClicks = event.landingClicks
}

/**
 * Where other campaigns led the visitor in the end, written into the click, or landing click, that
 * alone is stored of his way.
 */
export function takeReached(click: Event, last: Event): void {
  click.action = last.action
  click.destination = last.destination
  click.offerId = last.offerId
  click.networkId = last.networkId
  click.flags |= last.flags & (Flag.landingShown | Flag.offerReached)
  if (click.kind === EventKind.landingClick) {
    if (last.flags & Flag.offerReached) reachOfferFromLanding(click)
    return
  }
  click.landingId = last.landingId
  if (last.flags & Flag.offerReached) reachOffer(click)
}

/** An event after the click: its dimensions, no measures, and no long texts, which the click has. */
export function follower(click: Event): Event {
  const bare = { row: 0, rawQuery: '', destination: '', why: '', eventValues: NO_TEXTS }
  return { ...click, ...NO_MEASURES, ...bare }
}

/** What may be said of a click anew. */
export interface ClickDetails {
  readonly subIds: readonly string[]
  readonly externalId: string
}

/** From now on the click has these details: all of them, because the newest update alone counts. */
export function updateEvent(
  click: Event,
  time: number,
  { subIds, externalId }: ClickDetails,
): Event {
  return { ...follower(click), kind: EventKind.update, time, subIds, externalId }
}

/** A provisional click was a person after all: it counts now, at its own click time. */
export function confirmEvent(click: Event, at: Follow, cost: ClickCost): Event {
  return {
    ...click,
    ...NO_MEASURES,
    kind: EventKind.confirm,
    ...at,
    flags: click.flags & ~Flag.provisional,
    clicks: 1,
    offerClicks: (click.flags & Flag.offerReached) === 0 ? 0 : 1,
    costMicros: cost.micros,
    costOrigin: cost.origin,
    costCurrency: cost.currency,
    eventValues: NO_TEXTS,
  }
}
