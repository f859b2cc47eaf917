/** Jobs as they are asked for; one may also change what holds of its click: sub ids, the external id. */
import { changesDetails, type ClickUpdate } from '../../core/conversions/call.ts'
import { type Cell, type Event, EventKind, rowToEvent } from '../../core/event.ts'
import { lastSeq } from '../../ledger/ledger.ts'
import type { TrackParts } from '../parts.ts'
import { withDetails } from '../visits/sub-ids.ts'
import type { CallJob, LineJob, UndoJob, UpdateJob, Verdict } from './jobs.ts'

/**
 * In turn with other changes of the click, each of which must know what the one before it left.
 * `null`: not stored; rejects when nobody can say what holds.
 */
export async function bookChange(
  { bookings, subIds }: Pick<TrackParts, 'bookings' | 'subIds'>,
  job: CallJob | LineJob | UpdateJob,
  deadlineMs?: number,
): Promise<Verdict | null> {
  const { click } = job
  const update = updateIn(job)
  if (typeof click === 'string' || !changesDetails(update)) return bookings.book(job, deadlineMs)
  return subIds.change(click.event, update, async (newest, stored) => {
    const event = withDetails(click.event, newest)
    const verdict = await bookings.book({ ...job, click: { ...click, event, newest } }, deadlineMs)
    if (verdict?.result === 'accepted' && !isDry(job)) stored()
    return verdict
  })
}

/** As `bookChange`; what held before an import may hold again. */
export function bookUndo(
  { bookings, subIds }: Pick<TrackParts, 'bookings' | 'subIds'>,
  job: UndoJob,
  deadlineMs: number,
): Promise<Verdict | null> {
  const { click } = job
  return subIds.change(click.event, NO_CHANGES, async (newest, stored) => {
    const event = withDetails(click.event, newest)
    const verdict = await bookings.book({ ...job, click: { ...click, event, newest } }, deadlineMs)
    const now = verdict === null ? null : updateAmong(verdict)
    if (now !== null) stored(now)
    return verdict
  })
}

const NO_CHANGES = { subIds: new Map<number, string>(), externalId: null }

function updateAmong({ events }: Verdict): Event | null {
  const booked = events.map(({ row }) => rowToEvent(JSON.parse(row) as Cell[]))
  return booked.find(({ kind }) => kind === EventKind.update) ?? null
}

function updateIn(job: CallJob | LineJob | UpdateJob): ClickUpdate {
  return job.do === 'update' ? job.update : job.call.update
}

function isDry(job: CallJob | LineJob | UpdateJob): boolean {
  return job.do !== 'update' && job.isDry
}

/** When a job is asked for, and behind which event of the ledger those that come of it will lie. */
export function momentOf({ clock, ledger }: Pick<TrackParts, 'clock' | 'ledger'>) {
  return { at: clock(), afterSeq: lastSeq(ledger) }
}
