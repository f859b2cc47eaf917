/**
 * An operation of the API as data: method, path, schemas and the function that runs it. The router,
 * the document, the 405 answers and the permission tests all read the same list.
 */
import type { Static, TSchema } from '@sinclair/typebox'

import type { Certificates } from '../../certify/facts.ts'
import type { RoutingTables } from '../../core/tables.ts'
import type { ReadStores } from '../../db/stores.ts'
import type { Detectors } from '../../detect/visitor.ts'
import type { CostLedger } from '../../ledger/costs/cost-link.ts'
import type { RetentionLedger } from '../../ledger/removal/retention-link.ts'
import type { VerdictLedger } from '../../ledger/verdicts/verdict-link.ts'
import type { Ip } from '../../lib/ip.ts'
import type { Caller } from '../../manage/access.ts'
import type { Alone } from '../../manage/alone.ts'
import type { Backups } from '../../manage/backups/backups.ts'
import type { ListedTargets } from '../../manage/blocklist/listed-targets.ts'
import type { Desk } from '../../manage/desk.ts'
import type { DomainChanges } from '../../manage/domain-changes.ts'
import type { Refusal } from '../../manage/refusal.ts'
import type { CsvQueue } from '../../manage/reports/csv-queue.ts'
import type { ReportRefused, Reports } from '../../report/reports.ts'
import type { ConversionDesk } from '../../track/conversions/desk.ts'
import type { VisitorHistory } from '../../track/history/history.ts'
import type { Notifier } from '../../track/notifications/notifier.ts'
import type { DomainVerdict } from '../../track/outbound/domain-check.ts'
import type { DomainFacts } from '../../track/outbound/domain-facts.ts'
import type { VisitorsWay } from '../address.ts'
import type { Failure } from './errors.ts'
import type { PostbackTools } from './money/postback-tools.ts'
import type { TrackerMoves } from './move/move-job.ts'
import type { ConfigImports } from './system/config-import-job.ts'
import type { SystemFacts } from './system/system-facts.ts'

/** What is known of a request besides its content. */
export interface Connection {
  /** Null when the socket is gone already. */
  readonly address: Ip | null
  readonly isSecure: boolean
  /** Whether this host is the admin's, so that its cookies count. */
  readonly isAdminHost: boolean
  /** Whether the headers of the other end may be believed. */
  readonly isByTrustedProxy: boolean
  /** Whether visitors who come this way seem to be at the address of a proxy. */
  readonly isByUnnamedProxy: boolean
  /** Whether visitors are served at this host, too. */
  readonly isBesideVisits: boolean
  /** How visitors come, where not as this call does. */
  readonly way: VisitorsWay | null
  /** To be called before what may take longer than sockets may be idle; whoever makes an answer has called it. */
  readonly pauses?: () => void
  /** Of a part of another request. */
  readonly isPart?: true
}

/** A setting of the start: shown, and changed only where it came from. */
export interface BootSetting {
  readonly key: string
  readonly value: string
  readonly default: string
  readonly origin: 'flag' | 'env' | 'file' | 'default'
  readonly title: string
}

export interface ManagementDeps {
  /** For reading only; every write goes through `desk`. */
  readonly read: ReadStores
  readonly desk: Desk
  readonly tables: () => RoutingTables
  readonly reports: Reports
  readonly costs: CostLedger
  readonly postbacks: PostbackTools
  readonly retention: RetentionLedger
  readonly verdicts: VerdictLedger
  /** What people do with conversions. */
  readonly conversions: ConversionDesk
  /** An amount in the base currency now; `null`: there is no rate. */
  readonly toBase: (micros: number, currency: string) => number | null
  /** Ids of clicks by sequence number; null for numbers that were never handed out. */
  readonly clickIds: (seqs: readonly number[]) => Promise<readonly (string | null)[]>
  readonly connectionOf: (request: Request) => Connection
  /** Answers a GET at a path below the prefix, for whoever sent the whole request. */
  readonly answerPart: (whole: Request, path: string) => Promise<Response>
  /** Those that real visits are looked at with. */
  readonly detectors: Detectors
  readonly bootSettings: readonly BootSetting[]
  /** Of the program. */
  readonly version: string
  /** Of everything that is inside. */
  readonly licences: () => Promise<string>
  readonly system: () => Promise<SystemFacts>
  /** Who tells people that are not looking. */
  readonly notifier: Pick<Notifier, 'test' | 'chats'>
  /** Conversions in the running period of an offer's cap; 0 for an offer without one. */
  readonly capUsed: (offerId: number) => number
  /** Clicks that flows have taken, by a zone's hours and days at a moment. */
  readonly flowClicks: VisitorHistory['flowClicks']
  readonly backups: Backups
  /** What blocklists say of where offers and landings lead. */
  readonly listedTargets: Pick<ListedTargets, 'of'>
  /** Exports that are written to files. */
  readonly csv: CsvQueue
  readonly configImports: ConfigImports
  /** Reads other trackers. */
  readonly moves: TrackerMoves
  readonly domainChanges: DomainChanges
  /** Whether a large change is being made: others would wait for it, with the visitors. */
  readonly alone: Pick<Alone, 'isRunning' | 'calm'>
  /** Of https without a proxy in front. */
  readonly certificates: Certificates
  /** Whether a host leads to this server, looked at now. */
  readonly checkDomain: (host: string) => Promise<DomainVerdict>
  /** What to enter for a host, what it has now, and its certificate; `adminHost` is that of the request. */
  readonly domainFacts: (host: string, adminHost: string) => Promise<DomainFacts>
  /** Where uploaded landings are put. */
  readonly dataDir: string
  /** Resolves when visitors are shown the landings' files as they are on the disk now. */
  readonly showLandingFiles: () => Promise<void>
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Told of every unexpected error, with the id the client was given. */
  readonly report: (error: unknown, requestId: string) => void
}

