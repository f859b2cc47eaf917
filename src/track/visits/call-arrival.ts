/** From a Click API call to a visit: the visitor is who the caller says, not who is connected. */
import type { CompiledCampaign, RoutedVisit } from '../../core/tables.ts'
import type { Unusual } from '../../core/trace/unusual.ts'
import { parseAddress } from '../../detect/address.ts'
import { isLookingAhead } from '../../detect/prefetch.ts'
import { detectVisitor } from '../../detect/visitor.ts'
import { readSeenMarks, type SeenMarks } from '../cookies/uniqueness-cookie.ts'
import { type Asker, askerOf } from '../history/history.ts'
import type { TrackParts } from '../parts.ts'
import { type Arrived, boundIn, flagsOf, keyIn, type Now, seenIn } from './arrival.ts'
import { readerOf } from './parameter-readers.ts'

/** A visitor as a caller describes him, each fact with its best source chosen already. */
export interface VisitorCall {
  /** Parameters of the visit: no facts about the visitor, no words for the API itself. */
  readonly fields: ReadonlyMap<string, string>
  /** The same as a query, without the token; stored with the click. */
  readonly rawQuery: string
  /** An address, or what was sent for one. */
  readonly ip: string
  readonly userAgent: string
  readonly language: string
  readonly xRequestedWith: string
  /** Used when `fields` names no referrer. */
  readonly referrer: string
  readonly uniquenessCookie: string
  /** `Cookie` headers that may hold what we set before, best first. */
  readonly cookies: readonly string[]
  /** A header of the visitor's request, by lower-case name; `null` if none were forwarded. */
  readonly forwarded: (name: string) => string | null
  /** Execute an offer that is reached without a landing. */
  readonly wantsOffer: boolean
  /** The landing the call comes from. */
  readonly landingId: number | null
  /** HEAD, or the visitor's client only looks ahead. */
  readonly isAhead: boolean
  readonly host: string
  /** Scheme and host of our own side. */
  readonly origin: string
  /** Of where these facts came from, what is not as in most calls. */
  readonly unusual: readonly Unusual[]
  /** The page that the visitor is on, else our own address. */
  readonly url: string
}

export function arriveByCall(
  parts: TrackParts,
  call: VisitorCall,
  campaign: CompiledCampaign,
  clickId: string,
  now: Now,
): Arrived {
  const read = readerOf(campaign)({
    rawQuery: '',
    form: call.fields,
    referrer: call.referrer,
    key: '',
  })
  const { visitor, isPreview } = detectVisitor(parts.detectors, {
    ip: parseAddress(call.ip),
    invalidIp: call.ip,
    userAgent: call.userAgent,
    language: call.language,
    xRequestedWith: call.xRequestedWith,
    country: '',
    referrer: read.referrer,
    searchEngine: read.searchEngine,
    unusual: call.unusual,
  })
  const { time } = now
  const seen = seenBy(parts, call, campaign, time)
  const bound = boundBy(parts, call, campaign, time)
  const asker = askerOf(campaign.spec, keyIn(campaign, visitor), time, seen, bound)
  const visit: RoutedVisit = {
    campaign,
    visitor,
    parameters: { ...read.parameters, rawQuery: call.rawQuery },
    history: parts.history.view(asker),
    clickId,
    origin: call.origin,
    host: call.host,
    url: call.url,
    header: call.forwarded,
  }
  const provisional = isPreview || call.isAhead || isLookingAhead('', (name) => told(call, name))
  return { visit, asker, flags: flagsOf(parts, visitor, provisional, time) }
}

function told({ forwarded }: VisitorCall, name: string): string {
  return forwarded(name) ?? ''
}

/** The first valid marks: those of the parameter, then those of the cookies. */
function seenBy(
  parts: TrackParts,
  { uniquenessCookie, cookies }: VisitorCall,
  campaign: CompiledCampaign,
  time: number,
): SeenMarks | null {
  if (!campaign.spec.uniqueness.cookies) return null
  const { uniqueness } = parts.keys
  const sent = readSeenMarks(uniqueness, uniquenessCookie, Math.floor(time / 1000))
  return sent ?? firstOf(cookies, (header) => seenIn(parts, campaign, header, time))
}

function boundBy(
  parts: TrackParts,
  { cookies }: VisitorCall,
  campaign: CompiledCampaign,
  time: number,
): Asker['boundByCookie'] {
  return firstOf(cookies, (header) => boundIn(parts, campaign, header, time))
}

function firstOf<T>(headers: readonly string[], read: (header: string) => T | null): T | null {
  for (const header of headers) {
    const found = read(header)
    if (found !== null) return found
  }
  return null
}
