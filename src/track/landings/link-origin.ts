/** Which click the link on a landing names: by a signed token, else by the click id; or what is wrong. */
import { storedClickId } from '../../core/click-id.ts'
import type { Event } from '../../core/event.ts'
import { DamagedSegment } from '../../ledger/columns/column.ts'
import { isUnavailable } from '../../lib/errors.ts'
import { within } from '../../lib/within.ts'
import { readCookie } from '../cookies/cookies.ts'
import { type OfferToken, readOfferToken } from '../cookies/offer-token.ts'
import type { LinkFault } from '../faults.ts'
import type { TrackParts } from '../parts.ts'
import type { TrafficRequest } from '../visits/request.ts'

export interface LinkOrigin {
  readonly clickId: string
  readonly campaignId: number
  readonly flowId: number
  readonly pathId: number
  /** The offer that was chosen before, 0 if it was left to now. */
  readonly offerId: number
  /** The stored click, or `null` when it is gone or can't be read now. */
  readonly click: Event | null
}

/**
 * What the link says comes before cookies, which are of the visitor's last visit, perhaps to another campaign. A
 * bad token says more than the lack of a click id.
 */
export async function findOrigin(
  parts: TrackParts,
  request: TrafficRequest,
  query: ReadonlyMap<string, string>,
  time: number,
): Promise<LinkOrigin | LinkFault> {
  const cookies = request.header('cookie')
  const sealed = tokenIn(parts, [query.get('_token'), query.get('token')], time)
  if (typeof sealed !== 'string') return withClick(parts, sealed)
  const linked = idsIn((name) => query.get(name) ?? '')
  const kept = tokenIn(parts, [readCookie(cookies, '_token')], time)
  const isOfLink = typeof kept !== 'string' && linked.has(kept.clickId)
  const named = isOfLink ? 'missing' : await fromClickIds(parts, linked)
  if (typeof named !== 'string' || named === 'unreadable_click') return named
  if (typeof kept !== 'string') return withClick(parts, kept)
  const origin = await fromClickIds(
    parts,
    idsIn((name) => readCookie(cookies, name)),
  )
  if (typeof origin !== 'string' || origin === 'unreadable_click') return origin
  return [sealed, kept, named].find((fault) => fault !== 'missing') ?? origin
}

/** The first that is valid: pages send empty tokens and macros that nothing replaced beside good ones. */
function tokenIn(
  { keys }: TrackParts,
  texts: readonly (string | undefined)[],
  time: number,
): OfferToken | LinkFault {
  let fault: LinkFault = 'missing'
  for (const text of texts) {
    if (!text) continue
    const token = readOfferToken(keys.offerToken, text, time)
    if (typeof token !== 'string') return token
    if (fault === 'missing') fault = token
  }
  return fault
}

async function withClick({ ledger }: TrackParts, token: OfferToken): Promise<LinkOrigin> {
  return { ...token, click: await soon(ledger.readClick(token.clickId)) }
}

const CLICK_ID_NAMES = ['bcid', 'uclick', '_subid']

function idsIn(valueOf: (name: string) => string): ReadonlySet<string> {
  const clickIds = new Set(CLICK_ID_NAMES.map((name) => storedClickId(valueOf(name))))
  clickIds.delete('')
  return clickIds
}

/** The first that is known: pages send macros that nothing replaced, and browsers keep ids for long. */
async function fromClickIds(
  { ledger }: TrackParts,
  clickIds: ReadonlySet<string>,
): Promise<LinkOrigin | LinkFault> {
  for (const clickId of clickIds) {
    const click = await ledger.readClick(clickId).catch(unreadable)
    if (typeof click === 'string') return click
    if (click === null) continue
    const { campaignId, flowId, pathId, landingId } = click
    // Beside a landing it is the one that was chosen at the visit.
    const offerId = landingId > 0 ? click.offerId : 0
    return { clickId, campaignId, flowId, pathId, offerId, click }
  }
  return clickIds.size === 0 ? 'missing' : 'unknown_click'
}

function unreadable(error: unknown): 'unreadable_click' {
  if (error instanceof DamagedSegment || isUnavailable(error)) return 'unreadable_click'
  throw error
}

/** With the sub ids that links, pages and networks have sent since, if the ledger can say them. */
export async function upToDate({ subIds }: TrackParts, click: Event): Promise<Event> {
  const latest = await soon(subIds.latest(click))
  return latest === null ? click : { ...click, subIds: latest.subIds }
}

/** A visitor waits this long for what the offer can do without; a busy ledger takes milliseconds. */
const LOOK_UP_MS = 2000

/** `null` also when nobody can say, or not in time. */
function soon<T>(answer: Promise<T | null>): Promise<T | null> {
  return within(answer, LOOK_UP_MS, null).catch(() => null)
}
