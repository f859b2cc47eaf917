import { afterAll, beforeAll, expect, test } from 'bun:test'

import { COMMAND_LINE } from '../../../../src/manage/access.ts'
import { createKey } from '../../../../src/manage/people/keys.ts'
import { openManagement } from '../../../support/management.ts'

/** Pausing parts of flow sets: campaigns 1 and 2 have their own, 3 and 4 share rotation 1. */
const management = openManagement()
afterAll(() => management.close())
const { call, desk, read } = management

const path = (name: string) => ({
  name,
  landings: [{ id: 1 }, { id: 2 }],
  offers: [{ offerId: 1 }, { campaignId: 2 }, { directUrl: 'https://direct.test/' }],
})
const plan = {
  rules: [{ name: 'rule', paths: [path('of the rule')], criteria: [] }],
  defaultPaths: [path('one'), path('two')],
}

beforeAll(async () => {
  const url = 'https://page.test/'
  await call('POST', '/traffic_source', { name: 'S' })
  for (const name of ['A', 'B']) await call('POST', '/landing/not_integrated', { name, url })
  await call('POST', '/offer', { name: 'O', url })
  const campaign = (name: string, rest: object) =>
    call('POST', '/campaign', { name, trafficSourceId: 1, ...rest })
  const leaf = { ...path('one'), offers: [{ offerId: 1 }] }
  await campaign('Other', { customRotation: { defaultPaths: [leaf] } })
  await campaign('Target', { customRotation: { defaultPaths: [leaf] } })
  await call('PUT', '/campaign/1', { customRotation: plan })
  await call('POST', '/rotation', { name: 'Shared', ...plan })
  await campaign('C', { rotationId: 1 })
  await campaign('D', { rotationId: 1 })
})

const flows = (scope: 'campaign' | 'rotation' = 'campaign', id = 1) =>
  read.flowSets.find(scope, id)?.flows ?? []
const pathsOf = (scope?: 'campaign' | 'rotation', id?: number) =>
  flows(scope, id).flatMap(({ paths }) => paths)
const put = async (route: string, body: object, key?: string) =>
  (await call('PUT', route, body, key)).status

test('a landing is paused in every path of the campaigns named, and resumed', async () => {
  expect(await put('/campaign/landing/pause', { campaignIds: [1, 2], landingId: 1 })).toBe(200)
  const states = [...pathsOf(), ...pathsOf('campaign', 2)].map(({ landings }) =>
    landings.map(({ enabled }) => enabled),
  )
  expect(states).toEqual(Array.from({ length: 4 }, () => [false, true]))
  expect(await put('/campaign/landing/unpause', { campaignIds: [1, 2], landingId: 1 })).toBe(200)
  expect(pathsOf().flatMap(({ landings }) => landings.map(({ enabled }) => enabled))).not.toContain(
    false,
  )
})

test('rule and path narrow it down', async () => {
  const [rule] = flows()
  const landingId = 2
  await put('/campaign/landing/pause', { campaignIds: [1], ruleId: rule!.id, landingId })
  const paused = () => pathsOf().map(({ landings }) => landings.some(({ enabled }) => !enabled))
  expect(paused()).toEqual([true, false, false])
  await put('/campaign/landing/unpause', { campaignIds: [1], landingId })
  const pathId = pathsOf()[2]!.id
  await put('/campaign/landing/pause', { campaignIds: [1], ruleId: 0, pathId, landingId })
  expect(paused()).toEqual([false, false, true])
  await put('/campaign/landing/unpause', { campaignIds: [1], landingId })
})

test.each([
  [{ offerId: 1 }, 0],
  [{ offerCampaignId: 2, offerId: 0 }, 1],
  [{ offerDirectUrl: 'https://direct.test/', offerCampaignId: null }, 2],
])('an offer is named by %p', async (offer, at) => {
  const body = { campaignIds: [1], pathId: pathsOf()[1]!.id, ...offer }
  expect(await put('/campaign/offer/pause', body)).toBe(200)
  const states = pathsOf()[1]!.offers.map(({ enabled }) => enabled)
  expect(states).toEqual([true, true, true].with(at, false))
  await put('/campaign/offer/unpause', body)
  expect(pathsOf()[1]!.offers.every(({ enabled }) => enabled)).toBe(true)
})

