/**
 * The visits of one short link as a file, those of robots too. As in the click log, what may never have
 * been seen by anybody (previews, prefetches) is not in it until somebody comes.
 */
import { type Static, Type } from '@sinclair/typebox'

import { isRefusal } from '../../../manage/refusal.ts'
import { LINK_COLUMN_NAMES } from '../../../report/logs/click-columns.ts'
import { calendarOf } from '../campaigns/catalog.ts'
import { csvFormat, LINE_FORMAT } from '../export-format.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { inTime, streamed } from '../streamed.ts'
import { IdParams } from '../wire.ts'
import { linkOfCall } from './links.ts'

/** Of the columns of the click log those that a link's visit fills. */
const COLUMNS = [
  'id',
  'click_time',
  'ip',
  'city',
  'country',
  'region',
  'isp',
  'referer',
  'user_agent',
  'device_type',
  'device_brand',
  'device_model',
  'os_name',
  'browser_name',
  'language',
  'is_bot',
  'url',
  ...LINK_COLUMN_NAMES,
]

const VisitQuery = Type.Object({
  ...LINE_FORMAT,
  ...PERIOD,
})

function exported(call: Call<{ id: number }, Static<typeof VisitQuery>>): object {
  const link = linkOfCall(call, 'read')
  if (isRefusal(link)) return link
  const { format: kind = 'csv' } = call.query
  const timed = periodOf(call.query, call.clock(), calendarOf(call), 'all_time')
  if (isRefusal(timed)) return timed
  const pieces = call.reports.exportClicks({
    query: {
      of: 'clicks',
      ...timed,
      where: [{ any: [{ field: 'link', op: 'in', values: [String(link.id)] }] }],
      cursor: null,
      direction: 'next',
      limit: Infinity,
      labels: { names: new Map(), groups: new Map() },
    },
    columns: COLUMNS,
    kind,
    format: csvFormat(call, call.query),
    campaigns: new Map(),
    names: NO_NAMES,
  })
  return streamed(inTime(pieces, call.clock), kind, 'visits')
}

const NONE: ReadonlyMap<string | number, string> = new Map()
const NO_NAMES = {
  flow: NONE,
  path: NONE,
  offer: NONE,
  landing: NONE,
  source: NONE,
  network: NONE,
  rotation: NONE,
}

export const linkVisitOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/links/:id/visits/export',
    id: 'exportLinkVisits',
    exports: 'link_visits',
    takesPlace: true,
    summary: 'Export the visits of a short link as CSV or NDJSON, newest first',
    tag: 'Short links',
    params: IdParams,
    query: VisitQuery,
    own: true,
    run: exported,
  }),
]
