/**
 * The keeper: owner of `ledger.db` and reader of the journal. Everything that was recorded can be
 * asked of it, sealed or not. Runs in a worker, so nothing it does delays a redirect.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { JudgeBy } from '../../core/robot-verdicts.ts'
import { turns } from '../../lib/turns.ts'
import type { PinnedSegments, SegmentSource } from '../columns/column.ts'
import { type CostBook, costBook } from '../costs/cost-book.ts'
import { filledJournals, journalNumbers } from '../journal/journal-file.ts'
import { keptSums, type SumUp } from '../removal/kept-sums.ts'
import { openRetention, type Retention } from '../removal/retention.ts'
import {
  begunSegments,
  LONG_AGO,
  missingSegments,
  missingText,
} from '../segments/begun-segments.ts'
import { damageCheck } from '../segments/damage-check.ts'
import {
  type DiskRoom,
  type FillForecast,
  fillForecast,
  type Recorded,
} from '../segments/fill-forecast.ts'
import { LEDGER_FILE, openLedgerDb, roomIn, setAsideIn } from '../segments/ledger-db.ts'
import { type OpenSegments, openSegments } from '../segments/open-segments.ts'
import { pinSegments } from '../segments/pinned-segments.ts'
import { type SealedSegments, sealedSegments } from '../segments/sealed-segments.ts'
import { type Reclassifying, reclassifying } from '../verdicts/reclassify.ts'
import { type ConfigAge, type GivenNumber, numbersNotedIn } from './given-numbers.ts'
import { pastChanges } from './past-changes.ts'
import { type StoredClicks, storedClicks } from './stored-clicks.ts'

export const JOURNAL_DIRECTORY = 'journal'
/** Where files that could not be read are kept. */
export const DAMAGED_DIRECTORY = 'damaged'

export interface KeeperOptions {
  readonly dataDir: string
  /** The first segment of the running server; `null` when the keeper is to choose it. */
  readonly liveFrom: number | null
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Hears of everything that was lost or set aside, as one line. */
  readonly report: (problem: string) => void
  /** Hears of what is no loss but good to know, as one line; absent: nobody does. */
  readonly note?: ((text: string) => void) | undefined
  /** What stays of events that are removed by age; absent: nothing. */
  readonly sumUp?: SumUp | undefined
  /** How stored clicks are told apart anew; absent: they stay as they are. */
  readonly judgeBy?: JudgeBy | undefined
}

export interface KeeperStatus {
  readonly sealedSegments: number
  readonly sealedRows: number
  /** Of the sealed columns. */
  readonly sealedBytes: number
  readonly openSegments: number
  readonly openRows: number
  /** Segments of which a column could not be read, since the start. */
  readonly damaged: readonly number[]
}

export interface Keeper {
  /** The first segment of the running server. */
  readonly liveFrom: number
  /** Takes in what was written since the last call. */
  refresh(): void
  /**
   * Seals one finished segment. Whether there was one. Throws what the disk says. While the past is
   * changed it is done between two changes.
   */
  sealNext(): boolean
  /** Reads a part of what was sealed at the start, to find damage; nothing once all is read. */
  checkNext(): void
  source(): SegmentSource
  /** The same as it is now, for work that takes minutes. Whoever asks closes it. */
  pin(): PinnedSegments
  /** Single clicks. */
  readonly clicks: StoredClicks
  status(): KeeperStatus
  /** At the pace of the last days. */
  fillForecast(disk: DiskRoom): FillForecast
  /** Removes events on purpose. */
  readonly retention: Retention
  /** Changes of what past clicks cost. */
  readonly costs: CostBook
  /** Tells robots apart anew in what is stored. */
  readonly verdicts: Reclassifying
  /** Takes what `config.db` has given by now. */
  configAge(given: readonly GivenNumber[]): ConfigAge
  close(): void
}

const LEDGER_GONE = `${LEDGER_FILE} is missing: no report has its events, until that of a backup is there`

/** While the first journal is there, nothing was sealed. */
function isLedgerGone(dataDir: string, journals: string): boolean {
  return !existsSync(join(dataDir, LEDGER_FILE)) && (filledJournals(journals)[0] ?? 1) > 1
}

