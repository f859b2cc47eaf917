/**
 * The ledger as the rest of the server sees it: give an event, find a click, ask the keeper.
 * Neither files nor threads show through.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { firstSeq, parseClickId } from '../core/click-id.ts'
import { type Event, rowToEvent } from '../core/event.ts'
import { within } from '../lib/within.ts'
import { type CostLedger, costLink } from './costs/cost-link.ts'
import { type Journal, type JournalStats, openJournal } from './journal/journal.ts'
import { writerWorkers } from './journal/writer-link.ts'
import { clickReader, type ReadClickAt } from './keeper/click-reader.ts'
import type { ConfigAge, GivenNumber } from './keeper/given-numbers.ts'
import { type AskKeeper, keeperLink } from './keeper/keeper-link.ts'
import { JOURNAL_DIRECTORY, type KeeperStatus } from './keeper/keeper.ts'
import { type ClearedClicks, clearedClicks } from './removal/cleared-clicks.ts'
import { type RetentionLedger, retentionLink } from './removal/retention-link.ts'
import type { DiskRoom, FillForecast } from './segments/fill-forecast.ts'
import type { FollowedClick, FollowUps } from './segments/follow-ups.ts'
import type { RecentPage, RecentQuery } from './segments/recent-events.ts'
import { type VerdictLedger, type VerdictLink, verdictLink } from './verdicts/verdict-link.ts'

const PROBLEMS_KEPT = 50
const WRITER_START_MS = 1000

export interface LedgerOptions {
  /** Exists, and is locked by this process (`lib/lock.ts`). */
  readonly dataDir: string
  /** 0 to 1,023. */
  readonly node: number
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** The files of the workers (`lib/worker-file.ts`); the keeper's calls `runKeeper`. */
  readonly workers: { readonly writer: string; readonly keeper: string }
  /** Hears of losses and faults, one line each, once. */
  readonly onProblem?: (problem: string) => void
}

export interface LedgerStatus {
  readonly journal: JournalStats
  /** The newest losses and faults since the start; reports may be partial if there are any. */
  readonly problems: readonly string[]
}

export interface Ledger extends Pick<Journal, 'reserve' | 'append' | 'appendDurable'> {
  /**
   * Resolves when clicks are written at once, or a disk hangs that must not keep the server from
   * redirecting. Clicks before it may be answered at the deadline, before they are with the system.
   */
  readonly ready: Promise<void>
  /**
   * The click of an id, found from the moment it was appended; `null`: not a click of ours. Rejects
   * with `DamagedSegment`, or when the keeper is down: then nobody can say.
   */
  readClick(clickId: string): Promise<Event | null>
  /** What later events that can be read say of a click. Rejects when the keeper is down. */
  followUps(click: FollowedClick): Promise<FollowUps>
  /** The ids of clicks by sequence number; `null` for numbers of segments that nobody knows. */
  clickIds(seqs: readonly number[]): Promise<readonly (string | null)[]>
  /** Pages through events of the recent past, in the order in which they were recorded. */
  recentEvents(query: RecentQuery): Promise<RecentPage>
  /** What past clicks cost. */
  readonly costs: CostLedger
  /** Removing events on purpose. */
  readonly retention: RetentionLedger
  /** Telling robots apart anew. */
  readonly verdicts: VerdictLedger
  /** Runs one of the handlers that the keeper's entry file registered. */
  readonly request: AskKeeper
  status(): LedgerStatus
  /** Asks the keeper, so it may take as long as a running report. */
  keeperStatus(): Promise<KeeperStatus>
  /** How the disk fills at the pace of the last days. As slow. */
  fillForecast(disk: DiskRoom): Promise<FillForecast>
  /** Whether `config.db`, which has given these numbers, is older than what is stored here. */
  configAge(given: readonly GivenNumber[]): Promise<ConfigAge>
  /** Writes and syncs everything that was appended. */
  close(): Promise<void>
}

/** The newest sequence number that was given: events of now will lie behind it. */
export function lastSeq(ledger: Pick<Ledger, 'status'>): number {
  const { segment, rowsGiven } = ledger.status().journal
  return firstSeq(segment) + rowsGiven - 1
}

/** Rejects when the data can't be opened; the message is fit for the person who starts the server. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { dataDir, node, clock, workers } = options
  const directory = join(dataDir, JOURNAL_DIRECTORY)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const problems: string[] = []
  const onProblem = (problem: string) => {
    problems.push(problem)
    if (problems.length > PROBLEMS_KEPT) problems.shift()
    options.onProblem?.(problem)
  }
  const onNote = (text: string) => options.onProblem?.(text)
  const keeper = keeperLink({ file: workers.keeper, dataDir, onProblem, onNote })
  const firstSegment = await readyOrClosed(keeper)
  const connect = writerWorkers(workers.writer, directory)
  const journal = openJournal({ firstSegment, node, clock, connect })
  const ready = within(journal.ready, WRITER_START_MS, undefined)

  const readClickAt = clickReader(keeper.request)
  const cleared = clearedClicks()
  const verdicts = verdictLink(keeper.request)
  const readClick = clickLookup({ node, journal, readClickAt, verdicts, cleared })

  return {
    ready,
    reserve: journal.reserve,
    append: journal.append,
    appendDurable: journal.appendDurable,
    readClick,
    followUps: async ({ clickSeq, clickTime }) =>
      (await keeper.request('ledger.follow', { clickSeq, clickTime })) as FollowUps,
    clickIds: async (seqs) => (await keeper.request('ledger.ids', seqs)) as (string | null)[],
    recentEvents: async (query) => (await keeper.request('ledger.recent', query)) as RecentPage,
    costs: costLink(keeper.request),
    verdicts,
    retention: retentionLink({
      request: keeper.request,
      node,
      journal,
      readClick,
      onClear: cleared.add,
      clock,
    }),
    request: keeper.request,
    status: () => ({ journal: journal.stats(), problems: [...problems] }),
    keeperStatus: async () => (await keeper.request('ledger.status', null)) as KeeperStatus,
    fillForecast: async (disk) =>
      (await keeper.request('ledger.fillForecast', disk)) as FillForecast,
    configAge: async (given) => (await keeper.request('ledger.configAge', given)) as ConfigAge,
    async close() {
      await journal.close()
      await keeper.close()
    },
  }
}

interface LookupParts {
  readonly node: number
  readonly journal: Journal
  readonly readClickAt: ReadClickAt
  readonly verdicts: VerdictLink
  readonly cleared: ClearedClicks
}

function clickLookup(parts: LookupParts): Ledger['readClick'] {
  const { node, journal, readClickAt, verdicts, cleared } = parts
  return async (clickId) => {
    const address = parseClickId(clickId)
    if (address === null || address.node !== node) return null
    const { seq, check } = address
    const recent = journal.recent(seq, check)
    if (recent === 'forged') return null
    if (!recent) return readClickAt({ seq, check })
    const click = rowToEvent(recent)
    if (cleared.has(click)) return readClickAt({ seq, check })
    if (click.time >= verdicts.staleBefore()) return click
    // It may not be in any file yet.
    return (await readClickAt({ seq, check }).catch(() => null)) ?? click
  }
}

async function readyOrClosed(keeper: ReturnType<typeof keeperLink>): Promise<number> {
  try {
    return await keeper.ready
  } catch (error) {
    await keeper.close()
    throw error
  }
}
