/** From a request to a visit: who comes, with which parameters, known from where. */
import { Flag } from '../core/event.ts'
import type { CompiledCampaign, RoutedVisit, RoutingTables } from '../core/tables.ts'
import type { Visitor } from '../core/visit.ts'
import { type ParameterReader, parameterReader } from '../detect/parameters.ts'
import { isLookingAhead } from '../detect/prefetch.ts'
import { detectVisitor } from '../detect/visitor.ts'
import { readBound, readCookie } from './cookies.ts'
import type { Asker } from './history.ts'
import type { TrackParts } from './parts.ts'
import type { TrafficRequest } from './request.ts'
import { readSeenMarks } from './uniqueness-cookie.ts'
import { type VisitorKey, visitorKey } from './visitor-key.ts'

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
  const { parameters, referrer, searchEngine } = readerOf(campaign)({
    rawQuery: request.rawQuery,
    form: request.form,
    referrer: request.header('referer'),
  })
  const { visitor, isPreview } = lookAt(parts, request, { referrer, searchEngine })
  const asker = askerOf(parts, request, campaign, visitor, now.time)
  const visit: RoutedVisit = {
    campaign,
    visitor,
    parameters,
    history: parts.history.view(asker),
    clickId,
    origin: request.origin,
    host: request.host,
    url: `${request.origin}${request.path}${request.rawQuery === '' ? '' : `?${request.rawQuery}`}`,
    header: request.header,
  }
  const provisional = isPreview || isLookingAhead(request.method, request.header)
  return { visit, asker, flags: flagsOf(parts, visitor, provisional, now.time) }
}

/** Compiled once per campaign and kept as long as the campaign's tables are. */
const readers = new WeakMap<CompiledCampaign, ParameterReader>()

function readerOf(campaign: CompiledCampaign): ParameterReader {
  const known = readers.get(campaign)
  if (known) return known
  const reader = parameterReader(campaign.spec.parameters, campaign.source?.parameters ?? [])
  readers.set(campaign, reader)
  return reader
}

function lookAt(
  { addresses, detectors, countryHeader }: TrackParts,
  { peer, header }: TrafficRequest,
  from: { referrer: string; searchEngine: string },
) {
  const isTold = countryHeader !== '' && addresses.isTrusted(peer)
  return detectVisitor(detectors, {
    ip: addresses.read(peer, header),
    invalidIp: '',
    userAgent: header('user-agent'),
    language: header('accept-language'),
    xRequestedWith: header('x-requested-with'),
    country: isTold ? header(countryHeader) : '',
    ...from,
  })
}

function askerOf(
  { keys, cookieNames }: TrackParts,
  request: TrafficRequest,
  { spec }: CompiledCampaign,
  visitor: Visitor,
  time: number,
): Asker {
  const ttlSeconds = spec.uniqueness.ttlHours * 3600
  const nowSeconds = Math.floor(time / 1000)
  const cookies = request.header('cookie')
  const usesCookies = spec.uniqueness.cookies && cookies !== ''
  const seenCookie = usesCookies ? readCookie(cookies, cookieNames.uniqueness) : ''
  return {
    campaignId: spec.id,
    key: keyOf(spec.uniqueness.method, visitor),
    seen: readSeenMarks([keys.uniqueness], seenCookie, nowSeconds),
    boundByCookie:
      spec.binding === 'none' || cookies === ''
        ? null
        : readBound([keys.binding], cookieNames, cookies, {
            campaignId: spec.id,
            nowSeconds,
            ttlSeconds,
          }),
    ttlSeconds,
    timezone: spec.timezone,
    now: time,
  }
}

/** The key a visitor is remembered under; `null` without an address. */
export function keyOf(
  method: 'ip' | 'ip_ua',
  { ip, userAgent }: Pick<Visitor, 'ip' | 'userAgent'>,
): VisitorKey | null {
  if (ip === null) return null
  return visitorKey(ip, method === 'ip_ua' ? (userAgent ?? '') : '')
}

function flagsOf(
  { isFlood }: TrackParts,
  { ip }: Visitor,
  provisional: boolean,
  time: number,
): number {
  const flood = ip !== null && isFlood(visitorKey(ip, ''), time)
  return (provisional ? Flag.provisional : 0) | (flood ? Flag.flood : 0)
}
