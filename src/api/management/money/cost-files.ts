/** Costs of past clicks by the file of a source: booking it, what became of its lines, undo. */
import { Type } from '@sinclair/typebox'

import type { LineVerdict } from '../../../ledger/costs/cost-uploads.ts'
import { within } from '../../../lib/within.ts'
import { applyCostFile, type CostFile, readCostFile } from '../../../manage/cost-file.ts'
import { nextPartOf, setUploadedCosts, uploadedCosts } from '../../../manage/costs.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { trackerZone } from '../campaigns/catalog.ts'
import { ANSWER_MS, type Call, type Operation, operation } from '../operation.ts'
import { anyCase, nullable } from '../shape.ts'
import { Currency, Ids } from '../wire.ts'
import { TABLE_FORM } from './conversion-imports.ts'
import { partsOf, resultView } from './costs.ts'

const tag = 'Costs'
const optional = Type.Optional
/** Short enough for a request; the rest of a longer file is refused line by line. */
const FILE_MAX = 1_000_000

/** A UUID, and that of a part behind it. */
const UPLOAD_ID_MAX = 80

const Title = Type.String({ minLength: 1, maxLength: 200 })

const File = Type.Object({
  /** Of lines that name none. */
  campaigns: optional(Ids),
  csv: Type.String({ minLength: 1, maxLength: FILE_MAX }),
  /** The file's own titles of what is not called so; null: no column holds it. */
  columns: optional(
    Type.Object({
      date: optional(Title),
      value: optional(nullable(Title)),
      cost: optional(Title),
      campaign: optional(nullable(Title)),
      currency: optional(nullable(Title)),
    }),
  ),
  field: optional(nullable(Type.String({ maxLength: 30 }))),
  timezone: optional(Type.String({ maxLength: 60 })),
  currency: optional(nullable(Currency)),
  mode: optional(anyCase(['spread', 'per_click'])),
  ...TABLE_FORM,
  importId: optional(
    nullable(
      Type.String({
        maxLength: UPLOAD_ID_MAX,
        description:
          'A longer file comes in parts of up to 10,000 lines, ten at most: the later ones name the `importId` that the first was answered with, and are taken back with it. Lines of the same clicks (date, campaign, value) belong into one part, where they add up: those of a later part take the place of those before. Send a part when the one before is booked.',
      }),
    ),
  ),
})

async function upload(call: Call<unknown, unknown, (typeof File)['static']>) {
  const { body } = call
  const { campaigns = [] } = body
  const table = readCostFile(body.csv, campaigns, body)
  if (isRefusal(table)) return table
  const { titleCurrency } = table
  if (titleCurrency !== null && (body.currency ?? titleCurrency) !== titleCurrency)
    return wrong('currency', `is ${titleCurrency} by the title of the costs`)
  const importId = body.importId
    ? await nextPartOf(partsOf(call), call.caller, body.importId)
    : crypto.randomUUID()
  if (isRefusal(importId)) return importId
  const file: CostFile = {
    campaigns,
    field: body.field ?? '',
    zone: body.timezone ?? trackerZone(call),
    currency: body.currency ?? null,
    how: body.mode ?? 'spread',
    uniqueness: 'all',
    bots: null,
    upload: importId,
  }
  const done = call.desk.costFiles.take(() =>
    applyCostFile(partsOf(call), call.caller, file, table),
  )
  if (done === null) return { refused: 'busy' } as const
  const lines = await within(done, ANSWER_MS, null)
  if (lines === null) return { reply: 202, body: { pending: true, importId } }
  return { importId, results: lines.map(lineView) }
}

function lineView(verdict: LineVerdict) {
  if ('error' in verdict) return verdict
  return { line: verdict.line, ...resultView(verdict) }
}

async function uploaded(call: Call<{ importId: string }>) {
  const { importId } = call.params
  const found = await uploadedCosts(partsOf(call), call.caller, importId)
  if ('refused' in found) return found
  const { state, progress, lines } = found
  const problem = PROBLEMS.get(state)
  const said =
    problem === undefined ? {} : { error: `${problem}: nothing of it is booked, upload it again` }
  return { importId, state, progress, ...said, results: lines.map(lineView) }
}

const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['failed', 'the server could not write it'],
  ['interrupted', 'the server stopped before it was booked'],
])

const UploadParams = Type.Object({ importId: Type.String({ maxLength: UPLOAD_ID_MAX }) })

const settingUpload = (event: 'undo' | 'redo', summary: string): Operation =>
  operation({
    method: 'POST',
    path: `/costs/file/:importId/${event}`,
    id: `${event}CostFile`,
    summary,
    tag,
    params: UploadParams,
    run: async (call) => {
      const { importId } = call.params
      const done = setUploadedCosts(partsOf(call), call.caller, importId, event)
      const results = await within(done, ANSWER_MS, null)
      if (results === null) return { reply: 202, body: { pending: true, importId } }
      return 'refused' in results ? results : { importId, results: results.map(resultView) }
    },
  })

export const costFileOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/costs/file',
    id: 'uploadCosts',
    summary: 'Price past clicks by a CSV of date, campaign, value, cost',
    tag,
    body: File,
    own: true,
    run: upload,
  }),
  operation({
    method: 'GET',
    path: '/costs/file/:importId',
    id: 'getCostFile',
    summary: 'How far an uploaded file of costs is, and what became of its lines',
    tag,
    params: UploadParams,
    run: uploaded,
  }),
  settingUpload('undo', 'Take all batches of an uploaded file out of force'),
  settingUpload('redo', 'Put all batches of an uploaded file back into force'),
]
