/**
 * What a list that is asked by DNS has said of hosts, for an hour: who saves links asks it for two seconds
 * at most, and not at all for a while after it has failed.
 */
import type { BlockTarget } from '../../core/links/block-rules.ts'
import { isYoung } from '../../lib/age.ts'
import { boundedCache } from '../../lib/lru.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { within } from '../../lib/within.ts'
import type { Listing } from './block-files.ts'
import { askZone, type Lookup, ZONE_PATIENCE_MS, zoneNames } from './zone.ts'

const REMEMBERED = 8192
const REMEMBERED_MS = HOUR_MS
const ASKED_AT_ONCE = 32
const FAILURES_MAX = 3
const REST_MS = 30_000

export interface ZoneMemory {
  /** What is remembered of a host. */
  known(target: BlockTarget): readonly Listing[]
  /** Asks about those that nothing is remembered of. Never rejects. */
  ask(targets: readonly BlockTarget[]): Promise<void>
  /** Why it said nothing when it was asked last; null if it did. */
  problem(): string | null
}

export interface ZoneMemoryOptions {
  readonly zone: string
  readonly lookup: Lookup
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Told when it begins to fail. */
  readonly onProblem: (problem: string) => void
}

export function zoneMemory({ zone, lookup, clock, onProblem }: ZoneMemoryOptions): ZoneMemory {
  const said = boundedCache<string, { readonly entry: string | null; readonly at: number }>(
    REMEMBERED,
  )
  let problem: string | null = null
  let failures = 0
  let restsSince = -Infinity
  const isKnown = (host: string) => isYoung(said.get(host)?.at ?? -Infinity, REMEMBERED_MS, clock())

  const askOne = async (host: string): Promise<void> => {
    const verdict = await askZone(lookup, zone, zoneNames(host))
    if (verdict.problem === null) {
      said.set(host, { entry: verdict.entry, at: clock() })
      problem = null
      failures = 0
      return
    }
    if (problem === null) onProblem(verdict.problem)
    problem = verdict.problem
    if (++failures >= FAILURES_MAX) restsSince = clock()
  }

  return {
    known({ host }) {
      const { entry = null } = isKnown(host) ? (said.get(host) ?? {}) : {}
      return entry === null ? [] : [{ list: zone, entry }]
    },
    async ask(targets) {
      const hosts = new Set(targets.map(({ host }) => host))
      const due = [...hosts].filter((host) => zoneNames(host).length > 0 && !isKnown(host))
      let isLate = false
      const askSome = async () => {
        for (let host = due.pop(); host !== undefined; host = due.pop()) {
          if (isLate || isYoung(restsSince, REST_MS, clock())) return
          await askOne(host)
        }
      }
      const all = Promise.all(Array.from({ length: ASKED_AT_ONCE }, askSome))
      await within(all, ZONE_PATIENCE_MS, null)
      isLate = true
    },
    problem: () => problem,
  }
}
