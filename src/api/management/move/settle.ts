/**
 * Makes a file of what another tracker has that can be taken in: a dry run of the import says what can't be,
 * that is taken out and told, and it is tried again. So nothing is checked by other rules than the import's,
 * and one bad object does not keep a whole tracker from moving.
 */
import { FILE_KINDS } from '../../../manage/config/config-file.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import type { Failed } from '../operation.ts'
import type { DryRun } from './move-job.ts'
import type { FileItem, FileJson } from './moved.ts'
import { pruned, subjectOf } from './prune.ts'
import type { Remarks, Subject } from './remarks.ts'

export interface Settled {
  readonly file: FileJson
  /** What the import would do with each object. */
  readonly plan: readonly PlanRow[]
}

/** What is taken out makes other things wrong at most as deep as references go. */
const ROUNDS = 8
const TOO_LARGE: Failed = {
  failure: { status: 400, message: 'What was found there makes a file of more than 64 MB' },
}
const NEVER_FIT: Failed = {
  failure: {
    status: 400,
    message: 'What was found there can’t be made to fit: nothing was changed',
  },
}
const FILE_MAX_BYTES = 64 * 1024 * 1024

export async function settled(
  found: FileJson,
  dryRun: DryRun,
  told: Remarks,
): Promise<Settled | Refusal | Failed> {
  let file = pruned(found, told)
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = Buffer.from(JSON.stringify(file))
    if (bytes.length > FILE_MAX_BYTES) return TOO_LARGE
    const answer = (await dryRun(bytes)) as Answer
    if (isRefusal(answer)) return answer
    const wrong = wrongIn(answer)
    if (wrong.length === 0) return 'plan' in answer ? { file, plan: answer.plan } : answer
    file = pruned(without(file, wrong, told), told)
  }
  return NEVER_FIT
}

type Fields = Readonly<Record<string, readonly string[]>>
type Answer = Failed | { readonly plan: readonly PlanRow[] }

/** As an import answers it. */
export interface PlanRow {
  readonly kind: string
  readonly name: string
  readonly action: string
  readonly reason: string
  readonly fields: Fields
}

/** A place in the file, and why it can't be taken in. */
interface Wrong {
  readonly kind: (typeof FILE_KINDS)[number]
  readonly index: number
  /** Below the object; none: all of it. */
  readonly names: readonly string[]
  readonly why: string
}

function wrongIn(answer: Answer): Wrong[] {
  const fields =
    'plan' in answer
      ? answer.plan.filter(({ action }) => action === 'fail').map((row) => row.fields)
      : [answer.failure.fields ?? {}]
  return fields.flatMap((one) =>
    Object.entries(one).flatMap(([path, texts]) => {
      const [section, index = '', ...names] = path.split('.')
      const kind = FILE_KINDS.find((known) => known === section)
      if (kind === undefined || !/^\d+$/.test(index)) return []
      return [{ kind, index: Number(index), names, why: texts.join(', ') }]
    }),
  )
}

function without(file: FileJson, wrong: readonly Wrong[], told: Remarks): FileJson {
  const byKind = Map.groupBy(wrong, ({ kind }) => kind)
  const sections = [...byKind].map(([kind, ones]) => {
    const byIndex = Map.groupBy(ones, ({ index }) => index)
    const items = file[kind].flatMap((item, index) => {
      const mended = (byIndex.get(index) ?? []).reduce<FileItem | null>(
        (left, one) => (left === null ? null : mendedItem(left, one, told)),
        item,
      )
      return mended === null ? [] : [mended]
    })
    return [kind, items] as const
  })
  return { ...file, ...Object.fromEntries(sections) }
}

/** Without them it is no object, or visitors would be led elsewhere. */
const ESSENTIAL: ReadonlySet<string> = new Set(
  'id name host key alias token url kind path'.split(' '),
)
/** What checks call by another name than the file. */
const NAMES: Readonly<Record<string, string>> = { amount: 'cost', currency: 'cost' }

/** What the import says of a campaign with a word that only one may have. */
const UNIQUE_WORDS = 'alias or token'

/** The object with what is wrong taken out; null: there is nothing left to take out. */
function mendedItem(item: FileItem, { kind, names, why }: Wrong, told: Remarks): FileItem | null {
  const of = subjectOf(kind, item)
  const [first = '', ...rest] = names
  const name = first in item ? first : (NAMES[first] ?? first)
  if (name === 'flows')
    return { ...item, flows: mendedFlows(item['flows'], rest, { of, why, told }) }
  if (first === UNIQUE_WORDS && 'token' in item) {
    told.leftOut(
      of,
      'its Click API token, or its alias, is another campaign’s: it gets a new token',
    )
    const { token: _token, ...left } = item
    return left
  }
  if (name === '' || ESSENTIAL.has(name) || !(name in item)) {
    told.leftOut(of, `can't be taken over: ${why}`)
    return null
  }
  told.leftOut(of, `its ${name} can't be taken over: ${why}`)
  const { [name]: _out, ...left } = item
  return left
}

interface Telling {
  readonly of: Subject
  readonly why: string
  readonly told: Remarks
}

/** A flow that can't be taken over stays in its place, empty and switched off. */
function mendedFlows(
  given: unknown,
  names: readonly string[],
  { of, why, told }: Telling,
): unknown {
  const flows = (given as { readonly flows?: unknown } | null)?.flows
  const [list, index = ''] = names
  if (!Array.isArray(flows) || list !== 'flows' || !/^\d+$/.test(index)) {
    told.leftOut(of, `its flows can't be taken over: ${why}`)
    return null
  }
  return {
    ...(given as object),
    flows: flows.map((flow: FileItem, at) => {
      if (at !== Number(index)) return flow
      const { id, type, name } = flow
      told.paused({ ...of, part: String(name) }, `can't be taken over: ${why}`)
      return { id, type, name, enabled: false, filters: [], paths: [], action: NOTHING }
    }),
  }
}

const NOTHING = { key: 'do_nothing', payload: '' }
