/** SIGKILL while the past is changed: each change is whole or not there, and visits go on. */
import { Database } from 'bun:sqlite'
import { afterAll, expect } from 'bun:test'
import { join } from 'node:path'

import { checkLedger } from '../../src/ledger/check/ledger-check.ts'
import { LEDGER_FILE } from '../../src/ledger/segments/ledger-db.ts'
import { admin, type Api, apiOf, makeCampaign } from '../support/api.ts'
import { startClicks } from '../support/click-client.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, newDataDir, runSluice, startServer } from '../support/server.ts'
import { compare, storedClickIds } from '../support/stored.ts'
import { until } from '../support/until.ts'

const ROUNDS = 12
const DEMO_CLICKS = 200_000
const CONNECTIONS = 4
/** Longer than a change of `DEMO_CLICKS` takes, so that some kills come after it. */
const LATEST_KILL_MS = 900

afterAll(cleanUp)

interface Batches {
  readonly batches: readonly { readonly batchId: number; readonly cost: number; state: string }[]
}

interface Totals {
  readonly totals: { readonly clicks: number; readonly cost: number }
  readonly meta: { readonly partial: boolean; readonly warnings: readonly string[] }
}

async function totalsOf(api: Api, campaigns: readonly number[]): Promise<Totals> {
  const period = { preset: 'all_time' }
  const filters = [{ field: 'campaign', op: 'in', value: campaigns }]
  const question = { period, filters, groupings: [], measures: ['clicks', 'cost'] }
  const { status, body } = await api<Totals>('POST', '/report/query', question)
  if (status !== 200) throw new Error(`the report answered ${status}: ${JSON.stringify(body)}`)
  return body
}

async function campaignIds(api: Api): Promise<number[]> {
  const { body } = await api<{ id: number; name: string }[]>('GET', '/campaign/short/info')
  return body.map(({ id }) => id)
}

drill(
  'kill -9 while clicks of the past are priced leaves each batch whole or not there',
  null,
  async () => {
    const data = newDataDir()
    await runSluice(['demo', '--clicks', `${DEMO_CLICKS}`, '--data', data])
    let server = await startServer({ data })
    const { api: first, key } = await admin(server)
    const campaigns = await campaignIds(first)
    await makeCampaign(first, { alias: 'priced' })
    const base = (await totalsOf(first, campaigns)).totals
    const acknowledged: number[] = []
    let visits = 0

    for (let round = 0; round < ROUNDS; round++) {
      const api = apiOf(server, key)
      const clients = await startClicks({
        port: server.port,
        path: () => '/priced',
        connections: CONNECTIONS,
      })
      // A different sum each time: it tells which batch is in force.
      const cost = 1000 + round + 0.000_001
      const order = { campaigns, from: '2020-01-01', to: '2035-01-01', cost }
      const answer = api<{ batchId: number }>('POST', '/costs', order).catch(() => null)
      await Bun.sleep(Math.random() * LATEST_KILL_MS)
      await server.kill('SIGKILL')
      await clients.finish()
      const made = await answer
      if (made?.status === 200) acknowledged.push(made.body.batchId)
      expect(clients.ledger.wrong).toEqual([])
      visits += clients.ledger.acknowledged.length
      expect(checkLedger(data).problems).toEqual([])

      server = await startServer({ data, port: server.port })
      const { body } = await apiOf(server, key)<Batches>('GET', '/costs')
      const [newest] = body.batches
      expect(body.batches.map(({ batchId }) => batchId)).toEqual(
        expect.arrayContaining(acknowledged),
      )
      const { totals, meta } = await totalsOf(apiOf(server, key), campaigns)
      expect(meta.partial).toBe(false)
      expect(totals).toEqual({ clicks: base.clicks, cost: newest?.cost ?? base.cost })
    }
    console.log(
      `${ROUNDS} kills: ${acknowledged.length} batches acknowledged, all kept; ${visits} visits`,
    )
    expect(visits).toBeGreaterThan(0)
    expect(await server.stop()).toBe(0)
  },
)

