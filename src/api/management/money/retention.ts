/** What is no longer kept: by age, and of campaigns whose events were removed. */
import { Type } from '@sinclair/typebox'

import { storedClickId } from '../../../core/click-id.ts'
import type { Period } from '../../../core/reports/period.ts'
import { settingNumber } from '../../../core/settings/settings.ts'
import type { RemovalState } from '../../../ledger/removal/removal-store.ts'
import { within } from '../../../lib/within.ts'
import { isAdmin, lookUp } from '../../../manage/access.ts'
import { FORBIDDEN, isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import { clearCampaign, removeClicks } from '../../../manage/retention.ts'
import { trackerCalendar } from '../campaigns/catalog.ts'
import { ANSWER_MS, type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { anyCase } from '../shape.ts'
import { IdParams } from '../wire.ts'

const optional = Type.Optional
const tag = 'Retention'
const PENDING = { reply: 202, body: { pending: true } }

const isoOrNull = (time: number | null) => (time === null ? null : new Date(time).toISOString())

function removalView(removal: RemovalState) {
  return {
    campaignId: removal.campaignId,
    clicks: removal.clicks,
    since: removal.since === 0 ? null : isoOrNull(removal.since),
    askedAt: isoOrNull(removal.askedAt),
    doneAt: isoOrNull(removal.doneAt),
    before: isoOrNull(removal.before),
    events: removal.rows,
    from: isoOrNull(removal.minClickTime),
    to: isoOrNull(removal.maxClickTime),
  }
}

const { datePreset: _, ...Dates } = PERIOD
const Clearing = Type.Object({ preset: optional(anyCase(['full', 'custom_time'])), ...Dates })
const IDS_MAX = 1000
const ClickIds = Type.Object({
  ids: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: IDS_MAX }),
})

function clear(call: Call<{ id: number }, unknown, (typeof Clearing)['static']>) {
  const { desk, retention, caller, params, body } = call
  const campaign = lookUp(call.read, caller, 'campaigns', { id: params.id, need: 'modify' })
  if (isRefusal(campaign)) return campaign
  const span = spanOf(call, body)
  if (span !== null && isRefusal(span)) return span
  const done = clearCampaign({ desk, retention }, caller, params.id, span)
  return within<object, object>(done, ANSWER_MS, PENDING)
}

/** `null`: all of it. */
function spanOf(
  { clock, tables }: Call,
  asked: (typeof Clearing)['static'],
): Period | Refusal | null {
  const { preset, ...dates } = asked
  const isDated = Object.keys(dates).length > 0
  // Nobody must lose everything because he left out a word.
  if (isDated && preset !== 'custom_time')
    return wrong('preset', 'must be custom_time where there are dates')
  if (preset === undefined)
    return wrong('preset', 'is missing: full for all events, custom_time for those of some days')
  if (preset !== 'custom_time') return null
  const timed = periodOf({ ...dates, datePreset: preset }, clock(), trackerCalendar({ tables }))
  return isRefusal(timed) ? timed : timed.period
}

export const retentionOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/retention',
    id: 'getRetention',
    summary: 'How long events are kept, and what was removed',
    tag,
    run: async ({ caller, retention, tables }) => {
      if (!isAdmin(caller)) return FORBIDDEN
      const removals = await retention.list()
      const told = removals.filter(({ rows, doneAt }) => rows > 0 || doneAt === null)
      const days = settingNumber(tables().settings, 'retention_days')
      return { days, removals: told.map(removalView) }
    },
  }),
  operation({
    method: 'DELETE',
    path: '/clicks/campaign/:id',
    id: 'deleteClicksOfCampaign',
    summary:
      'Remove events of a campaign for good: `full` all, `custom_time` those from `dateFrom` to `dateTo`',
    tag,
    params: IdParams,
    body: Clearing,
    own: true,
    answer: Type.Object({ events: Type.Integer() }),
    run: clear,
  }),
  operation({
    method: 'DELETE',
    path: '/clicklog/delete',
    id: 'deleteClicks',
    summary: 'Remove all events of single clicks for good',
    tag,
    body: ClickIds,
    own: true,
    answer: Type.Object({ events: Type.Integer(), failedIds: Type.Array(Type.String()) }),
    run: ({ desk, retention, caller, body }) => {
      const ids = body.ids.map(storedClickId)
      return within<object, object>(
        removeClicks({ desk, retention }, caller, ids),
        ANSWER_MS,
        PENDING,
      )
    },
  }),
]
