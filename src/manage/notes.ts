/** Notes: one text per object, for whoever may read the object; whoever may change it writes it. */
import type { Note } from '../db/tags.ts'
import { type Caller, unknownTo } from './access.ts'
import { type Desk, type Done, saveChange } from './desk.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import { type Target, targetFor } from './tags.ts'

/** The note of an object; null for one that has none. */
export function noteOf(
  { stores }: Pick<Desk, 'stores'>,
  caller: Caller,
  at: Target,
): Note | null | Refusal {
  const target = targetFor(stores, caller, at, 'read')
  return isRefusal(target) ? target : stores.notes.of(target.kind, target.id)
}

export interface NewNote {
  readonly id: string
  readonly text: string
}

export function createNote(
  desk: Desk,
  caller: Caller,
  at: Target,
  { id, text }: NewNote,
): Done | Refusal {
  const target = targetFor(desk.stores, caller, at, 'modify')
  if (isRefusal(target)) return target
  const { kind, id: objectId } = target
  const { notes } = desk.stores
  if (notes.of(kind, objectId) !== null) {
    return { refused: 'conflict', why: 'It has a note already: change that one' }
  }
  if (notes.find(id) !== null) return { refused: 'taken', field: 'uuid' }
  const note = { id, kind, objectId, userId: caller.userId, text }
  const deed = { event: 'create', kind: 'notes', id, changes: { kind, objectId } } as const
  return saveChange(desk, caller, deed, () => notes.add(note))
}

/** A note of an object that the caller may not change is as unknown to him as none. */
export function changeNote(desk: Desk, caller: Caller, { id, text }: NewNote): Done | Refusal {
  const note = desk.stores.notes.find(id)
  if (note === null) return unknownTo(caller)
  const { kind, objectId } = note
  const target = targetFor(desk.stores, caller, { kind, id: objectId }, 'modify')
  if (isRefusal(target)) return unknownTo(caller)
  const deed = { event: 'change', kind: 'notes', id, changes: { kind, objectId } } as const
  return saveChange(desk, caller, deed, () =>
    desk.stores.notes.change({ id, userId: caller.userId, text }),
  )
}
