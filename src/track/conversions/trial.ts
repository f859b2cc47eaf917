/**
 * A call that goes the way of every call and leaves nothing: the ledger is asked for a click that
 * never was, and the verdict is reached in a transaction of the booker's that is rolled back.
 */
import { formatClickId } from '../../core/click-id.ts'
import { readCall } from '../../core/conversions/call.ts'
import type { TrackParts } from '../parts.ts'
import { bookCall } from './receive.ts'

/** The check part is a guess at 48 bits; whatever it hits, nothing is kept. */
const CLICK_ID = formatClickId({ seq: 1, node: 0, check: 1 })

/** Whether a network's call would be judged now, instead of being told to come back. */
export async function isCallJudged(parts: TrackParts): Promise<boolean> {
  const fields = new Map([['subid', CLICK_ID]])
  const raw = {
    at: parts.clock(),
    method: 'GET',
    url: '',
    fields: [...fields],
    ip: '',
    userAgent: '',
    isVisitors: false,
    origin: '',
  }
  const call = readCall(fields, 'keitaro', false)
  const booked = await bookCall(parts, { raw, call, key: null, stored: null, isDry: true })
  return booked.kind !== 'unavailable'
}
