/**
 * Reports for the rest of the program: sends questions to the worker that holds the segments, few
 * at a time, and says with every answer how complete it is.
 */
import type { Event } from '../core/event.ts'
import type { CampaignCounts } from '../core/hygiene.ts'
import { whatCosts } from '../core/reports/costly.ts'
import type { LogQuery } from '../core/reports/log-query.ts'
import type { Query } from '../core/reports/query.ts'
import type { RemovedSpan } from '../ledger/columns/column.ts'
import { dateIn } from '../lib/time-text.ts'
import { places } from '../lib/turns.ts'
import type { ClickExportQuestion } from './export/click-export.ts'
import type { ExportPiece, ExportQuestion } from './export/export.ts'
import type { Answer, Answered, ReportCall, ReportCalls, Timed } from './handlers.ts'
import type { HygieneQuestion } from './hygiene.ts'
import type { LinkQuestion, LinkStatistics } from './link-statistics.ts'
import type { LogPage } from './logs/log.ts'
import type { MinutesQuestion } from './minutes.ts'
import type { SideBySide } from './rows/side-by-side.ts'
import { newCancelFlag, type Refusal } from './scan/deadline.ts'
import type { QueryResult } from './scan/run.ts'

/** Questions at work at a time; the worker answers one after the other. */
export const RUNNING_MAX = 2
/** Questions that may wait; further ones are refused. */
export const WAITING_MAX = 32
const DEADLINE_MS = 10_000

export interface ReportRefused {
  readonly refused: Refusal | 'busy'
  /** What of the query took so long, a sentence; absent where nothing did, and of what is no query. */
  readonly costly?: string
}

export interface ReportAnswer extends Omit<QueryResult, 'damaged' | 'excluded'> {
  readonly meta: {
    /** Time up to which the answer is complete, ISO 8601. */
    readonly asOf: string
    readonly fromUtc: string
    readonly toUtc: string
    readonly timezone: string
    readonly currency: string
    readonly totalRows: number
    readonly excluded: QueryResult['excluded']
    /** Some of the ledger could not be read and is in no number. */
    readonly partial: boolean
    readonly tookMs: number
    readonly warnings: readonly string[]
  }
}

export interface SumsOfIds extends SideBySide {
  /** Time up to which they are complete, epoch milliseconds. */
  readonly asOf: number
  readonly currency: string
}

export interface Reports {
  /** `signal` says that nobody waits for the answer any more; the work on it then ends soon. */
  query(query: Query, signal?: AbortSignal): Promise<ReportAnswer | ReportRefused>
  /** The same; a long answer as JSON, piece by piece. */
  queryLong(
    query: Query,
    signal?: AbortSignal,
  ): Promise<ReportAnswer | { readonly json: AsyncGenerator<string> } | ReportRefused>
  /** The same of one grouping by ids, with any number of rows. */
  sums(query: Query, signal?: AbortSignal): Promise<SumsOfIds | ReportRefused>
  log(query: LogQuery, signal?: AbortSignal): Promise<LogPage | ReportRefused>
  /** The click's events by its sequence number, its own first; empty if there is no such click. */
  click(seq: number): Promise<readonly Event[] | ReportRefused>
  /** What clicks brought in their parameters, by campaign. */
  hygiene(question: HygieneQuestion): Promise<readonly CampaignCounts[] | ReportRefused>
  /** Clicks, one number per minute of the period. */
  minutes(question: MinutesQuestion): Promise<readonly number[] | ReportRefused>
  /**
   * A whole report as text, piece by piece. It ends by throwing when it is cut short, which only its
   * missing last line tells then.
   */
  export(
    question: Omit<ExportQuestion, 'key'>,
    signal?: AbortSignal,
  ): Promise<AsyncGenerator<string> | ReportRefused>
  /** The whole click log as text, as `export`; made as it is read. */
  exportClicks(question: Omit<ClickExportQuestion, 'key'>): AsyncGenerator<string>
  /** Of a short link, since it was made. */
  link(question: LinkQuestion): Promise<LinkStatistics | ReportRefused>
  /** Visits of people of each of these links, since it was made. */
  linksClicks(ids: Float64Array): Promise<Float64Array | ReportRefused>
}

