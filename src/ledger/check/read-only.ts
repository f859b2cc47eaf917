/** Reads a data folder's events without owning it: for commands that run beside a server. */
import type { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { JudgeBy } from '../../core/robot-verdicts.ts'
import { codeOf } from '../../lib/unavailable.ts'
import type { PinnedSegments, SegmentView } from '../columns/column.ts'
import { costReader } from '../costs/cost-reader.ts'
import { costStore } from '../costs/cost-store.ts'
import { journalName, journalNumbers } from '../journal/journal-file.ts'
import { journalTail } from '../journal/journal-tail.ts'
import { JOURNAL_DIRECTORY } from '../keeper/keeper.ts'
import { removalStore } from '../removal/removal-store.ts'
import { removedEvents } from '../removal/removed-events.ts'
import { isCurrent, LEDGER_FILE, openLedgerDb, openPinned } from '../segments/ledger-db.ts'
import { viewsOf } from '../segments/pinned-segments.ts'
import { sealedSegments } from '../segments/sealed-segments.ts'
import { type SegmentBuilder, segmentBuilder } from '../segments/segment-builder.ts'
import { judgedEvents } from '../verdicts/judged-events.ts'
import { verdictStore } from '../verdicts/verdict-store.ts'

/**
 * Everything that is stored at this moment. A folder without events is an empty source. `judgeBy` as
 * the keeper has it.
 */
export function openSegmentsReadOnly(dataDir: string, judgeBy: JudgeBy): PinnedSegments {
  // The journal first: a segment that is sealed meanwhile is then found twice, and told by number.
  const open = readJournals(join(dataDir, JOURNAL_DIRECTORY))
  const path = join(dataDir, LEDGER_FILE)
  const db = existsSync(path) ? openCurrent(dataDir, path) : null
  const sealed = db && sealedSegments(db)
  const removed = db && removedEvents(removalStore(db))
  const costs = db && removed && costReader(costStore(db), removed)
  const unallocated = costs?.unallocated()
  const judged = db && judgedEvents(verdictStore(db), judgeBy)
  const all = open
    .map((view) => judged?.overlay(view) ?? view)
    .map((view) => removed?.overlay(costs?.overlay(view) ?? view) ?? view)
  const views = all.filter(({ rows }) => rows > 0)
  const removals = db ? removalStore(db).list() : []
  return {
    source: {
      removed: () => removals.filter(({ rows }) => rows > 0),
      sealed: () => viewsOf(sealed),
      open: () => [
        ...views.filter(({ number }) => sealed?.has(number) !== true),
        ...(unallocated ? [unallocated] : []),
      ],
    },
    close: () => db?.close(),
  }
}

/** As it is now, also when it is changed meanwhile. An older version is brought up to date first. */
export function openCurrent(dataDir: string, path: string): Database {
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
