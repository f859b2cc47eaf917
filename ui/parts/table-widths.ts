/** Column widths: those that people chose, remembered by table; what gives way to the others. */
import { useMemo, useState } from 'preact/hooks'

import { readStoredJson, store } from '../state/stored.ts'

const NARROWEST = 48
const WIDEST = 900

interface Sized {
  readonly key: string
  readonly width: number
  readonly best?: number
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

/** What room is left goes to columns that are narrower than is best for them, to the first of them first. */
export function grown(
  columns: readonly Sized[],
  widths: ReadonlyMap<string, number>,
  room: number,
): ReadonlyMap<string, number> {
  const wider = new Map(widths)
  let left = columns.reduce((rest, { key }) => rest - (widths.get(key) ?? 0), room)
  for (const { key, width, best = 0 } of columns) {
    const now = widths.get(key) ?? 0
    // Who has chosen a width keeps it.
    const more = now === width ? Math.min(left, best - now) : 0
    if (more <= 0) continue
    wider.set(key, now + more)
    left -= more
  }
  return wider
}

export function useWidths<C extends Sized>(name: string, given: readonly C[], room: number) {
  const stored = `widths.${name}`
  const [chosen, setChosen] = useState(() => readStoredJson<Record<string, number>>(stored) ?? {})
  const own = new Map(given.map(({ key, width }) => [key, chosen[key] ?? width]))
  // The same as long as they are: what is drawn of them is not compared again.
  const columns = useMemo(() => fitting(given, own, room), [given, room, [...own.values()].join()])
  const widths = grown(columns, own, room)
  const setWidth = (key: string, width: number) => {
    const next = { ...chosen, [key]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) }
    setChosen(next)
    store(stored, JSON.stringify(next))
  }
  return { columns, widths, setWidth }
}
