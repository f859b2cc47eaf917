/** Who may see and change which link or pixel: one's own always, others' by role and permission. */
import type { LinkRecord } from '../../db/links/link-rows.ts'
import type { Pixel } from '../../db/links/pixels.ts'
import { type Access, type Caller, isAdmin } from '../access.ts'
import { FORBIDDEN, NOT_FOUND, type Refusal } from '../refusal.ts'

/** The words of permission records. */
type Subject = 'link' | 'pixel'

/** Whose objects a list shows; `null`: everybody's. */
export function ownersShown(caller: Caller, subject: Subject): number | null {
  return accessToOthers(caller, subject) === 'none' ? (caller.userId ?? 0) : null
}

/** The object if the caller may do that with it. Unknown and foreign ones look the same. */
export function permitted<T extends LinkRecord | Pixel>(
  caller: Caller,
  subject: Subject,
  object: T | null,
  need: 'read' | 'modify',
): T | Refusal {
  const refusal = isAdmin(caller) ? NOT_FOUND : FORBIDDEN
  if (object === null) return refusal
  const access = object.ownerId === caller.userId ? 'modify' : accessToOthers(caller, subject)
  return access === 'modify' || access === need ? object : refusal
}

/** Whether the caller may make such objects (`management-api.md` 3.3). */
export function mayCreateOwn(caller: Caller, subject: Subject): boolean {
  if (isAdmin(caller)) return true
  return caller.permissions.some((one) => one.subject === subject && one.canCreate)
}

function accessToOthers(caller: Caller, subject: Subject): Access {
  if (isAdmin(caller)) return 'modify'
  const permission = caller.permissions.find((one) => one.subject === subject)
  if (permission === undefined || permission.accessLevel === 'CUSTOM') return 'none'
  return permission.accessLevel === 'READ' ? 'read' : 'modify'
}
