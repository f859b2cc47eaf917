/** What a campaign, a rotation and a list of groups tell of things beside themselves. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

const management = openManagement()
afterAll(() => management.close())
const { call } = management
const DOMAIN = crypto.randomUUID()
const GROUP = crypto.randomUUID()

beforeAll(async () => {
  await call('POST', '/traffic_source', { name: 'TS' })
  await call('POST', '/offer', { name: 'Capped', url: 'https://o.test/?c={clickid}' })
  await call('POST', '/offer', { name: 'Free', url: 'https://o.test/?c={clickid}' })
  await call('POST', '/offer/cap/conversion/1', { maxCap: 8 })
  await call('POST', `/domain/${DOMAIN}`, { host: 'shown.test' })
  await call('POST', `/group/campaigns/${GROUP}`, { name: 'Mine' })
  const offers = [{ offerId: 1 }, { offerId: 2 }]
  const plan = { defaultPaths: [{ name: 'p', landings: [], offers }], rules: [] }
  const campaign = { name: 'C', trafficSourceId: 1, domainUuid: DOMAIN, groupUuid: GROUP }
  await call('POST', '/campaign', { ...campaign, customRotation: plan })
  await call('POST', '/rotation', { name: 'R', ...plan })
  await call('POST', '/campaign', { ...campaign, rotationId: 1 })
})

test('offers of a path tell how much of their cap is used', async () => {
  const { customRotation } = (await call('GET', '/campaign/1')).body
  const rotation = (await call('GET', '/rotation/1')).body
  const cap = { isActive: true, currentCap: 0, maxCap: 8, fill: 0, priority: 'in_path' }
  for (const { defaultPaths } of [customRotation, rotation]) {
    const [capped, free] = defaultPaths[0].offers
    expect([capped.conversionCap, free.conversionCap]).toEqual([cap, null])
  }
})

test('a campaign has its tags', async () => {
  const { id } = (await call('POST', '/tags', { name: 'hot' })).body
  await call('POST', `/tags/${id}/link`, { subject: 'campaign', subjectId: 1 })
  expect((await call('GET', '/campaign/1')).body.tags).toEqual([{ id, name: 'hot' }])
  expect((await call('GET', '/campaign/2')).body.tags).toEqual([])
})

test('a rotation tells whose domain is switched off', async () => {
  const banned = async () => (await call('GET', '/rotation/1')).body.campaigns[0].isDomainBanned
  expect(await banned()).toBe(false)
  await call('PUT', `/kill_switch/domain/${DOMAIN}`, { blocked: true, reason: 'test' })
  expect(await banned()).toBe(true)
})

test('groups tell how many they have, and who may change them', async () => {
  const all = (await call('GET', '/groups/campaigns')).body
  expect(all).toEqual([{ uuid: GROUP, name: 'Mine', count: 2, canModify: true }])
  const filtered = async (search: string) =>
    (await call('GET', `/groups/campaigns/filtered?${search}`)).body
  expect(await filtered('name=MIN&limit=5')).toEqual(all)
  expect(await filtered('name=yours')).toEqual([])
  const user = async (login: string, accessLevel: string) => {
    const permissions = [{ subject: 'campaign_group', accessLevel }]
    const made = { login, password: 'long enough', role: 'user', permissions }
    const { user_id: id } = (await call('POST', '/user/create', made)).body
    return (await call('GET', `/identity/api_key/${id}`)).body[0].apiKey as string
  }
  const shownTo = async (key: string) =>
    (await call('GET', '/groups/campaigns', undefined, key)).body[0]
  const [reader, changer] = [await user('ann', 'READ'), await user('bob', 'MODIFY')]
  expect(await shownTo(reader)).toMatchObject({ canModify: false, count: 0 })
  expect(await shownTo(changer)).toMatchObject({ canModify: true })
  const renamed = { name: 'Ours' }
  const path = `/group/campaigns/${GROUP}`
  expect((await call('PUT', path, renamed, reader)).status).toBe(403)
  expect((await call('PUT', path, renamed, changer)).status).toBe(200)
})
