/** What people do with outgoing postbacks: send them again, as they are or written anew. */
import type { Call } from '../core/conversions/outgoing.ts'
import { deliveryControl, type Resent } from '../db/money/deliveries.ts'
import { type Caller, isAdmin } from './access.ts'
import { type Desk, noteDeed } from './desk.ts'
import { FORBIDDEN, type Refusal } from './refusal.ts'

/** Sent again at a time. */
export const RESEND_MAX = 10_000

export interface Resend {
  /** `null`: all that failed. */
  readonly ids: readonly number[] | null
  /** New words for some of them, by id. */
  readonly calls: ReadonlyMap<number, Call>
}

/** How many are on their way. Those that still wait, or were never to be sent, are left alone. */
export function resendPostbacks(
  { db, stores, clock }: Desk,
  caller: Caller,
  { ids, calls }: Resend,
): { queued: number } | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const control = deliveryControl(db)
  const queued = db
    .transaction(() => {
      const again: Resent[] = ids === null ? control.failed(RESEND_MAX) : control.finished(ids)
      for (const { id } of again) control.resend(id, calls.get(id) ?? null, clock())
      const changes = again.map(({ id }) => id)
      noteDeed({ stores }, caller, {
        event: 'resend',
        kind: 'deliveries',
        id: '',
        name: '',
        changes,
      })
      return again.length
    })
    .immediate()
  return { queued }
}
