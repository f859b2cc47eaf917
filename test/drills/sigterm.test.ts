/**
 * SIGTERM under load: every request under way is answered, every click stored, and it
 * ends soon. SIGHUP ends nothing.
 */
import { afterAll, expect } from 'bun:test'
import { connect, type Socket } from 'node:net'

import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { failuresOf, startClicks } from '../support/click-client.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, type Server, startServer } from '../support/server.ts'
import { compare, storedClickIds } from '../support/stored.ts'
import { until } from '../support/until.ts'

const END_WITHIN_MS = 5000
const ENOUGH_CLICKS = 2000

afterAll(cleanUp)

drill('SIGTERM answers what is under way, stores it and exits with 0', null, async () => {
  const server = await startServer()
  const { api: before, key } = await admin(server)
  await makeCampaign(before, { alias: 'drained' })

  const idle = await openConnections(server, 4, '')
  const halfSent = await openConnections(
    server,
    4,
    'GET /drained HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half',
  )
  const clients = await startClicks({
    port: server.port,
    path: (n) => `/drained?sub_id_1=${n}`,
    connections: 8,
  })
  await until('there is load', () => clients.ledger.acknowledged.length > ENOUGH_CLICKS)

  const asked = performance.now()
  const code = await server.stop()
  const took = performance.now() - asked
  await clients.finish()
  for (const socket of [...idle, ...halfSent]) socket.destroy()

  expect({ code, inTime: took <= END_WITHIN_MS }).toEqual({ code: 0, inTime: true })
  expect(failuresOf(clients.ledger)).toEqual({ unanswered: 0, wrong: [] })
  await expectAllStored(server, key, clients.ledger.acknowledged)
})

drill('a stopping server takes no new connection', null, async () => {
  const server = await startServer()
  const stopped = server.stop()
  await until('connections are refused', async () => !(await accepts(server.port)))
  expect(await stopped).toBe(0)
})

drill(
  'a terminal that closes ends no server, and SIGHUP is answered in the log',
  null,
  async () => {
    const server = await startServer()
    void server.kill('SIGHUP')
    await until('it has heard', () => server.output().includes('SIGHUP'))
    expect((await fetch(`${server.url}/nothing-here`)).status).toBe(404)
    expect(await server.stop()).toBe(0)
  },
)

async function expectAllStored(server: Server, key: string, acknowledged: readonly string[]) {
  const again = await startServer({ data: server.dataDir, port: server.port })
  const { lost, doubled, unacknowledged } = compare(
    acknowledged,
    await storedClickIds(apiOf(again, key)),
  )
  expect({ lost, doubled, unacknowledged }).toEqual({ lost: [], doubled: [], unacknowledged: 0 })
  await again.stop()
}

async function openConnections(
  server: Server,
  count: number,
  firstBytes: string,
): Promise<Socket[]> {
  return Promise.all(Array.from({ length: count }, () => openConnection(server.port, firstBytes)))
}

function openConnection(port: number, firstBytes: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(firstBytes)
      resolve(socket)
    })
    // The server may cut it off; that is its right.
    socket.on('error', reject)
  })
}

function accepts(port: number): Promise<boolean> {
  return openConnection(port, '').then(
    (socket) => (socket.destroy(), true),
    () => false,
  )
}
