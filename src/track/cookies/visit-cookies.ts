/** What a visit leaves with the visitor: marks of having been seen, and what he is bound to. */
import { Flag } from '../../core/event.ts'
import type { Bound } from '../../core/visit.ts'
import type { TrackParts } from '../parts.ts'
import type { Arrived } from '../visits/arrival.ts'
import { type Station, uniqueIn } from '../visits/journey.ts'
import { boundCookies, type Cookie } from './cookies.ts'
import { addMarks, NEVER_SEEN, signFirstMarks, signSeenMarks } from './uniqueness-cookie.ts'

/** The signed marks after a visit. A provisional click adds none to those the visitor brought. */
export function uniquenessMarks({ keys }: TrackParts, { arrived, click }: Station): string {
  const { asker } = arrived
  if ((click.flags & Flag.provisional) !== 0) {
    return signSeenMarks(keys.uniqueness[0], asker.seen ?? NEVER_SEEN)
  }
  const { campaignId, flowId } = click
  const seconds = Math.floor(asker.now / 1000)
  if (asker.seen === null) return signFirstMarks(keys.uniqueness[0], campaignId, flowId, seconds)
  const marks = addMarks(
    asker.seen,
    { campaignId, flowId, unique: uniqueIn(click) },
    seconds,
    asker.ttlSeconds,
  )
  return signSeenMarks(keys.uniqueness[0], marks)
}

/** None for a provisional click, which leaves no trace on the visitor. */
export function bindingCookies(
  { keys, cookieNames }: TrackParts,
  { asker, flags }: Arrived,
  bind: Bound | null,
): readonly Cookie[] {
  if (bind === null || (flags & Flag.provisional) !== 0) return NONE
  const at = { nowSeconds: Math.floor(asker.now / 1000), ttlSeconds: asker.ttlSeconds }
  return boundCookies(keys.binding[0], cookieNames, asker.campaignId, bind, at)
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
