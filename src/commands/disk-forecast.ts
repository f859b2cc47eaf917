/** How the disk fills, for monitors and the system page. */
import { settingNumber } from '../core/settings/settings.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { FillForecast } from '../ledger/segments/fill-forecast.ts'
import { within } from '../lib/within.ts'
import type { TrackParts } from '../track/parts.ts'

/** A report may keep the keeper busy for longer. */
const KEEPER_PATIENCE_MS = 500
const UNKNOWN: FillForecast = { bytesPerDay: null, fullInDays: null }

/** What the keeper says; null when it is at work for longer, or down. */
export function patient<T>(answer: Promise<T>): Promise<T | null> {
  return within(answer, KEEPER_PATIENCE_MS, null).catch(() => null)
}

/** Asked with how many bytes may be written. */
export function diskForecast(
  ledger: Pick<Ledger, 'fillForecast'>,
  tables: TrackParts['tables'],
): (free: number) => Promise<FillForecast> {
  return async (free) => {
    const keptDays = settingNumber(tables().settings, 'retention_days')
    return (await patient(ledger.fillForecast({ free, keptDays }))) ?? UNKNOWN
  }
}
