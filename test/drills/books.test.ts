/** SIGKILL while the past is changed: each change is whole or not there, and visits go on. */
import { afterAll, expect } from 'bun:test'

import { checkLedger } from '../../src/ledger/ledger-check.ts'
import { admin, type Api, apiOf, makeCampaign } from '../support/api.ts'
import { startClicks } from '../support/click-client.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, newDataDir, runSluice, startServer } from '../support/server.ts'
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
    const asked = apiOf(server, key)('DELETE', `/clicks/campaign/${id}`).catch(() => null)
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
