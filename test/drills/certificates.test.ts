/** SIGKILL and SIGTERM while an authority is asked for a certificate: it comes after the restart, and files are whole. */
import { afterAll, expect } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { admin, apiOf } from '../support/api.ts'
import { startAuthority, type TestAuthority } from '../support/authority.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, freePort, newDataDir, type Server, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const ROUNDS = 5
/** An order takes about a second. */
const LATEST_MS = 1500

let authority: TestAuthority | null = null
afterAll(async () => {
  await authority?.stop()
  await cleanUp()
})

const missing = Bun.which('pebble') === null ? 'pebble is not installed' : null

drill('an end while a certificate is asked for costs one order, and no host', missing, async () => {
  const [data, port] = [newDataDir(), await freePort()]
  authority = await startAuthority(port)
  const { directory, env, given } = authority
  const args = ['--https', '127.0.0.1:0', '--authority', directory]
  const start = () => startServer({ data, port, args, env })
  let server = await start()
  const { key } = await admin(server)
  const hosts: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const host = `r${round}.shop.test`
    hosts.push(host)
    const { status } = await apiOf(server, key)('POST', `/domain/${crypto.randomUUID()}`, { host })
    expect(status).toBe(201)
    await ended(server, round % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
    server = await start()
  }
  const had = () => certified(server, key)
  await until('all have one', async () => (await had()).length === ROUNDS, 120_000)
  expect((await had()).toSorted()).toEqual(hosts)
  expect(given()).toBeLessThanOrEqual(2 * ROUNDS)
  // Half a file would be one that can't be used.
  expect(readdirSync(join(data, 'certificates')).filter((name) => name.endsWith('.new'))).toEqual(
    [],
  )
  expect(await server.stop()).toBe(0)
})

/** At some moment of the order. */
async function ended(server: Server, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const moment = Promise.withResolvers<void>()
  setTimeout(moment.resolve, Math.random() * LATEST_MS)
  await moment.promise
  if (signal === 'SIGTERM') expect(await server.stop()).toBe(0)
  else await server.kill(signal)
}

interface Status {
  readonly certificates: {
    readonly hosts: readonly { readonly host: string; readonly expiresAt: string | null }[]
    readonly notUsed: readonly unknown[]
  }
}

async function certified(server: Server, key: string): Promise<string[]> {
  const { body } = await apiOf(server, key)<Status>('GET', '/system/status')
  expect(body.certificates.notUsed).toEqual([])
  return body.certificates.hosts.flatMap((one) => (one.expiresAt === null ? [] : [one.host]))
}
