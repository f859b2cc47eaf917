/** What people set about conversions, read once per state of the settings. */
import type { StatusWord } from '../../core/conversions/classes.ts'
import type { Conversion } from '../../core/conversions/conversion.ts'
import { type Becoming, conversionCost } from '../../core/conversions/cost.ts'
import { knownRates } from '../../core/conversions/known-rates.ts'
import {
  convert,
  type KnownRates,
  type Rate,
  rateFor,
  SAME_CURRENCY,
} from '../../core/conversions/rates.ts'
import { statusWordOf } from '../../core/conversions/statuses.ts'
import {
  isSettingOn,
  settingLines,
  settingNumber,
  settingOf,
} from '../../core/settings/settings.ts'
import type { RoutingTables } from '../../core/tables.ts'
import { whileAlive } from '../../lib/lru.ts'

export interface MoneySettings {
  readonly words: readonly StatusWord[]
  readonly rates: KnownRates
  /** The tracker's currency. */
  readonly currency: string
  readonly windowDays: number
  readonly isKeylessAllowed: boolean
}

export const moneySettings = whileAlive(readSettings)

function readSettings(stored: ReadonlyMap<string, string>): MoneySettings {
  return {
    words: settingLines(stored, 'conversions.status_words').flatMap(
      (line) => statusWordOf(line) ?? [],
    ),
    rates: knownRates(stored),
    currency: settingOf(stored, 'currency'),
    windowDays: settingNumber(stored, 'conversions.window_days'),
    isKeylessAllowed: isSettingOn(stored, 'conversions.keyless'),
  }
}

/** Of any currency in the tracker's, by the settings of this moment. */
export function ratesIn({
  settings,
}: Pick<RoutingTables, 'settings'>): (currency: string) => Rate | null {
  const { currency: tracker, rates } = moneySettings(settings)
  return (currency) => rateFor(currency, tracker, rates)
}

/** Units of a currency for one of the tracker's, as rates are now; `null`: none is known, or it is the same. */
export function rateFrom(tables: Pick<RoutingTables, 'settings'>, currency: string): number | null {
  const rate =
    currency === moneySettings(tables.settings).currency ? null : ratesIn(tables)(currency)
  return rate === null || rate.nanos === 0 ? null : SAME_CURRENCY.nanos / rate.nanos
}

/** An amount in the tracker's currency; `null`: no rate is known, or it is too much to count. */
export function toBase(tables: RoutingTables, micros: number, currency: string): number | null {
  const rate = ratesIn(tables)(currency)
  return rate && convert(micros, rate.nanos)
}

/** Whether the source of a conversion is paid a share of what it earns. */
export function paysShare(
  tables: RoutingTables,
  { campaignId, parentCampaignId }: Pick<Conversion, 'campaignId' | 'parentCampaignId'>,
): boolean {
  return tables.campaign(parentCampaignId || campaignId)?.spec.cost.model === 'RevShare'
}

/**
 * What a conversion costs, in the tracker's currency: a visit is paid for by the campaign that passed it
 * on, whose source sent the visitor, also where that is paid by result. `sentMicros` as `conversionCost`.
 */
export function costOf(
  tables: RoutingTables,
  becoming: Becoming,
  sentMicros: number | null,
): number {
  const { before, after } = becoming
  const { campaignId, parentCampaignId } = after
  const cost = tables.campaign(parentCampaignId || campaignId)?.spec.cost ?? null
  if (cost === null) return before?.costMicros ?? 0
  return conversionCost(cost, becoming, sentMicros, ratesIn(tables))
}
