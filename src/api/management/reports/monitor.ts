/** The traffic of the last day, minute by minute. */
import { Type } from '@sinclair/typebox'

import { MINUTE_MS } from '../../../lib/spans.ts'
import { minuteIn } from '../../../lib/time-text.ts'
import { isTimeZone } from '../../../lib/zoned-time.ts'
import { wrong } from '../../../manage/refusal.ts'
import { scopeOf, zoneOf } from '../campaigns/catalog.ts'
import { busyUnless, type Call, type Operation, operation } from '../operation.ts'

const MINUTES = 24 * 60

const Row = Type.Object({ time: Type.String(), count: Type.String() })
const Query = Type.Object({ timezone: Type.Optional(Type.String({ maxLength: 60 })) })

async function monitor(call: Call<unknown, { timezone?: string }>): Promise<object> {
  const zone = call.query.timezone ?? zoneOf(call)
  if (!isTimeZone(zone)) {
    return wrong('timezone', 'is not a time zone')
  }
  const to = (Math.floor(call.clock() / MINUTE_MS) + 1) * MINUTE_MS
  const from = to - MINUTES * MINUTE_MS
  const counts = await call.reports.minutes({ period: { from, to }, campaignIds: scopeOf(call) })
  if ('refused' in counts) return busyUnless(counts)
  const rows = counts.map((count, at) => ({
    time: `${minuteIn(zone, from + at * MINUTE_MS)}:00`,
    count: String(count),
  }))
  return { user: userText(call), clicks: [rows] }
}

/** As programs of the dialect show it. */
function userText({ caller: { userId, role }, read }: Call): string {
  const login = userId === null ? '' : (read.users.find(userId)?.login ?? '')
  return `[ID: ${userId ?? 0}] [Role: ${role}] ${login}`
}

export const monitorOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/monitor',
    id: 'getMonitor',
    summary: 'Clicks per minute of the last 24 hours',
    tag: 'Statistics',
    query: Query,
    answer: Type.Object({ user: Type.String(), clicks: Type.Array(Type.Array(Row)) }),
    run: monitor,
  }),
]