/** Makes what is missing. Throws when `ledger.db` is of a newer version or the disk refuses. */
export function openKeeper(options: KeeperOptions): Keeper {
  const { dataDir, liveFrom, clock, report, note = () => undefined } = options
  const { sumUp = () => [], judgeBy = AS_STORED } = options
  const directory = join(dataDir, JOURNAL_DIRECTORY)
  const damagedDirectory = join(dataDir, DAMAGED_DIRECTORY)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const setAsideBefore = setAsideIn(dataDir)
  if (isLedgerGone(dataDir, directory)) report(LEDGER_GONE)
  const { db, setAside, foreignLog } = openLedgerDb(dataDir, clock())
  if (foreignLog !== null) report(foreignLog)
  if (setAside) report(`ledger.db could not be read; it is kept as ${setAside}`)
  for (const name of setAsideBefore) report(`events are missing: they are in the damaged ${name}`)
  const sealed = sealedSegments(db)
  const past = pastChanges(db, judgeBy)
  const { batches, costs, removals, removed, verdicts, judged } = past
  const kept = keptSums(db)
  /** One change of the past at a time, and no sealing meanwhile. */
  const changes = turns()
  const openRaw = () => open.list().map(({ builder }) => builder.view())
  const shared = { db, sealed, open: openRaw, turns: changes, clock }
  const retention = openRetention({ ...shared, store: removals, removed, costs, kept, sumUp })
  const begun = begunSegments(db, clock)
  const places = [directory, damagedDirectory]
  const missing = missingSegments(db, new Set(places.flatMap(filledJournals)), clock())
  missing.forEach((one) => report(missingText(one)))
  const numbers = missing.map(({ number }) => number)
  begun.told(numbers, clock())
  const given = [sealed.last(), begun.last(), ...places.flatMap(journalNumbers)]
  const first = liveFrom ?? 1 + Math.max(...given)
  const open = openSegments({
    directory,
    damagedDirectory,
    liveFrom: first,
    sealed,
    report,
    note,
    onSetAside: (number) => begun.told([number], LONG_AGO),
    correct: costs.correct,
    left: (segment) => retention.left(judged.judged(segment)),
  })
  const clicks = storedClicks({ sealed, open, past })
  const openViews = () => past.viewsOf(openRaw())

  let isSealing = false
  let isClosed = false
  function sealInTurn(): void {
    if (isSealing) return
    isSealing = true
    const seal = async () => {
      isSealing = false
      // As after any sealing: all texts of the segment are garbage.
      if (!isClosed && open.sealNext()) Bun.gc(true)
    }
    changes.take(seal).catch((error: Error) => report(`sealing: ${error.message}`))
  }

  return {
    liveFrom: first,
    refresh() {
      sealed.refresh()
      open.refresh()
      begun.note(open.list())
    },
    sealNext() {
      clicks.tend(clock())
      if (!changes.isTaken()) return open.sealNext()
      sealInTurn()
      return false
    },
    checkNext: damageCheck(sealed, report),
    source() {
      const numbers = sealed.list().flatMap((info) => (info.rows > 0 ? [info.number] : []))
      const views = openViews()
      return {
        *sealed() {
          for (const number of numbers) {
            const view = sealed.view(number)
            if (view) yield view
          }
        },
        open: () => views,
        revision: () => costs.revision() + judged.revision(),
        removed: past.spans,
        kept: kept.of,
      }
    },
    pin: () => pinSegments(join(dataDir, LEDGER_FILE), openViews()),
    clicks,
    status: () => statusOf(sealed, open),
    fillForecast(disk) {
      const recorded = { sealed: sealed.list(), open: begunIn(open), room: roomIn(db) }
      return fillForecast(recorded, disk, clock())
    },
    retention,
    costs: costBook({ ...shared, store: batches, reader: costs, removed }),
    verdicts: reclassifying({ ...shared, store: verdicts, judged }),
    configAge: numbersNotedIn(db, clock),
    close() {
      isClosed = true
      open.close()
      db.close()
    },
  }
}

function statusOf(sealed: SealedSegments, open: OpenSegments): KeeperStatus {
  const infos = sealed.list()
  const builders = open.list().map(({ builder }) => builder)
  return {
    sealedSegments: infos.length,
    sealedRows: infos.reduce((sum, { rows }) => sum + rows, 0),
    sealedBytes: infos.reduce((sum, { bytes }) => sum + bytes, 0),
    openSegments: builders.length,
    openRows: builders.reduce((sum, { rows }) => sum + rows, 0),
    damaged: [...sealed.damaged],
  }
}

function begunIn(open: OpenSegments): Recorded['open'] {
  return open.list().flatMap(({ builder, header }) => {
    const createdAt = header()?.createdAt
    return createdAt === undefined ? [] : [{ createdAt, rows: builder.rows }]
  })
}

const AS_STORED: JudgeBy =
  () =>
  ({ botReasons, robot }) => ({ botReasons, robot })
