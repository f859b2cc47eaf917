/**
 * What the ledger's worker does for reports: queries, logs, the events of a click. Requests come
 * with a deadline; refusals go back as values, because errors lose their class between threads.
 */
import type { CostOrder } from '../core/cost-batches.ts'
import type { Event } from '../core/event.ts'
import type { CampaignCounts } from '../core/hygiene.ts'
import type { LogQuery } from '../core/reports/log-query.ts'
import type { Query } from '../core/reports/query.ts'
import type { RemovedSpan, SegmentSource, SegmentView } from '../ledger/columns/column.ts'
import type { CostAsk } from '../ledger/costs/cost-book.ts'
import type { KeeperHandler } from '../ledger/keeper/keeper-worker.ts'
import type { Keeper } from '../ledger/keeper/keeper.ts'
import { inSlices, type Steps } from '../lib/steps.ts'
import { pinFor, sourceFor, viewsFor } from './discreet-views.ts'
import { type ClickExportQuestion, clickLines } from './export/click-export.ts'
import { canBeSpilled, type ExportParts, partedLines } from './export/export-parts.ts'
import {
  exportLines,
  type ExportQuestion,
  type Exports,
  type ExportWish,
  keptExports,
  unlimited,
} from './export/export.ts'
import { countHygiene, type HygieneQuestion } from './hygiene.ts'
import {
  clicksOfLinks,
  type LinkQuestion,
  type LinkStatistics,
  linkTallies,
} from './link-statistics.ts'
import { clickFinder } from './logs/find-clicks.ts'
import { eventsOfClick, type LogPage, readLog } from './logs/log.ts'
import { clicksByMinute, type MinutesQuestion } from './minutes.ts'
import type { SideBySide } from './rows/side-by-side.ts'
import { type Crew, reportCrew } from './scan/crew.ts'
import { checkpointOf, type Limits, type Refusal, refusalOf } from './scan/deadline.ts'
import { planOf, type QueryResult, sumsSideBySide } from './scan/run.ts'
import type { Segments } from './scan/scan.ts'
import { textTables } from './scan/text-tables.ts'
import { reporter } from './scan/wide.ts'

/** Bytes that adding up an export may take in each thread before it is made in parts instead. */
const SPILLED_BEYOND = 48 * 1024 * 1024

/** So long before its deadline an export that is not added up yet is made in parts, which has more time. */
const PARTED_BEFORE_MS = 5000

/** A request as it travels to the worker. */
export interface Timed<T> extends Limits {
  readonly ask: T
}

export interface Answer<T> {
  readonly answer: T
  readonly asOf: number
  /** What of the ledger was removed on purpose. */
  readonly removed: readonly RemovedSpan[]
}

export type Answered<T> = Answer<T> | { readonly refused: Refusal }

export interface LongQuestion {
  /** As of an export. */
  readonly key: string
  readonly query: Query
}

/** `null`: the rows are kept. */
export type LongAnswer = QueryResult | (Omit<QueryResult, 'rows'> & { readonly rows: null })

/** More rows do not pass as objects: reading them would hold up the thread that answers visitors. */
const ROWS_AT_ONCE = 1000

/** The requests by name: what each asks and answers. */
export interface ReportCalls {
  query: { ask: Query; answer: QueryResult }
  /** As `query`; rows of a long answer are kept as text, and `export.pull` brings them. */
  'query.long': { ask: LongQuestion; answer: LongAnswer }
  /** As `query`, of one grouping by ids. */
  sums: { ask: Query; answer: SideBySide }
  log: { ask: LogQuery; answer: LogPage }
  /** By the click's sequence number. */
  click: { ask: number; answer: readonly Event[] }
  link: { ask: LinkQuestion; answer: LinkStatistics }
  hygiene: { ask: HygieneQuestion; answer: readonly CampaignCounts[] }
  minutes: { ask: MinutesQuestion; answer: readonly number[] }
  /** By the link's id: visits of people. */
  linkClicks: { ask: number; answer: number }
  /** The same of many links, in their order. */
  linksClicks: { ask: Float64Array; answer: Float64Array }
  /** Adds up and keeps the export; `export.pull` brings it. */
  'export.start': { ask: ExportQuestion; answer: null }
}
export type ReportCall = keyof ReportCalls

