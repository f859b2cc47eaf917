/** Files that a worker takes in: as all-or-nothing as small ones, while others are answered. */
import { afterEach, beforeEach, expect, test } from 'bun:test'

import { type Management, openManagement } from '../../support/management.ts'
import { until } from '../../support/until.ts'

/** More than is taken in at once. */
const SOURCES = 3000

let management: Management
beforeEach(() => {
  management = openManagement()
})
afterEach(() => management.close())

const many = Array.from({ length: SOURCES }, (_none, at) => `Source ${at} ${'long '.repeat(20)}end`)

const fileOf = (names: readonly string[]) => ({
  format: 'sluice-config',
  version: 1,
  traffic_sources: names.map((name, at) => ({ id: at + 1, name })),
})

const listed = async () =>
  (await management.call('GET', '/traffic_source/list/filtered')).body.length as number

test('a large file is live when the answer comes; others are read meanwhile, and not changed', async () => {
  const body = fileOf(many)
  expect(JSON.stringify(body).length).toBeGreaterThan(256 * 1024)
  const further = await management.call('POST', '/api_keys', { name: 'a key', scope: 'read' })
  const importing = management.call('POST', '/config/import', body)
  await until('the file is taken in', management.isWriting)
  const [read, asked, changed, exported, shown] = await Promise.all([
    management.call('GET', '/user/role', undefined, further.body.key),
    management.call('POST', '/campaign/9/simulate', { facts: {} }),
    management.call('POST', '/traffic_source', { name: 'Meanwhile' }),
    management.call('GET', '/links/export'),
    management.call('GET', '/identity/api_key/1'),
  ])
  const statuses = [read, asked, changed, exported, shown].map(({ status }) => status)
  expect(statuses).toEqual([200, 404, 503, 503, 503])
  expect(management.read.accessKeys.listOf(1)[0]?.usedAt).toBeNull()
  expect(changed.headers.get('retry-after')).toBe('2')
  const second = await management.call('POST', '/config/import', body)
  expect(second.status).toBe(503)
  const { status, body: answer } = await importing
  expect([status, answer.applied, answer.plan.length]).toEqual([200, true, SOURCES])
  expect(await listed()).toBe(SOURCES)
  const { status: after } = await management.call('POST', '/traffic_source', { name: 'Now' })
  expect(after).toBe(201)
})

test('a dry run, and a file with one thing wrong, leave nothing behind', async () => {
  const body = fileOf(many)
  const dry = await management.call('POST', '/config/import?dryRun=1', body)
  expect([dry.status, dry.body.applied]).toEqual([200, false])
  const wrong = fileOf([...many, ''])
  const refused = await management.call('POST', '/config/import', wrong)
  expect([refused.status, Object.keys(refused.body.errors.fields)]).toEqual([
    400,
    [`traffic_sources.${SOURCES}.name`],
  ])
  expect(await listed()).toBe(0)
  expect(management.failures).toEqual([])
})
