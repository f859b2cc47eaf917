/** Operations on the whole configuration: as a file, and back from one. */
import { type Static, Type } from '@sinclair/typebox'

import { importConfig } from '../../manage/config-import.ts'
import type { PlanRow } from '../../manage/config-plan.ts'
import { FORBIDDEN, isRefusal, type Refusal } from '../../manage/refusal.ts'
import { exportedText } from './config-export.ts'
import { ConfigBody, configOf, type Section, SECTIONS } from './configuration.wire.ts'
import { failureOf } from './errors.ts'
import { linkFields } from './links.wire.ts'
import { type Call, type Download, type Operation, operation } from './operation.ts'
import { anyCase } from './shape.ts'

const tag = 'Configuration'
const FILE_MAX_BYTES = 64 * 1024 * 1024
const TEXT_PIECE = 64 * 1024
const FAILURES_SHOWN = 100

const ExportQuery = Type.Object({ include: Type.Optional(Type.String({ maxLength: 400 })) })

function exported(call: Call<unknown, Static<typeof ExportQuery>, unknown>): Download | Refusal {
  const { caller, query, read, version, clock, desk } = call
  if (caller.role !== 'super_admin') return FORBIDDEN
  const wanted = query.include?.split(',').map((word) => word.trim()) ?? SECTIONS
  const unknown = wanted.find((word) => !SECTIONS.includes(word as Section))
  if (unknown !== undefined) {
    const text = `"${unknown.slice(0, 40)}" is not one of ${SECTIONS.join(', ')}`
    return { refused: 'invalid', fields: { include: [text] } }
  }
  const { userId, via, address } = caller
  const deed = { event: 'export', kind: 'configuration', objectId: '', name: '' }
  desk.stores.changes.audit({ ...deed, changes: { include: wanted }, userId, via, address })
  const sections = SECTIONS.filter((section) => wanted.includes(section))
  const day = new Date(clock()).toISOString().slice(0, 10)
  return {
    download: streamOf(exportedText({ read, program: version, at: clock(), sections })),
    type: 'application/json',
    name: `sluice-config-${day}.json`,
  }
}

/** In pieces of some size, so that a large file holds nobody up. */
function streamOf(pieces: Generator<string>): ReadableStream<string> {
  return new ReadableStream({
    pull(controller) {
      let text = ''
      while (text.length < TEXT_PIECE) {
        const next = pieces.next()
        if (next.done === true) {
          if (text !== '') controller.enqueue(text)
          controller.close()
          return
        }
        text += next.value
      }
      controller.enqueue(text)
    },
  })
}

const ImportQuery = Type.Object({
  dryRun: Type.Optional(Type.Boolean()),
  mode: Type.Optional(anyCase(['create', 'merge'])),
})

function imported(
  call: Call<unknown, Static<typeof ImportQuery>, Static<typeof ConfigBody>>,
): object {
  const { desk, caller, query, body } = call
  const { mode = 'create', dryRun = false } = query
  const run = dryRun ? 'dry' : 'apply'
  const result = importConfig(desk, caller, configOf(body), { mode, run })
  if (isRefusal(result)) return result
  const plan = result.plan.map(rowOf)
  if (result.applied || dryRun) return { plan, applied: result.applied }
  const failed = plan.filter(({ action }) => action === 'fail')
  const rows = failed.slice(0, FAILURES_SHOWN)
  const message = `Nothing was changed: ${failed.length} of ${plan.length} can't be taken in`
  const fields = Object.assign(
    {},
    ...result.plan.slice().flatMap(fieldsOf).slice(0, FAILURES_SHOWN),
  )
  return { failure: { status: 400, message, detail: { plan: rows }, fields } }
}

function rowOf(row: PlanRow) {
  const { kind, name, action, note } = row
  const [fields = {}] = fieldsOf(row)
  const reasons = Object.entries(fields).map(([path, texts]) => `${path}: ${texts.join(', ')}`)
  return { kind, name, action, reason: [note, ...reasons].filter(Boolean).join('; ') }
}

/** What is wrong with an object, by the path in the file. */
function fieldsOf({ kind, index, name, refusal }: PlanRow): Record<string, readonly string[]>[] {
  if (refusal === null) return []
  const at = index === null ? kind : `${kind}.${index}`
  const fields = failureOf(refusal).fields ?? { '': [failureOf(refusal).message] }
  const named = kind === 'links' ? linkFields(fields) : fields
  const paths = Object.entries(named).map(([field, texts]) => [pathOf(at, field, name), texts])
  return [Object.fromEntries(paths) as Record<string, readonly string[]>]
}

/** Names of the dialect, which checks speak of, by the names of the file. */
const NAMES: Readonly<Record<string, string>> = {
  trafficSourceId: 'sourceId',
  affiliateNetworkId: 'networkId',
  countryCode: 'country',
  groupUuid: 'groupId',
  domainUuid: 'domainId',
  domainUuids: 'domainIds',
  postbackIpWhitelist: 'allowedAddresses',
  trafficLossPercent: 'cost.trafficLoss',
  tokens: 'parameters',
}

function pathOf(at: string, field: string, name: string): string {
  if (field === '') return at
  if (at === 'settings') return `settings.${name}`
  // A flow set is an object with a list of flows.
  if (/^flows\.\d/.test(field)) return `${at}.flows.${field}`
  return `${at}.${NAMES[field] ?? field}`
}

export const configurationOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/config/export',
    id: 'exportConfiguration',
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
    answer: Type.Object({
      plan: Type.Array(
        Type.Object({
          kind: Type.String(),
          name: Type.String(),
          action: anyCase(['create', 'update', 'skip', 'fail']),
          reason: Type.String(),
        }),
      ),
      applied: Type.Boolean(),
    }),
    run: imported,
  }),
]
