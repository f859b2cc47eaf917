/** Changes of groups. Removing one leaves its members without a group. */
import type { GroupSubject, Kind } from '../db/records.ts'
import { documentsOf } from '../db/stores.ts'
import { asStored, type Caller, lookUp, mayCreateGroup, readable } from './access.ts'
import { checkName } from './campaigns/campaign-checks.ts'
import { createObject, type Desk, DONE, type Done, putObject, saveChange } from './desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, problems, type Refusal } from './refusal.ts'

export interface GroupAddress {
  readonly subject: GroupSubject
  readonly id: string
}

export function createGroup(
  desk: Desk,
  caller: Caller,
  { subject, id }: GroupAddress,
  name: string,
): Done | Refusal {
  if (!mayCreateGroup(caller, subject)) return FORBIDDEN
  if (desk.stores.groups.exists(id)) return { refused: 'taken', field: 'uuid' }
  const refusal = refuseName(desk, caller, { subject, id }, name)
  if (refusal !== null) return refusal
  createObject(desk, caller, 'groups', { subject, name }, id)
  return DONE
}

/** The id of the group of this name; one that nobody has is made. */
export function groupNamed(
  desk: Desk,
  caller: Caller,
  subject: GroupSubject,
  name: string,
): string | Refusal {
  const groups = readable(asStored(desk.stores, caller), 'groups', desk.stores.groups.list('all'))
  const found = groups.find((group) => group.subject === subject && group.name === name)
  if (found !== undefined) return found.id
  const id = crypto.randomUUID()
  const made = createGroup(desk, caller, { subject, id }, name)
  return isRefusal(made) ? made : id
}

export function renameGroup(
  desk: Desk,
  caller: Caller,
  address: GroupAddress,
  name: string,
): Done | Refusal {
  const group = groupAt(desk, caller, address)
  if (isRefusal(group)) return group
  return (
    refuseName(desk, caller, address, name) ??
    putObject(desk, caller, 'groups', { ...group, name }, { name })
  )
}

/** Members lose the group in the same transaction. */
export function removeGroup(desk: Desk, caller: Caller, address: GroupAddress): Done | Refusal {
  const group = groupAt(desk, caller, address)
  if (isRefusal(group)) return group
  const deed = { event: 'remove', kind: 'groups', id: address.id, name: group.name } as const
  return saveChange(desk, caller, deed, () => {
    if (address.subject !== 'triggers') leaveGroup(desk, address.subject, address.id)
    desk.stores.groups.remove(address.id)
  })
}

function leaveGroup(desk: Desk, kind: Kind & GroupSubject, groupId: string): void {
  const store = documentsOf(desk.stores, kind)
  for (const member of store.list('all')) {
    if (member.groupId !== groupId) continue
    store.put({ ...member, groupId: null })
    desk.stores.changes.note(kind, String(member.id))
  }
}

function groupAt(desk: Desk, caller: Caller, { subject, id }: GroupAddress) {
  const group = lookUp(desk.stores, caller, 'groups', { id, need: 'modify' })
  if (isRefusal(group)) return group
  return group.subject === subject ? group : NOT_FOUND
}

/** What is wrong with the text of a name, whoever has it. */
export function refuseText(name: string): Refusal | null {
  const found = problems()
  checkName(name, found)
  return found.refusal()
}

/** A group that the caller can't see does not take its name from him: he must not learn of it. */
function refuseName(
  desk: Desk,
  caller: Caller,
  { subject, id }: GroupAddress,
  name: string,
): Refusal | null {
  const refusal = refuseText(name)
  if (refusal !== null) return refusal
  const seen = readable(caller, 'groups', desk.stores.groups.list('all'))
  const taken = seen.some((g) => g.subject === subject && g.name === name && g.id !== id)
  return taken ? { refused: 'taken', field: 'name' } : null
}
