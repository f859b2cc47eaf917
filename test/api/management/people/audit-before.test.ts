/** The audit tells what was there before a change, and no secret of it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type Management, openManagement } from '../../../support/management.ts'

let management: Management
beforeAll(() => {
  management = openManagement()
})
afterAll(() => management.close())

async function need(method: string, path: string, body?: unknown): Promise<{ id: number }> {
  const answer = await management.call(method, path, body)
  expect([path, answer.status < 300]).toEqual([path, true])
  return answer.body
}

/** Of the newest row of this kind. */
async function newest(kind: string) {
  const { body } = await management.call('GET', `/audit?kind=${kind}&limit=1`)
  const { event, changes, before } = body.rows[0]
  return { event, changes, before }
}

test('of settings, objects, links and flows', async () => {
  await need('PATCH', '/settings', { retention_days: 30 })
  await need('PATCH', '/settings', { retention_days: 60, timezone: 'UTC' })
  expect((await newest('settings')).before).toEqual({ retention_days: '30' })

  const { id } = await need('POST', '/offer', { name: 'Shoes', url: 'https://old.example/' })
  expect((await newest('offers')).before).toBeNull()
  await need('PATCH', `/offer/${id}/full`, { name: 'Shoes', url: 'https://new.example/' })
  expect((await newest('offers')).before).toEqual({ url: 'https://old.example/' })

  const { id: trafficSourceId } = await need('POST', '/traffic_source', { name: 'S' })
  const campaign = await need('POST', '/campaign', { name: 'C', trafficSourceId })
  await need('PATCH', `/campaign/${campaign.id}/full`, { name: 'D' })
  expect((await newest('campaigns')).before).toEqual({ name: 'C' })
  const flows = [{ type: 'default', name: 'One', action: { key: 'do_nothing', payload: '' } }]
  await need('PUT', `/campaign/${campaign.id}/flows`, { flows })
  await need('PUT', `/campaign/${campaign.id}/flows`, { flows: [{ ...flows[0], name: 'Two' }] })
  const { before } = await newest('campaigns')
  expect(before.flows.map(({ name }: { name: string }) => name)).toEqual(['One'])
})

test('of users and their rights', async () => {
  const user = { login: 'x@example.com', password: 'a long password 1', role: 'user' }
  const permission = { subject: 'campaign', accessLevel: 'READ' }
  const made = await management.call('POST', '/user/create', { ...user, permissions: [permission] })
  const id = made.body.user_id
  await need('PUT', `/user/${id}/edit`, { login: 'y@example.com', password: 'a long password 2' })
  expect((await newest('users')).before).toEqual({ login: 'x@example.com' })
  await need('PUT', `/user/${id}/permissions`, {
    permissions: [{ ...permission, accessLevel: 'MODIFY' }],
  })
  expect((await newest('users')).before).toMatchObject([{ accessLevel: 'READ' }])
})

test('but no secret', async () => {
  const { id } = await need('POST', '/affiliate_network', { name: 'N' })
  const signature = { parameter: 'sign', secret: 'SECRET-OF-N' }
  await need('PATCH', `/affiliate_network/${id}/full`, { signature })
  await need('PATCH', `/affiliate_network/${id}/full`, { signature: null })
  const key = 'conversions.update_key'
  await need('PATCH', '/settings', { [key]: 'SECRET-KEY-1' })
  await need('PATCH', '/settings', { [key]: 'changed' })
  const rows = management.config.reader.query('SELECT changes, before FROM audit').values()
  expect(JSON.stringify(rows)).not.toContain('SECRET')
})
