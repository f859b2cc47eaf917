/** Random ledgers on disk: journals of few rows each, under a keeper without its worker. */
import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { type Event, EventKind, Flag } from '../../src/core/event.ts'
import { judgeBy } from '../../src/detect/robot-verdict.ts'
import { type Keeper, openKeeper } from '../../src/ledger/keeper/keeper.ts'
import { journalOf, putJournal, temporaryFolder } from './journals.ts'
import { type Random, randomLedger } from './random-ledger.ts'

const ROWS = 16
/** Later than every event of a random ledger. */
export const LATER = 4e12

/** Segments from 1 on, as a ledger has them; a provisional click is confirmed at most once. */
export function randomEvents(random: Random): Event[] {
  const confirmed = new Set<number>()
  return randomLedger(random, 1 + random.int(50), ROWS)
    .filter(({ kind, flags, clickSeq }) => {
      if (kind !== EventKind.confirm) return true
      const isFirst = (flags & Flag.provisional) !== 0 && !confirmed.has(clickSeq)
      confirmed.add(clickSeq)
      return isFirst
    })
    .map((event) => ({ ...event, clickSeq: event.clickSeq + SEGMENT_ROWS }))
}

/** A folder with the events as journals, none of them sealed yet. */
export function ledgerOf(events: readonly Event[]): string {
  const dataDir = temporaryFolder()
  const segments = Map.groupBy(events, segmentOf(events))
  for (const [segment, own] of segments) putJournal(dataDir, segment, journalOf(segment, [own]))
  return dataDir
}

/** Row numbers start anew with each segment. */
function segmentOf(events: readonly Event[]): (event: Event, index: number) => number {
  let segment = 1
  return ({ row }, index) => {
    if (index > 0 && row < events[index - 1]!.row) segment++
    return segment
  }
}

/** A keeper that has read everything, with a running server's journal after it. */
export function openLedgerOn(dataDir: string, clock: () => number = () => LATER): Keeper {
  const report = () => undefined
  const keeper = openKeeper({ dataDir, liveFrom: null, clock, report, judgeBy })
  putJournal(dataDir, keeper.liveFrom, journalOf(keeper.liveFrom, []))
  keeper.refresh()
  return keeper
}
