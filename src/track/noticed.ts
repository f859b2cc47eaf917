/**
 * What an owner has to know of how visits are decided, because it is not what he set up: filters that
 * could not be judged, addresses that are none, caps that are passed for want of another offer. Counted
 * since the start; bounded, later ones are not listed.
 */
import type { TraceEntry } from '../core/trace/trace.ts'

/** How often, and when last in epoch milliseconds. */
interface Seen {
  readonly campaignId: number
  readonly count: number
  readonly lastAt: number
}

export interface UnknownFilter extends Seen {
  readonly key: string
  /** Of the last time. */
  readonly why: string
}

/** A flow whose address is none, or an offer that is taken though it is full. */
export interface Detour extends Seen {
  readonly of: 'flow' | 'offer'
  readonly id: number
}

const LISTED = 1_000

export type Noticed = ReturnType<typeof noticedTally>

export function noticedTally() {
  const filters = new Map<string, UnknownFilter>()
  const detours = new Map<string, Detour>()
  return {
    /** Of each decision, with its time. */
    note(campaignId: number, trace: readonly TraceEntry[], lastAt: number): void {
      for (const entry of trace) {
        if (entry.at === 'filter' && entry.verdict === 'unknown') {
          const { key, why } = entry
          count(filters, `${campaignId} ${key}`, { campaignId, key, why: why ?? '', lastAt })
        } else if (entry.at === 'cap_ignored') {
          const id = entry.offerId
          count(detours, `${campaignId} offer ${id}`, { campaignId, of: 'offer', id, lastAt })
        } else if (entry.at === 'passed_over' && entry.why === 'bad_target') {
          const id = entry.flowId
          count(detours, `${campaignId} flow ${id}`, { campaignId, of: 'flow', id, lastAt })
        }
      }
    },
    unknownFilters: (): readonly UnknownFilter[] => [...filters.values()],
    detours: (): readonly Detour[] => [...detours.values()],
  }
}

function count<T extends Seen>(found: Map<string, T>, name: string, what: Omit<T, 'count'>): void {
  const known = found.get(name)
  if (known === undefined && found.size >= LISTED) return
  found.set(name, { ...what, count: (known?.count ?? 0) + 1 } as T)
}
