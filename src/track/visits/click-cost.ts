/**
 * What a click costs, in the tracker's currency: converted as the click comes in, at the rate of that
 * moment, because reports add costs up as they are stored.
 */
import { type Charged, type ClickCost, clickCost, type SentCost } from '../../core/click-cost.ts'
import { type Event, Flag } from '../../core/event.ts'
import type { Cost } from '../../core/model.ts'
import { isSettingOn } from '../../core/settings/settings.ts'
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { moneySettings, toBase } from '../conversions/settings.ts'
import { readerOf } from './parameter-readers.ts'

/** A cost in a currency without a rate counts as none, and its origin says so. */
export function costInBase(
  tables: RoutingTables,
  cost: Cost,
  sent: SentCost,
  click: Charged,
): ClickCost {
  const found = clickCost(cost, sent, click)
  const { currency } = moneySettings(tables.settings)
  if (found.currency === currency) return found
  if (found.micros === 0) return { ...found, currency }
  const micros = toBase(tables, found.micros, found.currency)
  return micros === null
    ? { ...found, micros: 0, currency, origin: 'no_rate' }
    : { ...found, micros, currency }
}

/** Whether robots cost nothing, though their source bills them. */
export function areBotsFree({ settings }: RoutingTables): boolean {
  return isSettingOn(settings, 'bots_free')
}

/** Of a click that was only looked ahead at and turns out to be a person's: as its own address says. */
export function confirmedCost(
  tables: RoutingTables,
  campaign: CompiledCampaign,
  { rawQuery, flags, parentCampaignId }: Pick<Event, 'rawQuery' | 'flags' | 'parentCampaignId'>,
): ClickCost {
  const { parameters } = readerOf(campaign)({
    rawQuery,
    form: '',
    referrer: '',
    key: campaign.spec.key,
  })
  const uniqueInCampaign = (flags & Flag.uniqueCampaign) !== 0
  const isFreeBot = (flags & Flag.bot) !== 0 && areBotsFree(tables)
  const exempt = isFreeBot || parentCampaignId > 0
  const charged = { uniqueInCampaign, exempt, provisional: false }
  return costInBase(tables, campaign.spec.cost, parameters, charged)
}
