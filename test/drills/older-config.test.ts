/** Backups that are put back in part, or over what a killed process has left: it is told, and nothing is mixed up. */
import { afterAll, expect, test } from 'bun:test'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { cleanUp, runSluice, type Server, startServer } from '../support/server.ts'
import { reportedClicks } from '../support/stored.ts'
import { until } from '../support/until.ts'

afterAll(cleanUp)

const TOLD = /config\.db is older than ledger\.db: that of \S+ is not there/

async function warningsOf(server: Server, key: string): Promise<string[]> {
  const { body } = await apiOf(server, key)<{ warnings: { code: string }[] }>(
    'GET',
    '/system/status',
  )
  return body.warnings.map(({ code }) => code)
}

/** A server with a backup that knows the campaign `kept`. */
async function backedUp() {
  const first = await startServer()
  const { api, key } = await admin(first)
  const { dataDir: data } = first
  await makeCampaign(api, { alias: 'kept' })
  const { stdout } = await runSluice(['backup', '--data', data])
  return { first, api, key, data, backup: stdout.trim() }
}

test('a configuration from a backup by itself is told, and goes on behind what was given since', async () => {
  const { first, api, key, data, backup } = await backedUp()
  const gone = await makeCampaign(api, { alias: 'gone' })
  await fetch(`${first.url}/gone`, { redirect: 'manual' })
  await until('it is reported', async () => (await reportedClicks(api)).clicks === 1)
  await first.stop()
  expect(first.output()).not.toMatch(TOLD)

  rmSync(join(data, 'config.db'))
  cpSync(join(backup, 'config.db'), join(data, 'config.db'))
  const second = await startServer({ data })
  expect(second.output()).toMatch(TOLD)
  expect(await warningsOf(second, key)).toContain('config_older')
  const fresh = await makeCampaign(apiOf(second, key), { alias: 'fresh' })
  expect(fresh.id).toBeGreaterThan(gone.id)
  await second.stop()

  const third = await startServer({ data })
  expect(await warningsOf(third, key)).toContain('config_older')
  await third.stop()
  const whole = await startServer({ data: backup })
  expect(whole.output()).not.toMatch(TOLD)
  expect(await warningsOf(whole, key)).not.toContain('config_older')
  await whole.stop()
}, 60_000)

test('a backup that is unpacked over a killed installation is that backup, and what it was mixed with is kept', async () => {
  const { first, api, key, data, backup } = await backedUp()
  await makeCampaign(api, { alias: 'gone' })
  await first.kill('SIGKILL')
  expect(statSync(join(data, 'config.db-wal')).size).toBeGreaterThan(0)
  cpSync(backup, data, { recursive: true })

  const second = await startServer({ data })
  expect(second.output()).toMatch(/config\.db was put there from a backup, .* another one/)
  const { body } = await apiOf(second, key)<unknown[]>('GET', '/campaign/short/info')
  expect(body).toHaveLength(1)
  const kept = readdirSync(data).filter((name) => /^config\.db-wal\.foreign-\d+$/.test(name))
  expect(kept).toHaveLength(1)
  await second.stop()
  const third = await startServer({ data })
  expect(third.output()).not.toContain('put there from a backup')
  await third.stop()
}, 60_000)

test('a backup that is unpacked by half is no start, or told', async () => {
  const { first, key, data, backup } = await backedUp()
  const name = backup.slice(backup.lastIndexOf('/') + 1)
  const archive = await fetch(`${first.url}/public/api/v1/backups/${name}`, {
    headers: { 'api-key': key },
  })
  const bytes = await archive.bytes()
  await first.stop()
  const half = join(data, 'half')
  mkdirSync(half, { mode: 0o700 })
  const tar = Bun.spawnSync(['tar', 'xf', '-', '--strip-components=1', '-C', half], {
    stdin: bytes.subarray(0, bytes.length - statSync(join(backup, 'config.db')).size),
    stderr: 'ignore',
  })
  expect(tar.exitCode).not.toBe(0)
  expect(existsSync(join(half, 'ledger.db'))).toBe(true)
  const { code, stderr } = await runSluice(['serve', '--data', half, '--listen', '127.0.0.1:0'])
  expect([code, stderr]).toEqual([1, expect.stringContaining('config.db')])

  const alone = join(data, 'alone')
  mkdirSync(alone, { mode: 0o700 })
  cpSync(join(backup, 'config.db'), join(alone, 'config.db'))
  const second = await startServer({ data: alone })
  expect(second.output()).toContain('config.db is that of a backup and ledger.db is not there')
  await second.stop()
  const third = await startServer({ data: alone })
  expect(third.output()).not.toContain('is not there')
  await third.stop()
}, 60_000)
