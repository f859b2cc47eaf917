/** Which click the link on a landing names: by a signed token, else by the click id; or what is wrong. */
import { storedClickId } from '../../core/click-id.ts'
import type { Event } from '../../core/event.ts'
import { DamagedSegment } from '../../ledger/columns/column.ts'
import { isUnavailable } from '../../lib/errors.ts'
import { within } from '../../lib/within.ts'
import { readCookie } from '../cookies/cookies.ts'
import { readOfferToken } from '../cookies/offer-token.ts'
import type { TrackParts } from '../parts.ts'
import type { TrafficRequest } from '../visits/request.ts'
import type { LinkFault } from './invalid-links.ts'

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

/** A bad token says more than the lack of a click id. */
export async function findOrigin(
  parts: TrackParts,
  request: TrafficRequest,
  query: ReadonlyMap<string, string>,
  time: number,
): Promise<LinkOrigin | LinkFault> {
  const named = await fromToken(parts, request, query, time)
  if (typeof named !== 'string') return named
  const origin = await fromClickId(parts, request, query)
  return typeof origin === 'string' && named !== 'missing' ? named : origin
}

/** The first that is valid: pages send empty tokens and macros that nothing replaced beside good ones. */
async function fromToken(
  { keys, ledger }: TrackParts,
  request: TrafficRequest,
  query: ReadonlyMap<string, string>,
  time: number,
): Promise<LinkOrigin | LinkFault> {
  const cookie = readCookie(request.header('cookie'), '_token')
  let fault: LinkFault = 'missing'
  for (const text of [query.get('_token'), query.get('token'), cookie]) {
    if (!text) continue
    const token = readOfferToken(keys.offerToken, text, time)
    if (typeof token !== 'string')
      return { ...token, click: await soon(ledger.readClick(token.clickId)) }
    if (fault === 'missing') fault = token
  }
  return fault
}

/** Of the link before those of cookies, which are of his last visit, perhaps to another campaign. */
const CLICK_ID_NAMES = ['bcid', 'uclick', '_subid']

/** The first that is known: pages send macros that nothing replaced, and browsers keep ids for long. */
async function fromClickId(
  { ledger }: TrackParts,
  request: TrafficRequest,
  query: ReadonlyMap<string, string>,
): Promise<LinkOrigin | LinkFault> {
  const cookies = request.header('cookie')
  const linked = CLICK_ID_NAMES.map((name) => query.get(name) ?? '')
  const kept = CLICK_ID_NAMES.map((name) => readCookie(cookies, name))
  const clickIds = new Set([...linked, ...kept].map(storedClickId))
  clickIds.delete('')
  for (const clickId of clickIds) {
    const click = await ledger.readClick(clickId).catch(unreadable)
    if (typeof click === 'string') return click
    if (click === null) continue
    const { campaignId, flowId, pathId } = click
    return { clickId, campaignId, flowId, pathId, offerId: 0, click }
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
