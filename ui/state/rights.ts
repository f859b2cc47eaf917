/**
 * What the user may do on which screen. Of objects the server says it for each; of what has none of these, and
 * of what is not there yet, his permission records do.
 */
import { type ChoiceKind, namedChoices } from '../api/found.ts'
import type { Access } from '../api/types.ts'
import { NAV, type NavEntry } from '../routes.ts'
import {
  isAdmin,
  isOwner,
  mayChangeOthers,
  mayChangeSome,
  mayCreate,
  mayOnlyLookAt,
  mayRead,
  user,
} from './user.ts'

interface Listed {
  readonly id: number | string
  readonly accessLevel?: string
}

/** Screens of objects of which the server says for each what the user may do. */
const KINDS: Readonly<Record<string, ChoiceKind>> = {
  '/campaigns': 'campaign',
  '/landings': 'landing',
  '/networks': 'affiliate_network',
  '/offers': 'offer',
  '/rotations': 'rotation',
  '/sources': 'traffic_source',
}

export function mayOpen({ who, subject }: NavEntry): boolean {
  if (who === 'any') return subject === undefined || mayRead(subject)
  return who === 'admin' ? isAdmin.value : isOwner.value
}

/** The place in the navigation of an address that the user may not open. */
export function closedAt(path: string): NavEntry | null {
  const entry = NAV.flat().find((one) => path === one.path || path.startsWith(`${one.path}/`))
  return entry === undefined || mayOpen(entry) ? null : entry
}

const subjectAt = (path: string) => NAV.flat().find((entry) => entry.path === path)?.subject

/** Whether the user may make objects of a screen. */
export function mayCreateAt(path: string): boolean {
  if (path === '/users') return isOwner.value || user.value?.canCreateUsers === true
  const subject = subjectAt(path)
  return subject === undefined || mayCreate(subject)
}

/** Whether there may be objects of a screen that the user may change. */
export function mayChangeAt(path: string): boolean {
  const subject = subjectAt(path)
  if (isAdmin.value || subject === undefined) return true
  return KINDS[path] === undefined ? mayChangeOthers(subject) : mayChangeSome(subject)
}

/** Whether the user may only read one object of a screen. What is in no list, the server decides. */
export async function isReadOnlyAt(
  path: string,
  id: string,
  signal: AbortSignal | null = null,
): Promise<boolean> {
  const subject = subjectAt(path)
  if (isAdmin.value || subject === undefined) return false
  const kind = KINDS[path]
  if (kind === undefined) return !mayChangeAt(path) || mayOnlyLookAt(subject, id)
  return onlyRead(await namedChoices(kind, { ids: [Number(id)] }, signal).catch(() => [])).has(id)
}

/** Ids of those of a kind that the user may only read. */
export async function onlyReadOf(
  kind: ChoiceKind,
  ids: readonly string[],
  signal: AbortSignal | null,
): Promise<ReadonlySet<string>> {
  const asked = isAdmin.peek() ? [] : ids.filter((id) => id !== '').map(Number)
  return onlyRead(await namedChoices(kind, { ids: asked }, signal))
}

/** Ids of those that the user may only read. */
export function onlyRead(rows: readonly Listed[]): ReadonlySet<string> {
  const read: Access = 'read'
  return new Set(rows.filter(({ accessLevel }) => accessLevel === read).map(({ id }) => String(id)))
}
