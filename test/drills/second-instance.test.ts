/** What must not start says so in one line, and leaves the one that runs alone. */
import { afterAll, expect } from 'bun:test'
import { existsSync } from 'node:fs'

import { admin, makeCampaign } from '../support/api.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, freePort, newDataDir, runSluice, startServer } from '../support/server.ts'

afterAll(cleanUp)

const serve = (data: string, listen: string, more: readonly string[] = []) =>
  runSluice(['serve', '--data', data, '--listen', listen, ...more])

drill('a second server on the same folder is refused, the first goes on', null, async () => {
  const server = await startServer()
  const { api } = await admin(server)
  await makeCampaign(api, { alias: 'first' })

  const second = await serve(server.dataDir, `127.0.0.1:${await freePort()}`)
  expect(second.code).toBe(1)
  expectOneLine(second.stderr, /already|another|in use|lock/i)

  const visit = await fetch(`${server.url}/first`, { redirect: 'manual' })
  expect(visit.status).toBe(302)
  expect(await server.stop()).toBe(0)
})

drill('a taken port ends the start with one line and leaves no new folder', null, async () => {
  const server = await startServer()
  const data = newDataDir()
  const [taken, free] = [`127.0.0.1:${server.port}`, `127.0.0.1:${await freePort()}`]
  for (const [listen, ...more] of [
    [taken],
    [free, '--https', taken],
    [free, '--admin-listen', taken],
  ] as const) {
    const second = await serve(data, listen, more)
    expect(second.code).toBe(1)
    expectOneLine(second.stderr, new RegExp(String(server.port)))
    expect(existsSync(data)).toBe(false)
  }
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await server.stop()
})

drill('an address that is not ours ends the start with one line', null, async () => {
  const finished = await serve(newDataDir(), `192.0.2.1:${await freePort()}`)
  expect(finished.code).toBe(1)
  expectOneLine(finished.stderr, /192\.0\.2\.1/)
})

drill('an admin host that is a tracking domain ends the start with one line', null, async () => {
  const server = await startServer()
  const { api } = await admin(server)
  await api('POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.test' })
  await server.stop()
  const listen = `127.0.0.1:${await freePort()}`
  const words = ['serve', '--data', server.dataDir, '--listen', listen]
  const finished = await runSluice([...words, '--admin-host', 'go.example.test'])
  expect(finished.code).toBe(2)
  expectOneLine(finished.stderr, /go\.example\.test.* tracking domain/)
})

function expectOneLine(stderr: string, about: RegExp): void {
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(about)
}
