/**
 * A visit on paper: the decision that a described visitor would get, made by the function that
 * decides real visits. Nothing is remembered, counted, stored or sent.
 */
import { newClick } from '../../core/click.ts'
import { decide } from '../../core/decide.ts'
import { type Decision, hopRefusal, stopped } from '../../core/decision.ts'
import { diceOf, macroDice } from '../../core/dice.ts'
import type { Event } from '../../core/event.ts'
import { type MacroContext, NO_OUTSIDE } from '../../core/macros/context.ts'
import { parseTemplate } from '../../core/macros/parse.ts'
import { markedTarget, type TargetPiece } from '../../core/marked-target.ts'
import { type PassedFields, withPassedFields } from '../../core/passed-fields.ts'
import type { CompiledCampaign, RoutedVisit, RoutingTables } from '../../core/tables.ts'
import { aimWith, filledOffer } from '../../core/targets.ts'
import type { FallbackReason } from '../../core/trace/trace.ts'
import { NOTHING_UNUSUAL } from '../../core/trace/unusual.ts'
import { withQuery } from '../../core/url.ts'
import type {
  BotReason,
  Bound,
  Device,
  Dice,
  Geo,
  History,
  UniqueIn,
  Visitor,
} from '../../core/visit.ts'
import { parseAddress } from '../../detect/address.ts'
import { EMPTY_DEVICE } from '../../detect/device.ts'
import { type Detectors, detectVisitor } from '../../detect/visitor.ts'
import { costInBase } from './click-cost.ts'
import { readerOf } from './parameter-readers.ts'

/** What is said of a visitor; null is what is left unsaid. Sayings win over what is looked up. */
export interface SimulatedFacts {
  readonly ip: string | null
  /** Unsaid is as none was sent, but makes nobody a robot. */
  readonly userAgent: string | null
  readonly device: Partial<Device> | null
  readonly geo: Partial<Geo>
  readonly language: string
  readonly referrer: string
  readonly isBot: boolean | null
  readonly unique: UniqueIn
  /** What he got before; `null` for nothing. */
  readonly bound: Bound | null
  /** Fields that stand where the query has none; `null` for none. */
  readonly passed: PassedFields | null
  readonly parentCampaignId: number
  readonly host: string
  readonly origin: string
  /** Without `?`. */
  readonly rawQuery: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  /** Whether others were not sent; else they are not known. */
  readonly hasAllHeaders: boolean
  /** Where facts came from, as `ip:said` (`core/trace/visitor-facts.ts`). */
  readonly origins: readonly string[]
}

export interface Simulated {
  readonly decision: Decision
  readonly visit: RoutedVisit
  readonly click: Event
  readonly context: MacroContext
}

export interface Moment {
  readonly tables: RoutingTables
  /** Epoch milliseconds. */
  readonly time: number
  readonly clickId: string
  /** Null: those that the click id throws. */
  readonly dice: Dice | null
  /** For the visits of a campaign. */
  readonly counts: (campaign: CompiledCampaign) => Counts
}

/** What flows and offers have taken by now. */
export type Counts = Pick<History, 'flowClicks' | 'capUsed'>

const BLANK_PAGE = parseTemplate('', 'html')

/**
 * The way through campaigns that pass the visit on: more than one, never none. It ends before one that
 * `mayEnter` keeps closed. Each campaign throws dice of its own, as under an id of its own.
 */
export function simulateWay(
  detectors: Detectors,
  campaign: CompiledCampaign,
  facts: SimulatedFacts,
  moment: Moment,
  mayEnter: (campaignId: number) => boolean,
): Simulated[] {
  const stations: Simulated[] = []
  let next: CompiledCampaign | null = campaign
  let described = facts
  while (next !== null) {
    const station = simulate(
      detectors,
      next,
      described,
      stations.length === 0 ? moment : elsewhere(moment, next),
    )
    const { hopTo } = station.decision
    const passed = [...stations, station].map(({ click }) => click.campaignId)
    const refusal = hopTo === null ? null : hopRefusal(passed, hopTo)
    stations.push(refusal === null ? station : stoppedBy(station, refusal))
    const goesOn = hopTo !== null && refusal === null && mayEnter(hopTo)
    next = goesOn ? moment.tables.campaign(hopTo) : null
    const { visit, click } = station
    described = {
      ...facts,
      bound: null,
      passed: visit.parameters,
      parentCampaignId: click.campaignId,
    }
  }
  return stations
}

