import { afterAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'

import { openManagement } from '../../../support/management.ts'
import { until } from '../../../support/until.ts'

const management = openManagement()
afterAll(() => management.close())
const { call, key, send } = management
const BASE = 'http://localhost/public/api/v1'

async function finished() {
  await until(
    'the backup is made',
    async () => (await call('GET', '/backups')).body.running === null,
  )
  return (await call('GET', '/backups')).body
}

test('a backup is made beside other calls, one at a time, and can be downloaded and read back', async () => {
  const { status, body } = await call('POST', '/backup')
  expect([status, body]).toEqual([202, { name: '2026-11-21T120000Z' }])
  const second = await call('POST', '/backup')
  expect([second.status, second.body.errors.title]).toEqual([409, 'Conflict'])

  const list = await finished()
  expect(list).toMatchObject({ total: 1, failed: null })
  expect(list.rows[0]).toMatchObject({ name: body.name, at: '2026-11-21 12:00:00', verified: true })

  const headers = { 'api-key': key }
  const response = await send(new Request(`${BASE}/backups/${body.name}`, { headers }))
  const archive = new Uint8Array(await response.arrayBuffer())
  expect(response.headers.get('content-type')).toBe('application/x-tar')
  expect(archive.length).toBe(list.rows[0].bytes)
  expect(createHash('sha256').update(archive).digest('hex')).toBe(list.rows[0].sha256)

  const verdict = await call('POST', `/backups/${body.name}/verify`)
  expect([verdict.status, verdict.body]).toEqual([200, { ok: true, messages: [] }])
})

test('what was done to backups is in the audit', async () => {
  const { body } = await call('GET', '/audit?kind=backups')
  const events = body.rows.map(({ event, name }: Record<string, string>) => [event, name])
  const name = '2026-11-21T120000Z'
  expect(events).toEqual([
    ['backup_verify', name],
    ['backup_read', name],
    ['backup', name],
  ])
})

test.each(['2020-01-01T000000Z', '..', '%2e%2e%2fconfig.db'])(
  'there is nothing to download or to verify at %s',
  async (name) => {
    expect((await call('GET', `/backups/${name}`)).status).toBe(404)
    expect((await call('POST', `/backups/${name}/verify`)).status).toBe(404)
  },
)
