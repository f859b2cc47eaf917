/**
 * How many conversions count against an offer's cap in its running period. Read once per offer and
 * period, then kept up with every verdict; a step that the reading has seen already is not added.
 */
import type { OfferCap } from '../../core/model.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { CapUse } from '../../db/money/conversions.ts'
import { startOfDay } from '../../lib/zoned-time.ts'
import type { CapChange } from './jobs.ts'

export interface Caps {
  /** 0 for an offer without a cap. */
  used(offerId: number, now: number): number
  take(changes: readonly CapChange[]): void
}

interface Counter {
  readonly since: number
  readonly seen: number
  used: number
}

export function capCounters(
  tables: () => RoutingTables,
  read: (offerId: number, since: number) => CapUse,
): Caps {
  /** One per offer with a cap. */
  const counters = new Map<number, Counter>()
  const countSince = (offerId: number, since: number) => {
    const known = counters.get(offerId)
    if (known?.since === since) return known.used
    const { used, lastStep } = read(offerId, since)
    counters.set(offerId, { since, seen: lastStep, used })
    return used
  }
  return {
    used(offerId, now) {
      const spec = tables().offer(offerId)?.spec ?? null
      if (spec?.cap?.active !== true) return 0
      const start = periodStart(spec.cap, now)
      const adjusted = (spec.capAdjustment?.at ?? -1) >= start ? spec.capAdjustment : null
      const counted = countSince(offerId, adjusted?.as === 'empty' ? adjusted.at : start)
      return adjusted?.as === 'full' ? Math.max(counted, spec.cap.max) : counted
    },
    take(changes) {
      for (const { offerId, arrivedAt, by, stepId } of changes) {
        const counter = counters.get(offerId)
        if (counter && stepId > counter.seen && arrivedAt >= counter.since) counter.used += by
      }
    },
  }
}

/** When the running period of a cap began. */
function periodStart({ period, seconds, startsAt, timezone }: OfferCap, now: number): number {
  if (period === 'day') return startOfDay(timezone, now)
  const length = Math.max(1, seconds) * 1000
  return startsAt + Math.floor((now - startsAt) / length) * length
}
