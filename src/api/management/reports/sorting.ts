/** Sorting of list rows by a column the operation named; ties and no column go by id. */

interface Row {
  readonly id: number | string
}

export function sortedBy<T extends Row>(
  rows: readonly T[],
  column: string | undefined,
  direction: 'asc' | 'desc' = 'asc',
): T[] {
  const sign = direction === 'asc' ? 1 : -1
  const key = column || 'id'
  const value = (row: T) => plain((row as Record<string, unknown>)[key])
  return rows.toSorted((a, b) => inOrder(value(a), value(b), sign) || compare(a.id, b.id))
}

type Plain = number | string

/** Payouts compare by amount; null for no value. */
function plain(value: unknown): Plain | null {
  if (typeof value === 'number' || typeof value === 'string') return value
  const isPayout = typeof value === 'object' && value !== null && 'money' in value
  return isPayout ? Number((value.money as { amount: number }).amount) : null
}

/** No value is last either way. */
function inOrder(a: Plain | null, b: Plain | null, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return sign * compare(a, b)
}

/** Negative: `a` is first. Numbers before texts. */
export function compare(a: Plain, b: Plain): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
