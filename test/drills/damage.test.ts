/**
 * Damaged files. The configuration is refused and left as it is; damaged events are set aside and
 * the server redirects all the same.
 */
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { openConfig } from '../../src/db/open.ts'
import { admin, apiOf, makeCampaign } from '../support/api.ts'
import { removeFolders } from '../support/journals.ts'
import { ledgerOf, openLedgerOn } from '../support/ledgers.ts'
import { moneyTable } from '../support/postbacks.ts'
import { anEvent } from '../support/segments.ts'
import { cleanUp, freePort, newDataDir, runSluice, startServer } from '../support/server.ts'
import { reportedClicks } from '../support/stored.ts'
import { until } from '../support/until.ts'

const TIMEOUT_MS = 60_000
const CLICKS = 50
/** More than one segment, so that there is one in the ledger. */
const DEMO_CLICKS = 150_000
const PAGE_BYTES = 4096

/** A folder with `CLICKS` clicks in an open journal, as a killed server leaves it. */
let healthy = ''
let key = ''

beforeAll(async () => {
  const server = await startServer()
  const { api, key: made } = await admin(server)
  await makeCampaign(api, { alias: 'damaged' })
  for (let n = 0; n < CLICKS; n++) await visit(server.url)
  await until('all are reported', async () => (await reportedClicks(api)).clicks === CLICKS)
  await server.kill('SIGKILL')
  healthy = server.dataDir
  key = made
}, TIMEOUT_MS)

afterAll(cleanUp)
afterAll(removeFolders)

describe('config.db', () => {
  test.each<[string, (path: string) => void]>([
    ['is empty', (path) => truncateSync(path, 0)],
    ['is cut off', (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    [
      'is not a database',
      (path) => writeFileSync(path, 'This is a letter to my aunt.\n'.repeat(500)),
    ],
    ['has no header', (path) => overwrite(path, 0, Buffer.alloc(100))],
    ['is a folder', asFolder],
    ['is of a newer version', (path) => setVersion(path, 9999)],
  ])('that %s is refused in one line and left alone', async (_, damage) => {
    const data = copyOf(healthy)
    const path = join(data, 'config.db')
    settle(path)
    damage(path)
    const before = contentOf(path)

    const { code, stderr } = await serve(data)
    expect(code).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('config.db')
    expect(contentOf(path)).toEqual(before)
  })
})

test('clicks without their configuration are given to no other one', async () => {
  const data = copyOf(healthy)
  rmSync(join(data, 'config.db'))
  const email = ['--email', 'b@example.test', '--password-stdin']
  for (const words of [
    ['serve', '--listen', '127.0.0.1:0'],
    ['user', 'create', ...email],
  ]) {
    const { code, stderr } = await runSluice([...words, '--data', data], 'correct horse battery')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^\S+ has clicks .*config\.db.*\n$/)])
  }
  expect(existsSync(join(data, 'config.db'))).toBe(false)
})

test('secrets that can not be read are refused in one line that names the file', async () => {
  const data = copyOf(healthy)
  writeFileSync(join(data, 'secrets.json'), '{"uniqueness":')
  const { code, stderr } = await serve(data)
  expect([code, stderr]).toEqual([
    1,
    `${data}/secrets.json is damaged; put that of a backup there\n`,
  ])
})

test('secrets that are gone are made anew, and that is said', async () => {
  const data = copyOf(healthy)
  const started = async () => {
    const server = await startServer({ data })
    await server.stop()
    return server.output()
  }
  expect(await started()).not.toContain('Secrets')
  rmSync(join(data, 'secrets.json'))
  expect(await started()).toMatch(/Secrets: secrets\.json is not there .* second steps/)
  expect(await started()).not.toContain('Secrets')
})

