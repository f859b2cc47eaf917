/** Parts of a report as one: they share no row, so their sums add up and their rows stand side by side. */
import type { Excluded } from '../rows/having.ts'
import { rowOrder } from '../rows/order.ts'
import type { PartOfReport } from './run.ts'
import type { ScanPlan } from './scan.ts'

/** With the first rows of them all, as many as the query may show. */
export function joinedParts(
  parts: readonly PartOfReport[],
  { query, sums }: ScanPlan,
): PartOfReport {
  const added = (all: readonly (readonly number[])[]) =>
    sums.map((_, at) => all.reduce((sum, each) => sum + each[at]!, 0))
  const rows = parts.flatMap((part) => part.rows)
  rows.sort(rowOrder(query, query.parent.length + 1))
  return {
    rows: rows.slice(0, query.offset + query.limit),
    totalRows: parts.reduce((sum, { totalRows }) => sum + totalRows, 0),
    excluded: joinedExcluded(parts),
    damaged: [...new Set(parts.flatMap(({ damaged }) => damaged))],
    now: added(parts.map(({ now }) => now)),
    before: query.compare && added(parts.map(({ before }) => before!)),
  }
}

function joinedExcluded(parts: readonly PartOfReport[]): Excluded {
  const sum = (key: keyof Excluded) => {
    const micros = parts.reduce((all, { excluded }) => all + Math.round(excluded[key] * 1e6), 0)
    return micros / 1e6
  }
  return {
    rows: sum('rows'),
    clicks: sum('clicks'),
    cost: sum('cost'),
    revenue: sum('revenue'),
  }
}
