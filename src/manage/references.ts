/** References in what a caller writes: they must exist and be readable for him. */
import type { GroupSubject, Kind, Records } from '../db/records.ts'
import { readDocumentsOf, type ReadStores } from '../db/stores.ts'
import { accessTo, asStored, type Caller, seesAll } from './access.ts'
import { type Problems, problems, type Refusal } from './refusal.ts'

/** Of what can be referred to by its id alone; groups are also of a kind of objects. */
type Plain = Exclude<Kind, 'groups'>

/** Why many objects can't be given a reference: that is bad input, and would fail for each. Null: they can. */
export function refuseReference<K extends Plain>(
  stores: ReadStores,
  caller: Caller,
  reference: Omit<Reference<K>, 'held'>,
): Refusal | null {
  const found = problems()
  checkReference(stores, caller, { ...reference, held: null }, found)
  return found.refusal()
}

/** The same of a group that many objects of a kind are to be in. */
export function refuseGroup(
  stores: ReadStores,
  caller: Caller,
  group: Omit<GroupReference, 'held'>,
): Refusal | null {
  const found = problems()
  checkGroup(stores, caller, { ...group, held: null }, found)
  return found.refusal()
}

/** Also true for objects the caller may not see: he is not told which. */
export function unknownReference<K extends Kind>(
  stores: ReadStores,
  caller: Caller,
  kind: K,
  id: Records[K]['id'],
): boolean {
  const record = readDocumentsOf(stores, kind).find(id)
  if (record === null) return true
  if (accessTo(caller, kind, record) !== 'none') return false
  return accessTo(asStored(stores, caller), kind, record) === 'none'
}

export interface Reference<K extends Plain> {
  readonly field: string
  readonly kind: K
  readonly to: Records[K]['id'] | null
  /** What the stored object refers to: keeping it is always allowed. */
  readonly held: Records[K]['id'] | null
}

export function checkReference<K extends Plain>(
  stores: ReadStores,
  caller: Caller,
  { field, kind, to, held }: Reference<K>,
  found: Problems,
): void {
  if (to === null || to === held) return
  if (unknownReference(stores, caller, kind, to)) refuse(caller, kind, field, found)
}

export interface GroupReference {
  /** What the object is that is to be in it: groups of other objects are none for it. */
  readonly of: GroupSubject
  readonly to: string | null
  /** Where the stored object is: an older Sluice took groups of other objects, and it may stay. */
  readonly held: string | null
}

export function checkGroup(
  stores: ReadStores,
  caller: Caller,
  { of, to, held }: GroupReference,
  found: Problems,
): void {
  if (to === null || to === held) return
  const isOther = stores.groups.find(to)?.subject !== of
  if (isOther || unknownReference(stores, caller, 'groups', to)) {
    refuse(caller, 'groups', 'groupUuid', found)
  }
}

function refuse(caller: Caller, kind: Kind, field: string, found: Problems): void {
  // A caller who does not see all must not learn which ids exist.
  if (seesAll(caller, kind)) found.add(field, 'does not exist')
  else found.forbid()
}
