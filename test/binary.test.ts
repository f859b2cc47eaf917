/**
 * A newcomer's way with the executable that is shipped: from an empty folder, whose name has a
 * space, to a report, in the words of the README. And that the README tells the truth.
 */
import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import packageJson from '../package.json' with { type: 'json' }
import { SETTINGS, variableOf } from '../src/config.ts'
import { type Api, apiOf } from './support/api.ts'
import { cleanUp, freePort, newFolder, runSluice, startServer } from './support/server.ts'
import type { Server } from './support/server.ts'
import { reportedClicks } from './support/stored.ts'
import { until } from './support/until.ts'

const TIMEOUT_MS = 60_000
const STOP_WITHIN_MS = 5000
const DEMO_CLICKS = 5000
const EMAIL = 'you@example.com'
const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
/** An address that every country database puts into the United States. */
const AMERICAN_IP = '8.8.8.8'

afterAll(cleanUp)

test(
  'a newcomer gets from an empty folder to a report, and finds it there after a restart',
  async () => {
    const home = newHome()
    const server = await serveIn(home)
    await until('it greets', () => server.output().includes('This is a new installation'))
    const key = await newAccount(home)
    const api = apiOf(server, key)
    await until('the key is known', async () => (await api('GET', '/user/role')).status === 200)
    await makeCampaign(api)
    await expectReported(api, await visit(server))
    await expectDemo(home, api)
    await expectSecondRefused(home)
    await expectStops(server)

    const again = await serveIn(home)
    const kept = await reportedClicks(apiOf(again, key))
    expect(kept).toEqual({ clicks: 1 + DEMO_CLICKS, isPartial: false, warnings: [] })
    await expectStops(again)
    expect(again.output()).not.toContain('This is a new installation')
    expect(again.output()).toContain(`The admin is at ${again.url}/admin`)
  },
  TIMEOUT_MS,
)

test.each(['version', '--version'])('%s names the version of the package', async (word) => {
  const { code, stdout } = await runSluice([word], '', newHome())
  expect(code).toBe(0)
  expect(stdout).toStartWith(`sluice ${packageJson.version} `)
})

test('help names every setting, with its variable', async () => {
  const { code, stdout } = await runSluice(['help'], '', newHome())
  expect(code).toBe(0)
  for (const { flag, help } of Object.values(SETTINGS)) {
    expect(stdout).toContain(`--${flag}  ${variableOf(flag)}  `)
    expect(stdout).toContain(help)
  }
})

test('every command tells how it is called, and does nothing then', async () => {
  const home = newHome()
  const { code, stdout } = await runSluice(['user', 'create', '--help'], '', home)
  expect([code, stdout]).toEqual([0, expect.stringContaining('--password-stdin')])
  const served = await runSluice(['serve', '--listen', 'nonsense', '-h'], '', home)
  expect([served.code, served.stdout]).toEqual([0, expect.stringContaining('SLUICE_DATA')])
  expect(readdirSync(home)).toEqual([])
})

test('licences of what is inside are inside', async () => {
  const { code, stdout } = await runSluice(['licenses'], '', newHome())
  expect(code).toBe(0)
  for (const name of Object.keys(packageJson.dependencies)) expect(stdout).toContain(`\n${name} `)
})

test('the table of settings in the README is that of the program', () => {
  const expected = Object.values(SETTINGS).map(({ flag, default: value, help }) => [
    `\`--${flag}\``,
    `\`${variableOf(flag)}\``,
    value === '' ? 'none' : `\`${value}\``,
    help,
  ])
  expect(settingsInReadme()).toEqual([['Flag', 'Variable', 'Default', 'Meaning'], ...expected])
})

function newHome(): string {
  const home = join(newFolder(), 'my home')
  mkdirSync(home)
  return home
}

const serveIn = (cwd: string) =>
  startServer({ cwd, data: 'data', args: ['--trusted-proxy', '127.0.0.1'] })

/** A new administrator's API key. */
async function newAccount(home: string): Promise<string> {
  const user = ['user', 'create', '--admin', '--email', EMAIL, '--password-stdin']
  const made = await runSluice([...user, '--data', 'data'], 'a long password\n', home)
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const { code, stdout } = await runSluice(
    ['key', 'create', '--user', EMAIL, '--data', 'data'],
    '',
    home,
  )
  expect(code).toBe(0)
  return stdout.trim()
}

