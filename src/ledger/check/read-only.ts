/** Reads a data folder's events without owning it: for commands that run beside a server. */
import type { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { JudgeBy } from '../../core/robot-verdicts.ts'
import { codeOf } from '../../lib/errors.ts'
import type { PinnedSegments, SegmentSource, SegmentView } from '../columns/column.ts'
import { journalName, journalNumbers } from '../journal/journal-file.ts'
import { journalTail } from '../journal/journal-tail.ts'
import { JOURNAL_DIRECTORY } from '../keeper/keeper.ts'
import { pastChanges } from '../keeper/past-changes.ts'
import { isCurrent, LEDGER_FILE, openLedgerDb, openPinned } from '../segments/ledger-db.ts'
import { viewsOf } from '../segments/pinned-segments.ts'
import { sealedSegments } from '../segments/sealed-segments.ts'
import { type SegmentBuilder, segmentBuilder } from '../segments/segment-builder.ts'

/**
 * Everything that is stored at this moment. A folder without events is an empty source. `judgeBy` as
 * the keeper has it.
 */
export function openSegmentsReadOnly(dataDir: string, judgeBy: JudgeBy): PinnedSegments {
  // The journal first: a segment that is sealed meanwhile is then found twice, and told by number.
  const open = readJournals(join(dataDir, JOURNAL_DIRECTORY))
  const db = openCurrent(dataDir)
  if (db === null) return { source: { sealed: () => [], open: () => open }, close: () => undefined }
  return { source: sourceOf(db, open, judgeBy), close: () => db.close() }
}

function sourceOf(db: Database, recorded: readonly SegmentView[], judgeBy: JudgeBy): SegmentSource {
  const sealed = sealedSegments(db)
  const past = pastChanges(db, judgeBy)
  const views = past.viewsOf(recorded.filter(({ number }) => !sealed.has(number)))
  const removed = past.spans()
  return { removed: () => removed, sealed: () => viewsOf(sealed), open: () => views }
}

/**
 * As it is now, also when it is changed meanwhile; `null`: there is none. An older version is
 * brought up to date first.
 */
export function openCurrent(dataDir: string): Database | null {
  const path = join(dataDir, LEDGER_FILE)
  if (!existsSync(path)) return null
  const db = openPinned(path)
  if (isCurrent(db)) return db
  db.close()
  openLedgerDb(dataDir, Date.now()).db.close()
  return openPinned(path)
}

function readJournals(directory: string): SegmentView[] {
  return journalNumbers(directory).flatMap((number) => {
    const builder = readJournal(number, join(directory, journalName(number)))
    return builder.rows > 0 ? [builder.view()] : []
  })
}

/** Without rows if the file is gone by now. Throws what else the system says: that is no empty file. */
function readJournal(number: number, path: string): SegmentBuilder {
  const builder = segmentBuilder(number)
  try {
    const tail = journalTail(path)
    try {
      tail.read(builder.addJson)
    } finally {
      tail.close()
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  return builder
}
