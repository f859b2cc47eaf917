/** SIGKILL while robots are told apart anew: the next start does the rest, and every change counts once. */
import { Database } from 'bun:sqlite'
import { afterAll, expect } from 'bun:test'
import { join } from 'node:path'

import { LEDGER_FILE } from '../../src/ledger/segments/ledger-db.ts'
import { admin, type Api, apiOf } from '../support/api.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, newDataDir, runSluice, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const CLICKS = 200_000
const VISITS = 20
const PATIENCE_MS = 60_000
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36'

afterAll(cleanUp)

drill(
  'kill -9 while robots are told apart anew loses no change and counts none twice, sealed or not',
  null,
  async () => {
    const data = newDataDir()
    expect((await runSluice(['demo', '--clicks', String(CLICKS), '--data', data])).code).toBe(0)
    const server = await startServer({ data })
    const { api: first, key } = await admin(server)
    const { body: campaigns } = await first<{ key: string }[]>('GET', '/campaign/short/info')
    for (let visit = 0; visit < VISITS; visit++) {
      const url = `${server.url}/click?key=${campaigns[0]!.key}`
      await fetch(url, { redirect: 'manual', headers: { 'user-agent': AGENT } })
    }
    await until('all visits are stored', async () => (await sums(first)).clicks === CLICKS + VISITS)
    const before = await sums(first)
    await first('PATCH', '/settings', { 'bots.user_agents': ['Windows NT 10'] })
    const counted = await run(first, { dryRun: true })
    expect(counted.toBots).toBeGreaterThan(VISITS)

    const begun = run(first, {}).catch(() => null)
    await until('it is begun', () => startedIn(data).length === 1, PATIENCE_MS)
    await server.kill('SIGKILL')
    await begun
    const [id] = startedIn(data)

    const restarted = await startServer({ data, port: server.port })
    const api = apiOf(restarted, key)
    const stateOf = async () => (await api<Run>('GET', `/clicks/reclassify/${id}`)).body
    await until('it is done', async () => (await stateOf()).state === 'done', PATIENCE_MS)
    const { toBots, reasons } = await stateOf()
    expect({ toBots, reasons }).toEqual({ toBots: counted.toBots, reasons: counted.reasons })
    expect(await sums(api)).toEqual({ ...before, bots: before.bots + toBots })
    const again = await run(api, {})
    expect([again.clicks, again.toBots, again.toPeople, again.otherReasons]).toEqual([
      CLICKS + VISITS,
      0,
      0,
      0,
    ])
    expect(await restarted.stop()).toBe(0)
    expect((await runSluice(['ledger', 'check', '--data', data])).code).toBe(0)
  },
)

interface Run {
  readonly state: string
  readonly clicks: number
  readonly toBots: number
  readonly toPeople: number
  readonly otherReasons: number
  readonly reasons: readonly unknown[]
}

async function run(api: Api, part: object): Promise<Run> {
  return (await api<Run>('POST', '/clicks/reclassify', { datePreset: 'all_time', ...part })).body
}

interface Sums {
  readonly clicks: number
  readonly bots: number
  readonly leads: number
  readonly revenue: number
  readonly cost: number
}

async function sums(api: Api): Promise<Sums> {
  const question = {
    period: { preset: 'all_time' },
    groupings: [],
    measures: ['clicks', 'bots', 'leads', 'revenue', 'cost'],
  }
  return (await api<{ totals: Sums }>('POST', '/report/query', question)).body.totals
}

function startedIn(data: string): string[] {
  const db = new Database(join(data, LEDGER_FILE), { readonly: true })
  try {
    return db
      .query<{ uuid: string }, []>(
        'SELECT uuid FROM reclassifications WHERE is_dry = 0 AND started_at IS NOT NULL',
      )
      .all()
      .map(({ uuid }) => uuid)
  } finally {
    db.close()
  }
}
