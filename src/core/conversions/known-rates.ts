/** The rates that stand among the settings. */
import { settingLines } from '../settings.ts'
import { fixedRates, type KnownRates, storedTable } from './rates.ts'

export function knownRates(settings: ReadonlyMap<string, string>): KnownRates {
  return {
    fixed: fixedRates(settingLines(settings, 'conversions.rates')),
    fetched: storedTable(settings),
  }
}
