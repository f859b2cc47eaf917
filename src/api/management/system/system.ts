/** How the server is: what it stores, what waits, how old its data is, and what needs a person. */
import { settingOf } from '../../../core/settings.ts'
import type { GeoFileStatus } from '../../../detect/geo.ts'
import { isLate } from '../../../ledger/journal/journal.ts'
import { DAY_MS, HOUR_MS } from '../../../lib/spans.ts'
import { isAdmin } from '../../../manage/access.ts'
import { FORBIDDEN } from '../../../manage/refusal.ts'
import { uncountedIn } from '../../../manage/uncounted.ts'
import { PROXY_HEADERS } from '../../hosts.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { timestampOrNull } from '../wire.ts'
import { blocklistView, blocklistWarnings } from './blocklist-status.ts'
import { certificateView, certificateWarnings } from './certificate-status.ts'
import type { Found, SystemFacts } from './system-facts.ts'

interface Warning {
  readonly code: string
  readonly message: string
}

const GEO_OLD_DAYS = 180
/** Whoever has made one wants them; whoever never did may copy the folder by other means. */
const BACKUP_OLD_DAYS = 7
/** Time enough to get a larger disk. */
const DISK_FULL_SOON_DAYS = 14
export const DISK_LOW_BYTES = 1024 ** 3
const UNKNOWN_SHOWN_MS = HOUR_MS
const NAMED = 5
const NAME_LETTERS = 40

async function status(call: Call): Promise<object> {
  if (!isAdmin(call.caller)) return FORBIDDEN
  const facts = await call.system()
  const { journal, ledger, conversions, outgoing, databases, memory, disk } = facts
  const now = call.clock()
  const unmatched = unmatchedOf(call)
  const { lastSyncAt, ...queues } = journal
  return {
    version: call.version,
    startedAt: timestampOrNull(facts.startedAt),
    uptimeSeconds: Math.floor((now - facts.startedAt) / 1000),
    warnings: warningsOf(call, facts, unmatched),
    memory,
    disk,
    clicks: { ...queues, lastSyncMsAgo: lastSyncAt === null ? null : now - lastSyncAt },
    ledger,
    conversions,
    postbacks: { unmatched, ...outgoing },
    databases,
    geo: facts.geo.map((file) => ({ ...file, ...ageOf(file, now) })),
    blocklists: blocklistView(facts.blocklists, now),
    certificates: certificateView(facts.certificates),
    backup: { ...facts.backup, lastAt: timestampOrNull(facts.backup.lastAt) },
    unknownFilters: facts.unknownFilters.map((one) => ({
      ...one,
      campaign: call.read.campaigns.find(one.campaignId)?.name ?? '',
      lastAt: timestampOrNull(one.lastAt),
    })),
    orphans: {
      hosts: [...facts.orphans.counts].map(([host, count]) => ({ host, count })),
      last: facts.orphans.last.map((hit) => ({ ...hit, time: timestampOrNull(hit.time) })),
    },
    request: requestOf(call),
    problems: facts.problems,
  }
}

function ageOf({ builtAt, problem }: GeoFileStatus, now: number) {
  if (problem !== null) return { builtAt: null, ageDays: null }
  return { builtAt: timestampOrNull(builtAt), ageDays: Math.floor((now - builtAt) / DAY_MS) }
}

function unmatchedOf({ read }: Call): number {
  return read.incomingCalls.parkedGroups({}).reduce((sum, { count }) => sum + count, 0)
}

/** How this very request came: what a proxy in front adds can be seen here. */
function requestOf({ request, connection }: Call) {
  const { headers } = request
  return {
    host: headers.get('host') ?? '',
    isSecure: connection.isSecure,
    proxyHeaders: PROXY_HEADERS.filter((name) => headers.has(name)),
  }
}