test('a rule and a path are paused by their ids; the default flow stays', async () => {
  const [rule, last] = flows()
  expect(await put('/campaign/rule/pause', { campaignIds: [1], ruleId: rule!.id })).toBe(200)
  expect(flows()[0]!.enabled).toBe(false)
  await put('/campaign/rule/unpause', { campaignIds: [1], ruleId: rule!.id })
  expect(await put('/campaign/rule/pause', { campaignIds: [1], ruleId: last!.id })).toBe(404)
  const pathId = pathsOf()[0]!.id
  expect(await put('/campaign/path/pause', { campaignIds: [1], pathId })).toBe(200)
  expect(pathsOf()[0]!.enabled).toBe(false)
  await put('/campaign/path/unpause', { campaignIds: [1], pathId })
})

test('a shared rotation is paused when it is named', async () => {
  const body = { campaignIds: [3, 4], landingId: 1 }
  const shared = await call('PUT', '/campaign/landing/pause', body)
  expect([shared.status, shared.body.errors.detail]).toEqual([409, { rotationId: 1 }])
  expect(await put('/campaign/landing/pause', { ...body, rotationId: 1 })).toBe(200)
  expect(pathsOf('rotation').every(({ landings }) => !landings[0]!.enabled)).toBe(true)
  expect(await put('/rotation/landing/unpause', { rotationId: 1, landingId: 1 })).toBe(200)
  expect(pathsOf('rotation').every(({ landings }) => landings[0]!.enabled)).toBe(true)
})

test('with one campaign that fails, none is changed', async () => {
  const before = flows()
  expect(await put('/campaign/landing/pause', { campaignIds: [1, 4242], landingId: 1 })).toBe(404)
  expect(await put('/campaign/landing/pause', { campaignIds: [1, 3], landingId: 1 })).toBe(409)
  expect(flows()).toEqual(before)
})

test('what nobody has is not found, and what is not named is bad input', async () => {
  expect(await put('/campaign/landing/pause', { campaignIds: [1], landingId: 9 })).toBe(404)
  expect(await put('/campaign/offer/pause', { campaignIds: [1] })).toBe(400)
  expect(await put('/campaign/landing/pause', { landingId: 1 })).toBe(400)
  expect(await put('/campaign/rule/pause', { campaignIds: [1] })).toBe(400)
  expect(await put('/rotation/rule/pause', { ruleId: 1 })).toBe(400)
})

test('a change is live when it is answered', async () => {
  const offer = { campaignIds: [2], offerId: 1 }
  const served = () =>
    management.routing.current().campaign(2)?.fallback?.paths[0]?.offers[0]?.enabled
  await put('/campaign/offer/pause', offer)
  expect(served()).toBe(false)
  await put('/campaign/offer/unpause', offer)
  expect(served()).toBe(true)
})

test('only who may change a campaign pauses in it, and nobody learns of others', async () => {
  const campaign = {
    subject: 'campaign',
    accessLevel: 'CUSTOM' as const,
    canCreate: false,
    readUuids: ['2'],
    modifyUuids: ['1'],
    readGroupUuids: [],
    modifyGroupUuids: [],
  }
  const user = { login: 'u', passwordHash: 'none', role: 'user' as const, permissions: [campaign] }
  desk.stores.users.add(user)
  const key = createKey(desk, COMMAND_LINE, 'u') as string
  const pause = (campaignIds: number[], rest: object = {}) =>
    put('/campaign/landing/pause', { campaignIds, landingId: 1, ...rest }, key)
  expect(await pause([1])).toBe(200)
  expect([await pause([2]), await pause([3]), await pause([4242])]).toEqual([403, 403, 403])
  const rotation = (rotationId: number) =>
    put('/rotation/landing/pause', { rotationId, landingId: 1 }, key)
  expect([await rotation(1), await rotation(4242)]).toEqual([403, 403])
})
