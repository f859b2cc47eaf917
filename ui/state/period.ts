/** The period and zone that all statistic screens share. They stand in the address bar. */
import { computed, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import type { QueryInput } from '../api/types.ts'
import { isZone, ownZone } from '../format/dates.ts'
import { changePreferences } from './preferences.ts'
import { isPreset, type Preset } from './presets.ts'
import { query, setQuery } from './router.ts'

export interface Period {
  readonly preset: Preset
  /** `2026-11-21`, only of `custom_time`. */
  readonly from: string | null
  readonly to: string | null
}

export const period = signal<Period>(readPeriod() ?? { preset: 'today', from: null, to: null })
export const zone = signal(zoneInAddress() ?? ownZone())
/** Counted up by "refresh": screens ask again. */
export const refreshes = signal(0)

export const periodInput = computed<NonNullable<QueryInput['period']>>(() => ({
  preset: period.value.preset,
  from: period.value.from,
  to: period.value.to,
  timezone: zone.value,
}))

function readPeriod(): Period | null {
  const preset = query.peek().get('period') ?? ''
  if (!isPreset(preset)) return null
  return { preset, from: query.peek().get('from'), to: query.peek().get('to') }
}

/** One that is none is as if nothing was said. */
function zoneInAddress(): string | null {
  const name = query.peek().get('tz') ?? ''
  return isZone(name) ? name : null
}

export function setPeriod(next: Period): void {
  period.value = next
  writePeriod()
}

/** The zone of whoever has logged in; one in the address wins, so that a link shows the same numbers. */
export function startZone(own: string): void {
  zone.value = zoneInAddress() ?? (isZone(own) ? own : ownZone())
}

export function setZone(next: string): void {
  zone.value = next
  changePreferences({ timezone: next })
  writePeriod()
}

function writePeriod(): void {
  const { preset, from, to } = period.peek()
  setQuery({ period: preset, from, to, tz: zone.peek() })
}

function isSame(a: Period, b: Period): boolean {
  return a.preset === b.preset && a.from === b.from && a.to === b.to
}

/** For screens with statistics: an address brings its period, one without gets what is in force. */
export function usePeriodInAddress(): void {
  const [preset, from, to, tz] = ['period', 'from', 'to', 'tz'].map((name) => query.value.get(name))
  useEffect(() => {
    const asked = readPeriod()
    if (asked !== null && !isSame(asked, period.peek())) period.value = asked
    if (tz && tz !== zone.peek() && isZone(tz)) zone.value = tz
    writePeriod()
  }, [preset, from, to, tz])
}
