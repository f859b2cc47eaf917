/**
 * Further keys of a user: for one purpose each, with less reach than he has, an end, and the
 * addresses they may come from. Shown once. They open no key: not even one that may write gets hold
 * of the user's own key or makes others.
 */
import type { AccessKey } from '../../db/people/access-keys.ts'
import type { User } from '../../db/people/users.ts'
import type { ReadStores } from '../../db/stores.ts'
import { type Ip, ipRangeSet, parseIpRange } from '../../lib/ip.ts'
import { sha256 } from '../../lib/sha256.ts'
import { type Caller, isWhole, managesUser, type Reach } from '../access.ts'
import { type Desk, type Done, save, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, problems, type Refusal } from '../refusal.ts'
import { isWellFormed, newKey } from './keys.ts'
import { noteSeldom } from './seen.ts'

const KEYS_OF_USER_MAX = 50
const ADDRESSES_MAX = 100
const NAME_MAX = 100

export interface AccessKeyDraft {
  readonly userId: number
  readonly name: string
  readonly reach: Reach
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null
  /** None: any. */
  readonly addresses: readonly string[]
}

export interface KeyUse {
  readonly address: Ip | null
  /** Epoch milliseconds. */
  readonly now: number
}

/** The key and its owner; null for every text that is not one in force for this address. */
export function accessKeyHolder(
  { users, accessKeys }: ReadStores,
  text: string,
  { address, now }: KeyUse,
): { readonly key: AccessKey; readonly user: User } | null {
  const key = isWellFormed(text) ? accessKeys.byHash(sha256(text)) : null
  if (key === null || (key.expiresAt !== null && key.expiresAt <= now)) return null
  if (key.addresses.length > 0 && !isAmong(key.addresses, address)) return null
  const user = users.find(key.userId)
  return user === null || user.blocked ? null : { key, user }
}

function isAmong(addresses: readonly string[], address: Ip | null): boolean {
  const ranges = addresses.flatMap((text) => parseIpRange(text) ?? [])
  return address !== null && ipRangeSet(ranges).contains(address)
}

export function noteKeyUse(desk: Desk, { id, usedAt }: AccessKey): void {
  noteSeldom(desk, usedAt, () => desk.stores.accessKeys.touch(id))
}

export function accessKeysOf(
  read: ReadStores,
  caller: Caller,
  userId: number,
): readonly AccessKey[] | Refusal {
  return mayHandle(read, caller, userId) ? read.accessKeys.listOf(userId) : FORBIDDEN
}

/** The text of the key is nowhere kept. */
export function createAccessKey(
  desk: Desk,
  caller: Caller,
  draft: AccessKeyDraft,
): { readonly id: number; readonly key: string } | Refusal {
  if (!isWhole(caller) || !mayHandle(desk.stores, caller, draft.userId)) return FORBIDDEN
  const refusal = refuse(desk, draft)
  if (refusal !== null) return refusal
  const key = newKey()
  const deed = { event: 'create', kind: 'access_keys', name: draft.name, changes: draft } as const
  const id = save(desk, caller, deed, () =>
    desk.stores.accessKeys.add({ ...draft, hash: sha256(key) }),
  )
  return { id, key }
}

/** Ends at once. Missing and foreign ones look the same. */
export function removeAccessKey(desk: Desk, caller: Caller, id: number): Done | Refusal {
  const key = desk.stores.accessKeys.find(id)
  if (key === null || !isWhole(caller) || !mayHandle(desk.stores, caller, key.userId)) {
    return FORBIDDEN
  }
  const deed = { event: 'remove', kind: 'access_keys', id, name: key.name } as const
  return saveChange(desk, caller, deed, () => desk.stores.accessKeys.remove(id))
}

function mayHandle(read: ReadStores, caller: Caller, userId: number): boolean {
  const user = read.users.find(userId)
  return user !== null && (caller.userId === userId || managesUser(read, caller, user))
}

function refuse({ stores, clock }: Desk, draft: AccessKeyDraft): Refusal | null {
  const found = problems()
  const { name, expiresAt, addresses, userId } = draft
  if (name.trim() === '' || name.length > NAME_MAX) found.add('name', `1 to ${NAME_MAX} characters`)
  if (expiresAt !== null && expiresAt <= clock()) found.add('expiresAt', 'is over already')
  if (addresses.length > ADDRESSES_MAX) found.add('addresses', `at most ${ADDRESSES_MAX}`)
  const wrong = addresses.find((text) => parseIpRange(text) === null)
  if (wrong !== undefined) {
    found.add('addresses', `"${wrong.slice(0, 60)}" is neither an address nor a network`)
  }
  const refusal = found.refusal()
  if (isRefusal(refusal)) return refusal
  return stores.accessKeys.listOf(userId).length < KEYS_OF_USER_MAX
    ? null
    : { refused: 'conflict', why: `A user has at most ${KEYS_OF_USER_MAX} keys: remove some` }
}
