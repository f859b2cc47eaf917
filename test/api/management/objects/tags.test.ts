/** Tags and notes, and what limited users see of them. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { COMMAND_LINE } from '../../../../src/manage/access.ts'
import { createKey } from '../../../../src/manage/people/keys.ts'
import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call, desk } = management
const UNKNOWN = '6f1c2f0a-0000-4000-8000-000000000000'
let limited = ''
const as = (method: string, path: string, body?: unknown) => call(method, path, body, limited)
const names = (body: { name: string }[]) => body.map(({ name }) => name)

beforeAll(async () => {
  await call('POST', '/traffic_source', { name: 'Source' })
  for (const name of ['Theirs', 'His'])
    await call('POST', '/campaign', { name, trafficSourceId: 1 })
  const [readUuids, readGroupUuids, modifyGroupUuids] = [[], [], []]
  const permission = { subject: 'campaign', accessLevel: 'CUSTOM', canCreate: false } as const
  const uuids = { readUuids, readGroupUuids, modifyGroupUuids, modifyUuids: ['2'] }
  const user = { login: 'limited', passwordHash: 'none', role: 'user' } as const
  desk.stores.users.add({ ...user, permissions: [{ ...permission, ...uuids }] })
  limited = createKey(desk, COMMAND_LINE, 'limited') as string
})

const tagged = (id: number) => ({ subject: 'campaign', subjectId: id })

async function made(name: string, by = call): Promise<string> {
  const { status, body } = await by('POST', '/tags', { name })
  expect(status).toBe(201)
  return body.id
}

describe('a tag', () => {
  test('is put on objects and taken from them; twice is said', async () => {
    const id = await made('Summer')
    expect((await call('POST', `/tags/${id}/link`, tagged(1))).status).toBe(200)
    expect((await call('POST', `/tags/${id}/link`, tagged(1))).status).toBe(409)
    expect((await call('GET', '/tags/campaign/1')).body).toEqual([{ id, name: 'Summer' }])
    const { body } = await call('GET', '/tags?subject=campaign')
    expect(body).toEqual([{ id, name: 'Summer', links: [{ subject: 'campaign', subjectId: '1' }] }])
    expect((await call('GET', '/tags?subject=offer')).body[0].links).toEqual([])
    expect((await call('DELETE', `/tags/${id}/unlink`, tagged(1))).status).toBe(200)
    expect((await call('GET', '/tags/campaign/1')).body).toEqual([])
    expect((await call('DELETE', `/tags/${id}`)).status).toBe(200)
  })

  test('has a name of its own, whatever the case', async () => {
    const id = await made('Winter')
    expect((await call('POST', '/tags', { name: ' winter' })).status).toBe(409)
    expect((await call('PUT', `/tags/${id}`, { name: 'WINTER' })).status).toBe(200)
    expect((await call('POST', '/tags', { name: ' ' })).status).toBe(400)
    expect((await call('POST', `/tags/${UNKNOWN}/link`, tagged(1))).status).toBe(404)
    expect((await call('POST', `/tags/${id}/link`, tagged(99))).status).toBe(404)
    await call('DELETE', `/tags/${id}`)
  })

  test('changes on many objects at once; those that could not be changed are named', async () => {
    const [a, b] = [await made('a'), await made('b')]
    const set = (body: object) => call('POST', '/tags/campaign/change_tags', body)
    expect((await set({ ids: [1, 2, 99], tagIds: [a] })).body).toEqual({ failedIds: [99] })
    expect((await set({ ids: ['1'], addTagIds: [b], removeTagIds: [a] })).status).toBe(200)
    expect(names((await call('GET', '/tags/campaign/1')).body)).toEqual(['b'])
    expect(names((await call('GET', '/tags/campaign/2')).body)).toEqual(['a'])
    const { status, body } = await set({ ids: [1], tagIds: [UNKNOWN] })
    expect([status, Object.keys(body.errors.fields)]).toEqual([400, ['tagIds']])
    for (const id of [a, b]) await call('DELETE', `/tags/${id}`)
  })
})

describe('a limited user', () => {
  test('sees his own tags and those of what he may read, and no others', async () => {
    const [secret, shared] = [await made('Secret'), await made('Shared')]
    await call('POST', `/tags/${secret}/link`, tagged(1))
    await call('POST', `/tags/${shared}/link`, tagged(2))
    const own = await made('secret', as)
    const { body } = await as('GET', '/tags')
    expect(names(body)).toEqual(['secret', 'Shared'])
    expect(body.flatMap(({ links }: { links: object[] }) => links)).toEqual([
      { subject: 'campaign', subjectId: '2' },
    ])
    for (const id of [secret, UNKNOWN]) {
      expect((await as('POST', `/tags/${id}/link`, tagged(2))).status).toBe(403)
      expect((await as('PUT', `/tags/${id}`, { name: 'x' })).status).toBe(403)
      expect((await as('DELETE', `/tags/${id}`)).status).toBe(403)
    }
    expect((await as('POST', `/tags/${own}/link`, tagged(1))).status).toBe(403)
    expect((await as('DELETE', `/tags/${shared}`)).status).toBe(403)
    expect((await as('POST', `/tags/${own}/link`, tagged(2))).status).toBe(200)
  })

  test('keeps what he can’t see when he sets all tags of an object', async () => {
    const { body } = await as('POST', '/tags/campaign/change_tags', { ids: [1, 2], tagIds: [] })
    expect(body).toEqual({ failedIds: [1] })
    expect((await call('GET', '/tags/campaign/2')).body).toEqual([])
    expect(names((await call('GET', '/tags/campaign/1')).body)).toEqual(['Secret'])
  })

  test('reads and writes notes of his own campaigns alone', async () => {
    const [foreign, own] = [crypto.randomUUID(), crypto.randomUUID()]
    await call('POST', `/note/${foreign}`, { ...tagged(1), text: 'not for him' })
    expect((await as('GET', '/note/campaign/1')).status).toBe(403)
    for (const id of [foreign, UNKNOWN]) {
      expect((await as('PUT', `/note/${id}`, { text: 'x' })).status).toBe(403)
    }
    expect((await as('POST', `/note/${own}`, { ...tagged(2), text: 'his' })).status).toBe(201)
    expect((await as('GET', '/note/campaign/2')).body).toMatchObject({ id: own, text: 'his' })
  })
})

test('an object has one note, which is changed in place', async () => {
  const [id, other] = [crypto.randomUUID(), crypto.randomUUID()]
  const at = { subject: 'traffic_source', subjectId: 1 }
  expect((await call('GET', '/note/traffic_source/1')).body).toEqual({})
  expect((await call('POST', `/note/${id}`, { ...at, text: 'first' })).status).toBe(201)
  expect((await call('POST', `/note/${other}`, { ...at, text: 'second' })).status).toBe(409)
  expect((await call('PUT', `/note/${id}`, { text: 'changed' })).status).toBe(200)
  expect((await call('GET', '/note/traffic_source/1')).body).toMatchObject({ text: 'changed' })
  expect((await call('PUT', `/note/${UNKNOWN}`, { text: 'x' })).status).toBe(404)
})
