/**
 * Saved reports. A view is its owner's; a shared one can be read by everybody, each with what he may
 * see, and changed by its owner and by administrators.
 */
import type { SavedObject } from '../../db/saved-objects.ts'
import type { ReadStores } from '../../db/stores.ts'
import { type Caller, isAdmin } from '../access.ts'
import { FORBIDDEN, NOT_FOUND, type Refusal } from '../refusal.ts'
import { savedId } from './saved-objects.ts'

/** Own ones and shared ones, by name. */
export function viewsFor({ saved }: ReadStores, caller: Caller): SavedObject[] {
  return caller.userId === null ? [] : saved.listFor('views', caller.userId)
}

/** Others' private views look like views that do not exist. */
export function viewFor(
  { saved }: ReadStores,
  caller: Caller,
  id: string,
  need: 'read' | 'modify',
): SavedObject | Refusal {
  const view = saved.find('views', savedId(id))
  if (view === null || !(isOwn(caller, view) || view.isShared)) return NOT_FOUND
  return need === 'read' || mayChangeView(caller, view) ? view : FORBIDDEN
}

/** Of a view that he can see. */
export function mayChangeView(caller: Caller, view: SavedObject): boolean {
  return isOwn(caller, view) || isAdmin(caller)
}

export function isOwn({ userId }: Caller, { ownerId }: SavedObject): boolean {
  return userId !== null && ownerId === userId
}
