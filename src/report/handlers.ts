/**
 * What the ledger's worker does for reports: queries, logs, the events of a click. Requests come
 * with a deadline; refusals go back as values, because errors lose their class between threads.
 */
import type { CostOrder } from '../core/costs.ts'
import type { Event } from '../core/event.ts'
import type { LogQuery } from '../core/reports/log-query.ts'
import type { Query } from '../core/reports/query.ts'
import { allViews, type RemovedSpan, type SegmentSource } from '../ledger/column.ts'
import type { CostAsk } from '../ledger/cost-book.ts'
import type { KeeperHandler } from '../ledger/keeper-worker.ts'
import { clickFinder } from './find-clicks.ts'
import { TooManyGroups } from './groups.ts'
import { type LinkQuestion, type LinkStatistics, linkTallies } from './link-statistics.ts'
import { eventsOfClick, type LogPage, readLog } from './log.ts'
import { type QueryResult, runQuery } from './run.ts'
import type { Segments } from './scan.ts'

/** A request as it travels to the worker; the deadline in epoch milliseconds. */
export interface Timed<T> {
  readonly ask: T
  readonly deadline: number
}

export type Refusal = 'deadline' | 'too_many_groups'
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
  /** By the link's id: visits of people. */
  linkClicks: { ask: number; answer: number }
}
export type ReportCall = keyof ReportCalls

type Handler = (source: SegmentSource, payload: unknown) => unknown

/** What the keeper is asked to do to past costs, by the name of the request. */
export const COST_HANDLERS: Readonly<Record<'costs.apply' | 'costs.replan', KeeperHandler>> = {
  'costs.apply': (_source, payload, keeper) => {
    const { order, ask } = payload as { order: CostOrder; ask: CostAsk }
    return keeper.costs.apply(order, ask, clickFinder(keeper.source))
  },
  'costs.replan': (_source, _payload, keeper) => keeper.costs.replan(clickFinder(keeper.source)),
}

class DeadlineExceeded extends Error {}

/** Handlers by name for the ledger's worker. `clock` gives epoch milliseconds. */
export function reportHandlers(clock: () => number): Record<ReportCall, Handler> {
  const handler =
    <T, R>(run: (segments: Segments, ask: T, source: SegmentSource) => R): Handler =>
    (source, payload) =>
      answer(source, payload as Timed<T>, clock, (segments, ask: T) => run(segments, ask, source))
  const links = linkTallies()
  return {
    query: handler(runQuery),
    log: handler(readLog),
    click: handler(eventsOfClick),
    link: handler(({ checkpoint }, asked: LinkQuestion, source) =>
      links.statistics(source, checkpoint, asked),
    ),
    linkClicks: handler(({ checkpoint }, linkId: number, source) =>
      links.clicks(source, checkpoint, linkId),
    ),
  }
}

function answer<T, R>(
  source: SegmentSource,
  { ask, deadline }: Timed<T>,
  clock: () => number,
  run: (segments: Segments, ask: T) => R,
): Answered<R> {
  const asOf = clock()
  const checkpoint = () => {
    if (clock() > deadline) throw new DeadlineExceeded()
  }
  const removed = source.removed?.() ?? []
  try {
    return { answer: run({ views: allViews(source), checkpoint }, ask), asOf, removed }
  } catch (error) {
    if (error instanceof DeadlineExceeded) return { refused: 'deadline' }
    if (error instanceof TooManyGroups) return { refused: 'too_many_groups' }
    throw error
  }
}
