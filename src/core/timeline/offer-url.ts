/** The address a visitor was sent to, and where in it our click id stands. */
import type { Event } from '../event.ts'
import { EventKind, Flag } from '../event.ts'

export interface SentUrl {
  readonly at: number
  /** Exactly as it was sent. */
  readonly url: string
  /** The parameter that holds the click id; `path` when it stands outside the query, `null`: nowhere. */
  readonly clickIdIn: string | null
}

/** Of the event that led to the offer: the click's own, or a landing click; `null` if none did. */
export function offerSent(clickId: string, events: readonly Event[]): SentUrl | null {
  const sent = events.findLast(
    ({ kind, flags, destination }) =>
      (kind === EventKind.click || kind === EventKind.landingClick) &&
      (flags & Flag.offerReached) !== 0 &&
      destination !== '',
  )
  return sent === undefined ? null : sentUrl(clickId, sent)
}

/** The click's own id is stored as `{}`. */
export function sentUrl(clickId: string, { time, destination }: Event): SentUrl {
  const url = destination.replaceAll('{}', clickId)
  return { at: time, url, clickIdIn: placeOf(clickId, url) }
}

function placeOf(clickId: string, url: string): string | null {
  if (clickId === '' || !url.includes(clickId)) return null
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  const pair = query.split('&').find((part) => part.includes(clickId))
  return pair === undefined ? 'path' : (pair.split('=')[0] ?? 'path')
}
