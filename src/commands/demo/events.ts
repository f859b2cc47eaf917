/**
 * The demo's events: clicks over a month, landing clicks, and conversions that are approved or
 * rejected days later, each as its own event, as the ledger keeps them.
 */
import { rowOf } from '../../core/click-id.ts'
import { type Event, EventKind, Flag, rowToEvent } from '../../core/event.ts'
import type { Dice } from '../../core/visit.ts'
import type { UserAgentFacts } from '../../detect/user-agent.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/spans.ts'
import { agentColumns } from '../agent-columns.ts'
import { between, type Draw, skewed, weighted } from './draw.ts'
import type { DemoCampaign, DemoFlow, DemoOffer } from './world.ts'

export interface DemoVisitor {
  readonly ip: string
  readonly country: string
  readonly continent: string
}

export interface DemoCast {
  readonly campaigns: readonly DemoCampaign[]
  readonly visitors: readonly DemoVisitor[]
  readonly agents: readonly (readonly [UserAgentFacts, number])[]
  readonly dice: Dice
}

const LANDING_CLICK_RATE = 0.32
const LANGUAGES: Readonly<Record<string, string>> = {
  DE: 'de',
  AT: 'de-AT',
  FR: 'fr',
  IT: 'it',
  ES: 'es',
  BR: 'pt-BR',
}
/** Of a day's clicks, how many come in each hour of UTC. */
const HOURS = [3, 2, 2, 2, 2, 3, 4, 6, 7, 8, 8, 9, 9, 9, 9, 9, 10, 11, 12, 12, 11, 9, 7, 5]
/** Of a week's clicks, how many come on each day from Sunday on. */
const WEEKDAYS = [11, 9, 8, 9, 10, 11, 12]

/** When each of `count` clicks comes, in order, `hours` long from `from` on: by hour and weekday of UTC. */
export function* clickTimes(count: number, from: number, hours: number): Generator<number> {
  const starts = Array.from({ length: hours }, (_, hour) => from + hour * HOUR_MS)
  const total = starts.reduce((sum, start) => sum + shareOf(start), 0)
  let passed = 0
  let given = 0
  for (const start of starts) {
    passed += shareOf(start)
    const here = Math.round((passed / total) * count) - given
    for (let index = 0; index < here; index++) yield start + Math.floor((index / here) * HOUR_MS)
    given += here
  }
}

/** Of the hour that begins at `start`. */
function shareOf(start: number): number {
  const date = new Date(start)
  return HOURS[date.getUTCHours()]! * WEEKDAYS[date.getUTCDay()]!
}

export interface DemoClick {
  readonly click: Event
  readonly offer: DemoOffer | null
  /** How likely a visitor who reached the offer converts. */
  readonly rate: number
}

/** Makes clicks; the caller gives each its place and time. */
export function clickMaker({ campaigns, visitors, agents, dice }: DemoCast) {
  const drawCampaign = weighted(campaigns.map((one) => [one, one.weight] as const))
  const drawAgent = weighted(agents)
  const drawOffer = new Map<DemoFlow, Draw<DemoOffer>>()
  for (const { flows } of campaigns) {
    for (const flow of flows)
      drawOffer.set(flow, weighted(flow.offers.map((one) => [one, one.weight])))
  }
  return (seq: number, time: number): DemoClick => {
    const campaign = drawCampaign(dice)
    const visitor = visitors[between(dice, 0, visitors.length)]!
    const agent = drawAgent(dice)
    const flow = campaign.flows.find(
      ({ country }) => country === null || country === visitor.country,
    )!
    const showsLanding = flow.landingId !== 0
    const offer = showsLanding ? null : drawOffer.get(flow)!(dice)
    const click = clickOf({ campaign, visitor, agent, flow, offer, dice }, seq, time)
    const reached = offer ?? drawOffer.get(flow)!(dice)
    return { click, offer: reached, rate: conversionRate(campaign, flow, reached) }
  }
}

/** Expensive offers convert rarely: what is earned stays near what is paid for clicks. */
function conversionRate({ cpcMicros }: DemoCampaign, { landingId }: DemoFlow, offer: DemoOffer) {
  const clicksPerVisit = landingId === 0 ? 1 : LANDING_CLICK_RATE
  return Math.min(0.12, (cpcMicros * 2.6) / (offer.payoutMicros * clicksPerVisit))
}

interface Facts {
  readonly campaign: DemoCampaign
  readonly visitor: DemoVisitor
  readonly agent: UserAgentFacts
  readonly flow: DemoFlow
  readonly offer: DemoOffer | null
  readonly dice: Dice
}

