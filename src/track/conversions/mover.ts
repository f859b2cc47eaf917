/**
 * Moves events of conversions from the configuration's database, where they were stored with their
 * cause, to the ledger: each exactly once. An event carries its number there; after a crash, or when
 * the journal did not say whether an event is on the disk, the ledger itself is asked.
 */
import { type Cell, type Event, EventKind, rowToEvent } from '../../core/event.ts'
import type { QueuedEvent } from '../../db/money/ledger-queue.ts'
import type { Ledger } from '../../ledger/ledger.ts'

/** How long after a doubt the ledger is asked. */
export const RETRY_MS = 2000
/** Moved ones are forgotten in groups. */
const FORGET_MS = 200

export interface MoverParts {
  readonly ledger: Pick<Ledger, 'appendDurable' | 'followUps' | 'recentEvents' | 'status'>
  /** Tells the database that these need not be moved again. */
  readonly forget: (ids: readonly number[]) => Promise<unknown>
  /** Whether the click of a confirming event counts already; if not, from now on it does. */
  readonly isFirstConfirmation: (event: Event) => boolean
  readonly onProblem: (problem: string) => void
  readonly retryMs: number
}

export interface Mover {
  /** Those of this run: nobody has moved them yet. */
  move(events: readonly QueuedEvent[]): void
  /** Those of which it is not known. */
  recover(events: readonly QueuedEvent[]): void
  /** How many are on their way. */
  pending(): number
  /** Forgets what has arrived. */
  close(): Promise<void>
}

interface State {
  readonly parts: MoverParts
  readonly underway: Map<number, QueuedEvent>
  readonly doubtful: Map<number, QueuedEvent>
  /**
   * Confirming events: `own`, the click is left to this one; `ask`, an earlier run may have left it
   * to this one or to another, and the ledger says which.
   */
  readonly claims: Map<number, 'own' | 'ask'>
  arrived: number[]
  isForgetPlanned: boolean
  isRetryPlanned: boolean
}

export function eventMover(parts: MoverParts): Mover {
  const state: State = {
    parts,
    underway: new Map(),
    doubtful: new Map(),
    claims: new Map(),
    arrived: [],
    isForgetPlanned: false,
    isRetryPlanned: false,
  }
  return {
    move: (events) => move(state, events),
    recover(events) {
      const { underway, doubtful } = state
      const unknown = events.filter(({ id }) => !underway.has(id) && !doubtful.has(id))
      for (const event of unknown) {
        doubtful.set(event.id, event)
        leaveToLedger(state, event)
      }
      if (unknown.length > 0) void settleDoubts(state)
    },
    pending: () => state.underway.size + state.doubtful.size,
    close: () => forgetArrived(state),
  }
}

function move(state: State, events: readonly QueuedEvent[]): void {
  for (const event of events) {
    state.underway.set(event.id, event)
    void moveOne(state, event)
  }
}

async function moveOne(state: State, queued: QueuedEvent): Promise<void> {
  const { ledger, onProblem } = state.parts
  const event = eventOf(queued)
  try {
    const isDone = !(await isNeeded(state, queued, event)) || (await ledger.appendDurable(event))
    if (isDone) arrive(state, queued)
    else doubt(state, queued)
  } catch (error) {
    onProblem(`an event of a conversion waits for the ledger: ${String(error)}`)
    doubt(state, queued)
  }
}

function eventOf({ row }: QueuedEvent): Event {
  return rowToEvent(JSON.parse(row) as Cell[])
}

/** From now on nobody else makes its click count. */
function leaveToLedger({ claims, parts }: State, queued: QueuedEvent): void {
  const event = eventOf(queued)
  if (event.kind !== EventKind.confirm) return
  claims.set(queued.id, 'ask')
  parts.isFirstConfirmation(event)
}

/** Decided once: what an event marked itself must not keep it from being tried again. */
async function isNeeded(
  { claims, parts }: State,
  { id }: QueuedEvent,
  event: Event,
): Promise<boolean> {
  const claim = claims.get(id)
  if (event.kind !== EventKind.confirm || claim === 'own') return true
  const isOwn =
    claim === 'ask'
      ? !(await parts.ledger.followUps(event)).isConfirmed
      : parts.isFirstConfirmation(event)
  if (isOwn) claims.set(id, 'own')
  return isOwn
}

function arrive(state: State, { id }: QueuedEvent): void {
  state.underway.delete(id)
  state.doubtful.delete(id)
  state.claims.delete(id)
  state.arrived.push(id)
  if (state.isForgetPlanned) return
  state.isForgetPlanned = true
  setTimeout(() => void forgetArrived(state), FORGET_MS)
}

async function forgetArrived(state: State): Promise<void> {
  state.isForgetPlanned = false
  const ids = state.arrived
  state.arrived = []
  // If that is not stored, the next start asks the ledger, and finds them there.
  if (ids.length > 0) await state.parts.forget(ids)
}

function doubt(state: State, queued: QueuedEvent): void {
  state.underway.delete(queued.id)
  state.doubtful.set(queued.id, queued)
  if (state.isRetryPlanned) return
  state.isRetryPlanned = true
  setTimeout(() => void settleDoubts(state), state.parts.retryMs).unref()
}

async function settleDoubts(state: State): Promise<void> {
  const { doubtful, parts } = state
  state.isRetryPlanned = false
  const events = [...doubtful.values()]
  try {
    const known = isJournalClear(parts) ? await inLedger(parts, events) : null
    if (known === null) return events.forEach((event) => doubt(state, event))
    for (const event of events) doubtful.delete(event.id)
    for (const event of events) if (known.has(event.id)) arrive(state, event)
    move(
      state,
      events.filter(({ id }) => !known.has(id)),
    )
  } catch (error) {
    parts.onProblem(`events of conversions wait for the ledger: ${String(error)}`)
    events.forEach((event) => doubt(state, event))
  }
}

/** Only when nothing older waits for the disk is "not in the ledger" the last word. */
function isJournalClear({ ledger }: MoverParts): boolean {
  const { failing, oldestQueuedMs } = ledger.status().journal
  return failing === null && (oldestQueuedMs ?? 0) < RETRY_MS
}

async function inLedger(
  { ledger }: MoverParts,
  events: readonly QueuedEvent[],
): Promise<ReadonlySet<number>> {
  const afterSeq = events.reduce((least, event) => Math.min(least, event.afterSeq), Infinity)
  // An event may be in what can't be read: moved again it would count twice.
  const query = { afterSeq, sinceTime: 0, columns: ['bookingId'], damaged: 'refused' } as const
  const found = new Set<number>()
  let cursor: number | null = null
  do {
    const page = await ledger.recentEvents({ ...query, cursor })
    for (const [id] of page.rows) if (id !== 0) found.add(Number(id))
    cursor = page.cursor
  } while (cursor !== null)
  return found
}
