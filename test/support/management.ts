/** The management API on a temporary data folder, without a server around it. */
import type { Database } from 'bun:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { managementApi } from '../../src/api/management/api.ts'
import type { PostbackTools } from '../../src/api/management/money/postback-tools.ts'
import { trackerMoves } from '../../src/api/management/move/moves.ts'
import { csvLines } from '../../src/api/management/reports/csv.ts'
import type { SystemFacts } from '../../src/api/management/system/system-facts.ts'
import { CERTIFICATES_OF_A_PROXY } from '../../src/certify/facts.ts'
import { largeChanges } from '../../src/commands/large-changes.ts'
import { formatClickId } from '../../src/core/click-id.ts'
import { blocklistExceptionStore } from '../../src/db/links/blocklist-exceptions.ts'
import { clickRecords } from '../../src/db/money/click-records.ts'
import { capUseOn } from '../../src/db/money/conversions.ts'
import { postbackLog } from '../../src/db/money/postback-log.ts'
import { openConfig } from '../../src/db/open.ts'
import { openSecrets } from '../../src/db/people/secrets.ts'
import { readStoresOn } from '../../src/db/stores.ts'
import { openGeo } from '../../src/detect/geo.ts'
import { userAgentReader } from '../../src/detect/user-agent.ts'
import type { CostLedger } from '../../src/ledger/costs/cost-link.ts'
import type { RetentionLedger } from '../../src/ledger/removal/retention-link.ts'
import type { VerdictLedger } from '../../src/ledger/verdicts/verdict-link.ts'
import { type DiskWatch, UNWATCHED } from '../../src/lib/disk-watch.ts'
import { parseIp } from '../../src/lib/ip.ts'
import { workerFile } from '../../src/lib/worker-file.ts'
import { COMMAND_LINE } from '../../src/manage/access.ts'
import { alone } from '../../src/manage/alone.ts'
import { openBackups } from '../../src/manage/backups/backups.ts'
import { type Allows, exceptionReader } from '../../src/manage/blocklist/allowed.ts'
import { type Blocklist, NO_BLOCKLIST } from '../../src/manage/blocklist/blocklist.ts'
import type { ListedTargets } from '../../src/manage/blocklist/listed-targets.ts'
import { openDesk } from '../../src/manage/desk.ts'
import { createKey } from '../../src/manage/people/keys.ts'
import { openCsvQueue } from '../../src/manage/reports/csv-queue.ts'
import type { Reports } from '../../src/report/reports.ts'
import { COMPILERS } from '../../src/routing/compilers.ts'
import { openRouting, type Routing } from '../../src/routing/routing.ts'
import { capCounters } from '../../src/track/conversions/caps.ts'
import type { ConversionDesk } from '../../src/track/conversions/desk.ts'
import { previewCall } from '../../src/track/deliveries/preview.ts'
import { outboundClient } from '../../src/track/outbound/outbound.ts'
import type { OutsideParts } from '../../src/track/outside.ts'
import { QUIET_JOURNAL } from './journal-stats.ts'

export const NOW = Date.UTC(2026, 10, 21, 12)

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly body: any
}

export type Management = ReturnType<typeof openManagement>

const noCosts: CostLedger = {
  apply: () => Promise.resolve(null),
  set: () => Promise.resolve(null),
  setUpload: () => Promise.resolve([]),
  list: () => Promise.resolve({ batches: [], hasMore: false, running: null }),
  campaignsOf: () => Promise.resolve(null),
  partsOf: () => Promise.resolve([]),
  uploadOf: () => Promise.resolve(null),
  takeResumed: () => Promise.resolve([]),
  replan: () => Promise.resolve(0),
  ofClick: () => Promise.resolve([]),
}

const noRetention: RetentionLedger = {
  removeOlder: () => Promise.resolve(0),
  removeCampaign: () => Promise.resolve(0),
  removeClicks: () => Promise.resolve({ events: 0, unknown: [] }),
  resume: () => Promise.resolve(0),
  list: () => Promise.resolve([]),
  gone: () => Promise.resolve(null),
}

const noVerdicts: VerdictLedger = {
  apply: () => Promise.resolve(),
  of: () => Promise.resolve(null),
  list: () => Promise.resolve([]),
}

const noConversions: ConversionDesk = {
  upload: () => Promise.resolve([]),
  remove: () => Promise.resolve('unknown'),
  undo: () => Promise.resolve({ clicks: 0, kept: 0, failed: [] }),
  again: () => Promise.resolve(null),
}

