/** To which direct address of its path a click led, as it stands in the configuration. */
import { pathOf } from '../click-place.ts'
import type { Event } from '../event.ts'
import type { CompiledCampaign } from '../tables.ts'

/**
 * `''` for clicks that led to an offer, or nowhere. Behind a landing the only one of the path; else
 * the one whose beginning, before its first macro, is that of the address the visitor was sent to.
 */
export function directUrlOf(click: Event, campaign: CompiledCampaign | null): string {
  if (click.offerId > 0) return ''
  const urls = (pathOf(click, campaign)?.offers ?? []).flatMap(({ directUrl }) => directUrl ?? [])
  const [only = ''] = urls
  if (click.landingId > 0) return urls.length === 1 ? only : ''
  const begins = urls.filter((url) => click.destination.startsWith(/^[^{]*/.exec(url)?.[0] ?? url))
  return begins.toSorted((a, b) => b.length - a.length)[0] ?? ''
}
