/** Who may see and change which link or pixel: one's own always, others' by role and permission. */
import type { LinkRecord } from '../../db/links/link-rows.ts'
import type { ReadLinks } from '../../db/links/links.ts'
import type { Pixel } from '../../db/links/pixels.ts'
import { accessUnder, type Caller, isAdmin, unknownTo } from '../access.ts'
import type { Refusal } from '../refusal.ts'

/** The words of permission records. */
type Subject = 'link' | 'pixel'

/** What a list shows: one's own, and those that one was given by their ids. */
export interface Shown {
  /** `null`: everybody's. */
  readonly ownerId: number | null
  readonly ids: readonly number[]
}

export function shownTo(caller: Caller, subject: Subject): Shown {
  if (isAdmin(caller)) return ALL
  const permission = caller.permissions.find((one) => one.subject === subject)
  if (permission === undefined) return { ownerId: caller.userId ?? 0, ids: [] }
  if (permission.accessLevel !== 'CUSTOM') return ALL
  const ids = new Set([...permission.readUuids, ...permission.modifyUuids].map(Number))
  return { ownerId: caller.userId ?? 0, ids: [...ids].filter(Number.isSafeInteger) }
}

/** To whom nothing is hidden. */
export const ALL: Shown = { ownerId: null, ids: [] }

/** Those of other owners that he was given, but deleted ones. */
export function givenLinks(links: Pick<ReadLinks, 'some'>, { ownerId, ids }: Shown): LinkRecord[] {
  const found = ids.length === 0 ? [] : links.some(ids)
  return found.filter((link) => link.ownerId !== ownerId && link.deletedAt === null)
}

/** The object if the caller may do that with it. Unknown and foreign ones look the same. */
export function permitted<T extends LinkRecord | Pixel>(
  caller: Caller,
  subject: Subject,
  object: T | null,
  need: 'read' | 'modify',
): T | Refusal {
  if (object === null) return unknownTo(caller)
  const access = object.ownerId === caller.userId ? 'modify' : accessUnder(caller, subject, object)
  return access === 'modify' || access === need ? object : unknownTo(caller)
}
