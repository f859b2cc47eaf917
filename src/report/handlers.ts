/**
 * What the ledger's worker does for reports: queries, logs, the events of a click. Requests come
 * with a deadline; refusals go back as values, because errors lose their class between threads.
 */
import type { CostOrder } from '../core/costs.ts'
import type { Event } from '../core/event.ts'
import type { CampaignCounts } from '../core/hygiene.ts'
import type { LogQuery } from '../core/reports/log-query.ts'
import type { Query } from '../core/reports/query.ts'
import type { RemovedSpan, SegmentSource, SegmentView } from '../ledger/column.ts'
import type { CostAsk } from '../ledger/cost-book.ts'
import type { KeeperHandler } from '../ledger/keeper-worker.ts'
import type { Keeper } from '../ledger/keeper.ts'
import { type ClickExportQuestion, clickLines } from './click-export.ts'
import { type Crew, reportCrew } from './crew.ts'
import { checkpointOf, type Limits, type Refusal, refusalOf } from './deadline.ts'
import { exportLines, type ExportQuestion, type Exports, keptExports, unlimited } from './export.ts'
import { clickFinder } from './find-clicks.ts'
import { countHygiene, type HygieneQuestion } from './hygiene.ts'
import { type LinkQuestion, type LinkStatistics, linkTallies } from './link-statistics.ts'
import { eventsOfClick, type LogPage, readLog } from './log.ts'
import { clicksByMinute, type MinutesQuestion } from './minutes.ts'
import { planOf, type QueryResult } from './run.ts'
import type { Segments } from './scan.ts'
import { textTables } from './texts.ts'
import { reporter } from './wide.ts'

/** A request as it travels to the worker. */
export interface Timed<T> extends Limits {
  readonly ask: T
}

export type Answered<T> =
  | {
      readonly answer: T
      readonly asOf: number
      /** What of the ledger was removed on purpose. */
      readonly removed: readonly RemovedSpan[]
    }
  | { readonly refused: Refusal }

/** The requests by name: what each asks and answers. */
export interface ReportCalls {
  query: { ask: Query; answer: QueryResult }
  log: { ask: LogQuery; answer: LogPage }
  /** By the click's sequence number. */
  click: { ask: number; answer: readonly Event[] }
  link: { ask: LinkQuestion; answer: LinkStatistics }
  hygiene: { ask: HygieneQuestion; answer: readonly CampaignCounts[] }
  minutes: { ask: MinutesQuestion; answer: readonly number[] }
  /** By the link's id: visits of people. */
  linkClicks: { ask: number; answer: number }
  /** Adds up and keeps the export; `export.pull` brings it. */
  'export.start': { ask: ExportQuestion; answer: null }
}
export type ReportCall = keyof ReportCalls

type Handler = (
  source: SegmentSource,
  payload: unknown,
  keeper?: Pick<Keeper, 'source'>,
) => Promise<unknown>

/** What the keeper is asked to do to past costs, by the name of the request. */
export const COST_HANDLERS: Readonly<Record<'costs.apply' | 'costs.replan', KeeperHandler>> = {
  'costs.apply': (_source, payload, keeper) => {
    const { order, ask } = payload as { order: CostOrder; ask: CostAsk }
    return keeper.costs.apply(order, ask, clickFinder(keeper.source))
  },
  'costs.replan': (_source, _payload, keeper) => keeper.costs.replan(clickFinder(keeper.source)),
}

/** How a kept export is taken, piece by piece, and given up. */
export function exportHandlers(exports: Exports) {
  return {
    'export.pull': (_source: SegmentSource, key: unknown) => exports.pull(String(key)),
    'export.clicks': (_source: SegmentSource, payload: unknown, keeper: Keeper) => {
      const asked = payload as ClickExportQuestion
      const lines = clickLines(asked, { pin: keeper.pin, idOf: keeper.idReader() })
      exports.start(asked.key, lines)
      return null
    },
    'export.end': (_source: SegmentSource, key: unknown) => exports.end(String(key)),
  } satisfies Record<string, KeeperHandler>
}

/** Handlers by name for the ledger's worker. `clock` gives epoch milliseconds. */
export function reportHandlers(
  clock: () => number,
  crew: Crew = reportCrew(null),
  exports: Exports = keptExports(),
): Record<ReportCall, Handler> {
  const texts = textTables()
  const report = reporter(crew)
  const handler =
    <T, R>(run: (asked: Asked, ask: T) => R | Promise<R>): Handler =>
    async (first, payload, keeper) => {
      const { ask, ...limits } = payload as Timed<T>
      const asOf = clock()
      const checkpoint = checkpointOf(limits, clock)
      try {
        for (let source = first; ; source = keeper?.source() ?? first) {
          const removed = source.removed?.() ?? []
          const sealed = [...source.sealed()]
          const isAsRead = readingOf(source, sealed)
          const segments = { views: [...sealed, ...source.open()], checkpoint, texts }
          const answer = await run({ source, sealed, segments, limits }, ask)
          // Work goes on in slices: what was changed meanwhile is in only a part of the sums.
          if (isAsRead()) return { answer, asOf, removed } satisfies Answered<R>
          checkpoint()
        }
      } catch (error) {
        const refused = refusalOf(error)
        if (refused === null) throw error
        return { refused } satisfies Answered<R>
      } finally {
        texts.trim()
      }
    }
  const links = linkTallies()
  return {
    'export.start': handler<ExportQuestion, null>(async ({ segments, sealed, limits }, asked) => {
      const query = unlimited(asked.query)
      const groups = await crew.addUp({ plan: planOf(query), sealed, segments, limits })
      exports.start(asked.key, exportLines(groups, { ...asked, query }))
      return null
    }),
    query: handler<Query, QueryResult>(report),
    log: handler<LogQuery, LogPage>(({ segments }, query) => readLog(segments, query)),
    click: handler<number, readonly Event[]>(({ segments }, seq) => eventsOfClick(segments, seq)),
    hygiene: handler<HygieneQuestion, readonly CampaignCounts[]>(({ segments }, asked) =>
      countHygiene(segments, asked),
    ),
    minutes: handler<MinutesQuestion, readonly number[]>(({ segments }, asked) =>
      clicksByMinute(segments, asked),
    ),
    link: handler<LinkQuestion, LinkStatistics>(({ source, segments }, asked) =>
      links.statistics(source, segments.checkpoint, asked),
    ),
    linkClicks: handler<number, number>(({ source, segments }, linkId) =>
      links.clicks(source, segments.checkpoint, linkId),
    ),
  }
}

/** What a question is answered from. */
interface Asked {
  readonly source: SegmentSource
  readonly sealed: readonly SegmentView[]
  readonly segments: Segments
  readonly limits: Limits
}

/** Says later whether events of the past, sealed or open, are still as they were when it was made. */
function readingOf(source: SegmentSource, views: readonly SegmentView[]): () => boolean {
  const before = source.revision?.()
  return () => {
    if (source.revision?.() !== before) return false
    const now = new Map([...source.sealed()].map(({ number, revision }) => [number, revision]))
    return views.every(({ number, revision }) => now.has(number) && now.get(number) === revision)
  }
}
