/**
 * Statistics as text: their order is part of the contract, and objects of the language would move
 * keys that look like numbers, so the text is written from lists.
 */
import {
  type Counts,
  LINK_SLICES,
  type LinkSlice,
  type LinkStatistics,
} from '../../report/link-statistics.ts'

/** `null` for a name that is no slice. */
export function sliceOf(name: string): LinkSlice | null {
  return LINK_SLICES.find((slice) => slice === name) ?? null
}

/** Clients read languages under the name of platforms. */
export function sliceText(statistics: LinkStatistics, slice: LinkSlice): string {
  const names = slice === 'languages' ? ['languages', 'platforms'] : [slice]
  const map = countsText(statistics[slice])
  return `{"data":{${names.map((name) => `"${name}":${map}`).join(',')}}}`
}

/** The sum of visits, and how many different keys the other slices have. */
export function summaryText(statistics: LinkStatistics): string {
  const { clicks, daysOnly: _daysOnly, ...others } = statistics
  const total = clicks.reduce((sum, [, count]) => sum + count, 0)
  const sizes = Object.entries(others).map(([name, counts]) => [name, counts.length] as const)
  return JSON.stringify({ data: { clicks: total, ...Object.fromEntries(sizes) } })
}

function countsText(counts: Counts): string {
  return `{${counts.map(([key, count]) => `${JSON.stringify(key)}:${count}`).join(',')}}`
}
