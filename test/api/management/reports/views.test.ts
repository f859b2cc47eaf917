import { afterAll, beforeAll, expect, test } from 'bun:test'

import type { Query } from '../../../../src/core/reports/query.ts'
import { openManagement } from '../../../support/management.ts'
import { addPerson, permission, type Person } from '../../../support/people.ts'

/** Saved reports of one user, seen by others who may see less. */
let exported: Query | null = null
const management = openManagement({
  reports: {
    export: ({ query }) => {
      exported = query
      return Promise.resolve(
        (async function* () {
          yield 'lines\r\n'
        })(),
      )
    },
  },
})
afterAll(() => management.close())

const people: Record<string, Person> = {}
const call = (who: string, method: string, path: string, body?: unknown) =>
  management.call(method, path, body, people[who]?.key)

beforeAll(async () => {
  const everything = [permission('campaign', { accessLevel: 'READ' })]
  people['owner'] = addPerson(management, 'owner', { permissions: everything })
  people['poor'] = addPerson(management, 'poor', { permissions: everything, hideProfit: true })
  const two = [permission('campaign', { readUuids: ['2'] })]
  people['guest'] = addPerson(management, 'guest', { permissions: two })
  people['chief'] = addPerson(management, 'chief', { role: 'admin' })
  await management.call('POST', '/traffic_source', { name: 'S' })
  for (const name of ['One', 'Two']) {
    await management.call('POST', '/campaign', { name, trafficSourceId: 1 })
  }
})

const QUERY = {
  period: { preset: 'last_7_days' },
  groupings: ['campaign', 'geoCountry'],
  measures: ['clicks', 'profit', 'cr'],
  filters: [
    { field: 'campaign', op: 'in', value: ['1', '2'] },
    { field: 'roi', op: 'gt', value: 10, level: 1 },
    { any: [{ field: 'clicks', op: 'gt', value: 5 }] },
  ],
  sort: [
    { field: 'profit', dir: 'desc' },
    { field: 'clicks', dir: 'asc' },
  ],
}

async function saved(isShared: boolean): Promise<string> {
  const { status, body } = await call('owner', 'POST', '/views', {
    name: 'Winners',
    isShared,
    query: QUERY,
  })
  expect(status).toBe(201)
  return body.id
}

test('a view comes back as it was saved', async () => {
  const id = await saved(false)
  const { body, headers } = await call('owner', 'GET', `/views/${id}`)
  expect(body).toEqual({
    id,
    name: 'Winners',
    isShared: false,
    isOwn: true,
    accessLevel: 'modify',
    owner: 'owner',
    query: QUERY,
    isCut: false,
    createdAt: '2026-11-21 12:00:00',
    changedAt: '2026-11-21 12:00:00',
  })
  expect(headers.get('etag')).not.toBeNull()
  const { body: list } = await call('owner', 'GET', '/views')
  expect(list.rows.map((row: { id: string }) => row.id)).toContain(id)
})

test('a private view does not exist for others, administrators included', async () => {
  const id = await saved(false)
  for (const who of ['guest', 'chief']) {
    expect((await call(who, 'GET', `/views/${id}`)).status).toBe(404)
    expect((await call(who, 'PUT', `/views/${id}`, { name: 'Mine' })).status).toBe(404)
    expect((await call(who, 'DELETE', `/views/${id}`)).status).toBe(404)
    expect((await call(who, 'GET', `/views/${id}/export`)).status).toBe(404)
    const { body } = await call(who, 'GET', '/views')
    expect(JSON.stringify(body)).not.toContain(id)
  }
})

test('a shared view is read by all, and changed by its owner and administrators', async () => {
  const id = await saved(true)
  expect((await call('guest', 'GET', `/views/${id}`)).body).toMatchObject({
    isOwn: false,
    accessLevel: 'read',
    owner: null,
  })
  expect((await call('guest', 'PUT', `/views/${id}`, { name: 'Mine' })).status).toBe(403)
  expect((await call('guest', 'DELETE', `/views/${id}`)).status).toBe(403)
  expect((await call('chief', 'PUT', `/views/${id}`, { name: 'Ours' })).status).toBe(200)
  expect((await call('owner', 'GET', `/views/${id}`)).body).toMatchObject({
    name: 'Ours',
    query: QUERY,
  })
  expect((await call('chief', 'DELETE', `/views/${id}`)).status).toBe(200)
  expect((await call('owner', 'GET', `/views/${id}`)).status).toBe(404)
})

test('hidden money is in no column, filter or sorting of a shared view', async () => {
  const id = await saved(true)
  const { body } = await call('poor', 'GET', `/views/${id}`)
  expect(body).toMatchObject({
    isCut: true,
    query: {
      measures: ['clicks', 'cr'],
      filters: [QUERY.filters[0], QUERY.filters[2]],
      sort: [{ field: 'clicks', dir: 'asc' }],
    },
  })
  expect((await call('poor', 'GET', `/views/${id}/export`)).status).toBe(200)
  expect(exported?.columns.map(({ key }) => key)).toEqual(['clicks', 'cr'])
})

test('ids of campaigns that the reader may not see are not in the view', async () => {
  const id = await saved(true)
  const { body } = await call('guest', 'GET', `/views/${id}`)
  expect(body).toMatchObject({ isCut: true })
  expect(body.query.filters[0]).toEqual({ field: 'campaign', op: 'in', value: ['2'] })
  expect(body.query.measures).toEqual(QUERY.measures)
})

