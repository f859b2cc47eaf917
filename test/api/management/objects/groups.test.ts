import { afterAll, expect, test } from 'bun:test'

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
