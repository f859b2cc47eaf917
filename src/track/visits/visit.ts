/** A browser's visit to a campaign, from request to answer and cookies. */
import { type Answer } from '../../core/actions/action.ts'
import { answer } from '../../core/answer.ts'
import type { Decision } from '../../core/decision.ts'
import { type Event, Flag } from '../../core/event.ts'
import type { MacroContext } from '../../core/macros/context.ts'
import type { CompiledCampaign } from '../../core/tables.ts'
import type { FallbackReason } from '../../core/trace/trace.ts'
import { type Cookie } from '../cookies/cookies.ts'
import { bindingCookiesBeside, uniquenessMarks } from '../cookies/visit-cookies.ts'
import type { TrackParts } from '../parts.ts'
import { arrive, type Now } from './arrival.ts'
import { complete, type Entrance, type Station, store, travel } from './journey.ts'
import type { TrafficRequest } from './request.ts'

export interface Visited {
  readonly answer: Answer
  /** Of the last campaign, complete. */
  readonly click: Event
  /** What the answer was made of. */
  readonly decision: Decision
  readonly context: MacroContext
  readonly cookies: readonly Cookie[]
  /** Why nothing was shown; `''` if something was. */
  readonly reason: FallbackReason | ''
  /** Resolves when the click is with the operating system, or will not be. Never rejects. */
  readonly stored: Promise<void>
}

const BROWSER: Entrance<TrafficRequest> = {
  entry: 'redirect',
  from: 0,
  click: null,
  passed: null,
  arrive,
}

/** The shortest life of the cookies that hold the click id. */
export const CLICK_COOKIE_SECONDS = 30 * 86_400

export function visitCampaign(
  parts: TrackParts,
  request: TrafficRequest,
  campaign: CompiledCampaign,
  entrance: Entrance<TrafficRequest> = BROWSER,
): Visited {
  const now: Now = { tables: parts.tables(), time: parts.clock() }
  const stations = travel(parts, entrance, request, campaign, now)
  const last = stations.at(-1)!
  const shown = answer(last.decision, last.context)
  for (const station of stations) complete(parts, station, station === last ? shown : null)
  return {
    answer: shown,
    click: last.click,
    decision: last.decision,
    context: last.context,
    cookies: cookiesOf(parts, request.header('cookie'), stations, now),
    reason: last.decision.reason,
    stored: store(parts, stations, now),
  }
}

/** Those of every campaign on the way: whoever comes back is known to the first one, too. */
function cookiesOf(
  parts: TrackParts,
  sent: string,
  stations: readonly Station[],
  now: Now,
): Cookie[] {
  const { arrived, click, context, decision } = stations.at(-1)!
  const { clickId } = arrived.visit
  const longest = longestLife(stations)
  const ttlSeconds = Math.max(longest, CLICK_COOKIE_SECONDS)
  const cookies: Cookie[] = [
    { name: '_subid', value: clickId, ttlSeconds },
    { name: 'uclick', value: clickId, ttlSeconds },
  ]
  if (decision.choice?.step === 'landing') {
    const token = context.outside.token(click, clickId)
    if (token !== '') cookies.push({ name: '_token', value: token, ttlSeconds })
  }
  if ((click.flags & Flag.provisional) !== 0) return cookies
  const value = uniquenessMarks(parts, stations)
  if (value !== '') {
    const life = Math.max(longest, lifeOfMarks(stations, now))
    cookies.push({ name: parts.cookieNames.uniqueness, value, ttlSeconds: life })
  }
  for (const { arrived: at, decision: made } of stations) {
    cookies.push(...bindingCookiesBeside(sent, parts, at, made.bind))
  }
  return cookies
}

/** In seconds, for as long as one of the campaigns on the way remembers visitors. */
function longestLife(stations: readonly Station[]): number {
  let longest = 0
  for (const { arrived } of stations) longest = Math.max(longest, arrived.asker.ttlSeconds)
  return longest
}

/** In seconds, of the marks that the visitor brought: a visit elsewhere does not end them early. */
function lifeOfMarks(stations: readonly Station[], { tables }: Now): number {
  const seen = stations.find(({ arrived }) => arrived.asker.seen !== null)?.arrived.asker.seen
  if (!seen) return 0
  let longest = 0
  for (const id of seen.campaigns.keys()) {
    longest = Math.max(longest, (tables.campaign(id)?.spec.uniqueness.ttlHours ?? 0) * 3600)
  }
  return longest
}
