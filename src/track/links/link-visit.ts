/**
 * A visit of a short link: the same way as a campaign's (`journey.ts`), with an answer of its own.
 * What the event says beyond a campaign's click: the link, the device it was opened on, the outcome.
 */
import { NOTHING } from '../../core/actions/action.ts'
import { storedDestination } from '../../core/click.ts'
import { type Event, Flag } from '../../core/event.ts'
import {
  cacheControlAt,
  type CompiledLink,
  NOT_KEPT,
  type RedirectStatus,
} from '../../core/links/link.ts'
import { pixelPage } from '../../core/links/pixel-page.ts'
import { forwardQuery } from '../../core/links/query.ts'
import { isSettingOn } from '../../core/settings/settings.ts'
import type { FallbackReason } from '../../core/trace/trace.ts'
import type { TrackParts } from '../parts.ts'
import { arrive, type Now } from '../visits/arrival.ts'
import {
  complete,
  type Entrance,
  type Station,
  stoppedAt,
  store,
  travel,
} from '../visits/journey.ts'
import type { TrafficRequest } from '../visits/request.ts'
import type { Gate } from './link-gates.ts'

export type LinkAnswer =
  | {
      readonly kind: 'redirect'
      readonly location: string
      readonly status: RedirectStatus
      readonly cacheControl: string
    }
  | { readonly kind: 'pixel_page'; readonly body: string }
  /** Outside its times or above its limit, without an address for that. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'password_form'; readonly gate: Gate }

export interface LinkVisited {
  readonly answer: LinkAnswer
  /** Resolves when the click is with the operating system, or will not be. Never rejects. */
  readonly stored: Promise<void>
}

const LINK: Entrance<TrafficRequest> = { entry: 'link', from: 0, click: null, passed: null, arrive }

/** `blocked`: the link's domain is switched off. */
export function visitLink(
  parts: TrackParts,
  request: TrafficRequest,
  link: CompiledLink,
  gate: Gate | 'blocked',
): LinkVisited {
  const now: Now = { tables: parts.tables(), time: parts.clock() }
  const arrived = travel(parts, LINK, request, link.campaign, now)[0]!
  const passed = gate === 'open' ? throughLimit(parts, link, arrived.click) : gate
  const reason = STOPPED[passed]
  // A link that is blocked itself has been stopped already.
  const isOpen = reason === null || arrived.decision.outcome === 'nothing'
  const station = isOpen ? arrived : stoppedAt(arrived, reason)
  complete(parts, station, NOTHING)
  const answer = answerOf({ parts, request, link, station, gate: passed, now: now.time })
  writeLink(station, link, answer)
  if (request.method === 'HEAD') station.click.flags |= Flag.head
  return { answer, stored: store(parts, [station], now) }
}

const STOPPED: Readonly<Record<Gate | 'blocked', FallbackReason | null>> = {
  open: null,
  closed: 'link_closed',
  password: 'link_password',
  wrong_password: 'link_password',
  too_many_tries: 'link_password',
  blocked: 'blocked',
}

/** Only people take visits from a limited link, and only when they really come. */
function throughLimit({ linkGates }: TrackParts, link: CompiledLink, { flags }: Event): Gate {
  if (link.spec.clickLimit === null) {
    linkGates.forget(link)
    return 'open'
  }
  const isCounted = (flags & (Flag.bot | Flag.provisional)) === 0
  const isOpen = isCounted ? linkGates.take(link) : !linkGates.isFull(link)
  return isOpen ? 'open' : 'closed'
}

interface Asked {
  readonly parts: TrackParts
  readonly request: TrafficRequest
  readonly link: CompiledLink
  readonly station: Station
  readonly gate: Gate | 'blocked'
  readonly now: number
}

function answerOf({ parts, request, link, station, gate, now }: Asked): LinkAnswer {
  const { spec } = link
  const { decision, click } = station
  if (decision.reason === 'blocked') return { kind: 'blocked' }
  if (gate === 'closed') {
    const location = spec.expiredLocation
    return location === null ? { kind: 'closed' } : passing(location)
  }
  if (gate !== 'open' && gate !== 'blocked') return { kind: 'password_form', gate }
  const location = spec.forwardsQuery
    ? forwardQuery(decision.target, request.rawQuery)
    : decision.target
  if (showsPixels(parts, request, link, click)) {
    return { kind: 'pixel_page', body: pixelPage(location, spec.pixels) }
  }
  // 307 and 308 would send the password on to the destination.
  if (spec.passwordHash !== null) return passing(location)
  const cacheControl = cacheControlAt(link, now)
  return { kind: 'redirect', location, status: spec.redirectStatus, cacheControl }
}

/** What holds for this visit alone. */
function passing(location: string): LinkAnswer {
  return { kind: 'redirect', location, status: 302, cacheControl: NOT_KEPT }
}

/** Pages are for people in a browser's window; everybody else is redirected at once. */
function showsPixels(
  { tables }: TrackParts,
  { method, header }: TrafficRequest,
  { spec }: CompiledLink,
  { flags }: Event,
): boolean {
  if (spec.pixels.length === 0 || (flags & Flag.bot) !== 0) return false
  // Whoever gave the password has come by our form.
  if (method !== 'GET' && !(method === 'POST' && spec.passwordHash !== null)) return false
  const dest = header('sec-fetch-dest')
  if (dest !== '' && dest !== 'document') return false
  return header('sec-gpc') !== '1' || !isSettingOn(tables().settings, 'links.respect_gpc')
}

const OUTCOMES = { closed: 'limit', blocked: 'blocked', password_form: 'password_form' } as const

/** The campaign and flow of a link are no campaign and flow of anybody. */
function writeLink({ click, decision, arrived }: Station, link: CompiledLink, answer: LinkAnswer) {
  click.linkId = link.spec.id
  click.campaignId = 0
  click.flowId = 0
  click.flowType = decision.choice?.flow.name ?? ''
  if ((click.flags & Flag.uniqueCampaign) === 0) click.flags &= ~Flag.uniqueFlow
  click.action = outcomeOf(click, answer)
  if (answer.kind === 'redirect') {
    click.destination = storedDestination(answer.location, arrived.visit.clickId)
  }
}

function outcomeOf({ reason }: Event, answer: LinkAnswer): string {
  if (answer.kind === 'pixel_page') return 'pixel_page'
  if (answer.kind !== 'redirect') return OUTCOMES[answer.kind]
  return reason === '' ? 'redirect' : OUTCOMES.closed
}
