/**
 * The files of uploaded landings. The dialect knows the index page alone; our own operations list
 * all of them, and read, write and remove one by its path.
 */
import { type Static, Type } from '@sinclair/typebox'

import { PATHS } from '../../../core/paths.ts'
import { MAX_FILES } from '../../../lib/file-manifest.ts'
import {
  type FileAddress,
  readTextFile,
  removeFile,
  TEXT_FILE_MAX_BYTES,
  writeTextFile,
} from '../../../manage/landings/landing-files.ts'
import { copyFolder, LANDINGS_FOLDER, listFiles } from '../../../manage/landings/landing-folders.ts'
import { baseOf } from '../../../manage/own-side.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { Empty, IdParams, timestamp } from '../wire.ts'

const tag = 'Landings'
const Content = Type.Object({ content: Type.String({ maxLength: TEXT_FILE_MAX_BYTES }) })
/** JSON may take six characters for one. */
const BODY_MAX_BYTES = 6 * TEXT_FILE_MAX_BYTES + 1024
const OneFile = Type.Object({ path: Type.String({ minLength: 1, maxLength: 2048 }) })
const FileAnswer = Type.Object({
  path: Type.String(),
  content: Type.String(),
  changedAt: Type.String(),
})
const FileRow = Type.Object({
  path: Type.String(),
  bytes: Type.Integer(),
  changedAt: Type.String(),
  contentType: Type.String(),
  isText: Type.Boolean(),
  isIndex: Type.Boolean(),
  /** Where visitors are served it: at the domain, and at this host if it is not the admin's alone. */
  urls: Type.Array(Type.String()),
})

type ById = Call<{ id: number }>
type ByPath = Call<{ id: number }, Static<typeof OneFile>>

function addressOf({ dataDir, params }: ById, path: string | null): FileAddress {
  return { dataDir, landingId: params.id, path }
}

async function list(call: ById) {
  const { desk, caller, dataDir, params } = call
  const files = await listFiles(desk, caller, { dataDir, id: params.id })
  if (isRefusal(files)) return files
  const bases = servedAt(call)
  const rows = files.map((file) => ({
    ...file,
    changedAt: timestamp(file.changedAt),
    urls: bases.map((base) => `${base}/${file.path.split('/').map(encodeURIComponent).join('/')}`),
  }))
  return { rows, total: rows.length }
}

/** Never a host of the admin's own, which has nothing of what users made. */
function servedAt(call: ById): readonly string[] {
  const { tables, origin, connection, params } = call
  const domain = tables().defaultDomain
  const isHere = connection.isBesideVisits || connection.way !== null
  const bases = [...(domain === null ? [] : [baseOf(domain, call)]), ...(isHere ? [origin] : [])]
  return bases.map((base) => `${base}${PATHS.landingFiles}/${params.id}`)
}

function read(call: ById, path: string | null): object {
  const file = readTextFile(call.desk, call.caller, addressOf(call, path))
  return isRefusal(file) ? file : { ...file, changedAt: timestamp(file.changedAt) }
}

function readIndex(call: ById): object {
  const file = readTextFile(call.desk, call.caller, addressOf(call, null))
  return isRefusal(file) ? file : { content: file.content }
}

/** The path, when it is written and shown to visitors. */
async function write(call: ById, path: string | null, content: string) {
  const { desk, caller, dataDir, params } = call
  // Only a new file may be one too many: what is there is replaced at once.
  const isNew = isRefusal(readTextFile(desk, caller, addressOf(call, path)))
  const files = isNew ? await listFiles(desk, caller, { dataDir, id: params.id }) : []
  if (isRefusal(files)) return files
  const isFull = files.length >= MAX_FILES
  const written = writeTextFile(desk, caller, addressOf(call, path), { content, isFull })
  if (!isRefusal(written)) await call.showLandingFiles()
  return written
}

const dialect: Operation[] = [
  operation({
    method: 'GET',
    path: '/landing/:id/file',
    id: 'getLandingFile',
    summary: 'The index page of an uploaded landing',
    tag,
    params: IdParams,
    answer: Content,
    current: readIndex,
    run: readIndex,
  }),
  operation({
    method: 'PUT',
    path: '/landing/:id/file',
    id: 'replaceLandingFile',
    summary: 'Replace the index page of an uploaded landing',
    tag,
    params: IdParams,
    body: Content,
    bodyMaxBytes: BODY_MAX_BYTES,
    answer: Type.Object({ landing_file: Type.String() }),
    status: 201,
    current: readIndex,
    run: async (call) => {
      const written = await write(call, null, call.body.content)
      if (isRefusal(written)) return written
      return { landing_file: call.read.landings.find(call.params.id)?.path ?? '' }
    },
  }),
  operation({
    method: 'POST',
    path: '/landing/:id/files/clone',
    id: 'cloneLandingFiles',
    summary: 'Copy the files of an uploaded landing; answers the path for a new landing',
    tag,
    params: IdParams,
    answer: Type.Object({ location: Type.String({ pattern: `^${LANDINGS_FOLDER}/` }) }),
    status: 201,
    run: ({ desk, caller, dataDir, params }) =>
      desk.uploads.isTaken()
        ? ({ refused: 'busy' } as const)
        : desk.uploads.take(async () => {
            const location = await copyFolder(desk, caller, { dataDir, id: params.id })
            return isRefusal(location) ? location : { location }
          }),
  }),
]

const own: Operation[] = [
  operation({
    method: 'GET',
    path: '/landing/:id/files',
    id: 'listLandingFiles',
    summary: 'The files of an uploaded landing that visitors are served',
    tag,
    own: true,
    params: IdParams,
    answer: Type.Object({ rows: Type.Array(FileRow), total: Type.Integer() }),
    run: list,
  }),
  operation({
    method: 'GET',
    path: '/landing/:id/files/text',
    id: 'readLandingFile',
    summary: 'Read a file of an uploaded landing as text',
    tag,
    own: true,
    params: IdParams,
    query: OneFile,
    answer: FileAnswer,
    current: (call: ByPath) => read(call, call.query.path),
    run: (call: ByPath) => read(call, call.query.path),
  }),
  operation({
    method: 'PUT',
    path: '/landing/:id/files/text',
    id: 'writeLandingFile',
    summary: 'Write a file of an uploaded landing; one that is not there is made',
    tag,
    own: true,
    params: IdParams,
    query: OneFile,
    body: Content,
    bodyMaxBytes: BODY_MAX_BYTES,
    answer: FileAnswer,
    current: (call) => read(call, call.query.path),
    run: async (call) => {
      const written = await write(call, call.query.path, call.body.content)
      return isRefusal(written) ? written : read(call, written)
    },
  }),
  operation({
    method: 'DELETE',
    path: '/landing/:id/files/text',
    id: 'deleteLandingFile',
    summary: 'Remove a file of an uploaded landing, but for its index page',
    tag,
    own: true,
    params: IdParams,
    query: OneFile,
    answer: Empty,
    run: async (call) => {
      const done = removeFile(call.desk, call.caller, addressOf(call, call.query.path))
      if (!isRefusal(done)) await call.showLandingFiles()
      return emptyUnless(done)
    },
  }),
]

export const landingFileOperations: readonly Operation[] = [...dialect, ...own]