async function makeCampaign(api: Api): Promise<void> {
  const offer = { name: 'Shoes', url: 'https://example.com/shoes?sub={subid}&c={country}' }
  const path = { name: 'All', weight: 100, enabled: true, landings: [] }
  const offers = [{ offerId: 1, weight: 100, enabled: true }]
  const campaign = {
    name: 'Shoes DE',
    trafficSourceId: 1,
    key: 'shoes',
    customRotation: { defaultPaths: [{ ...path, offers }], rules: [] },
  }
  const answers = [
    await api('POST', '/traffic_source', { name: 'My source' }),
    await api('POST', '/offer', { offer }),
    await api('POST', '/campaign', campaign),
  ]
  expect(answers.map(({ body }) => body)).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }])
}

/** The id of a click on the campaign's link, which came through a proxy, as the offer gets it. */
async function visit({ url }: Server): Promise<string> {
  const { status, headers } = await fetch(`${url}/shoes?sub_id_1=banner7`, {
    redirect: 'manual',
    headers: { 'User-Agent': BROWSER, 'X-Forwarded-For': AMERICAN_IP },
  })
  expect(status).toBe(302)
  const location = headers.get('location') ?? ''
  const id = /^https:\/\/example\.com\/shoes\?sub=([0-9a-v]{20})&c=US$/.exec(location)?.[1]
  if (id === undefined) throw new Error(`the visitor was sent to ${location}`)
  return id
}

async function expectReported(api: Api, id: string): Promise<void> {
  const query = { groupings: ['geoCountry'], measures: ['clicks'] }
  const report = await api('POST', '/report/query', query)
  const path = [{ dimension: 'geoCountry', value: 'US', label: 'United States' }]
  expect(report.body).toMatchObject({
    rows: [{ path, m: { clicks: 1 } }],
    totals: { clicks: 1 },
    meta: { partial: false },
  })
  const log = await api<{ rows: unknown[] }>('GET', '/clicklog?datePreset=all_time')
  expect(log.body.rows).toHaveLength(1)
  const click = { campaign: 'Shoes DE', country: 'United States', ip: AMERICAN_IP }
  expect(log.body.rows[0]).toMatchObject({
    id,
    ...click,
    browser_name: 'Chrome',
    token_1: 'banner7',
  })
}

/** Loaded beside the running server, which shows it at once. */
async function expectDemo(home: string, api: Api): Promise<void> {
  const words = ['demo', '--clicks', String(DEMO_CLICKS), '--data', 'data']
  expect(await runSluice(words, '', home)).toMatchObject({ code: 0 })
  const all = { clicks: 1 + DEMO_CLICKS, isPartial: false, warnings: [] }
  expect(await reportedClicks(api)).toEqual(all)
  const { rows, leads } = await conversionsOf(api)
  expect(rows.length).toBe(leads)
  expect(leads).toBeGreaterThan(20)
  await expectKnown(api, rows[0]!)
}

interface ListedConversion {
  readonly id: string
  readonly transaction_id: string
  readonly class: string
}

/** Those that are listed, and how many the report counts. */
async function conversionsOf(api: Api) {
  const list = await api<{ rows: ListedConversion[] }>(
    'GET',
    '/conversions?datePreset=all_time&limit=1000',
  )
  const query = { period: { preset: 'all_time' }, groupings: [], measures: ['leads'] }
  const report = await api<{ totals: { leads: number } }>('POST', '/report/query', query)
  return { rows: list.body.rows, leads: report.body.totals.leads }
}

/** A network that calls again about one of them finds it, as that of any click. */
async function expectKnown(api: Api, { id, transaction_id: tid }: ListedConversion): Promise<void> {
  const before = await conversionsOf(api)
  const payload = `${id}:cnv_status=rejected:tid=${tid}`
  expect(await api('PUT', '/conversions', { payload })).toMatchObject({ status: 200 })
  const { rows, leads } = await conversionsOf(api)
  expect([rows.length, leads]).toEqual([before.rows.length, before.leads])
  expect(rows.find((row) => row.transaction_id === tid)?.class).toBe('rejected')
}

async function expectSecondRefused(home: string): Promise<void> {
  const listen = ['--listen', `127.0.0.1:${await freePort()}`]
  const second = await runSluice(['serve', '--data', 'data', ...listen], '', home)
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toContain('is in use by another Sluice')
}

async function expectStops(server: Server): Promise<void> {
  const asked = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - asked).toBeLessThan(STOP_WITHIN_MS)
}

/** The cells of the table between the marks, with its heading and without the line below it. */
function settingsInReadme(): string[][] {
  const text = readFileSync(join(import.meta.dir, '../README.md'), 'utf8')
  const block = /<!-- settings -->([^]*)<!-- \/settings -->/.exec(text)?.[1] ?? ''
  const rows = block.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('| --'))
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
