/**
 * The self-test: what a tracker lives on is tried now, one test at a time, each check within a limit.
 * It asks nobody but this server's own domains, and leaves nothing behind.
 */
import { Type } from '@sinclair/typebox'

import type { DomainRecord } from '../../../db/records.ts'
import { isAddress } from '../../../lib/host-name.ts'
import { within } from '../../../lib/within.ts'
import { diskProblem } from '../../../manage/disk-trial.ts'
import { FORBIDDEN, type Refusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { DISK_LOW_BYTES } from './warnings.ts'

const Checks = Type.Object({
  checks: Type.Array(
    Type.Object({
      id: Type.String({ description: 'clock, disk, postback, dns:HOST or certificate:HOST' }),
      ok: Type.Boolean(),
      detail: Type.String(),
    }),
  ),
})

interface Check {
  readonly id: string
  readonly ok: boolean
  readonly detail: string
}

/** A domain takes eight seconds at most; the rest a disk or a keeper that is busy. */
const CHECK_MS = 10_000
/** All are asked at once, each at two addresses. */
const DOMAINS_MAX = 40
/** No program was made before; a machine without a battery begins at 1970. */
const EARLIEST = Date.UTC(2026, 0, 1)
/** Clocks of servers that are set by others drift that much. */
const DRIFT_MS = 60_000
const YEAR_MS = 31_536_000_000
const RUNNING: Refusal = { refused: 'conflict', why: 'A self-test is running' }

const passed = (id: string, detail: string): Check => ({ id, ok: true, detail })
const failed = (id: string, detail: string): Check => ({ id, ok: false, detail })

/** Null: it lies behind nothing that is stored. */
async function clockProblem(call: Call): Promise<string | null> {
  const now = call.clock()
  if (now < EARLIEST) return 'it stands before this program was made'
  const [deed] = call.read.audit.list({
    ...ANY_DEED,
    from: now + DRIFT_MS,
    to: now + 100 * YEAR_MS,
  })
  if (deed !== undefined) return `it stands before a change that was made ${isoOf(deed.at)}`
  const page = await call.reports.log({
    of: 'clicks',
    period: { from: now + DRIFT_MS, to: now + 100 * YEAR_MS },
    zone: 'UTC',
    where: [],
    cursor: null,
    direction: 'next',
    limit: 1,
    labels: { names: new Map(), groups: new Map() },
  })
  if ('refused' in page) return 'nobody has time to look at the newest clicks: try again'
  const [entry] = page.entries
  return entry === undefined ? null : `it stands before a click of ${isoOf(entry.event.time)}`
}

const ANY_DEED = {
  userIds: null,
  event: null,
  kind: null,
  objectId: null,
  text: null,
  before: null,
  limit: 1,
}

const isoOf = (time: number) => new Date(time).toISOString()

async function clock(call: Call): Promise<Check[]> {
  const problem = await clockProblem(call)
  return [problem === null ? passed('clock', isoOf(call.clock())) : failed('clock', problem)]
}

async function disk({ dataDir, system }: Call): Promise<Check[]> {
  const problem = await diskProblem(dataDir)
  if (problem !== null) return [failed('disk', `the data folder takes no file: ${problem}`)]
  const { disk: room } = await system()
  if (room === null) return [passed('disk', 'written and synced; its room is not known')]
  const left = `${Math.round(room.free / 1024 ** 2)} MB are left`
  return [room.free < DISK_LOW_BYTES ? failed('disk', left) : passed('disk', left)]
}

/** The path by the general key on the default domain, and the booking of what comes in by it. */
async function postback({ read, postbacks, tables, origin }: Call): Promise<Check[]> {
  const key = read.postbackKeys.list().find(({ kind, endsAt }) => kind === 'general' && !endsAt)
  if (key === undefined) return [failed('postback', 'there is no general key')]
  const domain = tables().defaultDomain
  const base = domain === null ? new URL(origin) : new URL(`https://${domain.host}`)
  const url = new URL(`/${key.key}/postback`, base)
  const request = new Request(url, { method: 'HEAD', headers: { host: base.host } })
  const { status } = await postbacks.callSelf(request)
  if (status !== 200) return [failed('postback', `${base.host} answers ${status} to networks`)]
  return [
    (await postbacks.isCallJudged())
      ? passed('postback', `answered on ${base.host}; a call for an unknown click was judged`)
      : failed('postback', 'calls can not be booked now: networks are told to come back'),
  ]
}

async function domain(call: Call, { host, blocked }: DomainRecord): Promise<Check[]> {
  if (blocked) return [passed(`dns:${host}`, 'not looked at: it is blocked')]
  const { error, isSsl } = await call.checkDomain(host)
  if (error !== '') return [failed(`dns:${host}`, error)]
  if (isAddress(host)) return [passed(`dns:${host}`, 'leads here')]
  const certificate = isSsl
    ? passed(`certificate:${host}`, 'browsers take it')
    : failed(`certificate:${host}`, 'it answers over plain http only')
  return [passed(`dns:${host}`, 'leads here'), certificate]
}

/** A check that takes too long, or throws, has failed; the others go on. */
async function inTime(call: Call, id: string, check: Promise<Check[]>): Promise<Check[]> {
  const guarded = check.catch((error: unknown) => {
    call.report(error, `self-test ${id}`)
    return [failed(id, 'it could not be looked at: the log says why')]
  })
  return within(guarded, CHECK_MS, [failed(id, 'it took too long')])
}

async function test(call: Call): Promise<{ checks: readonly Check[] }> {
  const listed = call.read.domains.list('active')
  const domains = listed.toSorted((a, b) => (a.host < b.host ? -1 : 1))
  const left = domains.length - DOMAINS_MAX
  const found = await Promise.all([
    inTime(call, 'clock', clock(call)),
    inTime(call, 'disk', disk(call)),
    inTime(call, 'postback', postback(call)),
    ...domains
      .slice(0, DOMAINS_MAX)
      .map((one) => inTime(call, `dns:${one.host}`, domain(call, one))),
  ])
  const more = `${left} more domains were not looked at: check them one by one`
  return { checks: left > 0 ? [...found.flat(), failed('dns', more)] : found.flat() }
}

/** One test at a time, whoever asks. */
function selfTest(): (call: Call) => Promise<object> {
  let isRunning = false
  return async (call) => {
    if (call.caller.role !== 'super_admin') return FORBIDDEN
    if (isRunning) return RUNNING
    isRunning = true
    try {
      return await test(call)
    } finally {
      isRunning = false
    }
  }
}

export const selfTestOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/system/selftest',
    id: 'testSystem',
    summary: 'Try what the tracker lives on: domains, certificates, clock, disk, postbacks',
    tag: 'System',
    own: true,
    answer: Checks,
    run: selfTest(),
  }),
]
