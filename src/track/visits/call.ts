/**
 * A Click API call: a site, app or script asks what to do with a visitor of its own. He is decided
 * on and stored like a browser's visit, but an offer he reaches directly waits until he comes for
 * it, unless the caller wants it now, and a landing he is on already is not shown again.
 */
import type { Answer } from '../../core/actions/action.ts'
import { answer } from '../../core/answer.ts'
import { uniqueIn } from '../../core/click.ts'
import type { Decision } from '../../core/decision.ts'
import { type Event, Flag } from '../../core/event.ts'
import type { CompiledCampaign, CompiledLanding, RoutedVisit } from '../../core/tables.ts'
import type { Trace } from '../../core/trace/trace.ts'
import type { UniqueIn } from '../../core/visit.ts'
import { bindingCookies, uniquenessMarks } from '../cookies/visit-cookies.ts'
import type { TrackParts } from '../parts.ts'
import type { Now } from './arrival.ts'
import { arriveByCall, type VisitorCall } from './call-arrival.ts'
import { complete, type Entrance, type Station, store, travel } from './journey.ts'

/** What the caller is told, before anything is fetched. */
export interface Called {
  /** What the visitor gets now; `null` while an offer or landing is left to him. */
  readonly answer: Answer | null
  /** Of the last campaign, which gave the result; its choice holds what was chosen. */
  readonly decision: Decision
  /** The last campaign's click, complete. */
  readonly click: Event
  readonly clickId: string
  readonly landingId: number | null
  /** `''` when the chosen path has no offer. */
  readonly token: string
  readonly unique: UniqueIn
  readonly isBot: boolean
  /** `''` when the campaign uses no cookies. */
  readonly uniquenessCookie: string
  readonly ttlHours: number
  /** For the caller to keep at the visitor's: name and value. */
  readonly cookies: readonly (readonly [name: string, value: string])[]
  /** One per campaign that the visit passed. */
  readonly told: readonly Told[]
  /** Resolves when the click is with the operating system, or will not be. Never rejects. */
  readonly stored: Promise<void>
}

/** What is behind a part of a log. */
export interface Told {
  readonly trace: Trace
  readonly visit: RoutedVisit
  readonly click: Event
}

const CLICK_API: Entrance<VisitorCall> = {
  entry: 'click_api',
  from: 0,
  click: null,
  passed: null,
  arrive: arriveByCall,
}

export function callCampaign(
  parts: TrackParts,
  call: VisitorCall,
  campaign: CompiledCampaign,
): Called {
  const now: Now = { tables: parts.tables(), time: parts.clock() }
  const page = call.landingId === null ? null : now.tables.landing(call.landingId)
  const stations = travel(parts, CLICK_API, call, campaign, now)
  const last = withLanding(stations.pop()!, page)
  stations.push(last)
  const isLeft = isLeftToVisitor(last.decision, call, page)
  const shown = isLeft ? null : answer(last.decision, last.context)
  for (const station of stations) complete(parts, station, station === last ? shown : null)
  return {
    ...resultOf(parts, stations, page),
    answer: shown,
    told: stations.map(({ arrived, click, decision }) => ({
      trace: decision.trace,
      visit: arrived.visit,
      click,
    })),
    stored: store(parts, stations, now),
  }
}

/**
 * Records the landing that the call comes from: in place of one drawn from the same path, or where
 * none is shown.
 */
function withLanding(station: Station, page: CompiledLanding | null): Station {
  const { decision } = station
  const { choice } = decision
  if (page === null || choice === null) return station
  const moved = { ...decision, choice: { ...choice, landing: page } }
  if (choice.step !== 'landing') return { ...station, decision: moved }
  if (!isInPath(decision, page)) return station
  const { id } = page.spec
  const bind = decision.bind && { ...decision.bind, landingId: decision.bind.landingId && id }
  const trace = decision.trace
    .filter((entry) => entry.at !== 'action')
    .map((entry) => (entry.at === 'landing' ? { at: entry.at, id } : entry))
  return { ...station, decision: { ...moved, target: '', bind, trace } }
}

function isInPath({ choice }: Decision, { spec }: CompiledLanding): boolean {
  const landings = choice?.step === 'landing' ? (choice.path?.spec.landings ?? []) : []
  return landings.some(({ landingId }) => landingId === spec.id)
}

function isLeftToVisitor(
  decision: Decision,
  { wantsOffer }: VisitorCall,
  page: CompiledLanding | null,
): boolean {
  if (decision.choice?.step === 'offer') return !wantsOffer
  return page !== null && isInPath(decision, page)
}

/** Of the last campaign; cookies of every one on the way. */
function resultOf(parts: TrackParts, stations: readonly Station[], page: CompiledLanding | null) {
  const { arrived, click, context, decision } = stations.at(-1)!
  const { clickId, campaign } = arrived.visit
  const { uniqueness } = campaign.spec
  const token = context.outside.token(click, clickId)
  const uniquenessCookie = uniquenessMarks(parts, stations)
  const cookies: [string, string][] = [['_subid', clickId]]
  if (token !== '') cookies.push(['_token', token])
  if (uniquenessCookie !== '') cookies.push([parts.cookieNames.uniqueness, uniquenessCookie])
  for (const { arrived: at, decision: made } of stations) {
    for (const { name, value } of bindingCookies(parts, at, made.bind)) cookies.push([name, value])
  }
  return {
    decision,
    click,
    clickId,
    landingId: click.landingId || (page?.spec.id ?? null),
    token,
    unique: uniqueIn(click),
    isBot: (click.flags & Flag.bot) !== 0,
    uniquenessCookie,
    ttlHours: uniqueness.ttlHours,
    cookies,
  }
}
