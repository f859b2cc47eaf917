/**
 * The keeper: owner of `ledger.db` and reader of the journal. Everything that was recorded can be
 * asked of it, sealed or not. Runs in a worker, so nothing it does delays a redirect.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { formatClickId, SEGMENT_ROWS } from '../../core/click-id.ts'
import { type Event, EventKind } from '../../core/event.ts'
import type { JudgeBy } from '../../core/robot-verdicts.ts'
import { turns } from '../../lib/turns.ts'
import { checkAt, checkIn, checkStream } from '../columns/check-stream.ts'
import { eventOf } from '../columns/column-names.ts'
import {
  DamagedSegment,
  type PinnedSegments,
  type SegmentSource,
  type SegmentView,
} from '../columns/column.ts'
import { type CostBook, costBook } from '../costs/cost-book.ts'
import { costReader } from '../costs/cost-reader.ts'
import { type CostBatch, costStore } from '../costs/cost-store.ts'
import { journalNumbers } from '../journal/journal-file.ts'
import { keptSums, type SumUp } from '../removal/kept-sums.ts'
import { removalStore } from '../removal/removal-store.ts'
import { removedEvents } from '../removal/removed-events.ts'
import { type Gone, goneBy, openRetention, type Retention } from '../removal/retention.ts'
import { type CellReader, indexNear } from '../segments/cell-reader.ts'
import { damageCheck } from '../segments/damage-check.ts'
import { daysUntilFull, type DiskRoom } from '../segments/fill-forecast.ts'
import { heldCells } from '../segments/held-cells.ts'
import { LEDGER_FILE, openLedgerDb, roomIn, setAsideIn } from '../segments/ledger-db.ts'
import { openSegments } from '../segments/open-segments.ts'
import { pinSegments } from '../segments/pinned-segments.ts'
import { sealedSegments } from '../segments/sealed-segments.ts'
import type { SegmentBuilder } from '../segments/segment-builder.ts'
import { judgedEvents } from '../verdicts/judged-events.ts'
import { type Reclassifying, reclassifying } from '../verdicts/reclassify.ts'
import { verdictStore } from '../verdicts/verdict-store.ts'

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
  /** What stays of events that are removed by age; absent: nothing. */
  readonly sumUp?: SumUp
  /** How stored clicks are told apart anew; absent: they stay as they are. */
  readonly judgeBy?: JudgeBy
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

export interface ClickAddress {
  readonly seq: number
  readonly check: number
}

/** `null`: no such click; damaged: nobody can say. */
export type ReadClick = Event | null | { readonly damaged: string }

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
  /** The clicks with these addresses and check parts; a column that several need is read once. */
  readClicks(addresses: readonly ClickAddress[]): readonly ReadClick[]
  /** The id of the click with this sequence number; `null` if its segment is not known. */
  idOf(seq: number): string | null
  /** As `idOf` for many clicks, most of one segment after the other. */
  idReader(): (seq: number) => string | null
  status(): KeeperStatus
  /** At the pace of the last days (`segments/fill-forecast.ts`); null: nothing can be said. */
  daysUntilFull(disk: DiskRoom): number | null
  /** Why the click with this address and check part is no longer there; `null`: it never was. */
  gone(seq: number, check: number): Gone | null
  /** Removes events on purpose. */
  readonly retention: Retention
  /** Changes of what past clicks cost. */
  readonly costs: CostBook
  /** Tells robots apart anew in what is stored. */
  readonly verdicts: Reclassifying
  /** The cost batches that ever priced a click, oldest first. */
  costsOf(clickSeq: number): CostBatch[]
  close(): void
}

