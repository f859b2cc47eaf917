import { afterAll, beforeEach, expect, test } from 'bun:test'

import type { CostOrder } from '../../../../src/core/cost-batches.ts'
import { NOW, openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'
import { toldCosts } from '../../../support/told-costs.ts'

const { asked, ledger, stage } = toldCosts()
const management = openManagement({ costs: ledger })
afterAll(() => management.close())
beforeEach(() => {
  asked.length = 0
  stage.clicks = 4
})
const { call } = management
await call('POST', '/traffic_source', { name: 's' })
await call('POST', '/campaign', { name: 'c', trafficSourceId: 1, key: 'go' })

const HOUR = 3_600_000
const batch = { campaigns: [1], from: '2026-11-20', to: '2026-11-20', cost: 1 }

test.each<[string, object, Partial<CostOrder>]>([
  [
    'a bare day is all of it, in its zone',
    { timezone: 'Europe/Berlin' },
    { period: { from: Date.UTC(2026, 10, 19, 23), to: Date.UTC(2026, 10, 20, 23) } },
  ],
  [
    'a day can have 25 hours',
    { from: '2026-10-25', to: '2026-10-25', timezone: 'Europe/Berlin' },
    { period: { from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 24, 22) + 25 * HOUR } },
  ],
  [
    'an end at a full second is exclusive',
    { from: '2026-11-20 10:00', to: '2026-11-20 11:00:00' },
    { period: { from: Date.UTC(2026, 10, 20, 10), to: Date.UTC(2026, 10, 20, 11) } },
  ],
  [
    'an end at a full minute is exclusive, also at the last one of the hour',
    { from: '2026-11-20 10:00', to: '2026-11-20 10:59' },
    { period: { from: Date.UTC(2026, 10, 20, 10), to: Date.UTC(2026, 10, 20, 10, 59) } },
  ],
  [
    'an end of :59 means the whole second',
    { from: '2026-11-20 10:00', to: '2026-11-20 10:59:59' },
    { period: { from: Date.UTC(2026, 10, 20, 10), to: Date.UTC(2026, 10, 20, 11) } },
  ],
  [
    'a price is for each click',
    { mode: 'per_click', cost: 0.25 },
    { how: 'per_click', micros: 250_000 },
  ],
  [
    'filters are any of their values',
    {
      filters: [
        { field: 'sub_id_3', value: ['a', ''] },
        { field: 'country', value: 'DE' },
      ],
    },
    {
      where: [
        { any: [{ field: 'token_3', op: 'in', values: ['a', null] }] },
        { any: [{ field: 'geoCountry', op: 'in', values: ['DE'] }] },
      ],
    },
  ],
  ['bots can be left out', { bots: false }, { bots: 'free' }],
  [
    'the original amount is kept',
    { currency: 'usd' },
    { original: { micros: 1_000_000, currency: 'USD' } },
  ],
])('%s', async (_, body, wanted) => {
  const { status, body: answer } = await call('POST', '/costs', { ...batch, ...body })
  expect({ status, answer }).toEqual({
    status: 200,
    answer: { batchId: 1, clicks: 4, perClick: 0.25, unallocated: 0 },
  })
  expect(asked[0]!.order).toMatchObject(wanted)
})

test.each<[object, string]>([
  [{ campaigns: [1, 99] }, 'campaigns'],
  [{ from: '2026-11-21' }, 'from'],
  [{ from: '2026-11-20 11:00', to: '2026-11-20 10:00' }, 'from'],
  [{ from: '2026-11-20 10:00', to: '2026-11-20 10:00' }, 'from'],
  [{ from: '2026-03-29 02:30', to: '2026-03-29 03:30', timezone: 'Europe/Berlin' }, 'from'],
  [{ to: 'soon' }, 'to'],
  [{ timezone: 'Mars/Base' }, 'timezone'],
  [{ currency: 'EUR' }, 'currency'],
  [{ currency: 'XXX' }, 'currency'],
  [{ cost: 'much' }, 'cost'],
  [{ cost: -1 }, 'cost'],
  [{ mode: 'per_click', cost: 2_000_000 }, 'cost'],
  [{ filters: [{ field: 'weather', value: 'rain' }] }, 'filters'],
  [{ filters: [{ field: '__proto__', value: 'x' }] }, 'filters'],
  [{ whatever: 1 }, 'whatever'],
])('%j is refused by its field, and nothing changes', async (part, field) => {
  const { status, body } = await call('POST', '/costs', { ...batch, ...part })
  expect({ status, fields: Object.keys(body.errors.fields) }).toEqual({
    status: 400,
    fields: [field],
  })
  expect(asked).toEqual([])
})

