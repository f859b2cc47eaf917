/** What people set about conversions, read once per state of the settings. */
import type { StatusWord } from '../../core/conversions/classes.ts'
import { fixedRates, type Rate } from '../../core/conversions/rates.ts'
import { statusWordOf } from '../../core/conversions/statuses.ts'
import { settingLines, settingNumber, settingOf } from '../../core/settings.ts'

export interface MoneySettings {
  readonly words: readonly StatusWord[]
  readonly rates: ReadonlyMap<string, Rate>
  /** The tracker's currency. */
  readonly currency: string
  readonly windowDays: number
  readonly isKeylessAllowed: boolean
}

type Stored = ReadonlyMap<string, string>

const read = new WeakMap<Stored, MoneySettings>()

export function moneySettings(stored: Stored): MoneySettings {
  const known = read.get(stored) ?? readSettings(stored)
  read.set(stored, known)
  return known
}

function readSettings(stored: Stored): MoneySettings {
  return {
    words: settingLines(stored, 'conversions.status_words').flatMap(
      (line) => statusWordOf(line) ?? [],
    ),
    rates: fixedRates(settingLines(stored, 'conversions.rates')),
    currency: settingOf(stored, 'currency'),
    windowDays: settingNumber(stored, 'conversions.window_days'),
    isKeylessAllowed: settingOf(stored, 'conversions.keyless') === '1',
  }
}
