/** Further keys of a user: what they open, and what they never open. */
import { afterAll, expect, test } from 'bun:test'

import { OPERATIONS } from '../../../../src/api/management/api.ts'
import { COMMAND_LINE } from '../../../../src/manage/access.ts'
import { createKey } from '../../../../src/manage/people/keys.ts'
import { NOW, openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call, desk, config } = management

async function made(part: object, by?: string): Promise<{ id: number; key: string }> {
  const { status, body } = await call('POST', '/api_keys', { name: 'a key', ...part }, by)
  expect(status).toBe(201)
  return body
}

const SECRETS = [
  'createUser',
  'editUser',

  'getApiKey',
  'downloadBackup',
  'exportConfiguration',
  'getClickApi',
  'listPostbackKeys',
  'createPostbackKey',
  'renewPostbackKey',
  'changeClickApi',
  'regenerateClickApiToken',
]

test.each(['write', 'read', 'reports'])('a key that may %s opens no other doors', async (scope) => {
  const { key } = await made({ scope })
  for (const { method, path } of OPERATIONS.filter(({ id }) => SECRETS.includes(id))) {
    const at = path.replaceAll(/:\w+/g, '1')
    const body = method === 'GET' ? undefined : {}
    expect([path, (await call(method, at, body, key)).status]).toEqual([path, 403])
  }
  for (const [method, path] of [
    ['POST', '/api_keys'],
    ['PUT', '/identity/api_key/refresh/1'],
    ['DELETE', '/api_keys/1'],
  ] as const) {
    const body = method === 'POST' ? { name: 'more', scope: 'write' } : undefined
    expect([path, (await call(method, path, body, key)).status]).toEqual([path, 403])
  }
})

test('a key that may write is not told again what its user was told once', async () => {
  const { key } = await made({ scope: 'write' })
  const ask = async (by: string) => {
    const headers = { 'api-key': by, 'idempotency-key': 'deploy' }
    const init = { method: 'POST', headers, body: JSON.stringify({ name: 'more', scope: 'write' }) }
    return management.send(new Request('http://localhost/public/api/v1/api_keys', init))
  }
  const first = await (await ask(management.key)).text()
  expect(first).toContain('slc_')
  const again = await ask(key)
  expect([again.status, (await again.text()).includes('slc_')]).toEqual([403, false])
  expect(await (await ask(management.key)).text()).toBe(first)
})

const REACH: readonly [scope: string, statuses: readonly number[]][] = [
  ['write', [201, 200, 503]],
  ['read', [403, 200, 503]],
  ['reports', [403, 403, 503]],
]

test.each(REACH)('a key that may %s makes, lists and reports so far', async (scope, statuses) => {
  const { key } = await made({ scope })
  const report = { groupings: ['campaign'], measures: ['clicks'] }
  const answers = [
    await call('POST', '/traffic_source', { name: scope }, key),
    await call('GET', '/settings', undefined, key),
    await call('POST', '/report/query', report, key),
  ]
  expect(answers.map(({ status }) => status)).toEqual([...statuses])
})

test('every operation that changes something is closed to a key that may read', async () => {
  const { key } = await made({ scope: 'read' })
  const writing = OPERATIONS.filter(({ open, method, forReaders }) => {
    return open !== true && method !== 'GET' && forReaders !== true
  })
  for (const { method, path } of writing) {
    const at = path.replaceAll(/:\w+/g, '1')
    expect([path, (await call(method, at, {}, key)).status]).toEqual([path, 403])
  }
})

test('a key that may read sees what a postback would be, and has none sent', async () => {
  const { key } = await made({ scope: 'read' })
  const preview = { url: 'https://s.test/?e={external_id}' }
  const asked = (send: boolean) => call('POST', '/postbacks/preview', { ...preview, send }, key)
  const before = (await call('GET', '/audit')).body.rows.length
  expect((await asked(false)).body).toMatchObject({
    url: 'https://s.test/?e=EXTERNAL-ID',
    heard: null,
  })
  expect((await asked(true)).status).toBe(403)
  expect((await call('GET', '/audit')).body.rows.length).toBe(before)
})

test('a key ends when it is removed, when it is over, and with its user', async () => {
  const isOpen = async (key: string) => (await call('GET', '/user/role', undefined, key)).status
  const { id, key } = await made({ scope: 'read' })
  expect(await isOpen(key)).toBe(200)
  expect((await call('DELETE', `/api_keys/${id}`)).status).toBe(200)
  expect(await isOpen(key)).toBe(401)
  const ending = await made({ scope: 'read', expiresAt: '2027-01-01 00:00:00' })
  expect(await isOpen(ending.key)).toBe(200)
  config.writer.query('UPDATE access_keys SET expires_at = ? WHERE id = ?').run(NOW, ending.id)
  expect(await isOpen(ending.key)).toBe(401)
})

test('a key counts only from the addresses it names', async () => {
  const status = async (addresses: string[]) => {
    const { key } = await made({ scope: 'read', addresses })
    return (await call('GET', '/user/role', undefined, key)).status
  }
  expect(await status(['127.0.0.0/8'])).toBe(200)
  expect(await status(['10.0.0.1', '::1'])).toBe(401)
})

test.each([
  [{ scope: 'read', addresses: ['nowhere'] }, 'addresses'],
  [{ scope: 'read', expiresAt: '2020-01-01 00:00:00' }, 'expiresAt'],
  [{ scope: 'all' }, 'scope'],
  [{ scope: 'read', name: ' ' }, 'name'],
])('%p is refused', async (part, field) => {
  const { status, body } = await call('POST', '/api_keys', { name: 'x', ...part })
  expect([status, Object.keys(body.errors.fields)]).toEqual([400, [field]])
})

test('keys are listed without their texts, those of others to nobody who does not manage them', async () => {
  const user = { login: 'bob', passwordHash: 'none', role: 'user', permissions: [] } as const
  const bobId = desk.stores.users.add(user)
  const bob = createKey(desk, COMMAND_LINE, 'bob') as string
  const { id, key } = await made({ scope: 'write' }, bob)
  const { body } = await call('GET', '/api_keys', undefined, bob)
  expect(body.rows).toEqual([expect.objectContaining({ id, userId: bobId, scope: 'write' })])
  expect(JSON.stringify(body)).not.toContain(key)
  expect((await call('GET', `/api_keys?userId=${bobId}`)).body.total).toBe(1)
  const foreign = await call('GET', '/api_keys?userId=1', undefined, bob)
  const unknown = await call('GET', '/api_keys?userId=99', undefined, bob)
  expect([foreign.status, foreign.body]).toEqual([403, unknown.body])
  const taken = { name: 'x', scope: 'read', userId: 1 }
  expect((await call('POST', '/api_keys', taken, bob)).status).toBe(403)
})