function clickOf(
  { campaign, visitor, agent, flow, offer, dice }: Facts,
  seq: number,
  time: number,
): Event {
  const zone = skewed(dice, 1_200)
  const subIds = [`z${zone}`, `b${between(dice, 1, 41)}`, `site${skewed(dice, 200_000)}.example`]
  const cost = Math.round(campaign.cpcMicros * (0.6 + 0.8 * dice()))
  const externalId = `${half(dice)}${half(dice)}`
  return {
    ...EMPTY,
    kind: EventKind.click,
    row: rowOf(seq),
    time,
    clickTime: time,
    clickSeq: seq,
    flags: flagsOf(agent, flow, offer, dice),
    campaignId: campaign.id,
    flowId: flow.id,
    flowType: flow.type,
    pathId: flow.pathId,
    landingId: flow.landingId,
    offerId: offer?.id ?? 0,
    networkId: offer?.networkId ?? 0,
    sourceId: campaign.sourceId,
    entry: 'redirect',
    action: 'http',
    host: 'trk.example',
    ip: visitor.ip,
    country: visitor.country,
    continent: visitor.continent,
    ...agentColumns(agent),
    language: LANGUAGES[visitor.country] ?? 'en',
    source: campaign.source,
    externalId,
    subIds,
    costOrigin: 'macro',
    costCurrency: 'USD',
    rawQuery: `zone=${subIds[0]}&banner=${subIds[1]}&site=${subIds[2]}&cost=${cost / 1e6}&clickid=${externalId}`,
    destination: offer ? offer.url.replace('{subid}', '{}').replace('{sub_id_1}', subIds[0]!) : '',
    clicks: 1,
    offerClicks: offer ? 1 : 0,
    costMicros: cost,
  }
}

/** Six letters and digits: half of a traffic source's own click id, of which no two are alike. */
const half = (dice: Dice) => between(dice, 36 ** 5, 36 ** 6).toString(36)

function flagsOf(
  agent: UserAgentFacts,
  flow: DemoFlow,
  offer: DemoOffer | null,
  dice: Dice,
): number {
  const chance = dice()
  let flags = agent.botReasons.length > 0 ? Flag.bot : 0
  if (chance < 0.9) flags |= Flag.uniqueFlow
  if (chance < 0.88) flags |= Flag.uniqueCampaign
  if (chance < 0.8) flags |= Flag.uniqueGlobal
  if (flow.landingId !== 0) flags |= Flag.landingShown
  if (offer !== null) flags |= Flag.offerReached
  return flags | Flag.emptyReferrer
}

/** What follows a click, in order of time: nothing, for most. */
export function followUps({ click, offer, rate }: DemoClick, dice: Dice): Event[] {
  if (offer === null || (click.flags & Flag.bot) !== 0) return []
  const events: Event[] = []
  let { time } = click
  if (click.landingId !== 0) {
    if (dice() > LANDING_CLICK_RATE) return []
    time += between(dice, 4_000, 180_000)
    events.push({
      ...bare(click, time),
      kind: EventKind.landingClick,
      ...reached(offer),
      landingClicks: 1,
      offerClicks: 1,
    })
  }
  if (dice() > rate) return events
  return [...events, ...conversion({ ...bare(click, time), ...reached(offer) }, offer, dice)]
}

function reached({ id, networkId }: DemoOffer) {
  return { offerId: id, networkId }
}

/** A lead, and in most cases the network's verdict some days later. */
function conversion(from: Event, { payoutMicros: payout }: DemoOffer, dice: Dice): Event[] {
  const time = from.time + between(dice, 30_000, 40 * MINUTE_MS)
  const toConvert = time - from.clickTime
  const base = {
    ...from,
    kind: EventKind.conversion,
    transactionId: `t${from.clickSeq}`,
    payoutCurrency: 'USD',
  }
  const lead: Event = {
    ...base,
    time,
    status: 'lead',
    conversionClass: 'lead',
    leads: 1,
    conversions: 1,
    convLead: 1,
    revenueHoldMicros: payout,
    timeToConvertMs: toConvert,
  }
  const verdict = dice()
  if (verdict > 0.85) return [lead]
  const later = {
    ...base,
    time: time + between(dice, 6, 96) * HOUR_MS,
    convLead: -1,
    revenueHoldMicros: -payout,
  }
  if (verdict < 0.5) {
    return [
      lead,
      {
        ...later,
        status: 'sale',
        conversionClass: 'sale',
        convSale: 1,
        revenueConfirmedMicros: payout,
      },
    ]
  }
  return [
    lead,
    {
      ...later,
      status: 'rejected',
      conversionClass: 'rejected',
      convRejected: 1,
      revenueRejectedMicros: payout,
    },
  ]
}

/** The click's dimensions without its measures. */
function bare(click: Event, time: number): Event {
  return { ...click, time, clicks: 0, offerClicks: 0, costMicros: 0, rawQuery: '', destination: '' }
}

const EMPTY: Event = rowToEvent([])
