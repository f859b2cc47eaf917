/** Clicks that were only looks ahead (HEAD, prefetch, previews) and turn out to be a person's (`routing.md` 12). */
import { confirmEvent } from '../../core/click.ts'
import { type Event, Flag } from '../../core/event.ts'
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { isLookingAhead } from '../../detect/prefetch.ts'
import { askerOfEvent, rememberConfirmed } from '../history/confirmed.ts'
import type { Asker } from '../history/history.ts'
import type { TrackParts } from '../parts.ts'
import { confirmedCost } from './click-cost.ts'
import type { TrafficRequest } from './request.ts'

/** Whose click it is, and where. */
export interface Came {
  readonly tables: RoutingTables
  readonly campaign: CompiledCampaign
  readonly asker: Asker
}

/** Counts the click from now on, unless it counts already. Resolves as the ledger's `append`. */
export function confirmClick(
  { ledger, history }: Pick<TrackParts, 'ledger' | 'history'>,
  click: Event,
  { tables, campaign, asker }: Came,
): Promise<void> {
  const { now: time } = asker
  const isAhead = (click.flags & Flag.provisional) !== 0
  if (!isAhead || !history.isFirstConfirmation(click.clickSeq, time)) return Promise.resolve()
  const stored = ledger.append(
    confirmEvent(click, { row: 0, time }, confirmedCost(tables, campaign, click)),
  )
  rememberConfirmed(history, campaign.spec, asker, click)
  return stored
}

/** The same for what the page of a click sends: browsers that have not shown it yet say that they look ahead. */
export function confirmByPage(
  parts: Pick<TrackParts, 'ledger' | 'history' | 'tables' | 'clock'>,
  click: Event,
  { method, header }: Pick<TrafficRequest, 'method' | 'header'>,
): Promise<void> {
  const tables = parts.tables()
  const campaign = tables.campaign(click.campaignId)
  if (campaign === null || isLookingAhead(method, header)) return Promise.resolve()
  const asker = askerOfEvent(campaign.spec, click, parts.clock())
  return confirmClick(parts, click, { tables, campaign, asker })
}
