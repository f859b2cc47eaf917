/**
 * Takes in the text of a configuration file: reads it, checks it, writes it, and says what became of
 * each object. Thousands of objects take seconds, so that large files are taken in by a worker.
 */
import type { Caller } from '../../../manage/access.ts'
import { importConfig, type ImportOptions } from '../../../manage/config/config-import.ts'
import type { PlanRow } from '../../../manage/config/config-plan.ts'
import type { Desk } from '../../../manage/desk.ts'
import { type Fields, isRefusal } from '../../../manage/refusal.ts'
import { parseJson } from '../body.ts'
import { BAD_JSON, type Failure, failureOf, invalid } from '../errors.ts'
import { linkFields } from '../links/links.wire.ts'
import { shaped } from '../shape.ts'
import type { TakenIn } from './config-import-job.ts'
import { ConfigBody, configOf } from './configuration.wire.ts'

const FAILURES_SHOWN = 100

export function takeInConfig(
  desk: Desk,
  caller: Caller,
  bytes: Uint8Array,
  options: ImportOptions,
): TakenIn {
  const body = parseJson(bytes)
  if ('problem' in body) return refused({ failure: BAD_JSON })
  const read = shaped(ConfigBody, body.json, 'refuse_unknown')
  if ('fields' in read) return refused({ failure: invalid(read.fields) })
  const result = importConfig(desk, caller, configOf(read.value), options)
  if (isRefusal(result)) return refused(result)
  const plan = result.plan.map(rowOf)
  const { applied } = result
  if (applied || options.run === 'dry') return { answer: { plan, applied }, applied }
  return refused(failureIn(result.plan))
}

function refused(answer: object): TakenIn {
  return { answer, applied: false }
}

/** Every object that can't be taken in, and what is wrong with it by its path in the file. */
function failureIn(plan: readonly PlanRow[]) {
  const failed = plan.filter(({ action }) => action === 'fail')
  const rows = failed.slice(0, FAILURES_SHOWN).map(rowOf)
  const message = `Nothing was changed: ${failed.length} of ${plan.length} can't be taken in`
  const fields = Object.assign({}, ...failed.slice(0, FAILURES_SHOWN).map(fieldsOf))
  return { failure: { status: 400, message, detail: { plan: rows }, fields } }
}

/** `reason`: the note and what is wrong as one sentence, for those who read answers as they come. */
function rowOf(row: PlanRow) {
  const { kind, name, action, note } = row
  const fields = fieldsOf(row)
  const reasons = Object.entries(fields).map(([path, texts]) => `${path}: ${texts.join(', ')}`)
  const reason = [note, ...reasons].filter(Boolean).join('; ')
  return { kind, name, action, reason, note, fields }
}

/** What is wrong with an object, by the path in the file. */
function fieldsOf({ kind, index, name, refusal, warnings }: PlanRow): Fields {
  const at = index === null ? kind : `${kind}.${index}`
  const fields = refusal === null ? warnings : fieldsIn(failureOf(refusal))
  const named = kind === 'links' ? linkFields(fields) : fields
  const paths = Object.entries(named).map(([field, texts]) => [pathOf(at, field, name), texts])
  return Object.fromEntries(paths) as Fields
}

const fieldsIn = ({ fields, message }: Failure): Fields => fields ?? { '': [message] }

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
  statusPayoutRelations: 'statusPayouts',
  tokens: 'parameters',
}

function pathOf(at: string, field: string, name: string): string {
  if (field === '') return at
  if (at === 'settings') return `settings.${name}`
  // A flow set is an object with a list of flows.
  if (/^flows\.\d/.test(field)) return `${at}.flows.${field}`
  return `${at}.${NAMES[field] ?? field}`
}
