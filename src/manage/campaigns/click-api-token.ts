/**
 * The Click API of a campaign: on or off, and the token that opens it. A token can be renewed, or
 * set to the one that sites already carry from another tracker, so that no site needs an edit.
 */
import type { CampaignRecord, FormerToken } from '../../db/records.ts'
import { randomBase62 } from '../../lib/base62.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { type Caller, lookUp } from '../access.ts'
import { type DeedOn, type Desk, type Done, saveChange } from '../desk.ts'
import { isRefusal, problems, type Refusal } from '../refusal.ts'

export const TOKEN_LENGTH = 32
export const TOKEN_MAX = 128
/** A former token that never ends would be a second one. */
export const KEPT_HOURS_MAX = 24 * 90
const PRINTABLE = /^[!-~]+$/

export interface ClickApiChange {
  /** `undefined` keeps what is stored. */
  readonly enabled?: boolean | undefined
  readonly shape?: CampaignRecord['clickApiShape'] | undefined
  /** A token to take over; `undefined` keeps the present one. */
  readonly token?: string | undefined
  /** How long a replaced token goes on working; 0 ends it at once. */
  readonly keepOldHours: number
}

export function changeClickApi(
  desk: Desk,
  caller: Caller,
  id: number,
  change: ClickApiChange,
): Done | Refusal {
  const before = lookUp(desk.stores, caller, 'campaigns', { id, need: 'modify' })
  if (isRefusal(before)) return before
  const after = changed(before, change, desk.clock())
  const refusal = refuse(desk, before, after)
  if (refusal !== null) return refusal
  const deed: DeedOn = {
    event: 'change',
    kind: 'campaigns',
    id,
    name: after.name,
    // Never the token itself: whoever reads the audit could call with it.
    changes: {
      clickApiEnabled: after.clickApiEnabled,
      clickApiShape: after.clickApiShape,
      newToken: after.token !== before.token,
    },
  }
  return saveChange(desk, caller, deed, () => desk.stores.campaigns.put(after))
}

/** A new random token. */
export function renewToken(
  desk: Desk,
  caller: Caller,
  id: number,
  keepOldHours: number,
): Done | Refusal {
  return changeClickApi(desk, caller, id, { token: randomBase62(TOKEN_LENGTH), keepOldHours })
}

/** The former token of a campaign while it works, else `null`. */
export function livingFormerToken(
  { formerToken }: CampaignRecord,
  now: number,
): FormerToken | null {
  return formerToken !== null && formerToken.until > now ? formerToken : null
}

function changed(
  before: CampaignRecord,
  { enabled, shape, token, keepOldHours }: ClickApiChange,
  now: number,
): CampaignRecord {
  const after = {
    ...before,
    clickApiEnabled: enabled ?? before.clickApiEnabled,
    clickApiShape: shape ?? before.clickApiShape,
  }
  if (token === undefined || token === before.token) return after
  const former = { token: before.token, until: now + keepOldHours * HOUR_MS }
  return { ...after, token, formerToken: keepOldHours > 0 ? former : null }
}

function refuse(desk: Desk, before: CampaignRecord, after: CampaignRecord): Refusal | null {
  const { token } = after
  if (token === before.token) return null
  const found = problems()
  if (token.length > TOKEN_MAX || !PRINTABLE.test(token)) {
    found.add('token', `1 to ${TOKEN_MAX} printable characters without blanks`)
  }
  return found.refusal() ?? (isTaken(desk, token, before.id) ? TAKEN : null)
}

const TAKEN: Refusal = { refused: 'taken', field: 'token' }

/** Tokens that are about to end count: sites still call with them. */
function isTaken({ db, clock }: Desk, token: string, own: number): boolean {
  const sql = `SELECT id FROM campaigns WHERE id <> ?1 AND (token = ?2 OR
    (spec ->> '$.formerToken.token' = ?2 AND spec ->> '$.formerToken.until' > ?3))`
  return db.query<{ id: number }, [number, string, number]>(sql).get(own, token, clock()) !== null
}
