/** A short link whose domain is gone keeps its word, and gets another domain. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const api = openManagement()
afterAll(api.close)

const GONE = crypto.randomUUID()
const OTHER = crypto.randomUUID()
let path = ''

beforeAll(async () => {
  await api.call('POST', `/domain/${OTHER}`, { host: 'other.example.test' })
  await api.call('POST', `/domain/${GONE}`, { host: 'gone.example.test' })
  const link = { word: 'summer-sale', webUrl: 'https://shop.example/', domainUuid: GONE }
  path = `/links/${(await api.call('POST', '/links', link)).body.id}`
  await api.call('DELETE', path)
  expect((await api.call('DELETE', `/domain/${GONE}`)).status).toBe(200)
  expect((await api.call('POST', `${path}/restore`)).status).toBe(200)
})

test('it can be changed only together with its domain', async () => {
  const { status, body } = await api.call('PATCH', path, { title: 'Summer' })
  expect([status, body.errors.fields]).toEqual([400, { domainUuid: ['should be filled'] }])
  expect((await api.call('GET', path)).body).toMatchObject({ word: 'summer-sale', title: '' })
})

test('on another domain it leads its visitors again', async () => {
  const { status, body } = await api.call('PATCH', path, { title: 'Summer', domainUuid: OTHER })
  expect(status).toBe(200)
  expect(body).toMatchObject({ word: 'summer-sale', title: 'Summer' })
  expect(body.url).toEndWith('//other.example.test/summer-sale')
})
