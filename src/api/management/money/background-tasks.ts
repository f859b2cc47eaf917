/** What is done, or was, while nobody waits: changes of past costs, and exports to files. */
import { Type } from '@sinclair/typebox'

import type { Period } from '../../../core/reports/period.ts'
import { DAY_MS } from '../../../lib/spans.ts'
import { accessTo } from '../../../manage/access.ts'
import { listCosts } from '../../../manage/costs.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { calendarOf } from '../campaigns/catalog.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { csvTaskViews } from '../reports/csv.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { compare } from '../reports/sorting.ts'
import { anyCase } from '../shape.ts'
import { timestamp } from '../wire.ts'

const optional = Type.Optional

async function tasks(call: Call, period: Period) {
  const asked = { period, limit: TASKS_MAX }
  const { batches, running } = await listCosts(call, call.caller, asked)
  const done = batches.map((batch) => ({
    id: batch.uuid,
    type: 'update_cost',
    subjectIds: batch.order.campaigns.map(String),
    progress: 1,
    startedAt: timestamp(batch.createdAt),
    status: 'finished',
    errorMessage: null,
    canModify: mayModify(call, batch.order.campaigns),
  }))
  if (running === null) return done
  const { campaigns, progress } = running
  const subjectIds = campaigns.map(String)
  return [{ ...RUNNING, subjectIds, progress, canModify: mayModify(call, campaigns) }, ...done]
}

/** The newest of the period: each line of a cost file is one. */
const TASKS_MAX = 1000
/** Older ones are not shown, of any kind. */
const KEPT_MS = 30 * DAY_MS

/** It gets its own id when it is done. */
const RUNNING = {
  id: '00000000-0000-4000-8000-000000000000',
  type: 'update_cost',
  status: 'pending',
  errorMessage: null,
}

const TaskQuery = Type.Object({
  ...PERIOD,
  types: optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
  statuses: optional(Type.Array(anyCase(['pending', 'finished', 'error']), { maxItems: 3 })),
})

/** What is worked on comes first, and has no time yet. */
async function wantedTasks(call: Call<unknown, (typeof TaskQuery)['static']>) {
  const { types, statuses, ...rest } = call.query
  const now = call.clock()
  const timed = periodOf(rest, now, calendarOf(call))
  if (isRefusal(timed)) return timed
  // Times of tasks are whole seconds: the one that the period ends in belongs to it.
  const second = (time: number) => 1000 * Math.floor(time / 1000)
  const from = second(Math.max(timed.period.from, now - KEPT_MS))
  const asked = { from, to: second(timed.period.to - 1) + 1000 }
  const [first, last] = [timestamp(asked.from), timestamp(timed.period.to - 1)]
  const startOf = (task: object) => ('startedAt' in task ? String(task.startedAt) : last)
  const all = [...(await tasks(call, asked)), ...csvTaskViews(call)]
  return all
    .filter((task) => types?.includes(task.type) ?? true)
    .filter((task) => statuses?.some((status) => status === task.status) ?? true)
    .filter((task) => startOf(task) >= first && startOf(task) <= last)
    .toSorted((a, b) => compare(startOf(b), startOf(a)))
}

function mayModify({ read, caller }: Call, campaigns: readonly number[]): boolean {
  return campaigns.every((id) => {
    const campaign = read.campaigns.find(id)
    return campaign !== null && accessTo(caller, 'campaigns', campaign) === 'modify'
  })
}

export const taskOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/monitor/background_tasks',
    id: 'listBackgroundTasks',
    summary: 'Background tasks, newest first',
    tag: 'Costs',
    query: TaskQuery,
    run: (call) => wantedTasks(call),
  }),
]
