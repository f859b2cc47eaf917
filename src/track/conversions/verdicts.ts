/** The plainest verdicts: nothing was changed. */
import type { Cause } from '../../core/conversions/causes.ts'
import type { StoredCall } from '../../db/money/incoming-calls.ts'
import type { Verdict } from './jobs.ts'

const EMPTY = { callId: null, events: [], isConfirmed: false, caps: [], reading: {} } as const

export function parked(cause: Cause, detail: string): Verdict {
  return { ...EMPTY, result: 'parked', cause, detail, conversionId: null }
}

/** `conversionId`: the one that was first. */
export function nothing(
  result: Exclude<Verdict['result'], 'accepted' | 'parked'>,
  conversionId: number | null,
  detail: string,
): Verdict {
  return { ...EMPTY, result, cause: null, detail, conversionId }
}

export function accepted(
  conversionId: number | null,
  done: Pick<Verdict, 'events' | 'isConfirmed' | 'caps'>,
): Verdict {
  return { ...EMPTY, ...done, result: 'accepted', cause: null, detail: '', conversionId }
}

/** Of a call that was judged before and is not parked: what was done for it then, which is done. */
export function asLogged({ id, verdict, detail, conversionId }: StoredCall): Verdict {
  return {
    ...EMPTY,
    result: verdict as Verdict['result'],
    cause: null,
    detail,
    conversionId,
    callId: id,
  }
}
