/**
 * Hits that found no campaign: counted per host, the last ones kept, so that an owner sees a
 * mistyped link. Bounded: hosts are known domains, and only the newest hits are kept.
 */
export interface OrphanHit {
  readonly host: string
  /** Cut to 200 characters. */
  readonly path: string
  readonly time: number
}

const KEPT = 100
const MAX_PATH = 200

export type Orphans = ReturnType<typeof orphanLog>

export function orphanLog() {
  const counts = new Map<string, number>()
  const last: OrphanHit[] = []
  return {
    note(host: string, path: string, time: number): void {
      counts.set(host, (counts.get(host) ?? 0) + 1)
      last.push({ host, path: path.slice(0, MAX_PATH), time })
      if (last.length > KEPT) last.shift()
    },
    /** Newest first. */
    list: (): readonly OrphanHit[] => last.toReversed(),
    counts: (): ReadonlyMap<string, number> => counts,
  }
}
