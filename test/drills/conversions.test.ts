/** Conversions under faults: what was acknowledged is there, once, in the table and in reports. */
import { afterAll, expect } from 'bun:test'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { drill } from '../support/drill.ts'
import { noMounts, tmpfs, withServerOn } from '../support/file-systems.ts'
import {
  inTurns,
  makeClicks,
  moneyTable,
  type PostbackCall,
  postbackKey,
  reportedMoney,
  sendPostback,
} from '../support/postbacks.ts'
import { cleanUp, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const ROUNDS = 10
const CLICKS = 400
const CONNECTIONS = 16

afterAll(cleanUp)

/** A lead, then its sale; amounts differ, so that a doubled event shows in the sum. */
function callsFor(clickIds: readonly string[], round: number): PostbackCall[] {
  const lead = clickIds.map((clickId, at) => ({ clickId, status: 'lead', payout: `${at + 1}` }))
  const sale = clickIds.map((clickId, at) => ({
    clickId,
    status: 'sale',
    payout: `${at + 1}.${String(round).padStart(2, '0')}`,
  }))
  return [...lead, ...sale]
}

drill('kill -9 loses no acknowledged conversion and doubles none', null, async () => {
  let server = await startServer()
  const { api: first, key: apiKey } = await admin(server)
  await makeCampaign(first, { alias: 'paid', target: 'https://offer.test/?c={subid}' })
  const key = await postbackKey(first)
  let expected = 0
  let acknowledged = 0
  const converted = new Set<string>()

  for (let round = 1; round <= ROUNDS; round++) {
    const clicks = await makeClicks(server.url, 'paid', CLICKS)
    const calls = callsFor(clicks, round)
    const unanswered: PostbackCall[] = []
    const sending = inTurns(calls, CONNECTIONS, async (call) => {
      const status = await sendPostback({ url: server.url, key }, call)
      if (status === 200) acknowledged++
      else unanswered.push(call)
      if (status === 200) converted.add(call.clickId)
    })
    await Bun.sleep(30 + Math.random() * 200)
    await server.kill('SIGKILL')
    await sending
    const table = moneyTable(server.dataDir)
    expect([...converted].filter((id) => !table.clickIds.has(id))).toEqual([])

    server = await startServer({ data: server.dataDir, port: server.port })
    // A network calls again for what was not answered, leads before sales.
    for (const status of ['lead', 'sale']) {
      const again = unanswered.filter((call) => call.status === status)
      await inTurns(again, CONNECTIONS, async (call) => {
        expect(await sendPostback({ url: server.url, key }, call)).toBe(200)
      })
    }
    expected += calls
      .filter((call) => call.status === 'sale')
      .reduce((sum, call) => sum + Math.round(Number(call.payout) * 100), 0)
  }

  const api = apiOf(server, apiKey)
  const table = moneyTable(server.dataDir)
  console.log(`${ROUNDS} kills: ${acknowledged} acknowledged, ${table.conversions} conversions`)
  expect(table).toMatchObject({
    conversions: ROUNDS * CLICKS,
    doubled: 0,
    revenueMicros: expected * 10_000,
  })
  const wanted = { conversions: ROUNDS * CLICKS, revenue: expected / 100 }
  await until('reports have every step', async () => {
    return (await reportedMoney(api)).revenue === wanted.revenue
  }).catch(() => {})
  expect(await reportedMoney(api)).toEqual(wanted)
  expect(await server.stop()).toBe(0)
})

drill(
  'what a full disk refuses is told so, and counts once when it comes again',
  noMounts,
  async () => {
    const disk = tmpfs(24)
    await withServerOn(disk, async (server) => {
      const { api } = await admin(server)
      await makeCampaign(api, { alias: 'paid', target: 'https://offer.test/?c={subid}' })
      const network = { url: server.url, key: await postbackKey(api) }
      const clicks = await makeClicks(server.url, 'paid', 50)
      const calls = clicks.map((clickId) => ({ clickId, status: 'sale', payout: '2' }))
      const filler = join(disk.path, 'filler')
      fill(filler)
      const refused: PostbackCall[] = []
      await until(
        'calls are refused',
        async () => {
          for (const call of calls) {
            const status = await sendPostback(network, call)
            if (status === 503) refused.push(call)
            else expect(status).toBe(200)
          }
          return refused.length > 0
        },
        60_000,
      )
      rmSync(filler)
      disk.grow(256)
      for (const call of calls) {
        await until('it is taken', async () => (await sendPostback(network, call)) === 200)
      }
      expect(moneyTable(server.dataDir)).toMatchObject({
        conversions: 50,
        doubled: 0,
        revenueMicros: 100_000_000,
      })
      await until('reports have it', async () => (await reportedMoney(api)).revenue === 100)
      expect((await reportedMoney(api)).conversions).toBe(50)
      expect(await server.stop()).toBe(0)
    })
  },
)

/** Takes every byte that is left. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  for (const block of [Buffer.alloc(65_536), Buffer.alloc(512)]) {
    try {
      for (;;) writeSync(file, block)
    } catch {
      // The disk is full now, which is what was wanted.
    }
  }
  closeSync(file)
}
