/** Changes of what people save for their reports: who may, how much, and the audit of it. */
import type { SavedKind, SavedObject } from '../../db/saved-objects.ts'
import type { ReadStores } from '../../db/stores.ts'
import type { Caller } from '../access.ts'
import { type Desk, type Done, saveChange } from '../desk.ts'
import { NOT_FOUND, type Refusal, wrong } from '../refusal.ts'

/** Of one kind, for one owner. */
const EACH_MAX = 200
const SPEC_MAX_CHARACTERS = 64 * 1024

export type SavedDraft = Omit<SavedObject, 'createdAt' | 'changedAt'>
export type SavedChange = Partial<Pick<SavedObject, 'name' | 'isShared' | 'spec'>>

export function addSaved(desk: Desk, caller: Caller, draft: SavedDraft): Done | Refusal {
  const { kind, id, name } = draft
  const { saved } = desk.stores
  if (saved.find(kind, id) !== null) return { refused: 'taken', field: 'uuid' }
  const refusal = refuseSaved(desk.stores, draft, null)
  if (refusal !== null) return refusal
  return saveChange(desk, caller, { event: 'create', kind, id, name, changes: draft }, () =>
    saved.add(draft),
  )
}

/** What is left out stays. */
export function putSaved(
  desk: Desk,
  caller: Caller,
  before: SavedObject,
  change: SavedChange,
): Done | Refusal {
  const after = { ...before, ...change }
  const refusal = refuseSaved(desk.stores, after, before)
  if (refusal !== null) return refusal
  const deed = {
    event: 'change',
    kind: before.kind,
    id: before.id,
    name: after.name,
    changes: change,
  }
  return saveChange(desk, caller, deed, () => desk.stores.saved.put(after))
}

export function removeSaved(desk: Desk, caller: Caller, { kind, id, name }: SavedObject): Done {
  return saveChange(desk, caller, { event: 'remove', kind, id, name }, () =>
    desk.stores.saved.remove(kind, id),
  )
}

/** What a new object, or one that is changed, can't be kept for. */
export function refuseSaved(
  { saved }: ReadStores,
  { kind, ownerId, spec }: SavedDraft,
  before: SavedObject | null,
): Refusal | null {
  if (before === null && saved.countOf(kind, ownerId) >= EACH_MAX) {
    return wrong('name', `there are ${EACH_MAX} already: remove some`)
  }
  return JSON.stringify(spec).length > SPEC_MAX_CHARACTERS ? TOO_LONG : null
}

const TOO_LONG = wrong('body', `must have at most ${SPEC_MAX_CHARACTERS} characters`)

/** The object if it is the caller's own; foreign ones look like none. */
export function ownSaved(
  { saved }: ReadStores,
  { userId }: Caller,
  kind: SavedKind,
  id: string,
): SavedObject | Refusal {
  const object = saved.find(kind, savedId(id))
  return object !== null && userId !== null && object.ownerId === userId ? object : NOT_FOUND
}

/** As they are kept: letters of ids have no case. */
export function savedId(uuid: string): string {
  return uuid.toLowerCase()
}
