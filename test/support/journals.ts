/** Journal files and stand-in writers for tests of the ledger. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { type Event, EventKind, eventToRow } from '../../src/core/event.ts'
import { DamagedSegment } from '../../src/ledger/columns/column.ts'
import { encodeFrame, encodeHeader, journalName } from '../../src/ledger/journal/journal-file.ts'
import type {
  ConnectWriter,
  WriterCommand,
  WriterReply,
} from '../../src/ledger/journal/writer-messages.ts'
import { JOURNAL_DIRECTORY, type Keeper, openKeeper } from '../../src/ledger/keeper/keeper.ts'
import { recentEvents } from '../../src/ledger/segments/recent-events.ts'
import { anEvent } from './segments.ts'

export const SALT = new Uint8Array(16).fill(9)

const folders: string[] = []

/** For a test file that calls `removeFolders` at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-ledger-'))
  folders.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export function frameOf(batch: number, events: readonly Event[]): Buffer {
  return encodeFrame(batch, JSON.stringify(events.map(eventToRow)))
}

/** The bytes of a journal with one batch per list of events. */
export function journalOf(segment: number, batches: readonly (readonly Event[])[]): Buffer {
  const header = encodeHeader({ segment, node: 0, createdAt: 1000, salt: SALT })
  return Buffer.concat([header, ...batches.map((events, index) => frameOf(index, events))])
}

export function putJournal(dataDir: string, segment: number, bytes: Uint8Array): string {
  mkdirSync(join(dataDir, JOURNAL_DIRECTORY), { recursive: true })
  const path = join(dataDir, JOURNAL_DIRECTORY, journalName(segment))
  writeFileSync(path, bytes)
  return path
}

/** A keeper without its worker; what it reports is in `reports`, what it notes in `notes`. */
export function keeperOn(dataDir: string, reports: string[] = [], notes: string[] = []): Keeper {
  const report = (problem: string) => void reports.push(problem)
  const note = (text: string) => void notes.push(text)
  return openKeeper({ dataDir, liveFrom: null, clock: () => 5000, report, note })
}

/** A click of segment 1. */
export function click(row: number, part: Partial<Event> = {}): Event {
  const time = 1_700_000_000_000 + row
  const clickSeq = SEGMENT_ROWS + row
  return anEvent({ kind: EventKind.click, row, time, clickTime: time, clickSeq, ...part })
}

/** Two, one and two of them. */
export const three = [[click(0), click(1)], [click(2)], [click(3), click(4)]]

/** A keeper that has read everything; `sealed` also has sealed it. */
export function read(dataDir: string, reports: string[] = [], notes: string[] = []): Keeper {
  const keeper = keeperOn(dataDir, reports, notes)
  keeper.refresh()
  return keeper
}

/** Seals all that is finished. */
export function seal(dataDir: string, keeper: Keeper): void {
  // The running server's own file, without which the last one is kept.
  putJournal(dataDir, keeper.liveFrom, journalOf(keeper.liveFrom, []))
  while (keeper.sealNext());
}

/** Throws `DamagedSegment` if nobody can say. */
export function clickAt(keeper: Keeper, seq: number, check: number): Event | null {
  const [click = null] = keeper.clicks.read([{ seq, check }])
  if (click !== null && 'damaged' in click) throw new DamagedSegment(click.damaged)
  return click
}

/** The row numbers of all events, in their order. */
export function rowsOf(keeper: Keeper): number[] {
  const query = { afterSeq: -1, sinceTime: 0, columns: ['row'], cursor: null }
  return recentEvents(keeper.source(), { ...query, damaged: 'refused' }).rows.map(([row]) =>
    Number(row),
  )
}

export interface StandIn {
  readonly connect: ConnectWriter
  /** All commands so far, of all writers. */
  readonly commands: WriterCommand[]
  reply(reply: WriterReply): void
  /** Confirms batches as they come from now on. */
  confirmAll(): void
  die(): void
}

/** A writer that does nothing by itself. */
export function standInWriter(): StandIn {
  const commands: WriterCommand[] = []
  let [onReply, onDeath] = [(_reply: WriterReply) => {}, () => {}]
  let isConfirming = false
  const confirm = (command: WriterCommand) => {
    if (command.type !== 'batch') return
    onReply({ type: 'written', segment: command.segment, batch: command.batch })
  }
  return {
    connect(replied, died) {
      onReply = replied
      onDeath = died
      return {
        post(command) {
          commands.push(command)
          if (isConfirming) queueMicrotask(() => confirm(command))
        },
        end() {},
      }
    },
    commands,
    reply: (reply) => onReply(reply),
    confirmAll() {
      isConfirming = true
      commands.forEach(confirm)
    },
    die: () => onDeath(),
  }
}
