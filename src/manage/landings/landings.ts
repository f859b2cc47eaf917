/** Changes of landings. */
import { DEFAULTS, type Draft, type LandingRecord } from '../../db/records.ts'
import { type Caller, lookUp, mayCreate } from '../access.ts'
import { calledActionProblems, callingOf, fetchedUrls } from '../called-urls.ts'
import { checkName } from '../campaigns/campaign-checks.ts'
import { createObject, type Desk, type Done, putObject } from '../desk.ts'
import { checkGroup } from '../references.ts'
import { FORBIDDEN, isRefusal, type Problems, problems, type Refusal } from '../refusal.ts'
import { targetProblems } from '../targets.ts'
import { folderOf, mayChangeFolder } from './landing-folders.ts'

export type LandingChange = Partial<Draft<'landings'>>

/** `landers/<folder>/<file>`, without a way out of the folder. */
const LOCAL_PATH = /^landers\/[\w-]+(\/[\w][\w.-]*)+$/

export function createLanding(desk: Desk, caller: Caller, change: LandingChange): number | Refusal {
  if (!mayCreate(caller, 'landings')) return FORBIDDEN
  const draft = { ...DEFAULTS.landings, ...change }
  return refuseLanding(desk, caller, null, draft) ?? createObject(desk, caller, 'landings', draft)
}

export function changeLanding(
  desk: Desk,
  caller: Caller,
  id: number,
  change: LandingChange,
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'landings', { id, need: 'modify' })
  if (isRefusal(before)) return before
  const after = { ...before, ...change }
  return (
    refuseLanding(desk, caller, before, after) ?? putObject(desk, caller, 'landings', after, change)
  )
}

/** What is wrong with it, or null. `before` null: it is new. */
export function refuseLanding(
  desk: Desk,
  caller: Caller,
  before: LandingRecord | null,
  after: Draft<'landings'>,
): Refusal | null {
  const found = problems()
  checkName(after.name, found)
  if (after.kind === 'external')
    for (const text of targetProblems(after.url)) found.add('url', text)
  if (after.kind === 'local' && !LOCAL_PATH.test(after.path)) {
    found.add('path', 'must be landers/<folder>/<file>')
  }
  if (after.kind === 'action') {
    const calling = callingOf(desk, fetchedUrls([before?.action ?? null]))
    const texts =
      after.action === null ? ['is missing'] : calledActionProblems(after.action, calling)
    for (const text of texts) found.add('action', text)
  }
  if (after.kind === 'local') checkFolder(desk, caller, before, after, found)
  const held = before?.groupId ?? null
  const group = { of: 'landings', to: after.groupId, held } as const
  checkGroup(desk.stores, caller, group, found)
  return found.refusal()
}

/** Others' folders are no one's to take: their files would be his to change. */
function checkFolder(
  desk: Desk,
  caller: Caller,
  before: LandingRecord | null,
  after: Draft<'landings'>,
  found: Problems,
): void {
  const folder = folderOf(after)
  if (folder === null || (before !== null && folderOf(before)?.name === folder.name)) return
  if (!mayChangeFolder(desk, caller, folder.name)) found.forbid()
}
