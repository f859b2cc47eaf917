/** What is done, or was, while nobody waits: changes of past costs, and exports to files. */
import { Type } from '@sinclair/typebox'

import type { Period } from '../../../core/reports/period.ts'
import { accessTo } from '../../../manage/access.ts'
import { listCosts } from '../../../manage/costs.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { trackerCalendar } from '../campaigns/catalog.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { csvTaskViews } from '../reports/csv.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
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
    canModify: batch.order.campaigns.every((id) => mayModify(call, id)),
  }))
  return running === null ? done : [{ ...RUNNING, progress: running.progress }, ...done]
}

/** The newest of the period: each line of a cost file is one. */
const TASKS_MAX = 1000

/** It gets its own id when it is done. */
const RUNNING = {
  id: '00000000-0000-4000-8000-000000000000',
  type: 'update_cost',
  subjectIds: [],
  status: 'pending',
  errorMessage: null,
  canModify: false,
}

const TaskQuery = Type.Object({
  ...PERIOD,
  types: optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
  statuses: optional(Type.Array(anyCase(['pending', 'finished', 'error']), { maxItems: 3 })),
})

/** Without a period all that are kept. */
async function wantedTasks(call: Call<unknown, (typeof TaskQuery)['static']>) {
  const { types, statuses, ...rest } = call.query
  const timed = periodOf(rest, call.clock(), trackerCalendar(call), 'all_time')
  if (isRefusal(timed)) return timed
  // Times of tasks are whole seconds: the one that the period ends in belongs to it.
  const second = (time: number) => 1000 * Math.floor(time / 1000)
  const asked = { from: second(timed.period.from), to: second(timed.period.to - 1) + 1000 }
  const [from, last] = [timestamp(timed.period.from), timestamp(timed.period.to - 1)]
  const all = [...csvTaskViews(call), ...(await tasks(call, asked))]
  return all.filter((task) => {
    const startedAt = 'startedAt' in task ? task.startedAt : from
    if (types !== undefined && !types.includes(task.type)) return false
    if (statuses !== undefined && !statuses.some((status) => status === task.status)) return false
    return startedAt >= from && startedAt <= last
  })
}

function mayModify({ read, caller }: Call, id: number): boolean {
  const campaign = read.campaigns.find(id)
  return campaign !== null && accessTo(caller, 'campaigns', campaign) === 'modify'
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