test('the update of the dialect prices a token value, and answers 404 when nothing matches', async () => {
  const update = { tokenId: 2, tokenValue: 'x', model: 'COSTS', cost: 2, uniqueness: 'tracker' }
  expect(await call('PUT', '/clicks/campaign/1', update)).toMatchObject({ status: 200, body: {} })
  expect(asked[0]!.order).toMatchObject({
    how: 'spread',
    micros: 2_000_000,
    uniqueness: 'tracker',
    where: [{ any: [{ field: 'token_2', values: ['x'] }] }],
    period: { from: Date.UTC(2026, 10, 21), to: Date.UTC(2026, 10, 22) },
  })
  const days = { dateFrom: '2026-11-01', dateTo: '2026-11-02' }
  await call('PUT', '/clicks/campaign/1', { ...update, ...days })
  const period = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 3) }
  expect(asked[1]!.order.period).toEqual(period)
  stage.clicks = 0
  const { status, body } = await call('PUT', '/clicks/campaign/1', update)
  expect([status, body.errors.message]).toEqual([404, 'No click matches: nothing was changed'])
  expect((await call('PUT', '/clicks/campaign/9', update)).status).toBe(404)
  stage.at = NOW
  const tasks = await call('GET', '/monitor/background_tasks')
  const task = { type: 'update_cost', subjectIds: ['1'], status: 'finished' }
  expect(tasks.body).toMatchObject([task, task])
})

test('tasks are those of today, the newest first, and none is older than 30 days', async () => {
  await call('PUT', '/clicks/campaign/1', { model: 'CPC', cost: 1 })
  await call('POST', '/csv/task/enqueue', { type: 'clicklog' })
  const types = async (search: string) =>
    (await call('GET', `/monitor/background_tasks${search}`)).body.map(
      ({ type }: { type: string }) => type,
    )
  const [costs, csv] = ['update_cost', 'clicklog_csv_archive']
  stage.at = NOW + 60_000
  expect(await types('')).toEqual([costs, csv])
  stage.at = NOW - 60_000
  expect(await types('')).toEqual([csv, costs])
  stage.at = NOW - 24 * HOUR
  expect(await types('')).toEqual([csv])
  expect(await types('?datePreset=all_time')).toEqual([csv, costs])
  stage.at = NOW - 31 * 24 * HOUR
  expect(await types('?datePreset=all_time')).toEqual([csv])
})

test('what is worked on is told with its campaigns, to those who may see all of them', async () => {
  await call('POST', '/campaign', { name: 'other', trafficSourceId: 1 })
  const one = permission('campaign', { modifyUuids: ['1'] })
  const both = permission('campaign', { modifyUuids: ['1'], readUuids: ['2'] })
  const ann = addPerson(management, 'ann', { permissions: [one] })
  const bob = addPerson(management, 'bob', { permissions: [both] })
  const shown = async (key: string) => {
    const { body } = await call(
      'GET',
      '/monitor/background_tasks?statuses[]=pending',
      undefined,
      key,
    )
    const costs = (await call('GET', '/costs', undefined, key)).body
    const [task] = body.filter(({ type }: { type: string }) => type === 'update_cost')
    return [task?.subjectIds, task?.canModify, costs.running?.progress]
  }
  stage.running = { batch: 1, campaigns: [1, 2], progress: 0.5 }
  expect(await shown(ann.key)).toEqual([undefined, undefined, undefined])
  expect(await shown(bob.key)).toEqual([['1', '2'], false, 0.5])
  stage.running = { batch: 1, campaigns: [1], progress: 0.5 }
  expect(await shown(ann.key)).toEqual([['1'], true, 0.5])
  stage.running = null
})

test('what could not be placed is named, and every change is in the audit', async () => {
  stage.clicks = 0
  const { body } = await call('POST', '/costs', batch)
  expect(body).toEqual({ batchId: 1, clicks: 0, perClick: 0.25, unallocated: 1 })
  expect((await call('POST', '/costs/1/undo')).status).toBe(200)
  expect((await call('POST', '/costs/7/redo')).status).toBe(404)
  const events = management.config.reader
    .query(
      "SELECT event FROM audit WHERE kind = 'costs' AND object_id = '1' ORDER BY id DESC LIMIT 2",
    )
    .values()
  expect(events.flat()).toEqual(['undo', 'create'])
})

test('the list of batches has pages', async () => {
  for (let made = 0; made < 3; made++) await call('POST', '/costs', batch)
  const page = async (search: string) => {
    const { body } = await call('GET', `/costs${search}`)
    return [body.batches.map((each: { batchId: number }) => each.batchId), body.pageInfo]
  }
  expect(await page('?limit=2')).toEqual([[3, 2], { cursor: 2, hasNextPage: true, limit: 2 }])
  expect(await page('?limit=2&cursor=2')).toEqual([
    [1],
    { cursor: 1, hasNextPage: false, limit: 2 },
  ])
  expect(await page('')).toEqual([[3, 2, 1], { cursor: 1, hasNextPage: false, limit: 100 }])
  expect((await call('GET', '/costs?limit=1001')).status).toBe(400)
})
