/** The rates that stand among the settings. */
import { settingLines, settingOf } from '../settings/settings.ts'
import { fixedRates, type KnownRates, type RateTable } from './rates.ts'

export function knownRates(settings: ReadonlyMap<string, string>): KnownRates {
  return {
    fixed: fixedRates(settingLines(settings, 'conversions.rates')),
    fetched: storedTable(settings),
  }
}

/** Where a fetched table is kept: among the settings, but none that a person sets. */
export const FETCHED_RATES = 'fetched_rates'

export interface StoredTable extends RateTable {
  readonly url: string
  readonly fetchedAt: number
}

/** `null`: none, or of another address than the one set now. */
export function storedTable(settings: ReadonlyMap<string, string>): StoredTable | null {
  const json = settings.get(FETCHED_RATES)
  if (json === undefined) return null
  const table = JSON.parse(json) as StoredTable
  return table.url === settingOf(settings, 'conversions.rates_url') ? table : null
}
