/** A backup made under load holds everything that was acknowledged before it began, and serves. */
import { afterAll, expect, test } from 'bun:test'
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { drill } from '../support/drill.ts'
import { beginSluice, cleanUp, newFolder, runSluice, startServer } from '../support/server.ts'
import { reportedClicks } from '../support/stored.ts'
import { until } from '../support/until.ts'

afterAll(cleanUp)

const CLICKS = 300

test('a copy made while visitors come serves what was there before, money included', async () => {
  const server = await startServer()
  const { api, key } = await admin(server)
  const { alias } = await makeCampaign(api, { alias: 'go', target: 'https://o.example/?c={subid}' })
  const visit = async () => {
    const answer = await fetch(`${server.url}/${alias}`, { redirect: 'manual' })
    return new URL(answer.headers.get('location')!).searchParams.get('c')!
  }
  const [clickId = ''] = await Promise.all(Array.from({ length: CLICKS }, visit))
  const { body } = await api<{ rows: { key: string }[] }>('GET', '/postback_keys')
  const postback = `/${body.rows[0]!.key}/postback?subid=${clickId}&payout=5`
  expect(await (await fetch(`${server.url}${postback}`)).text()).toBe('Success')

  let isOver = false
  const load = (async () => {
    while (!isOver) await visit()
  })()
  const made = await runSluice(['backup', '--data', server.dataDir])
  isOver = true
  await load
  await server.kill('SIGKILL')
  expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('read back')])

  const restored = await startServer({ data: made.stdout.trim() })
  const reports = apiOf(restored, key)
  await until('the copy reports', async () => (await reportedClicks(reports)).clicks >= CLICKS)
  expect(await (await fetch(`${restored.url}${postback}`)).text()).toBe('Success')
  const sums = await reports<{ totals: Record<string, unknown> }>('POST', '/report/query', {
    groupings: ['campaign'],
    measures: ['leads', 'revenue'],
  })
  expect(Number(sums.body.totals['revenue'])).toBe(5)
  await restored.stop()
})

test('nothing is overwritten, and half a backup never has the name of a whole one', async () => {
  const server = await startServer()
  await server.stop()
  const taken = newFolder()
  const refused = await runSluice(['backup', '--data', server.dataDir, '--to', taken])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('exists already')])
  const empty = join(newFolder(), 'nothing')
  mkdirSync(empty)
  const target = join(newFolder(), 'copy')
  const failed = await runSluice(['backup', '--data', empty, '--to', target])
  expect([failed.code, existsSync(target)]).toEqual([1, false])
  expect(readdirSync(join(target, '..'))).toEqual([])
})

test('a command keeps as many as it is told, and all of them if it is told nothing', async () => {
  const server = await startServer()
  await server.stop()
  const { dataDir } = server
  const folder = join(dataDir, 'backups')
  const names = () => readdirSync(folder).filter((name) => /^[^.]+Z$/.test(name))
  const back = (...words: string[]) => runSluice(['backup', ...words, '--data', dataDir])
  expect((await back()).code).toBe(0)
  for (const day of ['2020-01-01', '2020-01-02']) {
    cpSync(join(folder, names().at(-1)!), join(folder, `${day}T000000Z`), { recursive: true })
  }
  expect((await back()).code).toBe(0)
  expect(names()).toHaveLength(4)
  for (const words of [
    ['--keep', '0'],
    ['--keep', 'all'],
    ['--keep', '2', '--to', join(newFolder(), 'x')],
  ]) {
    expect(await back(...words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--keep takes'),
    })
  }
  const made = await back('--keep', '2')
  expect(made.code).toBe(0)
  expect(names()).toHaveLength(2)
  expect(names()).toContain(basename(made.stdout.trim()))
}, 60_000)

test('a copy without a configuration that reads back is called none, wherever it is put', async () => {
  const server = await startServer()
  await server.stop()
  writeFileSync(join(server.dataDir, 'config.db'), '')
  for (const words of [[], ['--to', join(newFolder(), 'copy')]]) {
    const { code, stderr } = await runSluice(['backup', '--data', server.dataDir, ...words])
    expect([code, stderr]).toEqual([1, expect.stringContaining('config.db')])
  }
})

drill('a backup that is killed is told by the running server', null, async () => {
  const server = await startServer()
  const { api } = await admin(server)
  const folder = join(server.dataDir, 'backups')
  const left = () => readdirSync(folder).filter((name) => name.endsWith('.unfinished'))
  mkdirSync(folder)
  mkdirSync(join(server.dataDir, 'files'))
  writeFileSync(join(server.dataDir, 'files/lines.txt'), Buffer.alloc(64 * 1024 * 1024, 'line\n'))
  // One that was whole by then is no matter.
  while (left().length === 0) {
    const command = beginSluice(['backup', '--data', server.dataDir])
    await until('it has begun', () => left().length > 0 || command.isOver())
    await command.kill()
  }
  const warned = async () => {
    const { body } = await api<{ warnings: { code: string }[] }>('GET', '/system/status')
    return body.warnings.some(({ code }) => code === 'backup_failed')
  }
  await until('it is told', warned)
  expect(left()).toEqual([])
  expect((await runSluice(['backup', '--data', server.dataDir])).code).toBe(0)
  expect(await warned()).toBe(false)
  await server.stop()
})

test('an archive of the API, unpacked elsewhere, serves', async () => {
  const server = await startServer()
  const { api, key } = await admin(server)
  const { alias } = await makeCampaign(api, { alias: 'far' })
  await fetch(`${server.url}/${alias}`, { redirect: 'manual' })
  const { status, body } = await api<{ name: string }>('POST', '/backup')
  expect(status).toBe(202)
  await until('the backup is made', async () => {
    const list = await api<{ rows: { verified: boolean }[] }>('GET', '/backups')
    return list.body.rows[0]?.verified === true
  })
  const base = `${server.url}/public/api/v1`
  const archive = await fetch(`${base}/backups/${body.name}`, { headers: { 'api-key': key } })
  const folder = newFolder()
  writeFileSync(join(folder, 'it.tar'), await archive.bytes())
  await server.stop()
  expect(Bun.spawnSync(['tar', 'xf', 'it.tar'], { cwd: folder }).exitCode).toBe(0)
  const restored = await startServer({ data: join(folder, `sluice-${body.name}`) })
  const again = apiOf(restored, key)
  await until('the click is there', async () => (await reportedClicks(again)).clicks === 1)
  await restored.stop()
})
