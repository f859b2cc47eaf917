/** What the list of users tells of each: when he last came, and of how many campaigns. */
import { afterEach, beforeEach, expect, test } from 'bun:test'

import type { Permission } from '../../../src/db/people/users.ts'
import { callerOfUser, readable } from '../../../src/manage/access.ts'
import { campaignCounts, noteSeen } from '../../../src/manage/people/seen.ts'
import { type Management, NOW, openManagement } from '../../support/management.ts'
import { until } from '../../support/until.ts'

let management: Management
beforeEach(() => {
  management = openManagement()
})
afterEach(() => management.close())

const NONE = { readUuids: [], modifyUuids: [], readGroupUuids: [], modifyGroupUuids: [] }
const given = (record: Partial<Permission>): readonly Permission[] => [
  { subject: 'campaign', accessLevel: 'CUSTOM', canCreate: false, ...NONE, ...record },
]
const GROUP = '3f0d8f6a-1f63-4f5c-9c1e-0f1a2b3c4d5e'

const RIGHTS: readonly (readonly [string, readonly Permission[]])[] = [
  ['without rights', []],
  ['who reads all', given({ accessLevel: 'READ' })],
  ['who changes all', given({ accessLevel: 'MODIFY' })],
  ['with some, one of them twice', given({ readUuids: ['1', '2'], modifyUuids: ['2', '99'] })],
  ['with a group', given({ readGroupUuids: [GROUP] })],
]

test.each(RIGHTS)('a user %s counts the campaigns that he may read', async (_, permissions) => {
  const { call, desk } = management
  const { users, campaigns } = desk.stores
  await call('POST', '/traffic_source', { name: 'source' })
  for (const name of ['a', 'b', 'c']) await call('POST', '/campaign', { name, trafficSourceId: 1 })
  const id = users.add({ login: 'bob', passwordHash: '', role: 'user', permissions })
  for (const record of campaigns.list('active')) {
    campaigns.put({ ...record, groupId: record.name === 'c' ? GROUP : null, ownerId: id })
  }
  const user = users.find(id)!
  const all = campaigns.list('active')
  const caller = callerOfUser(user, { via: 'ui', sessionId: null, address: '' })
  const seen = readable(caller, 'campaigns', all).length
  expect(campaignCounts([user], all).get(id)).toEqual({ readable: seen, owned: 3 })
})

test('each is shown when he last came, which is written down now and then', async () => {
  const { call, desk } = management
  const listed = async () => (await call('GET', '/users/accessible')).body[0]
  await until('it is written', async () => (await listed()).seenAt === '2026-11-21 12:00:00')
  const writes: number[] = []
  const stores = {
    ...desk.stores,
    users: { ...desk.stores.users, touch: (id: number) => writes.push(id) },
  } as unknown as typeof desk.stores
  const user = desk.stores.users.find(1)!
  for (const minutes of [1, 4, 6]) {
    noteSeen({ ...desk, stores, clock: () => NOW + minutes * 60_000 }, user)
  }
  await until('it is written', () => writes.length > 0)
  expect(writes).toEqual([1])
})
