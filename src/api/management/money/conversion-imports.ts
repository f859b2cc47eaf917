/**
 * Uploads of conversions: lines of text with a verdict each, a long file in parts that are one
 * import, and taking an import back.
 */
import { Type } from '@sinclair/typebox'

import {
  readUpload,
  type TableForm,
  type Upload,
  type UploadLine,
} from '../../../core/conversions/lines.ts'
import { type Dialect, foldWord } from '../../../core/conversions/statuses.ts'
import { DECIMAL_MARKS } from '../../../core/files/amounts.ts'
import { DATE_ORDERS } from '../../../core/files/dates.ts'
import { API_LINES_MAX, IMPORT_LINES_MAX } from '../../../core/files/upload-parts.ts'
import { remembered } from '../../../lib/remembered.ts'
import { accessTo, isAdmin, unknownTo } from '../../../manage/access.ts'
import { undecidedRefusal } from '../../../manage/file-dates.ts'
import { closeUndoneImport, openImport } from '../../../manage/money-deeds.ts'
import { FORBIDDEN, isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import type { LineVerdict, Unmapped } from '../../../track/conversions/desk.ts'
import { calendarOf } from '../campaigns/catalog.ts'
import { UNAVAILABLE } from '../errors.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { PERIOD, periodOf } from '../reports/period.wire.ts'
import { anyCase, nullable } from '../shape.ts'
import { resultTo } from '../shown.ts'

const tag = 'Conversions'
const optional = Type.Optional
export const PAYLOAD_MAX = 1_500_000

export function uploadIn(payload: string, form?: TableForm): Upload | Refusal {
  const upload = readUpload(payload, form)
  if (upload.lines.length === 0) return wrong('payload', 'holds no line')
  if (upload.lines.length > API_LINES_MAX)
    return wrong('payload', `holds more than ${API_LINES_MAX} lines`)
  return upload
}

/** What of a table may be read in two ways, said by who knows. */
export const TABLE_FORM = {
  dates: optional(nullable(anyCase(DATE_ORDERS))),
  decimal: optional(nullable(anyCase(DECIMAL_MARKS))),
}

interface Wanted {
  readonly isDry: boolean
  readonly isSilent: boolean
  /** Of a person who changes something by hand; empty: not said. */
  readonly reason?: string
  readonly isUpsellOff: boolean
  readonly zone: string
  readonly unknown: 'unmatched' | 'skip'
  /** The import that these lines go on with; left out: they are a new one. */
  readonly importId?: number | null
  readonly dialect: Dialect
}

/** An upload is an import with a number, so that it can be taken back. */
export async function uploaded(
  call: Call,
  lines: readonly UploadLine[],
  wanted: Wanted,
): Promise<readonly (LineVerdict & { importId: number | null })[]> {
  const { conversions, desk, caller } = call
  const { userId } = caller
  const { reason = '', importId: begun = null } = wanted
  const opened = { lines: lines.length, reason, begun }
  const importId = wanted.isDry ? null : openImport(desk, caller, opened)
  const mayChange = changeable(call)
  const isCorrection = reason !== ''
  const how = { ...wanted, userId, importId, isCorrection, mayChange }
  const results = await conversions.upload(lines, how)
  return results.map((each) => ({ ...each, importId }))
}

export function changeable({ caller, read }: Call): (campaignId: number) => boolean {
  return remembered((id) => {
    // Booked without its click, so to no campaign.
    if (id === 0) return isAdmin(caller)
    const campaign = read.campaigns.find(id)
    return campaign !== null && accessTo(caller, 'campaigns', campaign) === 'modify'
  })
}

const Import = Type.Object({
  payload: Type.String({ maxLength: PAYLOAD_MAX }),
  dryRun: optional(Type.Boolean()),
  send: optional(Type.Boolean()),
  upsell: optional(Type.Boolean()),
  /** A longer file comes in parts: the later ones go on with the import of the first. */
  importId: optional(nullable(Type.Integer({ minimum: 1 }))),
  /** What becomes of lines for clicks that are not here. */
  unknown: optional(anyCase(['skip', 'unmatched'])),
  /** What becomes of lines whose status nobody has mapped: they fail, or count under it as a label. */
  unmapped: optional(anyCase(['refuse', 'label'])),
  ...TABLE_FORM,
  blankStatus: optional(
    nullable(
      Type.String({
        maxLength: 64,
        description:
          'What a line says whose cell in a column of statuses is empty; left out, such lines fail with `blank_status`. Where there is no such column, lines are sales.',
      }),
    ),
  ),
  reason: optional(
    Type.String({
      maxLength: 500,
      description:
        'Why, for the timeline of the clicks. With it, payouts of the lines stand against those that networks send later, without it against fixed ones; `payout=auto` lets the network decide again.',
    }),
  ),
  timezone: PERIOD.timezone,
})

async function importLines(call: Call<unknown, unknown, (typeof Import)['static']>) {
  const { body } = call
  const upload = uploadIn(body.payload, body)
  if (isRefusal(upload)) return upload
  const { lines, ignored } = upload
  const asked = undecidedRefusal(upload.undecided, 'payload')
  if (asked !== null) return asked
  const timed = periodOf({ timezone: body.timezone ?? 'UTC' }, call.clock(), calendarOf(call))
  if (isRefusal(timed)) return timed
  const importId = body.dryRun === true ? null : (body.importId ?? null)
  const refusal = importId === null ? null : refuseMore(call, importId, lines.length)
  if (refusal !== null) return refusal
  const results = await uploaded(call, lines, {
    importId,
    isDry: body.dryRun === true,
    isSilent: body.send === false,
    isUpsellOff: body.upsell === false,
    unknown: body.unknown ?? 'skip',
    dialect: body.unmapped === 'label' ? 'binom' : 'keitaro',
    reason: body.reason?.trim() ?? '',
    zone: timed.zone,
  })
  return {
    importId: results[0]?.importId ?? null,
    results: results.map(({ importId: _number, unmapped: _word, result, ...rest }) => {
      return { ...rest, result: resultTo(call.caller, result) }
    }),
    unmapped: wordsOf(results),
    ignored: ignored.slice(0, IGNORED_TOLD),
  }
}

/** Any number of them may stand in pairs. */
const IGNORED_TOLD = 100

/** Statuses that nobody has mapped, by network. */
function wordsOf(results: readonly LineVerdict[]) {
  const words = new Map<string, Unmapped & { lines: number }>()
  for (const { unmapped } of results) {
    if (unmapped === null) continue
    const name = `${unmapped.networkId} ${foldWord(unmapped.word)}`
    words.getOrInsertComputed(name, () => ({ ...unmapped, lines: 0 })).lines++
  }
  return [...words.values()].map(({ word, ...rest }) => ({ status: word, ...rest }))
}

/** Nobody goes on with an import of another, nor with one that was taken back. */
function refuseMore({ read, caller }: Call, importId: number, lines: number): Refusal | null {
  const begun = read.imports.find(importId)
  if (begun === null || begun.userId !== caller.userId || begun.undoneAt !== null) {
    return wrong('importId', 'is no import of yours that goes on')
  }
  if (begun.lines + lines <= IMPORT_LINES_MAX) return null
  const problem = `holds more than ${IMPORT_LINES_MAX} lines together with those before`
  return wrong('payload', problem)
}

async function undoImport(call: Call<{ id: number }>) {
  const { conversions, desk, read, caller, params } = call
  const found = read.imports.find(params.id)
  if (found === null) return unknownTo(caller)
  if (!isAdmin(caller) && found.userId !== caller.userId) return FORBIDDEN
  const clicks = read.conversions.clicksOfImport(params.id)
  const mayChange = changeable(call)
  if (!clicks.every(({ campaignId }) => mayChange(campaignId))) return FORBIDDEN
  const clickIds = clicks.map(({ clickId }) => clickId)
  const options = { importId: params.id, userId: caller.userId }
  const undone = await conversions.undo(clickIds, options)
  if (undone === null) return { failure: UNAVAILABLE }
  closeUndoneImport(desk, caller, params.id, undone.clicks)
  return { importId: params.id, ...undone }
}

export const importOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/conversions/import',
    id: 'importConversions',
    summary: 'Upload conversions, a verdict for each line',
    tag,
    own: true,
    body: Import,
    run: importLines,
  }),
  operation({
    method: 'POST',
    path: '/conversions/import/:id/undo',
    id: 'undoConversionImport',
    summary: 'Take back what an import changed',
    tag,
    own: true,
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    run: undoImport,
  }),
]
