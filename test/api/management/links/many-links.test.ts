/** One change of many links: who takes it, who does not, and why. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

const api = openManagement()
afterAll(api.close)

const HERE = crypto.randomUUID()
const THERE = crypto.randomUUID()

interface Shown {
  readonly id: number
  readonly tags: readonly string[]
  readonly pixelIds: readonly number[]
}

let pixels: readonly number[]

beforeAll(async () => {
  await api.call('POST', `/domain/${HERE}`, { host: 'here.example.test' })
  await api.call('POST', `/domain/${THERE}`, { host: 'there.example.test' })
  const made = ['A', 'B', 'C'].map((name) => api.call('POST', '/pixels', { name, code: '<i></i>' }))
  pixels = (await Promise.all(made)).map(({ body }) => (body as Shown).id)
})

async function made(more: object = {}): Promise<Shown> {
  const link = { webUrl: 'https://shop.example/a', domainUuid: HERE, ...more }
  return (await api.call('POST', '/links', link)).body as Shown
}

const shown = async (id: number) => (await api.call('GET', `/links/${id}`)).body as Shown
const change = (ids: readonly number[], changes: object) =>
  api.call('PATCH', '/links/bulk', { ids, ...changes })

test.each([
  [{ addTags: ['a', ' b  c '] }, ['a', 'b c', 'осень'], [0, 1]],
  [{ dropTags: ['осень', 'z'] }, ['a'], [0, 1]],
  [{ addTags: ['b'], dropTags: ['a', 'b'] }, ['осень'], [0, 1]],
  [{ tags: ['new'], addTags: ['newer'] }, ['new', 'newer'], [0, 1]],
  [{ addPixelIds: [0, 2] }, ['a', 'осень'], [0, 1, 2]],
  [{ dropPixelIds: [0] }, ['a', 'осень'], [1]],
  [{ pixelIds: null, addPixelIds: [2] }, ['a', 'осень'], [2]],
  [{ blocked: true }, ['a', 'осень'], [0, 1]],
])('%j leaves tags %j and pixels %j', async (changes, tags, left) => {
  const ids = (places: readonly number[]) => places.map((place) => pixels[place]!)
  const { id } = await made({ tags: ['осень', 'a'], pixelIds: ids([0, 1]) })
  const sent = Object.entries(changes).map(([name, value]) => [
    name,
    name.endsWith('PixelIds') ? ids(value as number[]) : value,
  ])
  expect((await change([id], Object.fromEntries(sent))).body).toEqual({ failedIds: [] })
  expect(await shown(id)).toMatchObject({ tags, pixelIds: ids(left) })
})

test('those that can not take it are named with why, and the others take it', async () => {
  const [free, moving, deleted] = [await made(), await made({ word: 'same-word' }), await made()]
  await made({ word: 'same-word', domainUuid: THERE })
  await api.call('DELETE', `/links/${deleted.id}`)
  const ids = [free.id, moving.id, deleted.id, 9999, free.id]
  const { status, body } = await change(ids, {
    domainUuid: THERE,
    expiresAt: '2035-01-02 03:04:05',
  })
  expect(status).toBe(200)
  expect(body).toEqual({
    failedIds: [moving.id, deleted.id, 9999],
    fields: { word: ['has already been taken'] },
  })
  expect(await shown(free.id)).toMatchObject({
    domainUuid: THERE,
    expiresAt: '2035-01-02 03:04:05',
  })
  expect(await shown(moving.id)).toMatchObject({ domainUuid: HERE, expiresAt: null })
})

test('a change that none of them can take is refused with what is wrong', async () => {
  const { id } = await made({ tags: Array.from({ length: 20 }, (_, at) => `tag ${at}`) })
  const { status, body } = await change([id], { addTags: ['one more'], webUrl: 'javascript:1' })
  expect(status).toBe(400)
  expect(body).toMatchObject({
    errors: {
      fields: {
        tags: ['is too long (maximum is 20 tags)'],
        webUrl: ['has a scheme that is not allowed'],
      },
    },
  })
})

test('a user changes those that he may, and moves none to a domain that he may not use', async () => {
  const [his, shownOnly, hidden] = [await made(), await made(), await made()]
  const { key } = addPerson(api, 'half@example.test', {
    permissions: [
      permission('domain', { readUuids: [HERE] }),
      permission('link', {
        readUuids: [`${his.id}`, `${shownOnly.id}`],
        modifyUuids: [`${his.id}`],
      }),
    ],
  })
  const ids = [his.id, shownOnly.id, hidden.id]
  const asked = (changes: object) => api.call('PATCH', '/links/bulk', { ids, ...changes }, key)
  expect((await asked({ addTags: ['half'] })).body).toEqual({
    failedIds: [shownOnly.id, hidden.id],
  })
  expect((await asked({ domainUuid: THERE })).body).toMatchObject({
    errors: { fields: { domainUuid: ['does not exist'] } },
  })
  const tags = await Promise.all(ids.map(async (id) => (await shown(id)).tags))
  expect(tags).toEqual([['half'], [], []])
})

test('a word is not for many, and unknown properties are refused', async () => {
  const { id } = await made()
  for (const changes of [{ word: 'for-all' }, { colour: 'red' }, { addPixels: [1] }])
    expect((await change([id], changes)).status).toBe(400)
})

test('a thousand links take a change, each with its own note in the audit', async () => {
  const items = Array.from({ length: 1000 }, (_, at) => ({
    webUrl: `https://shop.example/${at}`,
    domainUuid: HERE,
  }))
  const { body } = await api.call('POST', '/links/bulk', { items })
  const ids = (body as { items: readonly { data: Shown }[] }).items.map(({ data }) => data.id)
  expect((await change(ids, { addTags: ['many'] })).body).toEqual({ failedIds: [] })
  const { body: list } = await api.call('GET', '/links?tag=many&limit=1000')
  expect((list as { rows: readonly unknown[] }).rows).toHaveLength(1000)
})
