/** Column widths that people chose, remembered by table. */
import { useState } from 'preact/hooks'

import { readStoredJson, store } from '../state/stored.ts'

const NARROWEST = 48
const WIDEST = 900

interface Sized {
  readonly key: string
  readonly width: number
}

export function useWidths(name: string, columns: readonly Sized[]) {
  const stored = `widths.${name}`
  const [chosen, setChosen] = useState(() => readStoredJson<Record<string, number>>(stored) ?? {})
  const widths = new Map(columns.map(({ key, width }) => [key, chosen[key] ?? width]))
  const setWidth = (key: string, width: number) => {
    const next = { ...chosen, [key]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) }
    setChosen(next)
    store(stored, JSON.stringify(next))
  }
  return { widths, setWidth }
}