/** What it is mounted with: that parts of requests are answered is its own doing. */
export type ManagementParts = Omit<ManagementDeps, 'answerPart'>

/** What is left out is not read by what takes the call. */
export interface Call<P = unknown, Q = unknown, B = unknown> extends ManagementDeps {
  readonly caller: Caller
  readonly params: P
  readonly query: Q
  readonly body: B
  /** Scheme and host of the request. */
  readonly origin: string
  /** Its body is read already. */
  readonly request: Request
  readonly connection: Connection
}

/** A success that is not the operation's usual one. */
export interface Reply {
  readonly reply: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A file instead of JSON. `name` is what a browser saves it as. */
export interface Download {
  readonly download: string | Uint8Array | ReadableStream<string | Uint8Array>
  readonly type: string
  readonly name: string
  /** Of a stream whose length is known before it is made. */
  readonly bytes?: number
}

/** A failure that is not a refusal of a change. */
export interface Failed {
  readonly failure: Failure
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What takes longer goes on after the answer. */
export const ANSWER_MS = 8000

export interface OperationSpec<P extends TSchema, Q extends TSchema, B extends TSchema> {
  readonly method: Method
  /** Below the prefix, with `:name` for parameters. */
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly tag: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Documents the answer; answers are made by our code and not checked again. */
  readonly answer?: TSchema
  /** 200 unless said otherwise. */
  readonly status?: number
  /** Operations of Sluice itself refuse unknown properties; those of the dialect skip them. */
  readonly own?: true
  /** More than bodies usually may have. */
  readonly bodyMaxBytes?: number
  /** The body reaches the function as bytes, which checks it against its schema by itself. */
  readonly rawBody?: true
  /** Takes a file as a form; the function reads the request itself. */
  readonly upload?: true
  /** Changes nothing of what is managed, though its method says so: callers who only read may. */
  readonly forReaders?: true
  /** Whether it writes anything at all, be it for the audit; as its method says, if left out. */
  readonly writes?: boolean
  /** Its answer takes one of the keeper's places until it is read: each user has few of them. */
  readonly takesPlace?: true
  /** Its answer leaves the installation as a file of this: the audit says so. */
  readonly exports?: string
  /** No part of another request: it has parts itself. Nor are exports, which are no JSON. */
  readonly isAlone?: true
  /** It shows or makes what opens other doors, as keys and passwords do: not for further keys. */
  readonly secret?: true
  /** Needs no key. */
  readonly open?: true
  /**
   * The object as GET shows it: its hash is the ETag, and what `If-Match` is compared with. If it is
   * refused, so is a body that does not fit.
   */
  readonly current?: (call: Call<Static<P>, Static<Q>>) => unknown
  /** Whether it is there at all now: asked before the body is looked at. */
  readonly gate?: (call: Call<Static<P>, Static<Q>>) => Refusal | Failed | null
  /** A refusal, a `Reply`, a `Failed`, or the body of the usual success. */
  readonly run: (call: Call<Static<P>, Static<Q>, Static<B>>) => unknown
}

export type Operation = OperationSpec<TSchema, TSchema, TSchema>

/** Checks the types of one operation and forgets them, so that all fit one list. */
export function operation<P extends TSchema, Q extends TSchema, B extends TSchema>(
  spec: OperationSpec<P, Q, B>,
): Operation {
  return spec as unknown as Operation
}

/**
 * Changes of what a GET at the same path shows, and that have no tag of their own, are guarded by
 * that one's: nobody who sends `If-Match` is to believe in vain that it was looked at.
 */
export function guarded(operations: readonly Operation[]): readonly Operation[] {
  const shown = new Map(
    operations.flatMap((one) => (one.method === 'GET' ? [[one.path, one] as const] : [])),
  )
  return operations.map((one) => {
    const get = CHANGES.has(one.method) ? shown.get(one.path) : undefined
    if (one.current !== undefined || get === undefined || get.query !== undefined) return one
    const current = get.current ?? (one.method === 'DELETE' ? undefined : get.run)
    return current === undefined ? one : { ...one, current }
  })
}

const CHANGES: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE'])

/** `{}` for changes that have nothing to tell. */
export function emptyUnless(result: object): object {
  return 'refused' in result ? result : {}
}

/** `{id}` of a new object, or the refusal. */
export function idOf(result: number | Refusal): object {
  return typeof result === 'number' ? { id: result } : result
}

const RETRY = { 'Retry-After': '5' }
const REPORT_FAILURES: { readonly [R in ReportRefused['refused']]: Failure } = {
  busy: { status: 503, message: 'Too many reports at once', headers: RETRY },
  cancelled: { status: 503, message: 'The report was given up: nobody was waiting for it' },
  deadline: {
    status: 503,
    message: 'The report takes too long: take a shorter period, fewer groupings, or a filter',
    headers: RETRY,
  },
  too_many_groups: { status: 400, message: 'The report has too many rows: filter or group less' },
}

/** A failure for a report that was refused; any other answer as it is. */
export function busyUnless(answer: object): object {
  return isReportRefused(answer) ? { failure: reportFailure(answer) } : answer
}

function reportFailure({ refused, costly }: ReportRefused): Failure {
  const failure = REPORT_FAILURES[refused]
  return costly === undefined
    ? failure
    : { ...failure, message: [failure.message, costly].join('. ') }
}

function isReportRefused(answer: object): answer is ReportRefused {
  return 'refused' in answer
}
