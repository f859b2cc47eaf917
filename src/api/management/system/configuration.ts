/** Operations on the whole configuration: as a file, and back from one. */
import { type Static, Type } from '@sinclair/typebox'

import { dateIn } from '../../../lib/time-text.ts'
import { ALL } from '../../../manage/links/link-access.ts'
import { FORBIDDEN, type Refusal, wrong } from '../../../manage/refusal.ts'
import { type AsTakenAlong, usedLimits } from '../links/used-limits.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { anyCase } from '../shape.ts'
import { type Streamed, streamedFile } from '../streamed.ts'
import { exportedText } from './config-export.ts'
import { ConfigBody, type Section, SECTIONS } from './configuration.wire.ts'

const tag = 'Configuration'
const FILE_MAX_BYTES = 64 * 1024 * 1024

const ExportQuery = Type.Object({ include: Type.Optional(Type.String({ maxLength: 400 })) })

async function exported(
  call: Call<unknown, Static<typeof ExportQuery>>,
): Promise<Streamed | Refusal> {
  const { caller, query, read, version, clock } = call
  if (caller.role !== 'super_admin') return FORBIDDEN
  const wanted = query.include?.split(',').map((word) => word.trim()) ?? SECTIONS
  const unknown = wanted.find((word) => !SECTIONS.includes(word as Section))
  if (unknown !== undefined) {
    const text = `"${unknown.slice(0, 40)}" is not one of ${SECTIONS.join(', ')}`
    return wrong('include', text)
  }
  const sections = SECTIONS.filter((section) => wanted.includes(section))
  const day = dateIn('UTC', clock())
  const takenAlong = sections.includes('links') ? await usedLimits(call, ALL) : NO_LINKS
  const pieces = exportedText({ read, program: version, at: clock(), sections, takenAlong })
  return streamedFile(pieces, 'application/json', `sluice-config-${day}.json`)
}

const NO_LINKS: AsTakenAlong = (view) => view

const ImportQuery = Type.Object({
  dryRun: Type.Optional(Type.Boolean()),
  mode: Type.Optional(anyCase(['create', 'merge'])),
})

/** What an import does with one object of the file. */
export const PlanRow = Type.Object({
  kind: Type.String(),
  name: Type.String(),
  action: anyCase(['create', 'update', 'skip', 'fail']),
  reason: Type.String(),
  note: Type.String(),
  fields: Type.Record(Type.String(), Type.Array(Type.String())),
})

export const configurationOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/config/export',
    id: 'exportConfiguration',
    exports: 'configuration',
    secret: true,
    summary: 'The whole configuration as one JSON file; keep it like a password',
    tag,
    own: true,
    query: ExportQuery,
    run: exported,
  }),
  operation({
    method: 'POST',
    path: '/config/import',
    id: 'importConfiguration',
    summary: 'Take in such a file: all of it or nothing; a dry run tells what would happen',
    tag,
    own: true,
    query: ImportQuery,
    body: ConfigBody,
    bodyMaxBytes: FILE_MAX_BYTES,
    rawBody: true,
    answer: Type.Object({
      plan: Type.Array(PlanRow),
      applied: Type.Boolean(),
    }),
    run: ({ configImports, desk, caller, query, body }) => {
      const { mode = 'create', dryRun = false } = query
      const options = { mode, run: dryRun ? 'dry' : 'apply' } as const
      // The bytes themselves: see `rawBody`.
      return configImports.run(desk, caller, body as unknown as Uint8Array, options)
    },
  }),
]
