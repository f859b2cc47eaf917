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