/** Too busy for everything but what is nothing. */
export const noReports: Reports = {
  query: () => Promise.resolve({ refused: 'busy' }),
  queryLong: () => Promise.resolve({ refused: 'busy' }),
  sums: () => Promise.resolve({ refused: 'busy' }),
  log: () => Promise.resolve({ refused: 'busy' }),
  export: () => Promise.resolve({ refused: 'busy' }),
  click: () => Promise.resolve([]),
  hygiene: () => Promise.resolve([]),
  minutes: () => Promise.resolve({ refused: 'busy' }),
  link: () => Promise.resolve({ refused: 'busy' }),
  linksClicks: (ids) => Promise.resolve(new Float64Array(ids.length)),
  async *exportClicks() {},
}

/** A server that has nothing to tell. */
const QUIET: SystemFacts = {
  gone: null,
  lostConfigAt: null,
  startedAt: NOW - 60_000,
  memory: { resident: 1, heap: 1 },
  disk: null,
  journal: QUIET_JOURNAL,
  ledger: null,
  conversions: { queued: 0, eventsUnderway: 0, refused: 0, failing: null },
  outgoing: { waiting: 0, failedToday: 0 },
  databases: { config: 0, ledger: 0, journal: 0 },
  writeAhead: { config: 0, ledger: 0 },
  geo: [],
  notifications: { lastAt: null, waiting: 0, failure: null },
  blocklists: {
    files: [],
    zone: null,
    rounds: { files: null, zone: null },
    allowed: 0,
    targets: [],
    links: { closed: 0, recent: 0, opened: 0, hasMore: false },
  },
  backup: { running: null, failed: null, lastAt: null },
  adminIsApart: false,
  unknownFilters: [],
  detours: [],
  orphans: { counts: new Map(), last: [] },
  certificates: CERTIFICATES_OF_A_PROXY,
  problems: [],
}

/** Postbacks of these tests sign and show nothing. */
const NO_OUTSIDE = { keys: {}, landings: {} } as unknown as OutsideParts

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sluice-test-'))
}

/** Of a data folder and the settings that are in force. */
type BlocklistIn = (
  dataDir: string,
  settings: () => ReadonlyMap<string, string>,
  allows: Allows,
) => Blocklist

/** What differs from parts that know nothing and do nothing. */
interface Differing {
  readonly reports?: Partial<Reports>
  readonly costs?: Partial<CostLedger>
  readonly facts?: Partial<SystemFacts>
  readonly blocklistIn?: BlocklistIn
  readonly listedTargets?: Pick<ListedTargets, 'of'>
  readonly disk?: DiskWatch
  readonly verdicts?: Partial<VerdictLedger>
  /** Ports of this machine where other trackers may be read. */
  readonly callable?: readonly number[]
  /** Hears what connections hear before a long answer. */
  readonly pauses?: () => void
}

