/** How the server is: what it stores, what waits, how old its data is, and what needs a person. */
import type { Warning } from '../../../core/words/warnings.ts'
import { addressText } from '../../../detect/address.ts'
import type { GeoFileStatus } from '../../../detect/geo.ts'
import { DAY_MS } from '../../../lib/spans.ts'
import { isAdmin } from '../../../manage/access.ts'
import { FORBIDDEN } from '../../../manage/refusal.ts'
import { PROXY_HEADERS } from '../../hosts.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { timestampOrNull } from '../wire.ts'
import { blocklistView } from './blocklist-status.ts'
import { certificateView } from './certificate-status.ts'
import { type ServerState, standingWarnings, toldOf, unmatchedIn } from './warnings.ts'

async function status(call: Call): Promise<object> {
  if (!isAdmin(call.caller)) return FORBIDDEN
  const facts = await call.system()
  const { journal, ledger, conversions, outgoing, databases, writeAhead, memory, disk } = facts
  const now = call.clock()
  const state = { facts, read: call.read, settings: call.tables().settings, now }
  const { lastSyncAt, ...queues } = journal
  return {
    version: call.version,
    startedAt: timestampOrNull(facts.startedAt),
    uptimeSeconds: Math.floor((now - facts.startedAt) / 1000),
    warnings: warningsOf(call, state),
    memory,
    disk,
    clicks: { ...queues, lastSyncMsAgo: lastSyncAt === null ? null : now - lastSyncAt },
    ledger,
    conversions,
    postbacks: { unmatched: unmatchedIn(call.read), ...outgoing },
    databases,
    writeAhead,
    geo: facts.geo.map((file) => ({ ...file, ...ageOf(file, now) })),
    blocklists: blocklistView(facts.blocklists, now),
    certificates: certificateView(facts.certificates),
    backup: { ...facts.backup, lastAt: timestampOrNull(facts.backup.lastAt) },
    notifications: {
      ...facts.notifications,
      lastAt: timestampOrNull(facts.notifications.lastAt),
    },
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

/** How this very request came: what a proxy in front adds can be seen here. */
function requestOf({ request: { headers }, connection }: Call) {
  const { address, isSecure, isByTrustedProxy } = connection
  return {
    host: headers.get('host') ?? '',
    isSecure,
    address: addressText(address),
    isProxyTrusted: isByTrustedProxy,
    proxyHeaders: PROXY_HEADERS.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [{ name, entries: value.split(',').length }]
    }),
  }
}

function warningsOf(call: Call, state: ServerState): Warning[] {
  const hostname = new URL(call.origin).hostname
  const isNear = /^(localhost|127\.|\[::1\])/.test(hostname)
  const { isByUnnamedProxy, isSecure } = call.connection
  return toldOf([
    ...standingWarnings(state),
    [
      isByUnnamedProxy,
      'proxy_unnamed',
      'A proxy in front is not named, so all visitors seem to be at its address: set --trusted-proxy',
    ],
    [!isSecure && !isNear, 'plain_http', 'The admin is open over plain HTTP'],
  ])
}

async function* licences({ licences }: Call) {
  yield await licences()
}

const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }

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
  operation({
    method: 'GET',
    path: '/system/licences',
    id: 'getLicences',
    summary: 'The licences of everything that is inside, as plain text',
    tag: 'System',
    own: true,
    run: (call) => ({ lines: licences(call), headers: PLAIN }),
  }),
]