type Handler = (
  source: SegmentSource,
  payload: unknown,
  keeper?: Pick<Keeper, 'source' | 'pin'>,
) => Promise<unknown>

/** What the keeper is asked to do to past costs, by the name of the request. */
export const COST_HANDLERS: Readonly<Record<'costs.apply' | 'costs.replan', KeeperHandler>> = {
  'costs.apply': (_source, payload, keeper) => {
    const { orders, ask } = payload as { orders: string; ask: CostAsk }
    const asked = JSON.parse(orders) as CostOrder[]
    return keeper.costs.apply(asked, ask, clickFinder(keeper.source))
  },
  'costs.replan': (_source, _payload, keeper) => keeper.costs.replan(clickFinder(keeper.source)),
}

/** Goes on with what the end of an earlier process has left: each says by itself that it can't. */
export async function resumeLeft(keeper: Keeper): Promise<void> {
  const ended = await Promise.allSettled([resumeCosts(keeper), resumeVerdicts(keeper)])
  const problems = ended.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
  if (problems.length > 0) throw new Error(problems.join('; '))
}

async function resumeVerdicts(keeper: Keeper): Promise<void> {
  try {
    await keeper.verdicts.resume()
  } catch (error) {
    throw new Error(`robots could not be told apart anew: ${String(error)}`)
  }
}

/** Books the files of costs. */
async function resumeCosts(keeper: Keeper): Promise<void> {
  try {
    await keeper.costs.resume(clickFinder(keeper.source))
  } catch (error) {
    throw new Error(`an interrupted file of costs could not be booked: ${String(error)}`)
  }
}

/** How a kept export is taken, piece by piece, and given up. */
export function exportHandlers(exports: Exports) {
  return {
    'export.pull': (_source: SegmentSource, key: unknown) => exports.pull(String(key)),
    'export.clicks': (_source: SegmentSource, payload: unknown, keeper: Keeper) => {
      const asked = payload as ClickExportQuestion
      const pin = pinFor(asked, keeper.pin)
      const lines = clickLines(asked, { pin, idOf: keeper.clicks.idReader() })
      exports.start(asked.key, lines)
      return null
    },
    'export.end': (_source: SegmentSource, key: unknown) => exports.end(String(key)),
  } satisfies Record<string, KeeperHandler>
}

export interface HandlerParts {
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly crew?: Crew
  readonly exports?: Exports
  /** Where exports wait that have no room in memory; absent: they are refused. */
  readonly folder?: string
}

/** Handlers by name for the ledger's worker. */
export function reportHandlers({
  clock,
  crew = reportCrew(null),
  exports = keptExports(),
  folder,
}: HandlerParts): Record<ReportCall, Handler> {
  const report = reporter(crew)
  const handler = answering(clock)
  const stepped = <T, R>(steps: (asked: Asked, ask: T) => Steps<R>): Handler =>
    handler<T, R>((asked, ask) => inSlices(steps(asked, ask)))
  const links = linkTallies()
  return {
    'export.start': handler(exportStart({ clock, crew, exports, folder: folder ?? null })),
    query: handler<Query, QueryResult>(report),
    'query.long': handler<LongQuestion, LongAnswer>(async (asked, { key, query }) =>
      shortened(await report(asked, query), key, exports),
    ),
    sums: handler<Query, SideBySide>(async (asked, query) =>
      sumsSideBySide(await crew.addUp({ ...asked, plan: planOf(query) }), query),
    ),
    log: stepped<LogQuery, LogPage>(({ segments }, query) => readLog(segments, query)),
    click: stepped<number, readonly Event[]>(({ segments }, seq) => eventsOfClick(segments, seq)),
    hygiene: stepped<HygieneQuestion, readonly CampaignCounts[]>(({ segments }, asked) =>
      countHygiene(segments, asked),
    ),
    minutes: stepped<MinutesQuestion, readonly number[]>(({ segments }, asked) =>
      clicksByMinute(segments, asked),
    ),
    link: stepped<LinkQuestion, LinkStatistics>(({ source, segments }, asked) =>
      links.statistics(source, segments.checkpoint, asked),
    ),
    linkClicks: stepped<number, number>(({ source, segments }, linkId) =>
      links.clicks(source, segments.checkpoint, linkId),
    ),
    linksClicks: stepped<Float64Array, Float64Array>(({ source, segments }, ids) =>
      clicksOfLinks(source, segments.checkpoint, ids),
    ),
  }
}

