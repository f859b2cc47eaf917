/**
 * What travels between the thread that answers and the thread that books conversions: jobs there,
 * verdicts back. Everything in here can be copied between threads.
 */
import type { ClickDetails } from '../../core/click.ts'
import type { ClickUpdate, IncomingCall } from '../../core/conversions/call.ts'
import type { Cause } from '../../core/conversions/causes.ts'
import type { CityNames } from '../../core/conversions/conversion.ts'
import type { NothingDone } from '../../core/conversions/identity.ts'
import type { Reading } from '../../core/conversions/reading.ts'
import type { Event } from '../../core/event.ts'
import type { PostbackKey } from '../../core/tables.ts'
import type { StoredCall, Wake } from '../../db/money/incoming-calls.ts'
import type { QueuedEvent } from '../../db/money/ledger-queue.ts'

/** A stored click, with the offer and the sub ids that became known after it. */
export interface FoundClick {
  readonly clickId: string
  readonly event: Event
  /** A provisional click that nothing has made an ordinary one so far. */
  readonly isUnconfirmed: boolean
  /** As the newest update left them, as far as the answering thread knows; `null`: it does not. */
  readonly newest: ClickDetails | null
  /** As in `Trigger`: only the answering thread has geo files open. */
  readonly cityNames?: CityNames
  /** Nobody can read it any more; left out: it was found. */
  readonly lost?: Loss
}

/**
 * `removed`: by its id, or with its campaign, and with it the events of its conversions; `unread`: by
 * age, or by damage, and they may be there.
 */
export type Loss = 'removed' | 'unread'

/** A click, or why there is none. */
export type ClickFinding =
  | FoundClick
  | Extract<
      Cause,
      | 'missing_click_id'
      | 'macro_not_replaced'
      | 'unknown_click'
      | 'unreadable_click'
      | 'malformed'
      | 'too_old'
      | 'deleted_campaign'
      | 'deleted_click'
    >

/** A call as it came over HTTP, keys blacked out. */
export interface RawCall {
  readonly at: number
  readonly method: string
  readonly url: string
  readonly fields: readonly (readonly [string, string])[]
  /** Canonical text, `''` if unknown. */
  readonly ip: string
  readonly userAgent: string
  /** Whether a visitor's browser called: then address and agent are his, not those of a network. */
  readonly isVisitors: boolean
  /** Scheme and host that it came to. */
  readonly origin: string
}

interface Placed {
  /** The ledger's place now: events of this job will lie behind it. */
  readonly afterSeq: number
}

export interface CallJob extends Placed {
  readonly do: 'call'
  readonly raw: RawCall
  readonly call: IncomingCall
  readonly key: PostbackKey | null
  readonly click: ClickFinding
  /** As in `Reading`; `null` where it is left out. */
  readonly signedBy: readonly number[] | null
  /** The entry of the inbox that is tried again; `null` for a call that just came. */
  readonly stored: StoredCall | null
  /** Unlike `raw.at`, the time of a second try is its own. */
  readonly now: number
  /** Decide, but change nothing. */
  readonly isDry: boolean
}

/** A line of an upload, or what a person set. */
export interface LineJob extends Placed {
  readonly do: 'line'
  readonly call: IncomingCall
  readonly click: FoundClick
  readonly at: number
  readonly userId: number | null
  readonly importId: number | null
  /** A person corrects something, and said why. */
  readonly isCorrection: boolean
  readonly isDry: boolean
}

/** Sets numbered events and fields of a click. */
export interface UpdateJob extends Placed {
  readonly do: 'update'
  readonly click: FoundClick
  readonly update: ClickUpdate
  readonly at: number
}

/** Removes all conversions of a click. */
export interface DeleteJob extends Placed {
  readonly do: 'delete'
  readonly click: FoundClick
  readonly at: number
  readonly userId: number | null
}

/** Something of an import was changed by others since, and stays so. */
export const CHANGED_SINCE = 'changed since'

/** Takes back what an import did to one click. */
export interface UndoJob extends Placed {
  readonly do: 'undo'
  readonly click: FoundClick
  readonly importId: number
  readonly at: number
  readonly userId: number | null
}

/** Events that are in the ledger for good. */
export interface MovedJob {
  readonly do: 'moved'
  readonly ids: readonly number[]
}

/** Drops calls that need not be kept any longer. */
export interface TidyJob {
  readonly do: 'tidy'
  readonly now: number
}

/** The amount of a conversion that waited for a rate may have one. */
export interface SettleJob extends Placed {
  readonly do: 'settle'
  readonly click: FoundClick
  readonly conversionId: number
  readonly at: number
}

/** Parked calls that may count by now are due. */
export interface WakeJob {
  readonly do: 'wake'
  readonly wake: Wake
  readonly now: number
}

export type Job =
  CallJob | LineJob | UpdateJob | DeleteJob | UndoJob | MovedJob | TidyJob | SettleJob | WakeJob

/** What became of a job. */
export interface Verdict {
  readonly result: 'accepted' | NothingDone | 'ignored' | 'parked' | 'nothing'
  /** Set exactly if it was parked. */
  readonly cause: Cause | null
  /** The value that was the reason, or what happened instead. */
  readonly detail: string
  /** The conversion that was changed, or that was first; `null`: none. */
  readonly conversionId: number | null
  /** In the log of calls; `null` for jobs that are no calls. */
  readonly callId: number | null
  /** To be moved to the ledger. */
  readonly events: readonly QueuedEvent[]
  /** The click counts from now on. */
  readonly isConfirmed: boolean
  readonly caps: readonly CapChange[]
  /** How the call was read, as far as it came. */
  readonly reading: Partial<Reading>
}

/** A place under an offer's cap that was taken (+1) or given back (−1). */
export interface CapChange {
  readonly offerId: number
  readonly arrivedAt: number
  readonly by: 1 | -1
  /** The step that did it. */
  readonly stepId: number
}

export type BookerCommand =
  | { readonly type: 'book'; readonly batch: number; readonly jobs: readonly Job[] }
  | { readonly type: 'stop' }

export type BookerReply =
  /** Ready, with the events that an earlier run left behind. */
  | { readonly type: 'ready'; readonly events: readonly QueuedEvent[] }
  /** `null`: that job failed by an error of ours, which was reported. */
  | {
      readonly type: 'booked'
      readonly batch: number
      readonly verdicts: readonly (Verdict | null)[]
      /** Outgoing postbacks wait in the queue. */
      readonly hasQueued: boolean
    }
  /** Nothing of the batch is stored. */
  | { readonly type: 'refused'; readonly batch: number; readonly reason: string }
  | { readonly type: 'problem'; readonly text: string }
  | { readonly type: 'stopped' }
