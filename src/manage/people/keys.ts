/**
 * API keys: `slc_`, 26 random base-62 characters, and 6 that are a CRC-32 of what stands before, so
 * that scanners can find leaked ones. A key is looked up by its SHA-256 and by nothing else.
 */

import { KEY, KEY_PREFIX } from '../../core/key-shape.ts'
import type { User } from '../../db/people/users.ts'
import type { ReadStores } from '../../db/stores.ts'
import { randomBase62, toBase62 } from '../../lib/base62.ts'
import { sha256 } from '../../lib/sha256.ts'
import { type Caller, isAdmin, isWhole, managesUser, unknownUserTo } from '../access.ts'
import { type Desk, type Done, save, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal } from '../refusal.ts'
import { seal, unseal } from './sealed.ts'

const RANDOM_LENGTH = 26
const CHECK_LENGTH = 6
const PURPOSE = 'api-keys'

/** It goes on opening what it opens: keys are looked up by their hash. */
const UNREADABLE: Refusal = {
  refused: 'conflict',
  why: 'The key can’t be shown, because secrets.json is another one than when it was made: make a new key',
}

/** The caller a key stands for; null for every text that is not a key in force. */
export function keyOwner({ users }: ReadStores, key: string): User | null {
  return isWellFormed(key) ? users.byKeyHash(sha256(key)) : null
}

/** A new key for the user; the old one ends at once. The text is shown to the owner. */
export function createKey(desk: Desk, caller: Caller, login: string): string | Refusal {
  const user = desk.stores.users.byLogin(login)
  return user === null ? NOT_FOUND : refreshKey(desk, caller, user.id)
}

export function refreshKey(desk: Desk, caller: Caller, userId: number): string | Refusal {
  const user = keyHolder(desk, caller, userId)
  if (isRefusal(user)) return user
  const key = newKey()
  save(desk, caller, deed('key_refresh', user), () => {
    desk.stores.users.putKey(userId, sha256(key), seal(desk.secrets, PURPOSE, key))
    return userId
  })
  return key
}

/** A user who never had a key gets one: readable keys are how limited users are handed theirs. */
export function readKey(
  desk: Desk,
  caller: Caller,
  userId: number,
): { readonly key: string; readonly blocked: boolean } | Refusal {
  const user = keyHolder(desk, caller, userId)
  if (isRefusal(user)) return user
  const row = desk.stores.users.keyOf(userId)
  if (row === null) {
    const key = refreshKey(desk, caller, userId)
    return typeof key === 'string' ? { key, blocked: false } : key
  }
  const key = unseal(desk.secrets, PURPOSE, row.sealed)
  if (key === null) return UNREADABLE
  save(desk, caller, deed('key_read', user), () => userId)
  return { key, blocked: row.blocked }
}

/** Keeps the value; only an administrator may unblock. */
export function setKeyBlocked(
  desk: Desk,
  caller: Caller,
  userId: number,
  to: 'blocked' | 'unblocked',
): Done | Refusal {
  const user = keyHolder(desk, caller, userId)
  if (isRefusal(user)) return user
  if (to === 'unblocked' && !isAdmin(caller)) return FORBIDDEN
  return saveChange(desk, caller, { ...deed(`key_${to}`, user), id: userId }, () =>
    desk.stores.users.setKeyBlocked(userId, to === 'blocked'),
  )
}

/**
 * One's own key, or that of a user under one; a super administrator's is for himself alone. A further
 * key, or somebody who only looks, must not get hold of the key that may do all.
 */
function keyHolder(desk: Desk, caller: Caller, userId: number): User | Refusal {
  if (!isWhole(caller)) return FORBIDDEN
  const user = desk.stores.users.find(userId)
  if (user !== null && (caller.userId === userId || caller.userId === null)) return user
  if (user !== null && managesUser(desk.stores, caller, user)) return user
  return user === null ? unknownUserTo(caller) : FORBIDDEN
}

function deed(event: string, { login }: User) {
  return { event, kind: 'api_keys', name: login, changes: null } as const
}

export function newKey(): string {
  const body = KEY_PREFIX + randomBase62(RANDOM_LENGTH)
  return body + checkOf(body)
}

export function isWellFormed(key: string): boolean {
  return KEY.test(key) && key.endsWith(checkOf(key.slice(0, -CHECK_LENGTH)))
}

function checkOf(body: string): string {
  return toBase62(Bun.hash.crc32(body), CHECK_LENGTH)
}
