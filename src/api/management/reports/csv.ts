/** Exports of the click log and of conversions as files: asked for now, fetched when they are made. */
import { type Static, Type } from '@sinclair/typebox'

import type { CsvTask } from '../../../db/reports/csv-tasks.ts'
import type { Caller } from '../../../manage/access.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import type { Asking } from '../campaigns/catalog.ts'
import { conversionLines, ExportParameters } from '../money/conversion-export.ts'
import {
  type Call,
  type Download,
  emptyUnless,
  type ManagementDeps,
  type Operation,
  operation,
} from '../operation.ts'
import { anyCase, Uuid } from '../shape.ts'
import { Empty, timestamp, timestampOrNull } from '../wire.ts'
import { clickLines, LogParameters } from './clicks.ts'

const tag = 'CSV files'
const KINDS = ['clicklog', 'conversions'] as const
const {
  cursor: _c,
  from: _f,
  to: _t,
  direction: _d,
  sortType: _s,
  limit: _l,
  ...ofLog
} = LogParameters.properties
/** Parameters of both exports; each takes its own. */
const Asked = Type.Object({
  type: anyCase(KINDS),
  ...ofLog,
  offerIds: ExportParameters.properties.offerIds,
  classes: ExportParameters.properties.classes,
})
const Name = Type.String({
  pattern: '^(clicklog|conversions)-\\d{8}-\\d{6}-[0-9a-f]{8}\\.(csv|ndjson)$',
  form: 'the name of a file that GET /csv/files lists',
})
const FileParams = Type.Object({ name: Name })
const FileRow = Type.Object({
  name: Type.String(),
  type: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  createdAt: Type.String(),
  finishedAt: Type.String(),
})

type Parameters = Omit<Static<typeof Asked>, 'type'>
type Parts = Pick<ManagementDeps, 'read' | 'tables' | 'reports'>

/** The lines of a task for its owner. Periods are those of the moment when it was asked for. */
export function csvLines(parts: Parts) {
  return ({ kind, query, createdAt }: CsvTask, caller: Caller) =>
    linesOf({ ...parts, caller, clock: () => createdAt }, kind, query as Parameters)
}

type Asker = Asking & Pick<ManagementDeps, 'reports'>

function linesOf(asker: Asker, kind: CsvTask['kind'], query: Parameters) {
  return kind === 'clicklog'
    ? clickLines({ ...asker, query })
    : conversionLines({ ...asker, query })
}

/** What could not be asked now is not put into the queue. */
function enqueue(call: Call<unknown, unknown, Static<typeof Asked>>): object {
  const { type, ...query } = call.body
  const lines: AsyncGenerator<string> | Refusal = linesOf(call, type, query)
  if (isRefusal(lines)) return lines
  const id = call.csv.enqueue(call.caller, type, query)
  return typeof id === 'string' ? { id } : id
}

function fileView({ file, kind, bytes, createdAt, finishedAt }: CsvTask) {
  return {
    name: file,
    type: kind,
    bytes,
    createdAt: timestamp(createdAt),
    finishedAt: timestampOrNull(finishedAt),
  }
}

function download({ csv, caller, params }: Call<{ name: string }>) {
  const file = csv.file(caller, params.name)
  if (isRefusal(file)) return file
  const isCsv = file.file.endsWith('.csv')
  return {
    download: Bun.file(file.path).stream(),
    type: isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    name: file.file,
    bytes: file.bytes,
  } satisfies Download
}

const STATUSES = {
  queued: 'pending',
  running: 'pending',
  done: 'finished',
  removed: 'finished',
  failed: 'error',
} as const

/** The queue as background tasks. */
export function csvTaskViews({ csv, caller }: Call) {
  return csv.tasks(caller).map(({ id, kind, state, createdAt, startedAt, problem }) => ({
    id,
    type: `${kind}_csv_archive`,
    subjectIds: [],
    progress: state === 'done' || state === 'removed' ? 1 : null,
    startedAt: timestamp(startedAt ?? createdAt),
    status: STATUSES[state],
    errorMessage: problem === '' ? null : problem,
    canModify: true,
  }))
}

export const csvOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/csv/task/enqueue',
    id: 'enqueueCsv',
    summary: 'Have the click log or the conversions of a period written to a file',
    tag,
    body: Asked,
    answer: Type.Object({ id: Uuid }),
    status: 201,
    run: enqueue,
  }),
  operation({
    method: 'POST',
    path: '/csv/task/dequeue/:id',
    id: 'dequeueCsv',
    summary: 'Give up a file that is waiting or being made',
    tag,
    params: Type.Object({ id: Uuid }),
    answer: Empty,
    run: ({ csv, caller, params }) => emptyUnless(csv.dequeue(caller, params.id)),
  }),
  operation({
    method: 'GET',
    path: '/csv/files',
    id: 'listCsvFiles',
    summary: 'Files that are there to fetch, newest first',
    tag,
    answer: Type.Array(FileRow),
    run: ({ csv, caller }) => csv.files(caller).map(fileView),
  }),
  operation({
    method: 'GET',
    path: '/csv/file/:name',
    id: 'getCsvFile',
    summary: 'Fetch a file',
    tag,
    params: FileParams,
    run: download,
  }),
  operation({
    method: 'DELETE',
    path: '/csv/file/:name',
    id: 'deleteCsvFile',
    summary: 'Remove a file',
    tag,
    params: FileParams,
    answer: Empty,
    run: ({ csv, caller, params }) => emptyUnless(csv.remove(caller, params.name)),
  }),
  ...KINDS.map((kind) =>
    operation({
      method: 'DELETE',
      path: `/csv/${kind}/clear`,
      id: kind === 'clicklog' ? 'clearClickFiles' : 'clearConversionFiles',
      summary:
        kind === 'clicklog' ? 'Remove all files of clicks' : 'Remove all files of conversions',
      tag,
      answer: Empty,
      run: ({ csv, caller }) => emptyUnless(csv.clear(caller, kind)),
    }),
  ),
]
