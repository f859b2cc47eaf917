/** Who may make short links and pixels: by each way that the management API has. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../support/management.ts'
import { addPerson, permission, type Person } from '../../support/people.ts'

const api = openManagement()
afterAll(api.close)

const DOMAIN = crypto.randomUUID()
const readsDomain = permission('domain', { readUuids: [DOMAIN] })
let maker: Person
let reader: Person

beforeAll(async () => {
  await api.call('POST', `/domain/${DOMAIN}`, { host: 'rights.example.test' })
  const mayMake = ['link', 'pixel'].map((subject) => permission(subject, { canCreate: true }))
  maker = addPerson(api, 'maker@example.test', { permissions: [readsDomain, ...mayMake] })
  const mayRead = permission('link', { accessLevel: 'MODIFY' })
  reader = addPerson(api, 'reader@example.test', { permissions: [readsDomain, mayRead] })
})

const WAYS: [string, string, object, number][] = [
  ['one by one', '/links', { webUrl: 'https://a.test/' }, 201],
  ['in bulk', '/links/bulk', { items: [{ webUrl: 'https://b.test/' }] }, 200],
  ['from a file', '/links/import', { csv: 'url\nhttps://c.test/' }, 200],
  [
    'from a file that is only tried',
    '/links/import?dryRun=1',
    { csv: 'url\nhttps://c.test/' },
    200,
  ],
  ['as pixels', '/pixels', { name: 'Pixel', code: '<i></i>' }, 201],
]

test.each(WAYS)('%s only who may create them makes new ones', async (_, path, body, status) => {
  const of = async ({ key }: Person) => (await api.call('POST', path, body, key)).status
  expect(await of(maker)).toBe(status)
  expect(await of(reader)).toBe(403)
})

test('what somebody made is his to change, and hidden from others without rights', async () => {
  const { body } = await api.call('POST', '/links', { webUrl: 'https://d.test/' }, maker.key)
  const path = `/links/${(body as { id: number }).id}`
  expect((await api.call('PATCH', path, { title: 'Mine' }, maker.key)).status).toBe(200)
  expect((await api.call('PATCH', path, { title: 'Yours' }, reader.key)).status).toBe(200)
  const stranger = addPerson(api, 'stranger@example.test')
  expect((await api.call('GET', path, undefined, stranger.key)).status).toBe(403)
  const list = await api.call('GET', '/links', undefined, stranger.key)
  expect(list.body).toMatchObject({ rows: [], pageInfo: { total: 0 } })
})

test('a limited user may have so many links, an administrator any number', async () => {
  const person = addPerson(api, 'many@example.test', {
    permissions: [readsDomain, permission('link', { canCreate: true })],
  })
  const as = (method: string, path: string, body?: unknown, key = person.key) =>
    api.call(method, path, body, key)
  const set = (max: number) => as('PATCH', '/settings', { 'links.per_user_max': max }, api.key)
  const items = ['a', 'b', 'c', 'd'].map((name) => ({ webUrl: `https://${name}.test/` }))
  await set(3)
  const bulk = await as('POST', '/links/bulk', { items })
  const made = bulk.body.items.flatMap(({ data }: { data?: { id: number } }) => data?.id ?? [])
  expect([bulk.body.failed, made.length]).toEqual([1, 3])
  const refused = await as('POST', '/links', items[0])
  expect([refused.status, Object.keys(refused.body.errors.fields)]).toEqual([400, ['word']])
  const csv = { csv: 'url\nhttps://c.test/' }
  expect((await as('POST', '/links/import?dryRun=1', csv)).body.failed).toHaveLength(1)
  expect((await as('POST', '/links', items[0], api.key)).status).toBe(201)

  // A deleted one makes room, for another or for itself.
  await as('DELETE', `/links/${made[0]}`)
  expect((await as('POST', '/links', items[0])).status).toBe(201)
  expect((await as('POST', `/links/${made[0]}/restore`)).status).toBe(400)
  await set(0)
  expect((await as('POST', `/links/${made[0]}/restore`)).status).toBe(200)
})
