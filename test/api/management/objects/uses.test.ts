/** Where offers and landings are used: the campaigns and rotations that lead to them now. */
import { afterAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management

const id = async (path: string, body: object): Promise<number> =>
  (await call('POST', path, body)).body.id

const flowTo = (path: object) => ({ flows: [{ type: 'default', paths: [path] }] })

test('campaigns by their own flows, rotations, and how many more there are', async () => {
  const trafficSourceId = await id('/traffic_source', { name: 'Source' })
  const offerId = await id('/offer', { offer: { name: 'Offer', url: 'https://o.test/' } })
  const landingId = await id('/landing/not_integrated', { name: 'L', url: 'https://l.test/' })
  const campaign = (name: string) => id('/campaign', { name, trafficSourceId })
  const [own, other, shared] = [await campaign('Own'), await campaign('Б'), await campaign('S')]
  const rotation = await id('/rotation', { name: 'Rotation' })
  const path = { offers: [{ offerId }], landings: [{ landingId }] }
  for (const at of [`/campaign/${own}`, `/campaign/${shared}`, `/rotation/${rotation}`]) {
    expect((await call('PUT', `${at}/flows`, flowTo(path))).status).toBe(200)
  }
  await call('PUT', `/campaign/${other}/flows`, flowTo({ offers: [{ offerId }] }))
  await call('PATCH', `/campaign/${shared}/full`, { rotationId: rotation })

  expect((await call('GET', `/offer/${offerId}/uses`)).body).toEqual({
    campaigns: [
      { id: own, name: 'Own' },
      { id: other, name: 'Б' },
    ],
    rotations: [{ id: rotation, name: 'Rotation' }],
    hasMore: false,
  })
  expect((await call('GET', `/landing/${landingId}/uses`)).body).toEqual({
    campaigns: [{ id: own, name: 'Own' }],
    rotations: [{ id: rotation, name: 'Rotation' }],
    hasMore: false,
  })

  await call('DELETE', `/campaign/${other}`)
  const { key } = addPerson(management, 'ann', {
    permissions: [
      permission('offer', { readUuids: [String(offerId)] }),
      permission('campaign', { readUuids: [String(own)] }),
    ],
  })
  const seen = await call('GET', `/offer/${offerId}/uses`, undefined, key)
  expect(seen.body).toEqual({ campaigns: [{ id: own, name: 'Own' }], rotations: [], hasMore: true })
  expect((await call('GET', `/landing/${landingId}/uses`, undefined, key)).status).toBe(403)
})

test('whoever can’t remove what campaigns use hears of those that he may read', async () => {
  const trafficSourceId = await id('/traffic_source', { name: 'Another source' })
  const rotationId = await id('/rotation', { name: 'Shared' })
  const [main, domain] = [crypto.randomUUID(), crypto.randomUUID()]
  for (const one of [main, domain]) await call('POST', `/domain/${one}`, { host: `${one}.test` })
  const campaign = (name: string) =>
    id('/campaign', { name, trafficSourceId, rotationId, domainUuid: domain })
  const [his, foreign] = [await campaign('His'), await campaign('Foreign')]
  const { key } = addPerson(management, 'bob', {
    permissions: [
      permission('rotation', { modifyUuids: [String(rotationId)] }),
      permission('domain', { modifyUuids: [domain] }),
      permission('campaign', { readUuids: [String(his)] }),
    ],
  })
  for (const path of [`/rotation/${rotationId}`, `/domain/${domain}`]) {
    const refused = await call('DELETE', path, undefined, key)
    expect(refused.status).toBe(409)
    expect(refused.body.errors.detail.campaigns).toEqual([{ id: his, name: 'His' }])
    const { body } = await call('DELETE', path)
    expect(body.errors.detail.campaigns).toContainEqual({ id: foreign, name: 'Foreign' })
  }
})
