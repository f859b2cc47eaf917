/** Clicks that nobody can read any more: how they were lost, and what their conversions know of them. */
import type { Conversion } from '../../core/conversions/conversion.ts'
import { EventKind, rowToEvent } from '../../core/event.ts'
import type { FoundClick, Loss } from './jobs.ts'

const LOSSES: ReadonlyMap<string, Loss> = new Map([
  ['too_old', 'unread'],
  ['unreadable_click', 'unread'],
  ['deleted_campaign', 'removed'],
  ['deleted_click', 'removed'],
])

/** How the click of a call or line with that cause is lost; `null`: it is not. */
export function lossBy(cause: string): Loss | null {
  return LOSSES.get(cause) ?? null
}

/** Stands in for the click of a conversion. */
export function rememberedClick(conversion: Conversion, lost: Loss): FoundClick {
  const { clickId, clickSeq, clickTime } = conversion
  const place = { clickSeq, clickTime, time: clickTime }
  const event = { ...rowToEvent([EventKind.click]), ...place, ...placeKnown(conversion) }
  return { clickId, event, isUnconfirmed: false, newest: null, lost }
}

/** The click of a call as far as an earlier conversion of it knows it. What is booked counts from the call on. */
export function asRemembered(click: FoundClick, { clickTime, ...known }: Conversion): FoundClick {
  const { offerId, networkId } = known
  const place = { clickTime, ...placeKnown(known) }
  // No event names what somebody wished gone, but the offer says what is paid, and for which words.
  const told = click.lost === 'removed' ? { offerId, networkId } : place
  return { ...click, event: { ...click.event, ...told } }
}

type Place = Pick<
  Conversion,
  'campaignId' | 'offerId' | 'networkId' | 'sourceId' | 'parentCampaignId' | 'country'
>

function placeKnown(conversion: Place): Place {
  const { campaignId, offerId, networkId, sourceId, parentCampaignId, country } = conversion
  return { campaignId, offerId, networkId, sourceId, parentCampaignId, country }
}

/**
 * Whether reports have events of a conversion whose click was removed: if it was booked since, without
 * the click, whose time is that of its call then.
 */
export function isClickless({
  campaignId,
  clickTime,
  arrivedAt,
}: Pick<Conversion, 'campaignId' | 'clickTime' | 'arrivedAt'>): boolean {
  return campaignId === 0 && clickTime === arrivedAt
}
