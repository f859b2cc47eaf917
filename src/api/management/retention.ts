/** What is no longer kept: by age, and of campaigns whose events were removed. */
import { Type } from '@sinclair/typebox'

import type { RemovalState } from '../../ledger/removal-store.ts'
import { within } from '../../lib/within.ts'
import { isAdmin } from '../../manage/access.ts'
import { FORBIDDEN } from '../../manage/refusal.ts'
import { clearCampaign } from '../../manage/retention.ts'
import { type Operation, operation } from './operation.ts'
import { IdParams } from './wire.ts'

const tag = 'Retention'
/** A longer removal goes on after the answer. */
const ANSWER_MS = 8000
const PENDING = { reply: 202, body: { pending: true } }

const isoOrNull = (time: number | null) => (time === null ? null : new Date(time).toISOString())

function removalView(removal: RemovalState) {
  return {
    campaignId: removal.campaignId,
    askedAt: isoOrNull(removal.askedAt),
    doneAt: isoOrNull(removal.doneAt),
    before: isoOrNull(removal.before),
    events: removal.rows,
    from: isoOrNull(removal.minClickTime),
    to: isoOrNull(removal.maxClickTime),
  }
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
      const days = Number(tables().settings.get('retention_days') ?? 0)
      return { days, removals: told.map(removalView) }
    },
  }),
  operation({
    method: 'DELETE',
    path: '/clicks/campaign/:id',
    id: 'deleteClicksOfCampaign',
    summary: 'Remove all events of a campaign for good',
    tag,
    params: IdParams,
    answer: Type.Object({ events: Type.Integer() }),
    run: ({ desk, caller, params, retention }) =>
      within<object, object>(clearCampaign(desk, caller, params.id, retention), ANSWER_MS, PENDING),
  }),
]
