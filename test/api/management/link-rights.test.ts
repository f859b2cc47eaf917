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

test('links and pixels that somebody was given by their ids are his to see, or to change', async () => {
  const made = async (path: string, body: object) =>
    ((await api.call('POST', path, body)).body as { id: number }).id
  const link = (name: string) =>
    made('/links', { webUrl: `https://${name}.test/`, tags: ['given'] })
  const [seen, changed, hidden] = [await link('seen'), await link('changed'), await link('hidden')]
  const pixel = await made('/pixels', { name: 'Given', code: '<i></i>' })
  await made('/pixels', { name: 'Hidden', code: '<i></i>' })
  const person = addPerson(api, 'given@example.test', {
    permissions: [
      readsDomain,
      permission('link', {
        canCreate: true,
        readUuids: [String(seen)],
        modifyUuids: [String(changed)],
      }),
      permission('pixel', { readUuids: [String(pixel)] }),
    ],
  })
  const ask = (method: string, path: string, body?: unknown) =>
    api.call(method, path, body, person.key)
  const own = (await ask('POST', '/links', { webUrl: 'https://own.test/', tags: ['given'] })).body
    .id
  const status = async (method: string, id: number, body?: unknown) =>
    (await ask(method, `/links/${id}`, body)).status
  expect(await Promise.all([seen, changed, hidden].map((id) => status('GET', id)))).toEqual([
    200, 200, 403,
  ])
  expect(await status('PATCH', seen, { title: 'x' })).toBe(403)
  expect(await status('PATCH', changed, { title: 'x' })).toBe(200)

  const ids = async (query: string) => {
    const { rows, pageInfo } = (await ask('GET', `/links?${query}`)).body
    return [rows.map(({ id }: { id: number }) => id), pageInfo.total]
  }
  expect(await ids('')).toEqual([[own, changed, seen], 3])
  expect(await ids('order=oldest&limit=2')).toEqual([[seen, changed], 3])
  expect(await ids(`order=oldest&cursor=${seen}`)).toEqual([[changed, own], 3])
  expect(await ids('tag=given')).toEqual([[own, changed, seen], 3])
  expect(await ids('q=changed.test')).toEqual([[changed], 1])
  const [, ...lines] = String((await ask('GET', '/links/export')).body)
    .trim()
    .split('\r\n')
  expect(lines).toHaveLength(3)
  expect(new Set(lines.map((line) => Number.parseInt(line, 10)))).toEqual(
    new Set([seen, changed, own]),
  )
  const pixels = (await ask('GET', '/pixels')).body
  expect([pixels.rows.map(({ id }: { id: number }) => id), pixels.total]).toEqual([[pixel], 1])
  await ask('DELETE', `/links/${changed}`)
  expect(await ids('')).toEqual([[own, seen], 2])
  expect(await ids('status=deleted')).toEqual([[changed], 1])
})
