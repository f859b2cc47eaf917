import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type Management, openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

let management: Management
const ask = async (path: string, key?: string) =>
  (await management.call('GET', `/choices/${path}`, undefined, key ?? management.key)).body
const names = async (path: string, key?: string) =>
  (await ask(path, key)).rows.map(({ name }: { name: string }) => name)

beforeAll(async () => {
  management = openManagement()
  const make = (path: string, body: object) => management.call('POST', path, body)
  await make('/traffic_source', { name: 'Push' })
  for (const name of ['Alpha', 'Beta 2', 'Gamma']) {
    await make('/offer', { offer: { name, url: 'https://example.com/', isAuto: true } })
  }
  await make('/campaign', { name: 'First', trafficSourceId: 1, key: 'first' })
  await make('/campaign', { name: 'Second', trafficSourceId: 1, key: 'second' })
  const path = { name: 'Main', enabled: true, weight: 100, landings: [] }
  const to = (target: object) => ({ ...path, offers: [{ enabled: true, weight: 100, ...target }] })
  const flow = { type: 'default', name: 'All', enabled: true, paths: [to({ offerId: 3 })] }
  const flows = [{ ...flow, paths: [...flow.paths, to({ campaignId: 2 })] }]
  await management.call('PUT', '/campaign/1/flows', { mode: 'position', flows })
  await make('/offer/cap/conversion/1', { isActive: true, maxCap: 50 })
})
afterAll(() => management.close())

test('a search finds by a part of the name, any case, or by the number', async () => {
  expect(await names('offer?q=ALPH')).toEqual(['Alpha'])
  expect(await names('offer?q=2')).toEqual(['Beta 2'])
  expect(await names('offer?q=3')).toEqual(['Gamma'])
  expect(await names('traffic_source?q=push')).toEqual(['Push'])
  expect(await names('offer?q=nothing')).toEqual([])
})

test('of many the first few, and whether there are more', async () => {
  expect(await ask('offer?limit=2')).toMatchObject({
    rows: [{ id: 1 }, { id: 2 }],
    hasMore: true,
  })
  expect((await ask('offer?limit=3')).hasMore).toBe(false)
})

test('those that are chosen are named: by ids, and by whose flows lead to them', async () => {
  expect(await names('offer?ids[]=2&ids[]=99')).toEqual(['Beta 2'])
  expect(await names('offer?campaignId=1')).toEqual(['Gamma'])
  expect(await names('offer?campaignId=1&ids[]=1')).toEqual(['Alpha', 'Gamma'])
  expect(await names('campaign?campaignId=1')).toEqual(['Second'])
  expect(await names('landing?campaignId=1')).toEqual([])
})

test('what a text says whole comes before what has it in its name', async () => {
  for (const name of ['3 for 2', 'beta']) {
    const offer = { name, url: 'https://example.com/', isAuto: true }
    expect((await management.call('POST', '/offer', { offer })).status).toBe(201)
  }
  expect(await names('offer?q=3')).toEqual(['Gamma', '3 for 2'])
  expect(await names('offer?q=beta')).toEqual(['beta', 'Beta 2'])
  expect(await ask('offer?q=3&limit=1')).toMatchObject({ rows: [{ id: 3 }], hasMore: true })
  for (const id of [4, 5]) await management.call('DELETE', `/offer/${id}`)
})

test('those of a pasted list are found by their whole names', async () => {
  expect(await names('offer?names[]=gamma&names[]=Beta&names[]=ALPHA')).toEqual(['Alpha', 'Gamma'])
  expect(await names('offer?names[]=gamma&ids[]=2')).toEqual(['Beta 2', 'Gamma'])
})

test('an offer says how full its cap is', async () => {
  const { rows } = await ask('offer?ids[]=1&ids[]=2')
  expect(rows.map(({ cap }: { cap: unknown }) => cap)).toEqual([{ used: 0, max: 50 }, null])
})

test('those that may be changed are found among many that may only be read', async () => {
  const own = [permission('offer', { accessLevel: 'READ', modifyUuids: ['3'] })]
  const { key } = addPerson(management, 'changer', { permissions: own })
  expect(await names('offer', key)).toEqual(['Alpha', 'Beta 2', 'Gamma'])
  expect(await ask('offer?access=modify&limit=1', key)).toMatchObject({
    rows: [{ id: 3, accessLevel: 'modify' }],
    hasMore: false,
  })
})

test('nobody finds or is named what he may not see', async () => {
  const own = [
    permission('offer', { readUuids: ['2'] }),
    permission('campaign', { readUuids: ['1'] }),
  ]
  const { key } = addPerson(management, 'reader', { permissions: own })
  expect(await names('offer', key)).toEqual(['Beta 2'])
  expect(await names('offer?campaignId=1', key)).toEqual([])
  expect(await names('traffic_source?q=push', key)).toEqual([])
  const { status } = await management.call('GET', '/choices/offer?campaignId=2', undefined, key)
  expect(status).toBe(403)
})
