/**
 * SIGKILL while files of costs are booked: each is booked whole, before it
 * or at the next start, and once.
 */
import { Database } from 'bun:sqlite'
import { afterAll, expect } from 'bun:test'
import { join } from 'node:path'

import { LEDGER_FILE } from '../../src/ledger/segments/ledger-db.ts'
import { admin, type Api, apiOf } from '../support/api.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, newDataDir, runSluice, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const CLICKS = 100_000
const LINES = 9000
/** As many as are taken at a time; one is booked after the other. */
const FILES = 4
const PATIENCE_MS = 60_000

afterAll(cleanUp)

drill(
  'kill -9 books no half file of costs, and the next start books those that were left, in their order',
  null,
  async () => {
    const data = newDataDir()
    expect((await runSluice(['demo', '--clicks', String(CLICKS), '--data', data])).code).toBe(0)
    const server = await startServer({ data })
    const { api: first, key } = await admin(server)
    const { body: campaigns } = await first<{ id: number }[]>('GET', '/campaign/short/info')
    const fileOfAll = fileFor(campaigns.map(({ id }) => id))
    const sent = Array.from({ length: FILES }, () =>
      first('POST', '/costs/file', fileOfAll).catch(() => null),
    )
    await until('all files are begun', () => idsIn(data).length === FILES, PATIENCE_MS)
    const ids = idsIn(data)
    await until('one is booked', () => isBooked(first, ids[0]!), PATIENCE_MS)
    await server.kill('SIGKILL')
    await Promise.all(sent)
    const left = leftIn(data)
    expect(left).toContain(ids.at(-1)!)

    const restarted = await startServer({ data, port: server.port })
    const api = apiOf(restarted, key)
    // What is asked for after the start is newer than what was left.
    await api('POST', '/costs', costsOf(campaigns))
    for (const id of ids) await until(`${id} is booked`, () => isBooked(api, id), PATIENCE_MS)
    const found = await Promise.all(ids.map((id) => fileOf(api, id)))
    expect(found.map(({ results }) => results.length)).toEqual(ids.map(() => LINES))
    await until('the newest is booked', async () => (await newest(api)).importId === null)
    const { batchId, clicks, clicksInForce } = await newest(api)
    expect([batchId, clicksInForce]).toEqual([FILES * LINES + 1, clicks])
    await until('what was left is in the audit', async () => {
      const { body } = await api<Audit>('GET', '/audit?kind=costs&limit=100')
      const noted = new Set(body.rows.map(({ objectId }) => objectId))
      return left.every((id) => noted.has(id))
    })
    for (const id of ids)
      expect((await api('POST', `/costs/file/${id}/undo`)).status).toBeOneOf([200, 202])
    expect(leftIn(data)).toEqual([])
    expect(await restarted.stop()).toBe(0)
  },
)

interface Audit {
  readonly rows: readonly { readonly objectId: string }[]
}

interface Batch {
  readonly batchId: number
  readonly importId: string | null
  readonly clicks: number
  readonly clicksInForce: number
}

async function newest(api: Api): Promise<Batch> {
  const { body } = await api<{ batches: [Batch] }>('GET', '/costs?limit=1')
  return body.batches[0]
}

/** One sum for all clicks there are. */
const costsOf = (campaigns: readonly { id: number }[]) => ({
  campaigns: campaigns.map(({ id }) => id),
  from: '2020-01-01',
  to: '2030-01-01',
  timezone: 'UTC',
  cost: 1,
})

interface Uploaded {
  readonly importId: string
  readonly state: string
  readonly progress: number
  readonly error?: string
  readonly results: readonly unknown[]
}

async function fileOf(api: Api, id: string): Promise<Uploaded> {
  return (await api<Uploaded>('GET', `/costs/file/${id}`)).body
}

async function isBooked(api: Api, id: string): Promise<boolean> {
  return (await fileOf(api, id)).state === 'done'
}

/** Each line is an hour of its own, most of them without clicks. */
function fileFor(campaigns: readonly number[]) {
  const now = Math.floor(Date.now() / 3_600_000)
  const lines = Array.from({ length: LINES }, (_, at) => {
    const hour = new Date((now - at) * 3_600_000).toISOString().slice(0, 13)
    return `${hour},1.25`
  })
  return { campaigns, csv: ['date,cost', ...lines].join('\n'), timezone: 'UTC' }
}

/** As they came: the server tells an id with its answer, and it does not live until then. */
const idsIn = (data: string) => uploadsIn(data, 'true')
const leftIn = (data: string) => uploadsIn(data, 'work IS NOT NULL')

function uploadsIn(data: string, where: string): string[] {
  const db = new Database(join(data, LEDGER_FILE), { readonly: true })
  try {
    const sql = `SELECT id FROM cost_uploads WHERE ${where} ORDER BY rowid`
    return db
      .query<{ id: string }, []>(sql)
      .all()
      .map(({ id }) => id)
  } finally {
    db.close()
  }
}
