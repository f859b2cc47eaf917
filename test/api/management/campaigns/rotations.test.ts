import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

/** Rotations, and the campaigns that switch to them with the same call. */
const management = openManagement()
afterAll(() => management.close())
const { call, read, desk } = management

const all = { accessLevel: 'MODIFY', canCreate: true } as const
const { key } = addPerson(management, 'limited', {
  permissions: [permission('campaign', all), permission('rotation', { canCreate: true })],
})

beforeAll(async () => {
  await call('POST', '/traffic_source', { name: 'Source' })
  for (const name of ['One', 'Two']) await call('POST', '/campaign', { name, trafficSourceId: 1 })
})

const usedBy = (rotationId: number) =>
  read.campaigns.list('active').flatMap((one) => (one.rotationId === rotationId ? [one.id] : []))

test('a limited user’s new rotation takes his campaigns with the same call', async () => {
  const body = { name: 'Mine', campaignIds: [1, 2] }
  const { status, body: made } = await call('POST', '/rotation', body, key)
  expect(status).toBe(201)
  expect(usedBy(made.id)).toEqual([1, 2])
})

test('a rotation whose campaigns can’t switch is neither made nor changed', async () => {
  const two = read.campaigns.find(2)
  if (two === null) throw new Error('no campaign')
  // Kept from before a rule that it breaks.
  desk.stores.campaigns.put({ ...two, timezone: 'Moon/Base' })
  const before = read.rotations.list('all')
  const body = { name: 'Never', campaignIds: [1, 2] }
  const answers = [await call('POST', '/rotation', body), await call('PUT', '/rotation/1', body)]
  expect(answers.map(({ status }) => status)).toEqual([400, 400])
  expect(read.rotations.list('all')).toEqual(before)
  expect(usedBy(1)).toEqual([1, 2])
})

test('a rotation leads no campaign’s visitors back to it', async () => {
  const circle = 'campaigns would lead in a circle'
  const newCampaign = async (name: string): Promise<number> =>
    (await call('POST', '/campaign', { name, trafficSourceId: 1 })).body.id
  const [a, b, c] = [await newCampaign('A'), await newCampaign('B'), await newCampaign('C')]
  const lead = (from: string, to: number) => {
    const action = { key: 'campaign', payload: `${to}` }
    return call('PUT', `/${from}/flows`, { flows: [{ type: 'default', name: 'rest', action }] })
  }
  const ring = (await call('POST', '/rotation', { name: 'Ring' })).body.id
  expect((await lead(`campaign/${b}`, a)).status).toBe(200)
  expect((await lead(`rotation/${ring}`, b)).status).toBe(200)
  const join = () => call('PATCH', `/campaign/${a}/full`, { rotationId: ring })
  expect((await join()).body.errors.fields).toEqual({ rotationId: [circle] })
  const defaultPaths = [{ weight: 1, offers: [{ campaignId: b, weight: 1 }] }]
  const taken = await call('POST', '/rotation', { name: 'New', campaignIds: [a], defaultPaths })
  expect(taken.status).toBe(400)
  expect((await lead(`rotation/${ring}`, c)).status).toBe(200)
  expect((await join()).status).toBe(200)
  for (const back of [a, b]) {
    const { errors } = (await lead(`rotation/${ring}`, back)).body
    expect(errors.fields).toEqual({ flows: [circle] })
  }
})