test('who sends back a view that was cut for him changes nothing of what he did not see', async () => {
  const id = await saved(true)
  management.desk.stores.users.change(people['owner']!.id, { hideProfit: true })
  const { body } = await call('owner', 'GET', `/views/${id}`)
  expect(body.isCut).toBe(true)
  const renamed = { name: 'Renamed', isShared: true, query: body.query }
  expect((await call('owner', 'PUT', `/views/${id}`, renamed)).status).toBe(200)
  management.desk.stores.users.change(people['owner']!.id, { hideProfit: false })
  expect((await call('owner', 'GET', `/views/${id}`)).body).toMatchObject({
    name: 'Renamed',
    query: QUERY,
  })
})

test('an export has the period of the view, or the one that is asked for', async () => {
  const id = await saved(false)
  const { status, headers, body } = await call('owner', 'GET', `/views/${id}/export?bom=0`)
  expect([status, headers.get('content-type'), body]).toEqual([
    200,
    'text/csv; charset=utf-8',
    'lines\r\n',
  ])
  const day = 86_400_000
  expect((exported!.period.to - exported!.period.from) / day).toBeGreaterThan(6)
  await call('owner', 'GET', `/views/${id}/export?datePreset=today`)
  expect((exported!.period.to - exported!.period.from) / day).toBeLessThanOrEqual(1)
})

test('HEAD of an export makes none', async () => {
  const id = await saved(false)
  exported = null
  const { status, headers, body } = await call('owner', 'HEAD', `/views/${id}/export`)
  expect([status, headers.get('content-type'), body ?? '']).toEqual([
    200,
    'text/csv; charset=utf-8',
    '',
  ])
  expect(exported).toBeNull()
})

test.each([
  [{ query: {} }, 'name'],
  [{ name: '' }, 'name'],
  [{ name: 'V', query: { measures: ['nonsense'] } }, 'query.measures.0'],
  [{ name: 'V', query: { groupings: ['campaign'], offset: 10 } }, 'query.offset'],
  [{ name: 'V', query: { parent: [{ dimension: 'offer', value: '1' }] } }, 'query.parent'],
  [{ name: 'V', columns: [] }, 'columns'],
])('%j is refused with the place', async (body, field) => {
  const answer = await call('owner', 'POST', '/views', body)
  expect(answer.status).toBe(400)
  expect(Object.keys(answer.body.errors.fields)).toContain(field)
})

test('a view can’t be saved with columns that are kept from its owner', async () => {
  const body = { name: 'V', query: { measures: ['profit'] } }
  expect((await call('poor', 'POST', '/views', body)).status).toBe(400)
})

test('two writers do not overwrite each other with If-Match', async () => {
  const id = await saved(false)
  const { headers } = await call('owner', 'GET', `/views/${id}`)
  const put = (name: string) =>
    management.send(
      new Request(`http://localhost/public/api/v1/views/${id}`, {
        method: 'PUT',
        headers: { 'api-key': people['owner']!.key, 'if-match': headers.get('etag') ?? '' },
        body: JSON.stringify({ name }),
      }),
    )
  expect((await put('First')).status).toBe(200)
  expect((await put('Second')).status).toBe(412)
})

test('what is saved has an end, and every change is in the audit', async () => {
  const person = addPerson(management, 'hoarder')
  people['hoarder'] = person
  for (let at = 0; at < 200; at++) {
    management.desk.stores.saved.add({
      kind: 'views',
      id: crypto.randomUUID(),
      ownerId: person.id,
      isShared: false,
      name: 'V',
      spec: {},
    })
  }
  expect((await call('hoarder', 'POST', '/views', { name: 'V' })).status).toBe(400)
  const { body } = await management.call('GET', '/audit?kind=views&datePreset=all_time')
  const events = new Set(body.rows.map((row: { event: string }) => row.event))
  expect(events).toEqual(new Set(['change', 'create', 'remove']))
})

test('a view of what is below a row is exported as all of that', async () => {
  const parent = [{ dimension: 'campaign', value: '1' }]
  const query = { groupings: ['campaign', 'geoCountry'], measures: ['clicks'], parent }
  const made = await call('owner', 'POST', '/views', { name: 'Below', isShared: true, query })
  const url = `/views/${made.body.id}`
  expect((await call('owner', 'GET', url)).body.query).toEqual(query)
  expect((await call('owner', 'GET', `${url}/export`)).status).toBe(200)
  const below = { any: [{ field: 'campaign', op: 'eq', values: ['1'] }] }
  expect(exported).toMatchObject({ groupings: query.groupings, parent: [] })
  expect(exported?.where).toContainEqual(below as never)
  const shown = (await call('guest', 'GET', url)).body
  expect(JSON.stringify(shown.query)).not.toContain('"1"')
  expect((await call('guest', 'GET', `${url}/export`)).status).toBe(200)
  expect(exported?.where).toContainEqual({ any: [{ field: 'campaign', op: 'in', values: [] }] })
  const bad = { ...query, parent: [{ dimension: 'geoCountry', value: 'DE' }] }
  const refused = await call('owner', 'POST', '/views', { name: 'No', query: bad })
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('query.parent'),
  ])
  const filters = Array.from({ length: 100 }, () => ({ field: 'bot', op: 'eq', value: true }))
  const many = await call('owner', 'POST', '/views', { name: 'No', query: { ...query, filters } })
  expect(many.status).toBe(400)
})
