/** Column widths: those that people chose, remembered by table; what gives way to the others. */
import { useMemo, useState } from 'preact/hooks'

import { readStoredJson, store } from '../state/stored.ts'

const NARROWEST = 48
const WIDEST = 900

interface Sized {
  readonly key: string
  readonly width: number
  readonly isSpare?: boolean
}

/** Without spare columns, from the last on, as long as all together are wider than the room. */
export function fitting<C extends Sized>(
  columns: readonly C[],
  widths: ReadonlyMap<string, number>,
  room: number,
): readonly C[] {
  const total = columns.reduce((sum, { key }) => sum + (widths.get(key) ?? 0), 0)
  const spare = columns.findLast(({ isSpare }) => isSpare === true)
  if (total <= room || spare === undefined) return columns
  return fitting(
    columns.filter((column) => column !== spare),
    widths,
    room,
  )
}

export function useWidths<C extends Sized>(name: string, given: readonly C[], room: number) {
  const stored = `widths.${name}`
  const [chosen, setChosen] = useState(() => readStoredJson<Record<string, number>>(stored) ?? {})
  const widths = new Map(given.map(({ key, width }) => [key, chosen[key] ?? width]))
  // The same as long as they are: what is drawn of them is not compared again.
  const columns = useMemo(
    () => fitting(given, widths, room),
    [given, room, [...widths.values()].join()],
  )
  const setWidth = (key: string, width: number) => {
    const next = { ...chosen, [key]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) }
    setChosen(next)
    store(stored, JSON.stringify(next))
  }
  return { columns, widths, setWidth }
}
