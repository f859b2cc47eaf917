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
  const value = (row: T) => (row as Record<string, unknown>)[key]
  return rows.toSorted(
    (a, b) => sign * compare(plain(value(a)), plain(value(b))) || compare(a.id, b.id),
  )
}

type Plain = number | string

/** Payouts compare by amount, absent values as `''`. */
function plain(value: unknown): Plain {
  if (typeof value === 'number' || typeof value === 'string') return value
  const isPayout = typeof value === 'object' && value !== null && 'money' in value
  return isPayout ? Number((value.money as { amount: number }).amount) : ''
}

function compare(a: Plain, b: Plain): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [x, y] = [String(a), String(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
