/** What a table computes without being drawn: order, the rows in view, selections. */

export interface Sort {
  readonly key: string
  readonly dir: 'asc' | 'desc'
}

/** The next order when a heading is pressed: numbers start with the largest, texts with A. */
export function nextSort(current: Sort | null, key: string, first: Sort['dir']): Sort {
  if (current?.key !== key) return { key, dir: first }
  return { key, dir: current.dir === 'asc' ? 'desc' : 'asc' }
}

/** A value to sort by; null sorts last, whichever way. */
export type SortValue = string | number | null

export function sorted<Row>(
  rows: readonly Row[],
  dir: Sort['dir'],
  valueOf: (row: Row) => SortValue,
): readonly Row[] {
  const sign = dir === 'asc' ? 1 : -1
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
  return rows.toSorted((left, right) => {
    const [a, b] = [valueOf(left), valueOf(right)]
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    if (typeof a === 'number' && typeof b === 'number') return (a - b) * sign
    return collator.compare(String(a), String(b)) * sign
  })
}

export interface Window {
  readonly first: number
  /** Not included. */
  readonly end: number
}

/** Rows drawn above and below those in view, so that scrolling shows no gaps. */
const OVERSCAN = 12

export function windowOf(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): Window {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN)
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN)
  return { first: Math.min(first, Math.max(0, count - 1)), end }
}

/** Every key from one row to another, both included. */
export function range(keys: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [keys.indexOf(from), keys.indexOf(to)]
  if (a < 0 || b < 0) return b < 0 ? [] : [to]
  return keys.slice(Math.min(a, b), Math.max(a, b) + 1)
}

/** `keys` with one of them put at the place of another. */
export function moved(keys: readonly string[], key: string, to: string): readonly string[] {
  const at = keys.indexOf(to)
  if (at < 0 || !keys.includes(key)) return keys
  const rest = keys.filter((one) => one !== key)
  return [...rest.slice(0, at), key, ...rest.slice(at)]
}

export function toggled(selection: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selection)
  if (!next.delete(key)) next.add(key)
  return next
}