type Run<T, R> = (asked: Asked, ask: T) => R | Promise<R>

/** Makes handlers of what answers a question: in time, and again where the past was changed meanwhile. */
function answering(clock: () => number): <T, R>(run: Run<T, R>) => Handler {
  const texts = textTables()
  return <T, R>(run: Run<T, R>): Handler =>
    async (first, payload, keeper) => {
      const { ask, ...limits } = payload as Timed<T>
      const asOf = clock()
      const checkpoint = checkpointOf(limits, clock)
      try {
        for (let source = first; ; source = keeper?.source() ?? first) {
          const removed = source.removed?.() ?? []
          const sealed = [...source.sealed()]
          const isAsRead = readingOf(source, sealed)
          const seen = sourceFor(ask, source)
          const views = viewsFor(ask, sealed)
          const segments = { views: [...views, ...seen.open()], checkpoint, texts }
          const pin = keeper?.pin ? pinFor(ask, keeper.pin) : null
          const answer = await run({ source: seen, sealed: views, segments, limits, pin }, ask)
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
}

/** With very many rows they are kept. */
function shortened(result: QueryResult, key: string, exports: Exports): LongAnswer {
  if (result.rows.length <= ROWS_AT_ONCE) return result
  exports.start(key, rowTexts(result.rows))
  return { ...result, rows: null }
}

/** The rows as the items of a JSON array. */
function* rowTexts(rows: QueryResult['rows']): Generator<string> {
  for (const [at, row] of rows.entries()) yield `${at === 0 ? '' : ','}${JSON.stringify(row)}`
}

interface ExportMaking {
  readonly clock: () => number
  readonly crew: Crew
  readonly exports: Exports
  readonly folder: string | null
}

function exportStart({ clock, crew, exports, folder }: ExportMaking) {
  return async (asked: Asked, question: ExportQuestion): Promise<null> => {
    const wish = { ...question, query: unlimited(question.query) }
    const { pin } = asked
    const isPartable = pin !== null && folder !== null && canBeSpilled(wish.query)
    const lines = isPartable
      ? await linesSomehow({ clock, crew }, asked, wish, { pin, folder })
      : exportLines(await crew.addUp({ ...asked, plan: planOf(wish.query) }), wish)
    exports.start(question.key, lines)
    return null
  }
}

/** From everything at once if it has room and is added up soon, else in parts. */
async function linesSomehow(
  { clock, crew }: Pick<ExportMaking, 'clock' | 'crew'>,
  { segments, sealed, limits: all }: Asked,
  wish: ExportWish,
  parts: ExportParts,
): Promise<Generator<string>> {
  const limits = { ...all, deadline: all.deadline - PARTED_BEFORE_MS }
  const sooner = { ...segments, checkpoint: checkpointOf(limits, clock) }
  const plan = { ...planOf(wish.query), room: SPILLED_BEYOND }
  try {
    return exportLines(await crew.addUp({ plan, sealed, segments: sooner, limits }), wish)
  } catch (error) {
    const refused = refusalOf(error)
    if (refused !== 'too_many_groups' && refused !== 'deadline') throw error
    return partedLines(wish, parts)
  }
}

/** What a question is answered from. */
interface Asked {
  readonly source: SegmentSource
  /** `null` where nothing can be changed meanwhile. */
  readonly pin: Keeper['pin'] | null
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
