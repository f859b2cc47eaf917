/** Who may see and change which link or pixel: one's own always, others' by role and permission. */
import type { LinkRecord } from '../../db/links/link-rows.ts'
import type { Pixel } from '../../db/links/pixels.ts'
import { type Access, type Caller, isAdmin, unknownTo } from '../access.ts'
import type { Refusal } from '../refusal.ts'

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
  if (object === null) return unknownTo(caller)
  const access = object.ownerId === caller.userId ? 'modify' : accessToOthers(caller, subject)
  return access === 'modify' || access === need ? object : unknownTo(caller)
}

function accessToOthers(caller: Caller, subject: Subject): Access {
  if (isAdmin(caller)) return 'modify'
  const permission = caller.permissions.find((one) => one.subject === subject)
  if (permission === undefined || permission.accessLevel === 'CUSTOM') return 'none'
  return permission.accessLevel === 'READ' ? 'read' : 'modify'
}
