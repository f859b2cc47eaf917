/** Backups by API: made beside the visitors, listed, read back, downloaded as one archive. */
import { Type } from '@sinclair/typebox'

import type { Backup } from '../../../manage/backups/kept.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Download, type Operation, operation } from '../operation.ts'
import { nullable } from '../shape.ts'
import { timestamp, timestampOrNull } from '../wire.ts'

const tag = 'Backups'
const Params = Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }) })
const Name = Type.String({ examples: ['2026-03-12T120000Z'] })
const Row = Type.Object({
  name: Name,
  at: Type.String(),
  bytes: nullable(Type.Integer({ minimum: 0 })),
  sha256: nullable(Type.String()),
  verified: Type.Boolean(),
  verifiedAt: nullable(Type.String()),
  problems: Type.Array(Type.String()),
})

function rowOf({ name, at, bytes, sha256, verifiedAt, problems }: Backup) {
  return {
    name,
    at: timestamp(at),
    bytes,
    sha256,
    verified: verifiedAt !== null && problems.length === 0,
    verifiedAt: timestampOrNull(verifiedAt),
    problems,
  }
}

/** Nothing is read before somebody takes it. */
function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await pieces.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => void pieces.return(undefined),
    },
    { highWaterMark: 0 },
  )
}

export const backupOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/backup',
    id: 'startBackup',
    summary: 'Begin a backup of everything; visitors do not wait for it',
    tag,
    own: true,
    answer: Type.Object({ name: Name }),
    status: 202,
    run: ({ desk, caller, backups }) => {
      const name = backups.start(desk, caller)
      return typeof name === 'string' ? { name } : name
    },
  }),
  operation({
    method: 'GET',
    path: '/backups',
    id: 'listBackups',
    summary: 'The backups that are kept, newest first; what is being made, and why the last failed',
    tag,
    own: true,
    answer: Type.Object({
      rows: Type.Array(Row),
      total: Type.Integer({ minimum: 0 }),
      running: nullable(Name),
      failed: nullable(Type.String()),
    }),
    run: async ({ caller, backups }) => {
      const all = backups.list(caller)
      if (isRefusal(all)) return all
      return { rows: all.map(rowOf), total: all.length, ...(await backups.state()) }
    },
  }),
  operation({
    method: 'GET',
    path: '/backups/:name',
    writes: true,
    id: 'downloadBackup',
    secret: true,
    summary: 'A backup as one tar archive; unpacked it is a data folder for "serve"',
    tag,
    own: true,
    params: Params,
    run: async ({ desk, caller, backups, params: { name } }) => {
      const archive = await backups.archive(desk, caller, name)
      if (isRefusal(archive)) return archive
      const download = streamOf(archive.pieces())
      const { bytes } = archive
      return {
        download,
        bytes,
        type: 'application/x-tar',
        name: `sluice-${name}.tar`,
      } satisfies Download
    },
  }),
  operation({
    method: 'POST',
    path: '/backups/:name/verify',
    id: 'verifyBackup',
    summary: 'Read a whole backup back: databases, every event, and the sum of its files',
    tag,
    own: true,
    params: Params,
    answer: Type.Object({ ok: Type.Boolean(), messages: Type.Array(Type.String()) }),
    run: async ({ desk, caller, backups, params: { name } }) => {
      const verdict = await backups.verify(desk, caller, name)
      if (isRefusal(verdict)) return verdict
      return { ok: verdict.problems.length === 0, messages: verdict.problems }
    },
  }),
]