/** With one super administrator, `admin@example.test`, whose key `call` sends. */
export function openManagement(differing: Differing = {}) {
  const { facts, blocklistIn = () => NO_BLOCKLIST, disk = UNWATCHED } = differing
  const reports = { ...noReports, ...differing.reports }
  const folder = temporaryFolder()
  const config = openConfig(folder)
  if ('damaged' in config) throw new Error(config.damaged)
  // Nobody cuts the power here; waiting for the disk is most of a change's time.
  config.writer.run('PRAGMA synchronous = OFF')
  const failures: unknown[] = []
  const report = (...failure: unknown[]) => void failures.push(failure)
  const routing = openRouting({ db: config.reader, compilers: COMPILERS, report })
  const allows = exceptionReader(blocklistExceptionStore(config.writer, () => NOW))
  const desk = openDesk({
    db: config.writer,
    secrets: openSecrets(folder),
    publish: routing.publish,
    compilers: COMPILERS,
    adminHost: 'admin.example.test',
    outbound: { hosts: new Set(['10.9.8.7', 'localhost']), ports: new Set([8443]) },
    blocklist: blocklistIn(folder, () => routing.current().settings, allows),
    disk,
    clock: () => NOW,
  })
  const key = adminKey(desk)
  // Fuzzing tests ask more often than any client may.
  desk.stores.settings.put('api.requests_per_second', '0')
  desk.stores.changes.note('settings', 'api.requests_per_second')
  routing.publish()
  const read = readStoresOn(config.reader)
  const clickIds = (seqs: readonly number[]) => Promise.resolve(seqs.map(clickIdOf))
  const toBase = (micros: number, currency: string) => (currency === 'USD' ? micros : null)
  const tables = routing.current
  const caps = capCounters(tables, capUseOn(config.reader))
  const large = alone(disk)
  const csv = openCsvQueue({
    desk,
    dataDir: folder,
    lines: csvLines({ read, reports, tables }),
    calm: large.calm,
    onProblem: report,
    free: () => Promise.resolve(Infinity),
  })
  const deps = {
    read,
    csv,
    desk,
    reports,
    costs: { ...noCosts, ...differing.costs },
    postbacks: postbackTools(config.reader, tables),
    retention: noRetention,
    verdicts: { ...noVerdicts, ...differing.verdicts },
    conversions: noConversions,
    toBase,
    report,
    clickIds,
    tables,
    clock: () => NOW,
    connectionOf: () => ({
      address: parseIp('127.0.0.1'),
      isSecure: false,
      isAdminHost: true,
      isBesideVisits: true,
      isByTrustedProxy: false,
      isByUnnamedProxy: false,
      way: null,
      ...(differing.pauses === undefined ? {} : { pauses: differing.pauses }),
    }),
    bootSettings: [],
    detectors: {
      geo: openGeo([]),
      userAgent: userAgentReader({ bots: [], people: [] }),
      botAddresses: null,
    },
    version: '0.0.0',
    licences: () => Promise.resolve('MIT\n'),
    system: () => Promise.resolve({ ...QUIET, ...facts }),
    alone: large,
    listedTargets: differing.listedTargets ?? { of: () => [] },
    ...largeChanges(folder, large),
    moves: trackerMoves({
      client: outboundClient({ allowedHosts: ['127.0.0.1'], ports: differing.callable ?? [] }),
      clock: Date.now,
      wait: () => Promise.resolve(),
      withinMs: 60_000,
    }),
    backups: openBackups({
      dataDir: folder,
      worker: workerFile('manage/backups/worker.ts'),
      kept: () => 2,
      clock: () => NOW,
      onProblem: (problem) => void failures.push(problem),
    }),
    certificates: CERTIFICATES_OF_A_PROXY,
    notifier: { test: () => Promise.resolve([]), chats: () => Promise.resolve([]) },
    checkDomain: (host: string) =>
      Promise.resolve({ error: host.startsWith('far.') ? 'elsewhere' : '', isSsl: false }),
    domainFacts: (host: string, adminHost: string) =>
      Promise.resolve({
        expected: { addresses: ['198.51.100.7'], foundBy: 'admin_host' as const },
        seen: [`${host} ${adminHost}`],
        certificate: { issuer: 'Test Authority', expiresAt: NOW },
      }),
    capUsed: (offerId: number) => caps.used(offerId, NOW),
    flowClicks: () => 0,
    dataDir: folder,
    showLandingFiles: () => Promise.resolve(),
  }
  const app = managementApi(deps)
  return {
    folder,
    config,
    routing,
    desk,
    read,
    key,
    failures,
    csv,
    isWriting: deps.alone.isRunning,
    send: (request: Request) => app.handle(request),
    call: async (method: string, path: string, body?: unknown, withKey: string | null = key) =>
      answerOf(await app.handle(requestOf(method, path, body, withKey))),
    close() {
      config.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Nobody is called by them. */
function postbackTools(reader: Database, tables: Routing['current']): PostbackTools {
  return {
    records: clickRecords(reader),
    log: postbackLog(reader),
    wrongKeys: { list: () => [], count: () => 0 },
    readClick: () => Promise.resolve(null),
    preview: (postback, sample) =>
      previewCall({ ...NO_OUTSIDE, tables: tables, clock: () => NOW }, postback, sample),
    rewrite: () => Promise.resolve(null),
    makeTestClick: () => Promise.resolve('no_offer'),
    callSelf: () => Promise.resolve(new Response('Success')),
    isCallJudged: () => Promise.resolve(true),
    send: () => Promise.resolve({ verdict: 'success', status: 200, answer: 'ok', durationMs: 1 }),
  }
}

/** Ids as a ledger would give them, with an easy check part. */
export function clickIdOf(seq: number): string {
  return formatClickId({ seq, node: 0, check: 7 })
}

/** Of a password nobody knows. */
const SOME_HASH =
  '$argon2id$v=19$m=65536,t=2,p=1$F9DyLbvg+AVnVCUgqa73qhfNQ56fk9UAfFoT3J7dq1o$' +
  '//Btak2gpL/UPz5EdsxO3eAIGR+Ju9IchXzwZv8yB3Y'

/** Put straight into the store: hashing a password takes a tenth of a second. */
function adminKey(desk: ReturnType<typeof openDesk>): string {
  const login = 'admin@example.test'
  const user = { login, passwordHash: SOME_HASH, role: 'super_admin', permissions: [] } as const
  desk.stores.users.add(user)
  const key = createKey(desk, COMMAND_LINE, login)
  if (typeof key !== 'string') throw new Error('no key')
  return key
}

function requestOf(method: string, path: string, body: unknown, key: string | null): Request {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers: Record<string, string> = key === null ? {} : { 'api-key': key }
  return new Request(`http://localhost/public/api/v1${path}`, { method, headers, ...content })
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response
  const text = await response.text()
  return { status, headers, body: readBody(headers.get('content-type') ?? '', text) }
}

function readBody(type: string, text: string): unknown {
  if (type.includes('ndjson')) return Bun.JSONL.parse(text)
  return type.includes('json') ? JSON.parse(text) : text
}
