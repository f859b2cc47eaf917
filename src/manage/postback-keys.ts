/** Keys for incoming postbacks: made, renewed, taken over from another tracker, removed. */
import { newPostbackKey, type StoredPostbackKey } from '../db/money/postback-keys.ts'
import { HOUR_MS } from '../lib/spans.ts'
import { type Caller, COMMAND_LINE, isAdmin } from './access.ts'
import { type Deed, type Desk, DONE, type Done, save } from './desk.ts'
import { FORBIDDEN, NOT_FOUND, problems, type Refusal } from './refusal.ts'

/** Links of other trackers carry shorter keys; below this a key is guessed in minutes. */
const SHORTEST = 4
const LONGEST = 128
const SAFE_LENGTH = 16
const SHAPE = /^[A-Za-z0-9_~.-]+$/

export interface NewPostbackKey {
  readonly kind: StoredPostbackKey['kind']
  readonly networkId: number | null
  /** A key that networks hold already; `null`: a random one. */
  readonly key: string | null
}

/** One per installation: a start without it makes it. */
export function ensureGeneralKey(desk: Desk): void {
  const { postbackKeys } = desk.stores
  const isThere = postbackKeys.list().some(({ kind, endsAt }) => kind === 'general' && !endsAt)
  if (!isThere) add(desk, COMMAND_LINE, { kind: 'general', networkId: null, key: newPostbackKey() })
}

/** The key's id. */
export function createPostbackKey(
  desk: Desk,
  caller: Caller,
  wanted: NewPostbackKey,
): number | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const refusal = refuse(desk, wanted)
  if (refusal !== null) return refusal
  const key = wanted.key ?? newPostbackKey()
  if (desk.stores.postbackKeys.list().some((each) => each.key === key)) {
    return { refused: 'taken', field: 'key' }
  }
  return add(desk, caller, { ...wanted, key })
}

/** A new key of the same kind; the old one goes on for so many hours. */
export function renewPostbackKey(
  desk: Desk,
  caller: Caller,
  id: number,
  keepOldHours: number,
): number | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const { postbackKeys } = desk.stores
  const old = postbackKeys.find(id)
  if (old === null) return NOT_FOUND
  const fresh = { kind: old.kind, networkId: old.networkId, key: newPostbackKey() }
  return save(desk, caller, deed('renew', fresh), () => {
    postbackKeys.setEnd(id, desk.clock() + keepOldHours * HOUR_MS)
    return postbackKeys.add({ ...fresh, createdAt: desk.clock() })
  })
}

export function removePostbackKey(desk: Desk, caller: Caller, id: number): Done | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const { postbackKeys } = desk.stores
  const key = postbackKeys.find(id)
  if (key === null) return NOT_FOUND
  save(desk, caller, deed('remove', key), () => {
    postbackKeys.remove(id, desk.clock())
    return id
  })
  // Without one, no new network could be connected.
  ensureGeneralKey(desk)
  return DONE
}

/** Whether a key is long enough that nobody guesses it. */
export function isSafeKey(key: string): boolean {
  return key.length >= SAFE_LENGTH
}

function refuse({ stores }: Desk, { kind, networkId, key }: NewPostbackKey): Refusal | null {
  const found = problems()
  if (kind === 'network' && networkId === null) found.add('networkId', 'is needed for this kind')
  if (kind === 'general' && networkId !== null) found.add('networkId', 'a general key has none')
  if (networkId !== null && !stores.affiliate_networks.exists(networkId)) {
    found.add('networkId', 'no such network')
  }
  const isFit = key === null || (key.length >= SHORTEST && key.length <= LONGEST && SHAPE.test(key))
  if (!isFit) found.add('key', `${SHORTEST} to ${LONGEST} letters, digits, or one of _~.-`)
  return found.refusal()
}

type Keyed = Pick<StoredPostbackKey, 'kind' | 'networkId' | 'key'>

function add(desk: Desk, caller: Caller, key: Keyed): number {
  return save(desk, caller, deed('create', key), () =>
    desk.stores.postbackKeys.add({ ...key, createdAt: desk.clock() }),
  )
}

/** Never the key itself. */
function deed(event: string, { kind, networkId }: Omit<Keyed, 'key'>): Deed {
  return { event, kind: 'postback_keys', name: kind, changes: { kind, networkId } }
}