drill('kill -9 while events are removed: the rest goes after the restart', null, async () => {
  const data = newDataDir()
  await runSluice(['demo', '--clicks', `${DEMO_CLICKS}`, '--data', data])
  let server = await startServer({ data })
  const { api: first, key } = await admin(server)
  const campaigns = await campaignIds(first)
  await makeCampaign(first, { alias: 'kept' })
  const before = (await totalsOf(first, campaigns)).totals.clicks
  const gone: number[] = []

  for (const id of campaigns.slice(0, 3)) {
    const own = (await totalsOf(apiOf(server, key), [id])).totals.clicks
    const clients = await startClicks({
      port: server.port,
      path: () => '/kept',
      connections: CONNECTIONS,
    })
    const all = { preset: 'full' }
    const asked = apiOf(server, key)('DELETE', `/clicks/campaign/${id}`, all).catch(() => null)
    await Bun.sleep(100 + Math.random() * LATEST_KILL_MS)
    await server.kill('SIGKILL')
    await clients.finish()
    await asked
    expect(clients.ledger.wrong).toEqual([])
    expect(checkLedger(data).problems).toEqual([])

    server = await startServer({ data, port: server.port })
    const left = async () => (await totalsOf(apiOf(server, key), [id])).totals.clicks
    await until('the removal is finished', async () => (await left()) === 0, 60_000)
    gone.push(own)
  }
  const { totals, meta } = await totalsOf(apiOf(server, key), campaigns)
  expect(totals.clicks).toBe(before - gone.reduce((sum, clicks) => sum + clicks, 0))
  expect({ partial: meta.partial, told: meta.warnings.length > 0 }).toEqual({
    partial: false,
    told: true,
  })
  expect(await server.stop()).toBe(0)
  expect(checkLedger(data).problems).toEqual([])
})

/** Days that are kept, fewer each time: each start removes what is older, at once. */
const KEPT_DAYS = [24, 18, 12, 6, 2]
const DAY_MS = 86_400_000
/** A removal begins with the start and takes about as long. */
const REMOVAL_MS = 300

interface Days {
  readonly rows: readonly { readonly path: readonly { value: string }[]; m: { clicks: number } }[]
}

/** Clicks by day of UTC. */
async function daysOf(
  api: Api,
  campaigns: readonly number[],
): Promise<ReadonlyMap<string, number>> {
  const period = { preset: 'all_time', timezone: 'UTC' }
  const filters = [{ field: 'campaign', op: 'in', value: campaigns }]
  const question = { period, filters, groupings: ['days'], measures: ['clicks'] }
  const { body } = await api<Days>('POST', '/report/query', question)
  // Young events of an old click keep its day in the report.
  const counted = body.rows.filter(({ m }) => m.clicks > 0)
  return new Map(counted.map(({ path, m }) => [path[0]!.value, m.clicks]))
}

/** Whether a removal was begun and not finished. */
function isInterrupted(data: string): boolean {
  const db = new Database(join(data, LEDGER_FILE), { readonly: true })
  const row = db.query('SELECT 1 FROM removals WHERE done_at IS NULL').get()
  db.close()
  return row !== null
}

drill(
  'kill -9 while old events are removed: the young ones stay, the old ones go',
  null,
  async () => {
    const data = newDataDir()
    await runSluice(['demo', '--clicks', `${DEMO_CLICKS}`, '--data', data])
    let server = await startServer({ data })
    const { api: first, key } = await admin(server)
    const campaigns = await campaignIds(first)
    await makeCampaign(first, { alias: 'young' })
    const before = await daysOf(first, campaigns)
    const acknowledged: string[] = []
    let interrupted = 0

    for (const days of KEPT_DAYS) {
      const api = apiOf(server, key)
      expect((await api('PUT', '/settings/clearings', { days })).status).toBe(200)
      const oldest = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS)
      const isYoung = (day: string) => day >= oldest.toISOString().slice(0, 10)
      const young = new Map([...before].filter(([day]) => isYoung(day)))
      await server.kill('SIGKILL')

      server = await startServer({ data, port: server.port })
      const clients = await startClicks({
        port: server.port,
        path: () => '/young',
        connections: CONNECTIONS,
      })
      await Bun.sleep(Math.random() * REMOVAL_MS)
      await server.kill('SIGKILL')
      await clients.finish()
      interrupted += isInterrupted(data) ? 1 : 0
      expect(clients.ledger.wrong).toEqual([])
      acknowledged.push(...clients.ledger.acknowledged)
      expect(checkLedger(data).problems).toEqual([])

      server = await startServer({ data, port: server.port })
      const restarted = apiOf(server, key)
      const left = await daysOf(restarted, campaigns)
      expect(new Map([...left].filter(([day]) => isYoung(day)))).toEqual(young)
      await until(
        'what is old is gone',
        async () => Bun.deepEquals(await daysOf(restarted, campaigns), young),
        60_000,
      )
    }
    const { lost, doubled } = compare(acknowledged, await storedClickIds(apiOf(server, key)))
    console.log(
      `${KEPT_DAYS.length} kills, ${interrupted} of them in the middle: ${acknowledged.length} visits, ${lost.length} lost`,
    )
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] })
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(await server.stop()).toBe(0)
    expect(checkLedger(data).problems).toEqual([])
  },
)