describe('a journal', () => {
  test.each<[string, (path: string) => void]>([
    ['taken away', (path) => rmSync(path)],
    ['emptied', (path) => truncateSync(path, 0)],
  ])(
    'that was %s is told by the log, the system page, reports and the check',
    async (_, damage) => {
      const data = copyOf(healthy)
      damage(journalWithClicks(data))
      const server = await startServer({ data })
      const missing = expect.stringMatching(/^journal \d+ is missing: /)
      const api = apiOf(server, key)

      expect((await visit(server.url)).status).toBe(302)
      expect(server.output()).toMatch(/journal \d+ is missing: .* until the file is put back/)
      const status = await api<{ problems: string[] }>('GET', '/system/status')
      expect(status.body.problems).toEqual([missing])
      const { body } = await api<{ meta: object }>('POST', '/report/query', {})
      expect(body.meta).toMatchObject({ partial: true, warnings: [missing] })
      await server.stop()
      const check = await runSluice(['ledger', 'check', '--json', '--data', data])
      expect([check.code, JSON.parse(check.stdout).problems]).toEqual([1, [missing]])
    },
  )

  test.each<[string, (path: string) => void, number]>([
    ['that is empty', (path) => truncateSync(path, 0), 0],
    [
      'that ends in half a frame',
      (path) => truncateSync(path, statSync(path).size - 5),
      CLICKS - 1,
    ],
    ['that ends in garbage', appendGarbage, CLICKS],
    ['whose header is damaged', (path) => overwrite(path, 0, Buffer.alloc(40, 0xff)), 0],
    ['with a damaged frame', (path) => overwrite(path, 200, Buffer.alloc(8, 0xff)), 0],
  ])('%s stops nothing, and what is whole is kept', async (_, damage, kept) => {
    const data = copyOf(healthy)
    damage(journalWithClicks(data))

    const server = await startServer({ data })
    expect((await visit(server.url)).status).toBe(302)
    const { clicks } = await reportedClicks(apiOf(server, key))
    expect(clicks).toBeGreaterThanOrEqual(kept + 1)
    expect(clicks).toBeLessThanOrEqual(CLICKS + 1)
    expect(await server.stop()).toBe(0)
  })
})

describe('the ledger', () => {
  let filled = ''
  beforeAll(async () => {
    filled = copyOf(healthy)
    const { code, stderr } = await runSluice([
      'demo',
      '--clicks',
      `${DEMO_CLICKS}`,
      '--data',
      filled,
    ])
    if (code !== 0) throw new Error(stderr)
  }, TIMEOUT_MS * 2)

  test.each<[string, (path: string) => void]>([
    ['with damaged pages', damageMiddle],
    ['that is empty', (path) => truncateSync(path, 0)],
    ['that is not a database', (path) => writeFileSync(path, 'no database'.repeat(1000))],
  ])(
    '%s: visitors are redirected, and the report says that it is partial',
    async (_, damage) => {
      const data = copyOf(filled)
      settle(join(data, 'ledger.db'))
      damage(join(data, 'ledger.db'))

      const server = await startServer({ data })
      expect((await visit(server.url)).status).toBe(302)
      const { clicks, isPartial } = await reportedClicks(apiOf(server, key))
      expect({ isPartial, someLeft: clicks > 0 }).toEqual({ isPartial: true, someLeft: true })
      expect(await server.stop()).toBe(0)
    },
    TIMEOUT_MS,
  )
})

