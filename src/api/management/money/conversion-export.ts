/** All conversions as lines, safe to open in a spreadsheet: read in pages as the client takes them. */
import { Type } from '@sinclair/typebox'

import type { Conversion } from '../../../core/conversions/conversion.ts'
import { CONVERSION_TITLES } from '../../../core/words/log-titles.ts'
import type { ConversionFilter } from '../../../db/money/conversions.ts'
import { breathe } from '../../../lib/turns.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { askedInScope, type Asking, calendarOf } from '../campaigns/catalog.ts'
import { csvFormat, LINE_FORMAT } from '../export-format.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { shownTo } from '../shown.ts'
import { linesOfRows, streamed } from '../streamed.ts'
import { AnyIds, anyIdsOf, Classes, targetsOf } from './conversion-filters.ts'
import { rowReader } from './conversions.ts'

const optional = Type.Optional
const Ids = optional(Type.Array(Type.Integer(), { maxItems: 10_000 }))

export const ExportParameters = Type.Object({
  campaignIds: Ids,
  offerIds: Ids,
  classes: Classes,
  anyIds: AnyIds,
  ...LINE_FORMAT,
  ...PERIOD,
})

type ExportCall = Call<unknown, (typeof ExportParameters)['static']>
type ExportAsking = Asking & Pick<ExportCall, 'query'>

const EXPORTED_AT_ONCE = 500
const NUMERIC: ReadonlySet<string> = new Set(['payout'])

/** All conversions of a period, newest first, made as they are taken. */
export function conversionLines(call: ExportAsking): AsyncGenerator<string> | Refusal {
  const { query, clock } = call
  const timed = periodOf(query, clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const { format: kind = 'csv' } = query
  const filter = {
    ...timed.period,
    campaignIds: askedInScope(call, query.campaignIds),
    targets: targetsOf(query),
    networkIds: null,
    countries: null,
    classes: query.classes ?? null,
    anyIds: anyIdsOf(query.anyIds),
    toward: 'older',
  } as const
  return linesOfRows(exportedRows(call, filter, timed.zone), {
    kind,
    format: csvFormat(call, query),
    titles: CONVERSION_TITLES,
    numeric: NUMERIC,
    missing: () => [],
  })
}

function exportAll(call: ExportCall) {
  const lines = conversionLines(call)
  return isRefusal(lines) ? lines : streamed(lines, call.query.format ?? 'csv', 'conversions')
}

type ExportFilter = Omit<ConversionFilter, 'edge' | 'limit'>

async function* exportedRows(call: Asking, filter: ExportFilter, zone: string) {
  const rowOf = rowReader(call, zone)
  let edge: number | null = null
  for (;;) {
    const page: Conversion[] = call.read.conversions.list({
      ...filter,
      edge,
      limit: EXPORTED_AT_ONCE,
    })
    for (const each of page) yield shownTo(call.caller, exportedRow(rowOf([each]))) as TextRow
    if (page.length < EXPORTED_AT_ONCE) return
    edge = page.at(-1)!.id
    await breathe()
  }
}

type Row = ReturnType<ReturnType<typeof rowReader>>
type TextRow = Readonly<Record<string, string>>

function exportedRow({ is_pending, notes, ...row }: Row): TextRow {
  return { ...row, is_pending: is_pending ? '1' : '0', notes: notes.join(' ') }
}

export const conversionExportOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/conversions/export',
    id: 'exportConversions',
    exports: 'conversions',
    summary: 'All conversions of a period as CSV or NDJSON, newest first',
    tag: 'Conversions',
    own: true,
    query: ExportParameters,
    run: exportAll,
  }),
]
