/** Robots told apart anew in stored clicks: a long deed with an id, by which it can be asked for. */
import { Type } from '@sinclair/typebox'

import type { ReclassificationState } from '../../../ledger/verdicts/reclassify.ts'
import { within } from '../../../lib/within.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { reclassification, reclassifications, reclassify } from '../../../manage/robot-verdicts.ts'
import { trackerCalendar } from '../campaigns/catalog.ts'
import { ANSWER_MS, type Call, type Operation, operation } from '../operation.ts'
import { Ids } from '../wire.ts'
import { PERIOD, periodOf } from './period.wire.ts'

const optional = Type.Optional
const tag = 'Robots'

const Asked = Type.Object({
  ...PERIOD,
  /** Absent: all, and visits of short links. */
  campaigns: optional(Ids),
  dryRun: optional(Type.Boolean()),
})

const Count = Type.Integer()
const Changes = { toBots: Count, toPeople: Count }
const nullable = (type: ReturnType<typeof Type.String>) => Type.Union([type, Type.Null()])
const Outcome = Type.Object({
  id: Type.String(),
  dryRun: Type.Boolean(),
  state: Type.Union(
    ['waiting', 'running', 'done', 'failed', 'interrupted'].map((state) => Type.Literal(state)),
  ),
  progress: Type.Number(),
  fromUtc: Type.String(),
  toUtc: Type.String(),
  campaigns: Type.Union([Type.Array(Type.Integer()), Type.Null()]),
  createdAt: Type.String(),
  endedAt: nullable(Type.String()),
  /** That were looked at, as reports count them. */
  clicks: Count,
  ...Changes,
  otherReasons: Count,
  /** Visits that count as no click. */
  uncounted: Count,
  reasons: Type.Array(Type.Object({ reason: Type.String(), ...Changes })),
  unreadableSegments: Count,
  costs: Type.Literal('unchanged'),
})

const iso = (time: number) => new Date(time).toISOString()

function view(one: ReclassificationState) {
  const { clicks, changes, endedAt } = one
  const { toRobots, toPeople, otherReasons, uncounted, reasons } = changes
  return {
    id: one.uuid,
    dryRun: one.isDry,
    state: one.state,
    progress: one.progress,
    fromUtc: iso(clicks.period.from),
    toUtc: iso(clicks.period.to),
    campaigns: clicks.campaigns,
    createdAt: iso(one.askedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    clicks: one.looked,
    toBots: toRobots,
    toPeople,
    otherReasons,
    uncounted,
    reasons: Object.entries(reasons).map(([reason, counts]) => ({
      reason,
      toBots: counts.toRobots,
      toPeople: counts.toPeople,
    })),
    unreadableSegments: one.unreadable,
    costs: 'unchanged',
  }
}

async function begin(call: Call<unknown, unknown, (typeof Asked)['static']>) {
  const { campaigns = null, dryRun: isDry = false, ...dates } = call.body
  // A word that is left out must not change what all reports say.
  if (dates.datePreset === undefined && dates.dateFrom === undefined)
    return wrong(
      'datePreset',
      'is missing: all_time for all clicks, dateFrom for those from a day on',
    )
  const timed = periodOf(dates, call.clock(), trackerCalendar(call))
  if (isRefusal(timed)) return timed
  const { period } = timed
  const begun = reclassify(call, call.caller, { period, campaigns, isDry })
  if (isRefusal(begun)) return begun
  const done = await within(begun.done, ANSWER_MS, null)
  return done === null ? { reply: 202, body: { pending: true, id: begun.uuid } } : view(done)
}

export const robotVerdictOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/clicks/reclassify',
    id: 'reclassifyClicks',
    summary:
      'Tell robots apart anew in stored clicks, by the lists of now; `dryRun` only counts. Costs stay as they are',
    tag,
    body: Asked,
    own: true,
    answer: Outcome,
    run: begin,
  }),
  operation({
    method: 'GET',
    path: '/clicks/reclassify',
    id: 'listReclassifications',
    summary: 'Where robots were told apart anew, newest first',
    tag,
    answer: Type.Array(Outcome),
    run: async (call) => {
      const found = await reclassifications(call, call.caller)
      return isRefusal(found) ? found : found.map(view)
    },
  }),
  operation({
    method: 'GET',
    path: '/clicks/reclassify/:id',
    id: 'getReclassification',
    summary: 'How far telling robots apart anew is, and what came of it',
    tag,
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    answer: Outcome,
    run: async (call) => {
      const found = await reclassification(call, call.caller, call.params.id)
      return isRefusal(found) ? found : view(found)
    },
  }),
]
