import { afterAll, beforeAll, expect, test } from 'bun:test'

import type { ClickExportQuestion } from '../../../../src/report/export/click-export.ts'
import { openManagement } from '../../../support/management.ts'
import { addPerson, permission, type Person } from '../../../support/people.ts'

/** Exports as files, as programs ask for them and fetch them. */
let asked: Omit<ClickExportQuestion, 'key'> | null = null
const management = openManagement({
  reports: {
    async *exportClicks(question) {
      asked = question
      yield 'id,campaign\r\n'
    },
  },
})
afterAll(() => management.close())

const people: Record<string, Person> = {}
const call = (who: string, method: string, path: string, body?: unknown) =>
  management.call(method, path, body, people[who]?.key)

beforeAll(async () => {
  const own = [permission('campaign', { readUuids: ['1'] })]
  people['ann'] = addPerson(management, 'ann', { permissions: own })
  people['poor'] = addPerson(management, 'poor', { permissions: own, hideProfit: true })
  people['bob'] = addPerson(management, 'bob')
  await management.call('POST', '/traffic_source', { name: 'S' })
  await management.call('POST', '/campaign', { name: 'One', trafficSourceId: 1 })
})

async function made(who: string, body: object): Promise<string> {
  const { status, body: answer } = await call(who, 'POST', '/csv/task/enqueue', body)
  expect(status).toBe(201)
  await management.csv.work()
  const { body: files } = await call(who, 'GET', '/csv/files')
  const found = files.find(({ name }: { name: string }) => name.includes(answer.id.slice(0, 8)))
  return found.name
}

test('a file is asked for, listed, fetched and removed', async () => {
  const name = await made('ann', { type: 'clicklog', datePreset: 'yesterday', timezone: 'UTC' })
  expect((await call('ann', 'GET', '/csv/files')).body).toEqual([
    {
      name,
      type: 'clicklog',
      bytes: 13,
      createdAt: '2026-11-21 12:00:00',
      finishedAt: '2026-11-21 12:00:00',
    },
  ])
  const file = await call('ann', 'GET', `/csv/file/${name}`)
  expect([file.status, file.body]).toEqual([200, 'id,campaign\r\n'])
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
  const foreign = await call('bob', 'GET', `/csv/file/${name}`)
  const unknown = await call('bob', 'GET', '/csv/file/clicklog-20200101-000000-00000000.csv')
  expect([foreign.status, foreign.body]).toEqual([403, unknown.body])
  expect((await call('bob', 'DELETE', `/csv/file/${name}`)).status).toBe(403)
  expect((await call('ann', 'DELETE', `/csv/file/${name}`)).status).toBe(200)
  expect((await call('ann', 'GET', `/csv/file/${name}`)).status).toBe(403)
})

test('it holds what its owner may see, of the period when it was asked for', async () => {
  await made('poor', { type: 'clicklog', datePreset: 'today', timezone: 'UTC' })
  expect(asked?.columns).not.toContain('payout')
  expect(asked?.query.where).toContainEqual({
    any: [{ field: 'campaign', op: 'in', values: ['1'] }],
  })
  expect(asked?.query.period.from).toBe(Date.UTC(2026, 10, 21))
})

test('conversions are written too, and a kind is cleared for oneself alone', async () => {
  const click = await made('ann', { type: 'clicklog' })
  const own = await made('ann', { type: 'conversions', trailer: true })
  expect((await call('ann', 'GET', `/csv/file/${own}`)).body).toContain('# end')
  expect((await call('bob', 'DELETE', '/csv/conversions/clear')).status).toBe(200)
  const names = async () =>
    (await call('ann', 'GET', '/csv/files')).body.map(({ name }: { name: string }) => name)
  expect((await names()).toSorted()).toEqual([click, own].toSorted())
  expect((await call('ann', 'DELETE', '/csv/conversions/clear')).status).toBe(200)
  expect(await names()).toEqual([click])
})

test('the queue is among the background tasks, each user’s own', async () => {
  await made('ann', { type: 'clicklog' })
  const tasks = async (who: string, search = '') =>
    (await call(who, 'GET', `/monitor/background_tasks${search}`)).body
  const [task] = await tasks('ann', '?types[]=clicklog_csv_archive&statuses[]=finished')
  expect(task).toMatchObject({ type: 'clicklog_csv_archive', status: 'finished', progress: 1 })
  expect(await tasks('bob', '?types[]=clicklog_csv_archive')).toEqual([])
  const done = await call('ann', 'POST', `/csv/task/dequeue/${task.id}`)
  expect(done.status).toBe(400)
  expect((await call('bob', 'POST', `/csv/task/dequeue/${task.id}`)).status).toBe(403)
})

test.each([
  [{}, 'type'],
  [{ type: 'everything' }, 'type'],
  [{ type: 'clicklog', datePreset: 'someday' }, 'datePreset'],
  [{ type: 'clicklog', filter: '[{"column":"wealth","operator":"eq","value":1}]' }, 'filter'],
  [{ type: 'conversions', timezone: 'Mars/Base' }, 'timezone'],
])('%j is refused before it waits', async (body, field) => {
  const answer = await call('ann', 'POST', '/csv/task/enqueue', body)
  expect([answer.status, Object.keys(answer.body.errors.fields)]).toEqual([400, [field]])
})

test.each(['..%2Fconfig.db', 'config.db', 'clicklog-20261121-120000-0000000g.csv'])(
  '%s is no name of a file',
  async (name) => {
    expect((await call('ann', 'GET', `/csv/file/${name}`)).status).toBe(400)
  },
)

test('files are in the audit: who took what out, and what was removed', async () => {
  const { body } = await management.call('GET', '/audit?kind=csv_files&datePreset=all_time')
  const events = new Set(body.rows.map((row: { event: string }) => row.event))
  expect(events).toEqual(new Set(['export', 'remove']))
})
