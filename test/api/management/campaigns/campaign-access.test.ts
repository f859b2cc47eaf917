import { afterAll, beforeAll, expect, test } from 'bun:test'

import type { Permission } from '../../../../src/db/people/users.ts'
import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

/** Who may see a campaign and whose it is, asked and changed from the campaign. */
const management = openManagement()
afterAll(() => management.close())
const { call, desk, read } = management
const GROUP = crypto.randomUUID()
const users: Record<string, number> = {}
const keys: Record<string, string> = {}

const seeing = (part: Partial<Permission>) => [permission('campaign', part)]

function person(
  login: string,
  permissions: readonly Permission[],
  role: 'user' | 'admin' = 'user',
) {
  const { id, key } = addPerson(management, login, { role, permissions })
  users[login] = id
  keys[login] = key
}

beforeAll(async () => {
  person('nobody', [])
  person('all', seeing({ accessLevel: 'READ' }))
  person('grouped', seeing({ readGroupUuids: [GROUP] }))
  person('chief', [], 'admin')
  person('his', [])
  desk.stores.users.setAccessible(users['chief']!, [users['his']!])
  await call('POST', '/traffic_source', { name: 'S' })
  await call('POST', `/group/campaigns/${GROUP}`, { name: 'G' })
  const campaign = { trafficSourceId: 1, groupUuid: GROUP }
  for (const name of ['A', 'B']) await call('POST', '/campaign', { name, ...campaign })
})

const logins = (list: { login: string }[]) => list.map(({ login }) => login)
const shown = async (key?: string) => {
  const { body } = await call('GET', '/campaign/1/permissions', undefined, key)
  return [logins(body.read), logins(body.modify)]
}

test('users get access and lose it; others are not touched', async () => {
  expect(await shown()).toEqual([['all', 'grouped'], []])
  const given = { read: [users['nobody']], modify: [{ id: users['his'] }] }
  expect((await call('POST', '/campaign/1/permissions', given)).status).toBe(200)
  expect(await shown()).toEqual([['nobody', 'all', 'grouped', 'his'], ['his']])
  expect((await call('GET', '/campaign/1', undefined, keys['nobody'])).status).toBe(200)
  expect((await call('PUT', '/campaign/1', { name: 'N' }, keys['nobody'])).status).toBe(403)
  expect((await call('PUT', '/campaign/1', { name: 'N' }, keys['his'])).status).toBe(200)
  expect((await call('GET', '/campaign/2', undefined, keys['his'])).status).toBe(403)
  const userIds = [users['nobody'], users['his']]
  expect((await call('DELETE', '/campaign/1/permissions', { userIds })).status).toBe(200)
  expect(await shown()).toEqual([['all', 'grouped'], []])
})

test('who sees it by a group or sees all is not left out without a word', async () => {
  const userIds = [users['all'], users['grouped']]
  const { status, body } = await call('DELETE', '/campaign/1/permissions', { userIds })
  expect(status).toBe(400)
  expect(body.errors.fields.userIds[0]).toContain('all, grouped')
})

test('an administrator sees and names the users he manages', async () => {
  expect(await shown(keys['chief'])).toEqual([[], []])
  const give = (modify: unknown[]) =>
    call('POST', '/campaign/1/permissions', { modify }, keys['chief'])
  expect((await give([users['nobody']])).status).toBe(400)
  expect((await give([4242])).body).toEqual(
    JSON.parse(
      JSON.stringify((await give([users['nobody']])).body).replaceAll(
        String(users['nobody']),
        '4242',
      ),
    ),
  )
  expect((await give([users['his']])).status).toBe(200)
  expect(await shown(keys['chief'])).toEqual([['his'], ['his']])
})

test('a campaign gets an owner, who may change it, and loses him', async () => {
  const own = (body: object, key?: string) => call('POST', '/campaign/2/owner', body, key)
  expect((await own({ userId: 4242 })).status).toBe(409)
  expect((await own({ userId: users['nobody'] }, keys['chief'])).status).toBe(409)
  expect((await own({})).status).toBe(400)
  expect((await own({ ownerId: users['nobody'] })).status).toBe(200)
  expect(read.campaigns.find(2)?.ownerId).toBe(users['nobody']!)
  expect((await call('PUT', '/campaign/2', { name: 'Mine' }, keys['nobody'])).status).toBe(200)
  expect((await call('DELETE', '/campaign/2/owner')).status).toBe(200)
  expect(read.campaigns.find(2)?.ownerId).toBe(null)
})

test('limited users have no say, whatever they may change', async () => {
  for (const [method, path] of [
    ['GET', 'permissions'],
    ['POST', 'permissions'],
    ['DELETE', 'owner'],
  ] as const) {
    const body = method === 'GET' ? undefined : {}
    expect((await call(method, `/campaign/1/${path}`, body, keys['his'])).status).toBe(403)
  }
})
