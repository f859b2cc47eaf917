/** Amounts that waited for a rate, and got one: a step of their conversions, in a transaction. */
import { rated } from '../../core/conversions/apply.ts'
import type { Conversion } from '../../core/conversions/conversion.ts'
import type { SettleJob, Verdict } from './jobs.ts'
import { type Clerk, keep, NO_CALL } from './keep.ts'
import { costOf, ratesIn } from './settings.ts'
import { nothing } from './verdicts.ts'

/** Money counts when the step happened that brought it, whenever its rate came. */
export function settle(clerk: Clerk, { click, conversionId, at, afterSeq }: SettleJob): Verdict {
  const tables = clerk.tables()
  const before = clerk.conversions.find(conversionId)
  const after = before && rated(before, ratesIn(tables))
  if (before === null || after === null) return nothing('nothing', conversionId, '')
  const conversion = { ...after, costMicros: costOf(tables, { before, after }, null) }
  const time = { time: timeOfState(clerk, before), arrivedAt: at }
  const step = { id: 0, kind: 'rated', before, conversion, ...time, origin: 'rate' } as const
  const stored = clerk.conversions.ofClick(after.clickSeq)
  const nobodys = { ...NO_CALL, importId: null, userId: null }
  return keep(
    clerk,
    { ...step, isSilent: true },
    { ...nobodys, click, arrivedAt: at, afterSeq, stored },
  )
}

/** Of the step that made the conversion what it is: its call may tell of something earlier. */
function timeOfState({ conversions }: Clerk, { id, clickSeq, changedAt }: Conversion): number {
  const step = conversions
    .stepsOfClick(clickSeq)
    .findLast((each) => each.conversionId === id && each.arrivedAt === changedAt)
  return step?.time ?? changedAt
}
