/** Judging stored clicks anew, as the rest of the server asks for it: the keeper does the work. */
import { HOUR_MS } from '../../lib/spans.ts'
import type { AskKeeper } from '../keeper/keeper-link.ts'
import type { ReclassificationState } from './reclassify.ts'
import type { VerdictWork } from './verdict-store.ts'

/** Every segment may have to be written anew. */
const DEADLINE_MS = HOUR_MS

export interface VerdictLedger {
  /** Resolves when it is over; it goes on whatever becomes of the request. */
  apply(work: VerdictWork): Promise<void>
  /** `null`: nobody knows of it, or no more. */
  of(uuid: string): Promise<ReclassificationState | null>
  /** Newest first. */
  list(): Promise<readonly ReclassificationState[]>
}

export interface VerdictLink extends VerdictLedger {
  /** What this process remembers of earlier clicks may be other than what is stored by now. */
  staleBefore(): number
}

export function verdictLink(request: AskKeeper): VerdictLink {
  let staleBefore = 0
  return {
    async apply(work) {
      if (!work.isDry) staleBefore = Math.max(staleBefore, work.clicks.period.to)
      await request('verdicts.apply', work, DEADLINE_MS)
    },
    of: async (uuid) => (await request('verdicts.of', uuid)) as ReclassificationState | null,
    list: async () => (await request('verdicts.list', null)) as readonly ReclassificationState[],
    staleBefore: () => staleBefore,
  }
}
