/**
 * SIGKILL in a loop under load: what was acknowledged is stored, once. Where the machine is too busy to
 * hand clicks to the system in time, visitors are redirected before that: those clicks may be lost.
 */
import { afterAll, expect } from 'bun:test'

import { DEADLINE_MS } from '../../src/ledger/journal/outbox.ts'
import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { type ClickLedger, promptlyAcknowledged, startClicks } from '../support/click-client.ts'
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
  const prompt: string[] = []
  let rounds = 0
  while (rounds < ROUNDS || (prompt.length < CLICKS && rounds < MAX_ROUNDS)) {
    rounds++
    const ledger = await clicksUntilKilled(server, rounds)
    acknowledged.push(...ledger.acknowledged)
    prompt.push(...promptlyAcknowledged(ledger, DEADLINE_MS))
    server = await startServer({ data: server.dataDir, port: server.port })
  }

  const api = apiOf(server, key)
  const stored = await storedClickIds(api)
  const { doubled, unacknowledged } = compare(acknowledged, stored)
  const { lost } = compare(prompt, stored)
  const late = acknowledged.length - prompt.length
  console.log(
    `${rounds} kills: ${prompt.length} acknowledged, ${late} more late, ${stored.length} stored, ${lost.length} lost`,
  )
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] })
  expect(unacknowledged).toBeLessThanOrEqual(rounds * CONNECTIONS)
  expect(prompt.length).toBeGreaterThanOrEqual(CLICKS)
  expect(await reportedClicks(api)).toEqual({
    clicks: stored.length,
    isPartial: false,
    warnings: [],
  })
  expect(await server.stop()).toBe(0)
})

/** What was acknowledged between the first visit and a SIGKILL 50 to 800 ms later. */
async function clicksUntilKilled(server: Server, round: number): Promise<ClickLedger> {
  const clients = await startClicks({
    port: server.port,
    path: (n) => `/killed?sub_id_1=${round}&sub_id_2=${n}`,
    connections: CONNECTIONS,
  })
  await Bun.sleep(50 + Math.random() * 750)
  await server.kill('SIGKILL')
  await clients.finish()
  expect(clients.ledger.wrong).toEqual([])
  return clients.ledger
}