export interface ReportOptions {
  /** Sends a payload to a handler of the worker; rejects only for bugs and a dead worker. */
  readonly ask: (handler: string, payload: unknown, deadlineMs: number) => Promise<unknown>
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** The base currency of the ledger, ISO 4217. */
  readonly currency: () => string
  /** What of the ledger is known to be lost or set aside, one sentence each. */
  readonly losses: () => readonly string[]
  /** Age of the oldest event that is accepted and not in the ledger yet; 0: there is none. */
  readonly lagMs?: () => number
}

/** An event that is older has to be in every report. */
const FRESH_MS = 5000

export function openReports(options: ReportOptions): Reports {
  const { ask, clock, currency } = options
  const call = callerOf(ask, clock)
  const asking = knower(options)
  const answer = async <K extends ReportCall>(
    name: K,
    question: ReportCalls[K]['ask'],
    signal?: AbortSignal,
  ): Promise<ReportCalls[K]['answer'] | ReportRefused> => {
    const reply = await call(name, question, signal ?? null)
    return 'refused' in reply ? reply : reply.answer
  }
  return {
    async query(query, signal) {
      const known = asking()
      const reply = await call('query', query, signal ?? null)
      if ('refused' in reply) return refusedOf(reply, query)
      return withMeta(reply.answer, query, known(reply))
    },
    async queryLong(query, signal) {
      const known = asking()
      const key = crypto.randomUUID()
      const reply = await call('query.long', { key, query }, signal ?? null)
      if ('refused' in reply) return refusedOf(reply, query)
      const { rows, ...rest } = reply.answer
      const answer = withMeta({ ...rest, rows: rows ?? [] }, query, known(reply))
      if (rows !== null) return answer
      return { json: await begun(longAnswer(answer, await begun(pieces(ask, key)))) }
    },
    async sums(query, signal) {
      const reply = await call('sums', query, signal ?? null)
      if ('refused' in reply) return refusedOf(reply, query)
      return { ...reply.answer, asOf: reply.asOf, currency: shownIn(query, currency()) }
    },
    log: (query, signal) => answer('log', query, signal),
    click: (seq) => answer('click', seq),
    hygiene: (question) => answer('hygiene', question),
    minutes: (question) => answer('minutes', question),
    async export(question, signal) {
      const key = crypto.randomUUID()
      const reply = await call('export.start', { ...question, key }, signal ?? null)
      return 'refused' in reply ? refusedOf(reply, question.query) : begun(pieces(ask, key))
    },
    async *exportClicks(question) {
      const key = crypto.randomUUID()
      await ask('export.clicks', { ...question, key }, DEADLINE_MS)
      yield* pieces(ask, key)
    },
    link: (question) => answer('link', question),
    linksClicks: (ids) => answer('linksClicks', ids),
  }
}

function refusedOf({ refused }: ReportRefused, query: Query): ReportRefused {
  return refused === 'deadline' ? { refused, costly: whatCosts(query) } : { refused }
}

/** Few questions at a time, each with its deadline. */
function callerOf(ask: ReportOptions['ask'], clock: () => number) {
  const room = places(RUNNING_MAX, WAITING_MAX)
  return async <K extends ReportCall>(
    name: K,
    question: ReportCalls[K]['ask'],
    signal: AbortSignal | null,
  ): Promise<Answered<ReportCalls[K]['answer']> | ReportRefused> => {
    const deadline = clock() + DEADLINE_MS
    const cancelled = signal && newCancelFlag()
    const payload: Timed<ReportCalls[K]['ask']> = { ask: question, deadline, cancelled }
    const asking = room.take(async () =>
      signal?.aborted ? { refused: 'cancelled' } : ask(name, payload, DEADLINE_MS),
    )
    if (asking === null) return { refused: 'busy' }
    const cancel = () => void (cancelled && Atomics.store(cancelled, 0, 1))
    signal?.addEventListener('abort', cancel)
    const reply = await asking.finally(() => signal?.removeEventListener('abort', cancel))
    return reply as Answered<ReportCalls[K]['answer']>
  }
}

/** The answer with rows that come as text. */
async function* longAnswer(
  { rows: _none, ...rest }: ReportAnswer,
  rows: AsyncGenerator<string>,
): AsyncGenerator<string> {
  try {
    yield ''
    yield '{"rows":['
    yield* rows
    yield `],${JSON.stringify(rest).slice(1)}`
  } finally {
    await rows.return(undefined)
  }
}

