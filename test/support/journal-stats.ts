/** What a journal says of itself that has nothing to tell. */
import type { JournalStats } from '../../src/ledger/journal/journal.ts'

export const QUIET_JOURNAL: JournalStats = {
  stored: 0,
  queued: 0,
  pending: 0,
  dropped: 0,
  oldestQueuedMs: null,
  lastSyncAt: null,
  failing: null,
  writerDeaths: 0,
  segment: 1,
  rowsGiven: 0,
}
