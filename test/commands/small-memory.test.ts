/** A server for a small machine: the same process, with another engine setting. */
import { afterAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'

import { admin, makeCampaign } from '../support/api.ts'
import { cleanUp, startServer } from '../support/server.ts'

afterAll(cleanUp)

const MEMORY_OF_ENGINE = 'BUN_JSC_forceRAMSize=268435456'

test('--memory small starts the process anew under its own number, and it works', async () => {
  const server = await startServer({ args: ['--memory', 'small'] })
  const environment = readFileSync(`/proc/${server.pid}/environ`, 'utf8').split('\0')
  expect(environment).toContain(MEMORY_OF_ENGINE)
  const { api } = await admin(server)
  await makeCampaign(api, { alias: 'small' })
  expect((await fetch(`${server.url}/small`, { redirect: 'manual' })).status).toBe(302)
  await server.stop()
})