function elsewhere(moment: Moment, { spec }: CompiledCampaign): Moment {
  return { ...moment, dice: moment.dice ?? diceOf(moment.clickId, ` ${spec.id}`) }
}

function stoppedBy(station: Simulated, reason: FallbackReason): Simulated {
  return { ...station, decision: stopped(station.decision, reason) }
}

export function simulate(
  detectors: Detectors,
  campaign: CompiledCampaign,
  facts: SimulatedFacts,
  { tables, time, clickId, dice, counts }: Moment,
): Simulated {
  const visit = visitOf(detectors, campaign, facts, { clickId, counts: counts(campaign) })
  const { parentCampaignId } = facts
  const cost = costInBase(tables, campaign.spec.cost, visit.parameters, {
    uniqueInCampaign: facts.unique.campaign,
    exempt: parentCampaignId > 0,
    provisional: false,
  })
  const place = { seq: 0, time, entry: 'redirect', parentCampaignId, linkId: 0 } as const
  const click = newClick(visit, { ...place, flags: 0, cost })
  const context: MacroContext = {
    click,
    clickId,
    origin: facts.origin,
    tables,
    now: time,
    dice: macroDice(clickId, campaign.spec.id),
    // Pages of landings are there in real visits; on paper it is enough that they could be.
    outside: { ...NO_OUTSIDE, page: () => BLANK_PAGE },
    conversion: null,
    offerPosition: 0,
    offerUrl: filledOffer,
  }
  const aim = aimWith(context, visit)
  const decision = decide(tables, visit, dice ?? diceOf(clickId), time, aim)
  return { decision, visit, click, context }
}

/** Of the target, which macro gave what; none where the visit is sent nowhere. */
export function targetPieces({ decision, context }: Simulated): readonly TargetPiece[] {
  const { choice, target } = decision
  const fresh = { ...context, dice: macroDice(context.clickId, context.click.campaignId) }
  return choice === null ? [] : markedTarget(choice, fresh, target)
}

function visitOf(
  detectors: Detectors,
  campaign: CompiledCampaign,
  facts: SimulatedFacts,
  { clickId, counts }: { readonly clickId: string; readonly counts: Counts },
): RoutedVisit {
  const { rawQuery, host, origin, passed, hasAllHeaders } = facts
  const { key } = campaign.spec
  const read = readerOf(campaign)({ rawQuery, form: '', referrer: facts.referrer, key })
  return {
    campaign,
    visitor: visitorOf(detectors, facts, read.referrer, read.searchEngine),
    parameters: passed === null ? read.parameters : withPassedFields(read.parameters, passed),
    history: historyOf(facts, counts),
    clickId,
    origin,
    host,
    url: withQuery(`${origin}/${campaign.spec.alias}`, rawQuery),
    header: (name) => facts.headers.get(name) ?? (hasAllHeaders ? '' : null),
  }
}

function visitorOf(
  detectors: Detectors,
  facts: SimulatedFacts,
  referrer: string,
  searchEngine: string,
): Visitor {
  const { visitor } = detectVisitor(detectors, {
    ip: facts.ip === null ? null : parseAddress(facts.ip),
    invalidIp: facts.ip ?? '',
    userAgent: facts.userAgent ?? '',
    language: facts.language,
    xRequestedWith: facts.headers.get('x-requested-with') ?? '',
    referrer,
    searchEngine,
    country: '',
    unusual: NOTHING_UNUSUAL,
  })
  return {
    ...visitor,
    geo: { ...visitor.geo, ...facts.geo },
    device: deviceOf(visitor.device, facts.device),
    botReasons: botReasonsOf(visitor.botReasons, facts),
  }
}

function deviceOf(seen: Device | null, said: Partial<Device> | null): Device | null {
  return said === null ? seen : { ...(seen ?? EMPTY_DEVICE), ...said }
}

/** Whoever says nothing of the user agent does not mean a robot without one. */
function botReasonsOf(
  seen: readonly BotReason[],
  { isBot, userAgent }: SimulatedFacts,
): readonly BotReason[] {
  if (isBot === false) return []
  if (isBot === true) return seen.length > 0 ? seen : ['user_list']
  return userAgent === null ? seen.filter((reason) => reason !== 'ua_empty') : seen
}

function historyOf({ unique, bound }: SimulatedFacts, counts: Counts): History {
  return {
    unique: (scope) => unique[scope],
    uniquenessKnown: true,
    bound: () => bound,
    ...counts,
  }
}
