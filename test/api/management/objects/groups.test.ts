import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

/** Groups: whose names are taken for whom. */
const management = openManagement()
afterAll(() => management.close())
const makers = { permissions: [permission('offer_group', { canCreate: true })] }
const ann = addPerson(management, 'ann', makers)
const bob = addPerson(management, 'bob', makers)

const make = (key: string, name: string, id: string = crypto.randomUUID()) =>
  management.call('POST', `/group/offers/${id}`, { name }, key)

test('a name is taken for whoever sees the group, and for nobody else', async () => {
  expect((await make(ann.key, 'Best')).status).toBe(201)
  expect((await make(ann.key, 'Best')).status).toBe(409)
  expect((await make(management.key, 'Best')).status).toBe(409)
  const own = crypto.randomUUID()
  expect((await make(bob.key, 'Best', own)).status).toBe(201)
  await make(bob.key, 'Other')
  const rename = { name: 'Other' }
  const { status } = await management.call('PUT', `/group/offers/${own}`, rename, bob.key)
  expect(status).toBe(409)
})

test('two groups of one name are exported and taken in by an empty tracker as two', async () => {
  const { body } = await management.call('GET', '/config/export?include=groups')
  const empty = openManagement()
  const { body: done } = await empty.call('POST', '/config/import', body)
  expect(done.applied).toBe(true)
  const again = await empty.call('GET', '/config/export?include=groups')
  const sorted = (groups: { id: string }[]) => groups.toSorted((a, b) => a.id.localeCompare(b.id))
  expect(sorted(again.body.groups)).toEqual(sorted(body.groups))
  expect(body.groups.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['Best', 'Best', 'Other']),
  )
  empty.close()
})

describe('the group of an object', () => {
  const { call, desk } = management
  const KINDS = ['campaigns', 'offers', 'landings', 'rotations'] as const
  type Kind = (typeof KINDS)[number]
  type Way = readonly [method: string, path: string, body: object]
  const groups = new Map(KINDS.map((kind) => [kind, crypto.randomUUID()]))
  const BASES = {
    campaigns: '/campaign',
    offers: '/offer',
    landings: '/landing',
    rotations: '/rotation',
  }
  const MADE = {
    campaigns: { name: 'Campaign', trafficSourceId: 1 },
    offers: { name: 'Offer', url: 'https://offer.test/' },
    landings: { name: 'Landing', url: 'https://landing.test/' },
    rotations: { name: 'Rotation' },
  }
  const creation = (kind: Kind, more: object): Way => {
    const path = kind === 'landings' ? '/landing/not_integrated' : BASES[kind]
    return ['POST', path, { ...MADE[kind], ...more }]
  }

  beforeAll(async () => {
    for (const [kind, id] of groups) await call('POST', `/group/${kind}/${id}`, { name: kind })
    await call('POST', '/traffic_source', { name: 'Source' })
    for (const kind of KINDS) expect((await call(...creation(kind, {}))).status).toBe(201)
  })

  /** Every way there is to put an object into a group. */
  function ways(kind: Kind, groupUuid: string | undefined): readonly Way[] {
    const base = BASES[kind]
    const replaced = { ...MADE[kind], groupUuid }
    const modify: Way = ['PATCH', `${base}/modify/1`, { groupUuid }]
    const full: Way = ['PATCH', `${base}/1/full`, { groupId: groupUuid }]
    const bulk: Way = ['POST', `${base}/change_group`, { ids: [1], groupUuid }]
    return [
      creation(kind, { groupUuid }),
      ['PUT', `${base}/1`, replaced],
      ...(kind === 'campaigns' || kind === 'landings' ? [modify] : []),
      ...(kind === 'rotations' ? [] : [full, bulk]),
    ]
  }

  test.each([...KINDS])('of %s is one of theirs, and no other exists for them', async (kind) => {
    for (const other of KINDS.filter((subject) => subject !== kind)) {
      for (const way of ways(kind, groups.get(other))) {
        const { status, body } = await call(...way)
        expect([way, status]).toEqual([way, 400])
        expect(body.errors.detail).toMatch(/^(offer\.)?group(Uuid|Id): does not exist$/)
      }
    }
    for (const way of ways(kind, groups.get(kind))) {
      const { status, body } = await call(...way)
      expect([way, status < 300, body.failedIds ?? []]).toEqual([way, true, []])
    }
  })

  test('is no way to learn of groups: who may not see them all is forbidden what is none of its kind', async () => {
    const both = ['offer', 'campaign_group'].map((subject) =>
      permission(subject, { accessLevel: 'MODIFY', canCreate: true }),
    )
    const { key } = addPerson(management, 'carl', { permissions: both })
    for (const groupUuid of [groups.get('campaigns'), crypto.randomUUID()]) {
      const { status } = await call('POST', '/offer', { ...MADE.offers, groupUuid }, key)
      expect(status).toBe(403)
    }
  })

  test('stays if an older Sluice took it, whatever else changes, until another is chosen', async () => {
    const strange = groups.get('landings')!
    const offer = desk.stores.offers.find(1)!
    desk.stores.offers.put({ ...offer, groupId: strange })
    const { body: read } = await call('GET', '/offer/1')
    const renamed = { offer: { ...read.offer, name: 'Renamed' } }
    expect((await call('PUT', '/offer/1', renamed)).status).toBe(200)
    expect((await call('GET', '/offer/1')).body.offer).toMatchObject({
      name: 'Renamed',
      groupUuid: strange,
    })
    await call('PUT', '/offer/1', { groupUuid: null })
    expect((await call('PUT', '/offer/1', { groupUuid: strange })).status).toBe(400)
  })

  test('of a configuration file is none of other objects either', async () => {
    const { body: file } = await call('GET', '/config/export')
    const id = crypto.randomUUID()
    const theirs = { ...file.groups[0], id, name: 'Theirs', subject: 'landings' }
    const offers = [{ ...file.offers[0], id: 77, name: 'New', groupId: id }]
    const sent = { ...file, groups: [...file.groups, theirs], offers }
    const { status, body } = await call('POST', '/config/import', sent)
    const fields = { 'offers.0.groupId': ['does not exist'] }
    expect([status, body.errors.fields]).toEqual([400, fields])
  })
})
