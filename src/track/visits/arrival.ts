/** From a request to a visit: who comes, with which parameters, known from where. */
import { Flag } from '../../core/event.ts'
import type { CompiledCampaign, RoutedVisit, RoutingTables } from '../../core/tables.ts'
import { withQuery } from '../../core/url.ts'
import type { Bound, Visitor } from '../../core/visit.ts'
import { keyBy, type VisitorKey, visitorKey } from '../../core/visitor-key.ts'
import type { ReadParameters } from '../../detect/parameters.ts'
import { isLookingAhead } from '../../detect/prefetch.ts'
import { detectVisitor } from '../../detect/visitor.ts'
import { readBound, readCookie } from '../cookies/cookies.ts'
import { readSeenMarks, type SeenMarks } from '../cookies/uniqueness-cookie.ts'
import { type Asker, askerOf } from '../history/history.ts'
import type { TrackParts } from '../parts.ts'
import { readerOf } from './parameter-readers.ts'
import type { TrafficRequest } from './request.ts'

/** A visit with what is needed to remember it. */
export interface Arrived {
  readonly visit: RoutedVisit
  readonly asker: Asker
  /** Bits of `Flag`: provisional, flood. */
  readonly flags: number
}

/** The moment of a visit, and the tables it keeps to its end. */
export interface Now {
  readonly tables: RoutingTables
  readonly time: number
}

export function arrive(
  parts: TrackParts,
  request: TrafficRequest,
  campaign: CompiledCampaign,
  clickId: string,
  now: Now,
): Arrived {
  const read = readerOf(campaign)({
    rawQuery: request.rawQuery,
    form: request.form,
    referrer: request.header('referer'),
    key: campaign.spec.key,
  })
  const { visitor, isPreview } = lookAt(parts, request, read)
  const cookies = request.header('cookie')
  const seen = seenIn(parts, campaign, cookies, now.time)
  const bound = boundIn(parts, campaign, cookies, now.time)
  const asker = askerOf(campaign.spec, keyIn(campaign, visitor), now.time, seen, bound)
  const visit: RoutedVisit = {
    campaign,
    visitor,
    parameters: read.parameters,
    history: parts.history.view(asker),
    clickId,
    origin: request.origin,
    host: request.host,
    url: withQuery(request.origin + request.path, request.rawQuery),
    header: request.header,
  }
  const provisional = isPreview || isLookingAhead(request.method, request.header)
  return { visit, asker, flags: flagsOf(parts, visitor, provisional, now.time) }
}

function lookAt(
  { addresses, detectors, countryHeader }: TrackParts,
  { peer, header, form }: TrafficRequest,
  { referrer, searchEngine }: ReadParameters,
) {
  const isTold = countryHeader !== '' && addresses.isTrusted(peer)
  const ip = addresses.read(peer, header)
  const unusual = addresses.unusual(ip, peer, header)
  return detectVisitor(detectors, {
    ip,
    invalidIp: '',
    userAgent: header('user-agent'),
    language: header('accept-language'),
    xRequestedWith: header('x-requested-with'),
    country: isTold ? header(countryHeader) : '',
    referrer,
    searchEngine,
    unusual: form === '' ? unusual : [...unusual, 'form'],
  })
}

/** The marks in a `Cookie` header; `null` without valid ones, or if the campaign reads none. */
export function seenIn(
  { keys, cookieNames }: TrackParts,
  { spec }: CompiledCampaign,
  cookies: string,
  time: number,
): SeenMarks | null {
  if (!spec.uniqueness.cookies || cookies === '') return null
  const token = readCookie(cookies, cookieNames.uniqueness)
  return readSeenMarks(keys.uniqueness, token, Math.floor(time / 1000))
}

/** The binding in a `Cookie` header; `null` without a valid one, or if the campaign does not bind. */
export function boundIn(
  { keys, cookieNames }: TrackParts,
  { spec }: CompiledCampaign,
  cookies: string,
  time: number,
): Bound | null {
  if (spec.binding === 'none' || cookies === '') return null
  return readBound(keys.binding, cookieNames, cookies, {
    campaignId: spec.id,
    nowSeconds: Math.floor(time / 1000),
    ttlSeconds: spec.uniqueness.ttlHours * 3600,
  })
}

/** The key a visitor is remembered under; `null` without an address. */
export function keyIn({ spec }: CompiledCampaign, { ip, userAgent }: Visitor): VisitorKey | null {
  return ip && keyBy(spec.uniqueness.method, ip, userAgent ?? '')
}

/** Bits of `Flag` that the visit itself does not say. */
export function flagsOf(
  { isFlood, tables }: TrackParts,
  { ip }: Visitor,
  provisional: boolean,
  time: number,
): number {
  const flood = ip !== null && isFlood(visitorKey(ip, ''), time, tables().floodClicks)
  return (provisional ? Flag.provisional : 0) | (flood ? Flag.flood : 0)
}
