/** Stopping the server when a part of it fails: the others are still saved. */
import { afterAll, expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { type JobParts, startJobs } from '../../src/commands/jobs.ts'
import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { cleanUp, startServer } from '../support/server.ts'
import { storedClickIds } from '../support/stored.ts'

afterAll(cleanUp)

test('a history that can’t be saved is said, and the rest of the stop goes on', async () => {
  const server = await startServer()
  const { api, key } = await admin(server)
  await makeCampaign(api, { alias: 'go' })
  mkdirSync(join(server.dataDir, 'history.bin.new'))
  await fetch(`${server.url}/go`, { redirect: 'manual' })
  expect(await server.stop()).toBe(0)
  expect(server.output()).toContain('Stopping: the visitors’ history failed: Error: EISDIR')
  const again = await startServer({ data: server.dataDir, port: server.port })
  expect(await storedClickIds(apiOf(again, key))).toHaveLength(1)
  expect(await again.stop()).toBe(0)
})

test('jobs that run are waited for', async () => {
  const retained = Promise.withResolvers<void>()
  const order: string[] = []
  const nothing = async () => {}
  const jobs = startJobs({
    retain: () => retained.promise.then(() => order.push('retained')),
    tidyCsv: nothing,
    log: () => {},
  } as unknown as JobParts)
  const stopped = jobs.stop().then(() => order.push('stopped'))
  retained.resolve()
  await stopped
  expect(order).toEqual(['retained', 'stopped'])
})