function warningsOf(call: Call, facts: SystemFacts, unmatched: number): Warning[] {
  const settings = call.tables().settings
  const now = call.clock()
  const old = facts.geo.filter(
    ({ problem, builtAt }) => problem === null && now - builtAt > GEO_OLD_DAYS * DAY_MS,
  )
  const wrong = facts.geo.filter(({ problem }) => problem !== null)
  const hostname = new URL(call.origin).hostname
  const isNear = /^(localhost|127\.|\[::1\])/.test(hostname)
  const unknown = unknownNow(call, facts)
  const uncounted = uncountedNow(call)
  const found: readonly Found[] = [
    ...diskWarnings(facts),
    ...blocklistWarnings(facts.blocklists),
    ...certificateWarnings(facts.certificates, now),
    [unmatched > 0, 'postbacks_unmatched', `${unmatched} postbacks wait in the inbox`],
    [
      uncounted.length > 0,
      'networks_uncounted',
      `Networks with payouts or words that never count: ${listed(uncounted)}`,
    ],
    [
      unknown.length > 0,
      'filters_unknown',
      `Filters that can’t be judged: ${unknown.slice(0, NAMED).join(', ')}`,
    ],
    [wrong.length > 0, 'geo_broken', `Not used: ${wrong.map(({ name }) => name).join(', ')}`],
    [
      old.length > 0,
      'geo_old',
      `Older than half a year: ${old.map(({ name }) => name).join(', ')}`,
    ],
    [
      facts.backup.failed !== null,
      'backup_failed',
      `The last backup was not made: ${facts.backup.failed}`,
    ],
    [
      facts.backup.lastAt !== null && now - facts.backup.lastAt > BACKUP_OLD_DAYS * DAY_MS,
      'backup_old',
      `The last backup is older than ${BACKUP_OLD_DAYS} days`,
    ],
    [
      call.connection.isByUnnamedProxy,
      'proxy_unnamed',
      'A proxy in front is not named, so all visitors seem to be at its address: set --trusted-proxy',
    ],
    [!facts.adminIsApart, 'one_host', 'The admin and the visits share a host: set --admin-host'],
    [!call.connection.isSecure && !isNear, 'plain_http', 'The admin is open over plain HTTP'],
    [
      settingOf(settings, 'abuse_contact') === '',
      'no_abuse_contact',
      'No address for complaints is set',
    ],
  ]
  return found.flatMap(([isSo, code, message]) => (isSo ? [{ code, message }] : []))
}

function diskWarnings({ journal, conversions, disk }: SystemFacts): readonly Found[] {
  return [
    [journal.failing !== null, 'disk_full', `The disk refuses clicks: ${journal.failing}`],
    [
      conversions.failing !== null,
      'disk_full_conversions',
      'The disk refuses conversions: networks are told to come back',
    ],
    [journal.dropped > 0, 'dropped', `${journal.dropped} clicks could not be stored`],
    [isLate(journal), 'lag', 'Clicks wait for the disk'],
    [
      disk !== null && disk.free < DISK_LOW_BYTES,
      'disk_low',
      `${Math.round((disk?.free ?? 0) / 1024 ** 2)} MB are left on the disk`,
    ],
    [
      (disk?.fullInDays ?? DISK_FULL_SOON_DAYS) < DISK_FULL_SOON_DAYS,
      'disk_filling',
      `At the pace of the last days the disk is full ${inDays(disk?.fullInDays ?? 0)}`,
    ],
  ]
}

function inDays(days: number): string {
  if (days < 1) return 'within a day'
  return days === 1 ? 'in a day' : `in ${days} days`
}

/** Names of networks that an older Sluice or a file of one has left so. */
function uncountedNow({ read }: Call): string[] {
  return read.affiliate_networks
    .list('active')
    .filter(({ statusPayoutsActive, statusPayouts, statusMap }) => {
      const counting = { statusMap, statusPayouts: statusPayoutsActive ? statusPayouts : [] }
      return Object.keys(uncountedIn(counting)).length > 0
    })
    .map(({ name }) => name)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => {
    const letters = Array.from(name)
    return letters.length > NAME_LETTERS ? `${letters.slice(0, NAME_LETTERS).join('')}…` : name
  })
  return `${shown.join(', ')}${names.length > NAMED ? ', …' : ''}`
}

/** Of the last hour: `region in Shoes (no region database)`. */
function unknownNow({ read, clock }: Call, { unknownFilters }: SystemFacts): string[] {
  return unknownFilters
    .filter(({ lastAt }) => clock() - lastAt < UNKNOWN_SHOWN_MS)
    .map(({ campaignId, key, why }) => {
      const name = read.campaigns.find(campaignId)?.name ?? `campaign ${campaignId}`
      return `${key} in ${name} (${why})`
    })
}

export const systemOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/system/status',
    id: 'getSystemStatus',
    summary: 'How the server is, and what needs a person',
    tag: 'System',
    own: true,
    run: status,
  }),
]
