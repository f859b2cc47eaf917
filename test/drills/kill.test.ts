/** SIGKILL in a loop under load: what was acknowledged is stored, once. */
import { afterAll, expect } from 'bun:test'

import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { startClicks } from '../support/click-client.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, type Server, startServer } from '../support/server.ts'
import { compare, reportedClicks, storedClickIds } from '../support/stored.ts'

const ROUNDS = 20
const CLICKS = 50_000
/** Ends a run that never gets to `CLICKS`. */
const MAX_ROUNDS = 120
const CONNECTIONS = 16

afterAll(cleanUp)

drill('kill -9 loses no acknowledged click and doubles none', null, async () => {
  let server = await startServer()
  const { api: first, key } = await admin(server)
  await makeCampaign(first, { alias: 'killed' })

  const acknowledged: string[] = []
  let rounds = 0
  while (rounds < ROUNDS || (acknowledged.length < CLICKS && rounds < MAX_ROUNDS)) {
    rounds++
    acknowledged.push(...(await clicksUntilKilled(server, rounds)))
    server = await startServer({ data: server.dataDir, port: server.port })
  }

  const api = apiOf(server, key)
  const stored = await storedClickIds(api)
  const { lost, doubled, unacknowledged } = compare(acknowledged, stored)
  console.log(
    `${rounds} kills: ${acknowledged.length} acknowledged, ${stored.length} stored, ${lost.length} lost`,
  )
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] })
  expect(unacknowledged).toBeLessThanOrEqual(rounds * CONNECTIONS)
  expect(acknowledged.length).toBeGreaterThanOrEqual(CLICKS)
  expect(await reportedClicks(api)).toEqual({
    clicks: stored.length,
    isPartial: false,
    warnings: [],
  })
  expect(await server.stop()).toBe(0)
})

/** Ids acknowledged between the first visit and a SIGKILL 50 to 800 ms later. */
async function clicksUntilKilled(server: Server, round: number): Promise<string[]> {
  const clients = await startClicks({
    port: server.port,
    path: (n) => `/killed?sub_id_1=${round}&sub_id_2=${n}`,
    connections: CONNECTIONS,
  })
  await Bun.sleep(50 + Math.random() * 750)
  await server.kill('SIGKILL')
  await clients.finish()
  expect(clients.ledger.wrong).toEqual([])
  return clients.ledger.acknowledged
}
