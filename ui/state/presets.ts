/** Periods that are called by a name. */
import { lastDaysOf } from '../../src/core/words/spellings.ts'

export const PRESETS = [
  'today',
  'yesterday',
  'last_2_days',
  'last_7_days',
  'last_14_days',
  'last_30_days',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_year',
  'last_year',
  'all_time',
  'custom_time',
] as const

/** Those that are offered, and any other number of days: reports saved by programs have them. */
export type Preset = (typeof PRESETS)[number] | `last_${number}_days`

export function isPreset(text: string): text is Preset {
  return PRESETS.some((one) => one === text) || lastDaysOf(text) !== null
}
