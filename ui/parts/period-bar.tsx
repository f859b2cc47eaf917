/** Period, zone and freshness: the same on every screen with statistics. */
import { useEffect, useRef, useState } from 'preact/hooks'

import { allZones, clock, dayIn } from '../format/dates.ts'
import { useKeys } from '../state/keys.ts'
import { period, refreshes, setPeriod, setZone, usePeriodInAddress, zone } from '../state/period.ts'
import { isPreset, PRESETS } from '../state/presets.ts'
import { refresh } from '../state/refresh.ts'
import { periodTitle } from '../words/titles.ts'
import { t } from '../words/words.ts'
import { Button } from './button.tsx'
import { Select } from './field.tsx'

interface PeriodBarProps {
  /** When the shown data came; 0 before the first. */
  readonly at: number
  readonly isLoading: boolean
}

export function PeriodBar({ at, isLoading }: PeriodBarProps) {
  usePeriodInAddress()
  const box = useRef<HTMLDivElement>(null)
  useKeys({ t: () => box.current?.querySelector('select')?.focus() })
  const { preset, from, to } = period.value
  const choose = (next: string) => {
    if (!isPreset(next)) return
    const today = dayIn(zone.value)
    if (next === 'custom_time') setPeriod({ preset: next, from: from ?? today, to: to ?? today })
    else setPeriod({ preset: next, from: null, to: null })
  }
  return (
    <div class="period" ref={box} role="group" aria-label={t('period.label')}>
      <Select
        label={t('period.label')}
        value={preset}
        options={[...new Set([...PRESETS, preset])].map(optionOf)}
        onChange={choose}
      />
      {preset === 'custom_time' ? <CustomDays from={from ?? ''} to={to ?? ''} /> : null}
      <ZoneSelect />
      <span class="as-of faint" aria-live="off">
        {at === 0 ? '' : t('period.asOf', { time: clock(at, zone.value) })}
      </span>
      <Button
        icon="refresh"
        look="quiet"
        label={t('refresh')}
        isBusy={isLoading}
        onClick={refresh}
      />
    </div>
  )
}

const optionOf = (preset: string) => ({ value: preset, label: periodTitle(preset) })

function CustomDays({ from, to }: { readonly from: string; readonly to: string }) {
  const set = (next: { from: string; to: string }) => {
    if (next.from !== '' && next.to !== '') setPeriod({ preset: 'custom_time', ...next })
  }
  return (
    <>
      <input
        type="date"
        aria-label={t('period.from')}
        value={from}
        max={to}
        onChange={(event) => set({ from: event.currentTarget.value, to })}
      />
      <input
        type="date"
        aria-label={t('period.to')}
        value={to}
        min={from}
        onChange={(event) => set({ from, to: event.currentTarget.value })}
      />
    </>
  )
}

/** Four hundred zones are only put on the page when somebody wants to choose. */
function ZoneSelect() {
  const [isOpen, setOpen] = useState(false)
  const names = isOpen ? allZones() : [zone.value]
  return (
    <span onPointerDown={() => setOpen(true)} onFocusIn={() => setOpen(true)}>
      <Select
        label={t('period.zone')}
        value={zone.value}
        options={names.map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))}
        onChange={setZone}
      />
    </span>
  )
}

/** Asks for a refresh every so often while the window is seen; 0 never. */
export function useAutoRefresh(seconds: number): void {
  useEffect(() => {
    if (seconds === 0) return
    const timer = setInterval(() => {
      if (!document.hidden) refreshes.value++
    }, seconds * 1000)
    return () => clearInterval(timer)
  }, [seconds])
}