/** Makes what is missing. Throws when `ledger.db` is of a newer version or the disk refuses. */
export function openKeeper(options: KeeperOptions): Keeper {
  const { dataDir, liveFrom, clock, report, sumUp = () => [], judgeBy = AS_STORED } = options
  const directory = join(dataDir, JOURNAL_DIRECTORY)
  const damagedDirectory = join(dataDir, DAMAGED_DIRECTORY)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const setAsideBefore = setAsideIn(dataDir)
  const { db, setAside } = openLedgerDb(dataDir, clock())
  if (setAside) report(`ledger.db could not be read; it is kept as ${setAside}`)
  for (const name of setAsideBefore) report(`events are missing: they are in the damaged ${name}`)
  const sealed = sealedSegments(db)
  const store = costStore(db)
  const removals = removalStore(db)
  const removed = removedEvents(removals)
  const costs = costReader(store, removed)
  const verdicts = verdictStore(db)
  const judged = judgedEvents(verdicts, judgeBy)
  /** One change of the past at a time, and no sealing meanwhile. */
  const changes = turns()
  const openRaw = () => open.list().map(({ builder }) => builder.view())
  const kept = keptSums(db)
  const retention = openRetention({
    db,
    store: removals,
    removed,
    sealed,
    open: openRaw,
    costs,
    turns: changes,
    clock,
    kept,
    sumUp,
  })
  const first =
    liveFrom ??
    1 + Math.max(sealed.last(), ...[directory, damagedDirectory].flatMap(journalNumbers))
  const open = openSegments({
    directory,
    damagedDirectory,
    liveFrom: first,
    sealed,
    report,
    correct: costs.correct,
    left: (segment) => retention.left(judged.judged(segment)),
  })

  const viewOf = (builder: SegmentBuilder) =>
    removed.overlay(costs.overlay(judged.overlay(builder.view())))

  function readOpen(segment: number, row: number, check: number): Event | null {
    const found = open.find(segment)
    const header = found?.header()
    if (!found || !header || checkAt(header.salt, row) !== check) return null
    const index = found.builder.indexOf(row)
    if (index < 0) return null
    const event = eventOf((name) => found.builder.cell(name, index))
    return removed.of(event) === null ? costs.priced(judged.judgedEvent(event)) : null
  }

  function readSealed(
    segment: number,
    row: number,
    check: number,
    cells: CellReader,
  ): Event | null {
    const info = sealed.info(segment)
    if (!info || info.rows === 0 || checkAt(info.salt, row) !== check) return null
    const index = indexNear(row, info.rows, (at) => cells('row', at))
    return index < 0 ? null : eventOf((name) => cells(name, index))
  }

  const held = heldCells(sealed)

  function readClick({ seq, check }: ClickAddress): Event | null {
    const segment = Math.floor(seq / SEGMENT_ROWS)
    const row = seq % SEGMENT_ROWS
    const event = readSealed(segment, row, check, held.of(segment)) ?? readOpen(segment, row, check)
    return event?.kind === EventKind.click ? event : null
  }

  function readUnlessDamaged(address: ClickAddress): ReadClick {
    try {
      return readClick(address)
    } catch (error) {
      if (error instanceof DamagedSegment) return { damaged: error.message }
      throw error
    }
  }

  function openViews(): SegmentView[] {
    const views = open.list().map(({ builder }) => viewOf(builder))
    const unallocated = costs.unallocated()
    if (unallocated !== null) views.push(unallocated)
    return views.filter(({ rows }) => rows > 0)
  }

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
    },
    sealNext() {
      held.tend(clock())
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
        removed: () => removals.list().filter(({ rows }) => rows > 0),
        kept: kept.of,
      }
    },
    pin: () => pinSegments(join(dataDir, LEDGER_FILE), openViews()),
    readClicks(addresses) {
      const found: ReadClick[] = []
      // By segment, so that one is read to its end before the next one takes its place.
      const order = [...addresses.keys()].sort((a, b) => addresses[a]!.seq - addresses[b]!.seq)
      for (const at of order) found[at] = readUnlessDamaged(addresses[at]!)
      return found
    },
    idOf(seq) {
      const segment = Math.floor(seq / SEGMENT_ROWS)
      const known = sealed.info(segment) ?? open.find(segment)?.header()
      if (!known) return null
      return formatClickId({
        seq,
        node: known.node,
        check: checkAt(known.salt, seq % SEGMENT_ROWS),
      })
    },
    idReader: () => idReader((segment) => sealed.info(segment) ?? open.find(segment)?.header()),
    status() {
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
    },
    daysUntilFull(disk) {
      const begun = open.list().flatMap(({ builder, header }) => {
        const createdAt = header()?.createdAt
        return createdAt === undefined ? [] : [{ createdAt, rows: builder.rows }]
      })
      const recorded = { sealed: sealed.list(), open: begun, room: roomIn(db) }
      return daysUntilFull(recorded, disk, clock())
    },
    gone(seq, check) {
      const segment = Math.floor(seq / SEGMENT_ROWS)
      const known = sealed.info(segment) ?? open.find(segment)?.header()
      const row = seq % SEGMENT_ROWS
      if (!known || checkAt(known.salt, row) !== check) return null
      const builder = open.find(segment)?.builder
      const index = builder?.indexOf(row) ?? -1
      if (builder === undefined || index < 0) return retention.gone(seq)
      const removal = removed.of(eventOf((name) => builder.cell(name, index)))
      return removal && goneBy(removal)
    },
    retention,
    costs: costBook({
      db,
      store,
      reader: costs,
      sealed,
      open: openRaw,
      removed,
      turns: changes,
      clock,
    }),
    verdicts: reclassifying({
      db,
      store: verdicts,
      judged,
      sealed,
      open: openRaw,
      turns: changes,
      clock,
    }),
    costsOf: (seq) => store.batchesOn(Math.floor(seq / SEGMENT_ROWS), seq % SEGMENT_ROWS),
    close() {
      isClosed = true
      open.close()
      db.close()
    },
  }
}

const AS_STORED: JudgeBy =
  () =>
  ({ botReasons, robot }) => ({ botReasons, robot })

type Place = { readonly node: number; readonly salt: Uint8Array } | null | undefined

/** The check parts of a whole segment cost little more than those of two rows. */
function idReader(placeOf: (segment: number) => Place): (seq: number) => string | null {
  let segment = -1
  let place: Place = null
  let stream: Buffer = Buffer.alloc(0)
  return (seq) => {
    const wanted = Math.floor(seq / SEGMENT_ROWS)
    if (wanted !== segment) {
      segment = wanted
      place = placeOf(wanted)
      if (place) stream = checkStream(place.salt)
    }
    if (!place) return null
    return formatClickId({ seq, node: place.node, check: checkIn(stream, seq % SEGMENT_ROWS) })
  }
}