/** Past its first piece, which is empty: from here on it cleans up also if nobody ever takes another. */
async function begun(lines: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  await lines.next()
  return lines
}

/** What the keeper makes of an export, until it is done or nobody pulls any more. */
async function* pieces(ask: ReportOptions['ask'], key: string): AsyncGenerator<string> {
  try {
    yield ''
    for (;;) {
      const piece = (await ask('export.pull', key, DEADLINE_MS)) as ExportPiece | null
      if (piece === null) throw new Error('the export was given up')
      yield piece.text
      if (piece.isDone) return
    }
  } finally {
    await ask('export.end', key, DEADLINE_MS).catch(() => undefined)
  }
}

const iso = (ms: number) => new Date(ms).toISOString()

/** Asked with a question, what it answers says what is to be known of the reply. */
function knower({ clock, currency, losses, lagMs = () => 0 }: ReportOptions) {
  return () => {
    const [at, lag] = [clock(), lagMs()]
    return ({ asOf, removed }: Answer<unknown>): Circumstances => ({
      asOf: lag > 0 ? Math.min(asOf, at - lag) : asOf,
      removed,
      tookMs: clock() - at,
      currency: currency(),
      losses: losses(),
      lag,
    })
  }
}

interface Circumstances {
  /** How old the oldest event was that the ledger did not have when it was asked. */
  readonly lag: number
  readonly removed: readonly RemovedSpan[]
  readonly asOf: number
  readonly tookMs: number
  readonly currency: string
  readonly losses: readonly string[]
}

function withMeta(
  { damaged, excluded, ...page }: QueryResult,
  query: Query,
  { asOf, removed, tookMs, currency, losses, lag }: Circumstances,
): ReportAnswer {
  const warnings = [
    ...losses,
    ...(lag > FRESH_MS ? [`lag: ${Math.round(lag / 1000)} s`] : []),
    ...removalTexts(removed, query),
    ...(damaged.length === 0 ? [] : [`unreadable segments: ${damaged.join(', ')}`]),
    ...currencyTexts(query, currency),
    ...(query.remarks ?? []),
  ]
  return {
    ...page,
    meta: {
      asOf: iso(asOf),
      fromUtc: iso(query.period.from),
      toUtc: iso(query.period.to),
      timezone: query.zone,
      currency: shownIn(query, currency),
      totalRows: page.totalRows,
      excluded,
      partial: damaged.length > 0 || losses.length > 0,
      tookMs,
      warnings,
    },
  }
}

function shownIn({ moneyRate, currency: asked }: Query, currency: string): string {
  return moneyRate === null ? currency : (asked ?? currency)
}

/** One sentence for each reason for which events were removed that the query would have counted. */
function removalTexts(spans: readonly RemovedSpan[], { period }: Pick<Query, 'period'>): string[] {
  const counted = spans.filter(
    ({ minClickTime, maxClickTime }) =>
      (minClickTime ?? Infinity) < period.to && (maxClickTime ?? -Infinity) >= period.from,
  )
  return [...Map.groupBy(counted, whyRemoved)].map(([why, own]) => {
    const rows = own.reduce((sum, each) => sum + each.rows, 0)
    const from = Math.min(...own.map(({ minClickTime }) => minClickTime!))
    const to = Math.max(...own.map(({ maxClickTime }) => maxClickTime!))
    const [first, last] = [from, to].map((time) => dateIn('UTC', time))
    return `${rows} events of clicks made from ${first} to ${last} were removed: ${why}`
  })
}

function whyRemoved({ campaignId, clicks }: RemovedSpan): string {
  if (clicks !== null) return 'by their ids'
  return campaignId === null ? 'older than the retention' : 'their campaign was cleared'
}

/** What is to be known of amounts that were asked for in another currency than the tracker's. */
function currencyTexts({ currency: asked, moneyRate }: Query, currency: string): string[] {
  if (asked === null || asked === currency) return []
  if (moneyRate === null) return [`amounts are in ${currency}: no rate for ${asked}`]
  const worth = Number(moneyRate.toPrecision(6))
  return [`amounts are shown at the rate of now: 1 ${currency} is ${worth} ${asked}`]
}
