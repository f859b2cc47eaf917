/** Amounts that waited for a rate, and got one: a step of their conversions, in a transaction. */
import { rated } from '../../core/conversions/apply.ts'
import type { SettleJob, Verdict } from './jobs.ts'
import { type Clerk, keep, NO_CALL } from './keep.ts'
import { costOf, ratesIn } from './settings.ts'
import { nothing } from './verdicts.ts'

/** Money counts at the time of the call that brought it, whenever its rate came. */
export function settle(clerk: Clerk, { click, conversionId, at, afterSeq }: SettleJob): Verdict {
  const tables = clerk.tables()
  const before = clerk.conversions.find(conversionId)
  const after = before && rated(before, ratesIn(tables))
  if (before === null || after === null) return nothing('nothing', conversionId, '')
  const conversion = { ...after, costMicros: costOf(tables, { before, after }, null) }
  const time = { time: after.changedAt, arrivedAt: at }
  const step = { id: 0, kind: 'rated', before, conversion, ...time, origin: 'rate' } as const
  const stored = clerk.conversions.ofClick(after.clickSeq)
  const nobodys = { ...NO_CALL, importId: null, userId: null }
  return keep(
    clerk,
    { ...step, isSilent: true },
    { ...nobodys, click, arrivedAt: at, afterSeq, stored },
  )
}
