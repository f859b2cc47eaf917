/** References in what a caller writes: they must exist and be readable for him. */
import type { Kind, Records } from '../db/records.ts'
import { readDocumentsOf, type ReadStores } from '../db/stores.ts'
import { accessTo, asStored, type Caller, seesAll } from './access.ts'
import { type Problems, problems, type Refusal } from './refusal.ts'

/** Why many objects can't be given a reference: that is bad input, and would fail for each. Null: they can. */
export function refuseReference<K extends Kind>(
  stores: ReadStores,
  caller: Caller,
  reference: Omit<Reference<K>, 'held'>,
): Refusal | null {
  const found = problems()
  checkReference(stores, caller, { ...reference, held: null }, found)
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

export interface Reference<K extends Kind> {
  readonly field: string
  readonly kind: K
  readonly to: Records[K]['id'] | null
  /** What the stored object refers to: keeping it is always allowed. */
  readonly held: Records[K]['id'] | null
}

export function checkReference<K extends Kind>(
  stores: ReadStores,
  caller: Caller,
  { field, kind, to, held }: Reference<K>,
  found: Problems,
): void {
  if (to === null || to === held) return
  if (!unknownReference(stores, caller, kind, to)) return
  // A caller who does not see all must not learn which ids exist.
  if (seesAll(caller, kind)) found.add(field, 'does not exist')
  else found.forbid()
}
