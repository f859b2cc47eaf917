/** Tries parked calls again: those that are due by themselves, and those that a person picks. */
import type { IncomingCall } from '../../core/conversions/call.ts'
import { parseReading } from '../../core/conversions/reading.ts'
import type { Dialect } from '../../core/conversions/statuses.ts'
import type { PostbackKey, RoutingTables } from '../../core/tables.ts'
import {
  FIRST_DUE,
  type ReadIncomingCalls,
  type StoredCall,
} from '../../db/money/incoming-calls.ts'
import type { TrackParts } from '../parts.ts'
import type { RawCall, Verdict } from './jobs.ts'
import { lossBy } from './lost-click.ts'
import { bookCall, readMapped } from './receive.ts'

/** At a time, so that new calls don't wait, and so many times in a row. */
const DUE_AT_ONCE = 200
const ROUNDS_MAX = 25

/** What a person changed before re-applying; kept with the entry. */
export interface Edit {
  readonly clickId?: string
  readonly status?: string
  readonly payout?: string
  readonly currency?: string
}

export interface AgainParts {
  readonly track: TrackParts
  readonly calls: ReadIncomingCalls
  /** Removed ones, too. */
  readonly keyOf: (id: number) => PostbackKey | null
}

export interface Again {
  readonly isDry: boolean
  /** `null`: as it came. */
  readonly edit: Edit | null
  readonly userId: number | null
  /** Of a click that was removed: its conversion counts without what the click said. */
  readonly isClickless?: boolean
}

/** With today's settings and its own time. `null`: could not be stored, and stays as it was. */
export async function applyAgain(
  { track, keyOf }: AgainParts,
  stored: StoredCall,
  { isDry, edit, userId, isClickless = false }: Again,
): Promise<Verdict | null> {
  const fields = new Map(JSON.parse(stored.fields) as [string, string][])
  const past = JSON.parse(stored.edits) as readonly KeptEdit[]
  const edits = edit === null ? past : [...past, { ...edit, userId }]
  const received = await bookCall(track, {
    raw: rawCall(stored, fields),
    call: editedCall(track.tables(), stored, fields, edits),
    key: keyAtTheTime(keyOf, stored),
    stored: { ...stored, edits: JSON.stringify(edits) },
    isDry,
    isClickless: isClickless && lossBy(stored.cause) !== null,
  })
  return received.kind === 'booked' ? received.verdict : null
}

type KeptEdit = Edit & { readonly userId: number | null }

function rawCall(stored: StoredCall, fields: ReadonlyMap<string, string>): RawCall {
  const { at, method, url, ip, userAgent } = stored
  // Its entry in the log is kept as it is.
  return { at, method, url, fields: [...fields], ip, userAgent, isVisitors: false, origin: '' }
}

/** An edit holds for all later tries. */
function editedCall(
  tables: RoutingTables,
  stored: StoredCall,
  fields: ReadonlyMap<string, string>,
  edits: readonly KeptEdit[],
): IncomingCall {
  const dialect = stored.dialect as Dialect
  const read = readMapped(tables, {
    fields,
    dialect,
    isRepeated: stored.notes.includes('repeated'),
  })
  const changed: Edit = Object.assign({}, ...edits)
  // A cookie's click id is known from the first try alone.
  const clickId = read.clickId || stored.clickId
  return {
    ...read,
    clickId: changed.clickId ?? clickId,
    word: changed.status ?? read.word,
    payout: changed.payout ?? read.payout,
    currency: changed.currency ?? read.currency,
  }
}

/** A key that is gone since was right when the call came, and allows what it allowed then. */
function keyAtTheTime(keyOf: AgainParts['keyOf'], stored: StoredCall): PostbackKey | null {
  const { keyId, networkId, reading } = stored
  if (keyId === null) return null
  const key = keyOf(keyId)
  if (key !== null) return key
  // Lines of uploads have none, and of those removed by older versions only their calls tell.
  const { key: read = 'general' } = parseReading(reading)
  const kind = read === 'none' ? 'general' : read
  return { id: keyId, kind, networkId: kind === 'network' ? networkId : null, endsAt: null }
}

/**
 * The job that tries what is due, up to a limit. What can't be stored is due still, and comes again
 * after all others, however many there are of it.
 */
export function dueCalls(parts: AgainParts): () => Promise<void> {
  let after = FIRST_DUE
  return async () => {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const due = parts.calls.due(parts.track.clock(), after, DUE_AT_ONCE)
      const isLast = due.length < DUE_AT_ONCE
      // Also for the case that trying them fails altogether.
      after = isLast ? FIRST_DUE : due.at(-1)!
      const again: Again = { isDry: false, edit: null, userId: null }
      const verdicts = await Promise.all(due.map((stored) => applyAgain(parts, stored, again)))
      // Of a whole round nothing could be stored: it is not the calls.
      if (isLast || verdicts.every((verdict) => verdict === null)) return
    }
  }
}
