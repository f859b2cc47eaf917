/** Keys to the links API: made like API keys, shown once, open nothing else. */
import type { LinkToken, TokenScope } from '../../db/links/link-tokens.ts'
import type { User } from '../../db/people/users.ts'
import type { ReadStores } from '../../db/stores.ts'
import { boundedCache } from '../../lib/lru.ts'
import { sha256 } from '../../lib/sha256.ts'
import { type Caller, isAdmin } from '../access.ts'
import { type Desk, DONE, type Done, noteDeed } from '../desk.ts'
import { isWellFormed, newKey } from '../people/keys.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal } from '../refusal.ts'

/** In force, of one user. */
export const TOKENS_MAX = 500
const NOTED_EACH_MS = 60_000
/** Tokens whose last use is known without asking. */
const KEPT_TOKENS = 10_000
const TOO_MANY: Refusal = {
  refused: 'conflict',
  why: `A user has at most ${TOKENS_MAX} tokens: end some`,
}

export interface LinkTokenDraft {
  readonly userId: number
  readonly name: string
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null
  readonly scope: TokenScope
  readonly rate: number | null
  readonly burst: number | null
  readonly domains: readonly string[] | null
}

export interface LinkTokenChange {
  readonly name?: string
  readonly expiresAt?: number | null
  readonly scope?: TokenScope
  readonly rate?: number | null
  readonly burst?: number | null
  readonly domains?: readonly string[] | null
  /** Once revoked it stays so. */
  readonly revoked?: boolean
}

export interface TokenHolder {
  readonly token: LinkToken
  readonly user: User
}

/** `null` for every text that is not a token in force, or whose owner is switched off. */
export function tokenHolder(stores: ReadStores, text: string): TokenHolder | null {
  const token = isWellFormed(text) ? stores.linkTokens.byHash(sha256(text)) : null
  if (token === null || token.revokedAt !== null) return null
  const user = stores.users.find(token.userId)
  return user === null || user.blocked ? null : { token, user }
}

/** Notes that a token was used; a program that calls each second does not write each second. */
export function tokenUses({ together, stores }: Desk): (token: LinkToken, now: number) => void {
  const noted = boundedCache<number, number>(KEPT_TOKENS)
  return ({ id, lastUsedAt }, now) => {
    if (now - (noted.get(id) ?? lastUsedAt ?? 0) < NOTED_EACH_MS) return
    noted.set(id, now)
    // A disk that can't take it is told by those who write something that matters.
    together(() => stores.linkTokens.noteUse(id, now)).catch(() => undefined)
  }
}

/** The token's text is nowhere kept. */
export function createLinkToken(
  desk: Desk,
  caller: Caller,
  draft: LinkTokenDraft,
): Promise<{ readonly id: number; readonly token: string } | Refusal> {
  return desk.together(() => {
    if (!isMine(caller, draft.userId)) return FORBIDDEN
    if (desk.stores.users.find(draft.userId) === null) return NOT_FOUND
    if (inForce(desk, draft.userId) >= TOKENS_MAX) return TOO_MANY
    const token = newKey()
    const id = desk.stores.linkTokens.add({ ...draft, hash: sha256(token) })
    noteDeed(desk, caller, {
      kind: 'link_tokens',
      event: 'create',
      id,
      name: draft.name,
      changes: draft,
    })
    return { id, token }
  })
}

function inForce({ stores }: Desk, userId: number): number {
  return stores.linkTokens.list(userId).filter(({ revokedAt }) => revokedAt === null).length
}

export function changeLinkToken(
  desk: Desk,
  caller: Caller,
  id: number,
  { revoked, ...change }: LinkTokenChange,
): Promise<Done | Refusal> {
  return desk.together(() => {
    const before = ownToken(desk, caller, id)
    if (isRefusal(before)) return before
    const revokedAt = revoked === true ? (before.revokedAt ?? desk.clock()) : before.revokedAt
    desk.stores.linkTokens.put({ ...before, ...change, revokedAt })
    const event = revoked === true ? 'revoke' : 'change'
    noteDeed(desk, caller, { kind: 'link_tokens', event, id, name: before.name, changes: change })
    return DONE
  })
}

/** Missing and foreign ones look the same. */
function ownToken({ stores }: Desk, caller: Caller, id: number): LinkToken | Refusal {
  const token = stores.linkTokens.find(id)
  return token !== null && isMine(caller, token.userId) ? token : NOT_FOUND
}

function isMine(caller: Caller, userId: number): boolean {
  return isAdmin(caller) || caller.userId === userId
}
