/** SIGKILL while files of costs are booked: each is booked whole or not at all, and says which. */
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
  'kill -9 books no half file of costs, and each file says what became of it',
  null,
  async () => {
    const data = newDataDir()
    expect((await runSluice(['demo', '--clicks', String(CLICKS), '--data', data])).code).toBe(0)
    const server = await startServer({ data })
    const { api: first, key } = await admin(server)
    const { body: campaigns } = await first<{ id: number }[]>('GET', '/campaign/short/info')
    const file = fileFor(campaigns.map(({ id }) => id))
    const sent = Array.from({ length: FILES }, () =>
      first('POST', '/costs/file', file).catch(() => null),
    )
    await until('all files are begun', () => idsIn(data).length === FILES, PATIENCE_MS)
    const ids = idsIn(data)
    await until('one is booked', () => isBooked(first, ids[0]!), PATIENCE_MS)
    await server.kill('SIGKILL')
    await Promise.all(sent)

    const restarted = await startServer({ data, port: server.port })
    const api = apiOf(restarted, key)
    const found = await Promise.all(ids.map((id) => fileOf(api, id)))
    expect(found[0]!.state).toBe('done')
    expect(found.at(-1)).toEqual({
      importId: ids.at(-1)!,
      state: 'interrupted',
      progress: 0,
      error: 'the server stopped before it was booked: nothing of it is booked, upload it again',
      results: [],
    })
    for (const { importId, state, results } of found) {
      const isDone = state === 'done'
      expect(state).toBe(isDone ? 'done' : 'interrupted')
      expect(results.length).toBe(isDone ? LINES : 0)
      const undone = await api('POST', `/costs/file/${importId}/undo`)
      expect(undone.status).toBe(isDone ? 200 : 404)
    }

    const { body: again } = await api<Uploaded>('POST', '/costs/file', file)
    await until('the file is booked', () => isBooked(api, again.importId), PATIENCE_MS)
    expect((await fileOf(api, again.importId)).results.length).toBe(LINES)
    expect(await restarted.stop()).toBe(0)
  },
)

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
function idsIn(data: string): string[] {
  const db = new Database(join(data, LEDGER_FILE), { readonly: true })
  try {
    const rows = db.query<{ id: string }, []>('SELECT id FROM cost_uploads ORDER BY rowid').all()
    return rows.map(({ id }) => id)
  } finally {
    db.close()
  }
}