test(
  "events of today that can't be read keep no server from starting, and calls of their clicks",
  async () => {
    const time = Date.now() - 60_000
    const data = ledgerOf([anEvent({ clickSeq: SEGMENT_ROWS, time, clickTime: time, clicks: 1 })])
    const keeper = openLedgerOn(data)
    keeper.sealNext()
    const clickId = keeper.clicks.idOf(SEGMENT_ROWS)
    keeper.close()
    const whole = join(newDataDir(), 'ledger.db')
    settle(join(data, 'ledger.db'))
    cpSync(join(data, 'ledger.db'), whole)
    const db = new Database(join(data, 'ledger.db'))
    db.run(`UPDATE columns SET bytes = randomblob(length(bytes)) WHERE name = 'clickSeq'`)
    db.close()
    const config = openConfig(data)
    if ('damaged' in config) throw new Error(config.damaged)
    config.close()

    const server = await startServer({ data })
    const call = `postback?subid=${clickId}&status=sale&payout=5`
    const answer = await fetch(`${server.url}/${postbackKeyIn(data)}/${call}`)
    expect(await answer.text()).toBe('Stored: unreadable_click')
    const link = await fetch(`${server.url}/click?lp=1&bcid=${clickId}`)
    expect([link.status, link.headers.get('retry-after')]).toEqual([503, '30'])
    const { api } = await admin(server)
    const failed = { result: 'failed', cause: 'unreadable_click' }
    const upload = (query: object) =>
      api<{ results: object[] }>('POST', '/conversions/import', query)
    const payload = `${clickId}:status=sale:payout=7:tid=line`
    const skipped = await upload({ payload })
    expect(skipped.body.results).toMatchObject([
      { ...failed, hint: expect.stringContaining('sluice ledger check') },
    ])
    expect(await api('PUT', '/conversions', { payload })).toEqual({ status: 207, body: [clickId] })
    const kept = await upload({ payload, unknown: 'unmatched' })
    expect(kept.body.results).toMatchObject([{ ...failed, result: 'parked' }])
    const clickless = { filter: { cause: failed.cause }, withoutClick: true, dryRun: true }
    const again = await api('POST', '/postbacks/unmatched/reapply', clickless)
    expect(again.body).toMatchObject({ results: [{ result: 'accepted' }, { result: 'accepted' }] })
    expect((await api('DELETE', '/conversions', { ids: [clickId] })).status).toBe(503)
    expect(await server.stop()).toBe(0)
    expect(server.output()).toContain("events can't be read: segment 1")

    for (const extra of ['-wal', '-shm']) rmSync(join(data, `ledger.db${extra}`), { force: true })
    cpSync(whole, join(data, 'ledger.db'))
    const repaired = await startServer({ data })
    await until('what was kept counts', () => moneyTable(data).revenueMicros > 0)
    expect(moneyTable(data)).toMatchObject({ conversions: 1, revenueMicros: 5_000_000 })
    expect(await repaired.stop()).toBe(0)
  },
  TIMEOUT_MS,
)

function postbackKeyIn(data: string): string {
  const db = new Database(join(data, 'config.db'), { readonly: true })
  const row = db.query<{ key: string }, []>('SELECT "key" FROM postback_keys').get()
  db.close()
  return row?.key ?? ''
}

const visit = (url: string) => fetch(`${url}/damaged`, { redirect: 'manual' })

const serve = async (data: string) =>
  runSluice(['serve', '--data', data, '--listen', `127.0.0.1:${await freePort()}`])

function copyOf(data: string): string {
  const copy = newDataDir()
  cpSync(data, copy, { recursive: true })
  return copy
}

/** Brings what is in a database's WAL into its file, so that damage to the file is all there is. */
function settle(path: string): void {
  const db = new Database(path)
  db.run('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  for (const extra of ['-wal', '-shm']) rmSync(path + extra, { force: true })
}

function asFolder(path: string): void {
  rmSync(path)
  mkdirSync(path)
}

function setVersion(path: string, version: number): void {
  const db = new Database(path)
  db.run(`PRAGMA user_version = ${version}`)
  db.run('PRAGMA journal_mode = DELETE')
  db.close()
}

test('a geo database that is none is named in the log, and the one inside goes on', async () => {
  const data = newDataDir()
  mkdirSync(join(data, 'geo'), { recursive: true, mode: 0o700 })
  writeFileSync(join(data, 'geo/mine.mmdb'), 'not a database')
  const server = await startServer({ data })

  expect(server.output()).toMatch(/Geo database mine\.mmdb: not used: ./)
  expect(server.output()).toMatch(/Geo database DB-IP Country Lite: made 20\d\d-\d\d-\d\d/)
  await server.stop()
})

function overwrite(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, 'r+')
  writeSync(file, bytes, 0, bytes.length, at)
  closeSync(file)
}

function appendGarbage(path: string): void {
  overwrite(path, statSync(path).size, Buffer.from('garbage'.repeat(20)))
}

function damageMiddle(path: string): void {
  const page = Math.floor(statSync(path).size / PAGE_BYTES / 2)
  overwrite(path, page * PAGE_BYTES, Buffer.alloc(16 * PAGE_BYTES, 0xa5))
}

/** The largest: others may be empty files prepared ahead. */
function journalWithClicks(data: string): string {
  const journals = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.journal'))
    .map((name) => join(data, name))
    .toSorted((a, b) => statSync(b).size - statSync(a).size)
  if (!journals[0]) throw new Error(`no journal in ${data}`)
  return journals[0]
}

/** What must not change: the bytes of a file, the names in a folder. */
function contentOf(path: string): string[] | Buffer {
  if (!existsSync(path)) return []
  return statSync(path).isDirectory() ? readdirSync(path) : readFileSync(path)
}
