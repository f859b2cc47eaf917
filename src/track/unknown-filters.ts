/**
 * Filters that could not be judged, so that an owner sees why visitors go where he did not send
 * them. Counted per campaign and filter since the start; bounded, later ones are not listed.
 */
import type { TraceEntry } from '../core/trace/trace.ts'

export interface UnknownFilter {
  readonly campaignId: number
  readonly key: string
  /** Of the last time. */
  readonly why: string
  readonly count: number
  /** Epoch milliseconds. */
  readonly lastAt: number
}

const LISTED = 1_000

export type UnknownFilters = ReturnType<typeof unknownFilterTally>

export function unknownFilterTally() {
  const found = new Map<string, UnknownFilter>()
  const count = (campaignId: number, key: string, why: string, lastAt: number) => {
    const name = `${campaignId} ${key}`
    const known = found.get(name)
    if (known === undefined && found.size >= LISTED) return
    found.set(name, { campaignId, key, why, count: (known?.count ?? 0) + 1, lastAt })
  }
  return {
    note(campaignId: number, trace: readonly TraceEntry[], now: number): void {
      for (const entry of trace) {
        if (entry.at !== 'filter' || entry.verdict !== 'unknown') continue
        count(campaignId, entry.key, entry.why ?? '', now)
      }
    },
    list: (): readonly UnknownFilter[] => [...found.values()],
  }
}
