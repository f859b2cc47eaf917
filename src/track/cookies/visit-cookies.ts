/** What a visit leaves with the visitor: marks of having been seen, and what he is bound to. */
import { uniqueIn } from '../../core/click.ts'
import { Flag } from '../../core/event.ts'
import type { Bound } from '../../core/visit.ts'
import type { TrackParts } from '../parts.ts'
import type { Arrived } from '../visits/arrival.ts'
import type { Station } from '../visits/journey.ts'
import { boundCookies, type Cookie } from './cookies.ts'
import { addMarks, NEVER_SEEN, signFirstMarks, signSeenMarks } from './uniqueness-cookie.ts'

/**
 * The signed marks after a visit, of every campaign on its way that keeps any; `''` if none does. A
 * provisional click adds none to those the visitor brought.
 */
export function uniquenessMarks({ keys }: TrackParts, stations: readonly Station[]): string {
  const first = stations.find(keepsMarks)
  if (first === undefined) return ''
  const { seen, now } = first.arrived.asker
  const isSeen = (first.click.flags & Flag.provisional) === 0
  const seconds = Math.floor(now / 1000)
  if (isSeen && seen === null && stations.length === 1) {
    const { campaignId, flowId } = first.click
    return signFirstMarks(keys.uniqueness[0], campaignId, flowId, seconds)
  }
  const marking = isSeen ? stations.filter(keepsMarks) : []
  const marks = marking.reduce((before, { arrived, click }) => {
    const { campaignId, flowId } = click
    const seenNow = { campaignId, flowId, unique: uniqueIn(click) }
    return addMarks(before, seenNow, seconds, arrived.asker.ttlSeconds)
  }, seen ?? NEVER_SEEN)
  return signSeenMarks(keys.uniqueness[0], marks)
}

function keepsMarks({ arrived }: Station): boolean {
  return arrived.visit.campaign.spec.uniqueness.cookies
}

/** None for a provisional click, which leaves no trace on the visitor. */
export function bindingCookies(
  { keys, cookieNames }: TrackParts,
  { asker, flags }: Arrived,
  bind: Bound | null,
): readonly Cookie[] {
  if (bind === null || (flags & Flag.provisional) !== 0) return NONE
  const { campaignId, now, ttlSeconds } = asker
  const term = { campaignId, nowSeconds: Math.floor(now / 1000), ttlSeconds }
  return boundCookies(keys.binding[0], cookieNames, bind, term)
}

const NONE: readonly Cookie[] = []

/** Cookies of many campaigns add up, and proxies refuse heads of more than 8 KB. */
const MOST_COOKIES = 4096

/**
 * As `bindingCookies`, but none for a visitor who sends too many already: without them he is known by
 * his address. Those that he has of the campaign are renewed, because they would win.
 */
export function bindingCookiesBeside(
  sent: string,
  parts: TrackParts,
  arrived: Arrived,
  bind: Bound | null,
): readonly Cookie[] {
  const hasRoom =
    sent.length < MOST_COOKIES ||
    sent.includes(`${parts.cookieNames.binding}s${arrived.asker.campaignId}=`)
  return hasRoom ? bindingCookies(parts, arrived, bind) : NONE
}
