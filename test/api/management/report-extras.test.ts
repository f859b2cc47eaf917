import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'

import type { Query } from '../../../src/core/reports/query.ts'
import type { ReportAnswer } from '../../../src/report/reports.ts'
import { openManagement } from '../../support/management.ts'
import { addPerson, permission, type Person } from '../../support/people.ts'

/** Presets, kept filters and marks of the dialect's reports. */
let asked: Query | null = null
let answer = (_query: Query): ReportAnswer['rows'] => []
const management = openManagement({
  reports: {
    query: (query) => {
      asked = query
      const totals = Object.fromEntries(query.columns.map(({ key }) => [key, 0]))
      const whole = { rows: answer(query), totals, prevTotals: null, totalRows: 0, meta: {} }
      return Promise.resolve(whole as unknown as ReportAnswer)
    },
  },
})
afterAll(() => management.close())

const people: Record<string, Person> = {}
const call = (who: string, method: string, path: string, body?: unknown) =>
  management.call(method, path, body, people[who]?.key)
const uuid = () => crypto.randomUUID()
/** The tests of clicks that the query was given beside ids and permissions. */
const where = () => asked?.where.map(({ any }) => any) ?? []

beforeAll(async () => {
  const all = ['campaign', 'traffic_source'].map((subject) =>
    permission(subject, { accessLevel: 'MODIFY' }),
  )
  people['ann'] = addPerson(management, 'ann', { permissions: all })
  people['bob'] = addPerson(management, 'bob', {
    permissions: [permission('campaign', { readUuids: ['2'] })],
  })
  const zone = { id: '1', parameter: 'zone', placeholder: '{z}', name: 'Zone' }
  const site = { id: '1', parameter: 'site', placeholder: '{s}', name: 'Site' }
  await management.call('POST', '/traffic_source', { name: 'A', tokens: [zone] })
  await management.call('POST', '/traffic_source', {
    name: 'B',
    tokens: [site, { ...site, id: '2', parameter: 'page' }],
  })
  for (const trafficSourceId of [1, 2]) {
    await management.call('POST', '/campaign', { name: `C${trafficSourceId}`, trafficSourceId })
  }
})
beforeEach(() => {
  answer = () => []
})

test('presets are kept by subject, for their owner alone', async () => {
  const id = uuid()
  const body = { name: 'By zone', groupings: ['campaign', 'sub_id_1'] }
  expect((await call('ann', 'POST', `/report/preset/campaign/${id}`, body)).status).toBe(201)
  expect((await call('ann', 'GET', '/report/preset/campaign')).body).toEqual([
    { uuid: id, name: 'By zone', subject: 'campaign', groupings: ['campaign', 'token_1'] },
  ])
  expect((await call('ann', 'GET', '/report/preset/offer')).body).toEqual([])
  expect((await call('bob', 'GET', '/report/preset/campaign')).body).toEqual([])
  expect((await call('bob', 'DELETE', `/report/preset/${id}`)).status).toBe(404)
  expect((await call('ann', 'POST', `/report/preset/campaign/${id}`, body)).status).toBe(409)
  expect((await call('ann', 'DELETE', `/report/preset/${id}`)).status).toBe(200)
  expect((await call('ann', 'GET', '/report/preset/campaign')).body).toEqual([])
  const wrong = { name: 'Wrong', groupings: ['moonPhase'] }
  expect((await call('ann', 'POST', `/report/preset/campaign/${uuid()}`, wrong)).status).toBe(400)
})

describe('filters that are kept', () => {
  const filters = [{ level: 1, column: 'leads', operator: 'gte', value: 3 }]
  const path = '/report/campaign?groupings[]=campaign'

  test('are named by id in reports and hold together with others', async () => {
    const id = uuid()
    const at = `/report/simple_filter/campaign/${id}`
    expect((await call('ann', 'POST', at, { name: 'Some', filters })).status).toBe(201)
    expect((await call('ann', 'GET', '/report/simple_filter/campaign')).body).toEqual([
      { uuid: id, name: 'Some', subject: 'campaign', filters },
    ])
    const more = encodeURIComponent('[{"column":"clicks","operator":"gt","value":1}]')
    const both = `${path}&simpleFilterId=${id}&simpleFilter=${more}`
    expect((await call('ann', 'GET', both)).status).toBe(200)
    expect(asked?.having).toEqual([
      { level: 1, any: [{ field: 'clicks', op: 'gt', values: [1], value: 1 } as never] },
      { level: 1, any: [{ level: 1, field: 'leads', op: 'gte', values: [3], value: 3 } as never] },
    ])
    const changed = { filters: [{ column: 'bots', operator: 'eq', value: 0 }] }
    expect((await call('ann', 'PUT', `/report/simple_filter/${id}`, changed)).status).toBe(200)
    await call('ann', 'GET', `${path}&simpleFilterId=${id.toUpperCase()}`)
    expect(asked?.having[0]?.any[0]).toMatchObject({ field: 'bots', values: [0] })
    expect((await call('bob', 'GET', `${path}&simpleFilterId=${id}`)).status).toBe(400)
    expect((await call('bob', 'PUT', `/report/simple_filter/${id}`, changed)).status).toBe(404)
    expect((await call('ann', 'DELETE', `/report/simple_filter/${id}`)).status).toBe(200)
    const gone = await call('ann', 'GET', `${path}&simpleFilterId=${id}`)
    expect(gone.body.errors.fields).toEqual({ simpleFilterId: ['there is no such filter'] })
  })

  test.each([
    [[{ column: 'wealth', operator: 'gt', value: 1 }]],
    [[{ column: 'leads', operator: 'resembles', value: 1 }]],
    [[{ column: 'leads', operator: 'gt', value: 'many' }]],
    [[{ level: 6, column: 'leads', operator: 'gt', value: 1 }]],
  ])('%j can’t be kept', async (wrong) => {
    const body = { name: 'Wrong', filters: wrong }
    const at = `/report/simple_filter/campaign/${uuid()}`
    expect((await call('ann', 'POST', at, body)).status).toBe(400)
  })

  test('have the operators of the list', async () => {
    const { body } = await call('ann', 'GET', '/report/simple_filter/operators/list')
    expect(body).toContainEqual({ operator: 'not_in', name: 'Not in' })
  })
})

describe('marks', () => {
  const mark = (subject: string, id: number, body: object) =>
    call('ann', 'POST', `/report/mark/${subject}/${id}`, body)
  const report = (search: string) => call('ann', 'GET', `/report/campaign?${search}`)

  beforeAll(async () => {
    const place = { grouping: 'sub_id_1' }
    await mark('campaign', 1, { ...place, value: 'z1', mark: 'bad' })
    await call('ann', 'POST', '/report/mark/campaign/1/multiple', {
      ...place,
      values: ['z2', 'z3'],
      mark: 'good',
    })
    await mark('campaign', 2, { ...place, value: 'z1', mark: 'good' })
    await mark('traffic_source', 1, { grouping: 'geoCountry', value: 'DE', mark: 'bad' })
  })

  test('stand beside their rows, within their own campaign', async () => {
    const row = (campaign: string, value: string) => ({
      level: 2,
      path: [
        { dimension: 'campaign', value: campaign, label: '' },
        { dimension: 'token_1', value, label: value },
      ],
      m: {},
      hasChildren: false,
      isOther: false,
    })
    answer = () => [row('1', 'z1'), row('1', 'z2'), row('2', 'z1'), row('2', 'z2')]
    const { body } = await report('groupings[]=campaign&groupings[]=token_1')
    const marks = body.report.map((line: { mark?: string }) => line.mark ?? null)
    expect(marks).toEqual(['bad', 'good', 'good', null])
  })

  test('filter by a word: one of the values, or another campaign', async () => {
    const { status } = await report('groupings[]=campaign&groupings[]=token_1&markFilter=good')
    expect(status).toBe(200)
    expect(where().slice(-3)).toEqual([
      [{ field: 'campaign', op: 'in', values: ['1', '2'] }],
      [
        { field: 'campaign', op: 'ne', values: ['1'] },
        { field: 'token_1', op: 'in', values: ['z2', 'z3'] },
      ],
      [
        { field: 'campaign', op: 'ne', values: ['2'] },
        { field: 'token_1', op: 'in', values: ['z1'] },
      ],
    ])
  })

  test('filter out what is marked', async () => {
    await report('ids[]=1&groupings[]=token_1&markFilter=unmarked')
    expect(where()).toContainEqual([
      { field: 'campaign', op: 'ne', values: ['1'] },
      { field: 'token_1', op: 'not_in', values: ['z1', 'z2', 'z3'] },
    ])
  })

  test('nobody has leave nothing', async () => {
    await report('groupings[]=token_1&markFilter=splendid')
    expect(where()).toContainEqual([{ field: 'campaign', op: 'in', values: [] }])
  })

  test('of other dimensions and of other subjects do not count', async () => {
    await report('groupings[]=geoCountry&markFilter=bad')
    expect(where()).toContainEqual([{ field: 'campaign', op: 'in', values: [] }])
    await call('ann', 'GET', '/report/trafficSource?groupings[]=geoCountry&markFilter=bad')
    expect(where()).toContainEqual([{ field: 'trafficSource', op: 'in', values: ['1'] }])
    const offers = await call('ann', 'GET', '/report/offer?groupings[]=offer&markFilter=bad')
    expect(offers.status).toBe(400)
  })

  test('of campaigns that the caller may not read are none to him', async () => {
    await call('bob', 'GET', '/report/campaign?groupings[]=token_1&markFilter=bad')
    expect(where()).toContainEqual([{ field: 'campaign', op: 'in', values: [] }])
    await call('bob', 'GET', '/report/campaign?groupings[]=token_1&markFilter=good')
    expect(where()).toContainEqual([{ field: 'campaign', op: 'in', values: ['2'] }])
  })

  test('are set and taken away by whoever may change the campaign', async () => {
    const body = { grouping: 'token_1', value: 'z9', mark: 'bad' }
    expect((await call('bob', 'POST', '/report/mark/campaign/2', body)).status).toBe(403)
    expect((await call('bob', 'DELETE', '/report/mark/campaign/2', body)).status).toBe(403)
    expect((await mark('campaign', 2, body)).status).toBe(201)
    const one = { grouping: 'token_1', value: 'z9' }
    expect((await call('ann', 'DELETE', '/report/mark/campaign/2', one)).status).toBe(200)
    const many = { grouping: 'token_1', values: ['z9', 'z1'] }
    expect((await call('ann', 'DELETE', '/report/mark/campaign/2/multiple', many)).status).toBe(200)
    await report('groupings[]=token_1&markFilter=good')
    expect(where()).toContainEqual([{ field: 'campaign', op: 'in', values: ['1'] }])
    expect((await mark('campaign', 2, { ...body, grouping: 'moonPhase' })).status).toBe(400)
    expect((await mark('campaign', 2, { ...body, mark: 'unmarked' })).status).toBe(400)
    expect((await mark('campaign', 77, body)).status).toBe(404)
  })
})

test('a report of named campaigns takes a hundred of them', async () => {
  const ids = (count: number) =>
    Array.from({ length: count }, (_, at) => `ids[]=${at + 1}`).join('&')
  expect((await call('ann', 'GET', `/report/user/campaign?${ids(100)}`)).status).toBe(200)
  expect(asked?.groupings).toEqual(['campaign'])
  const { status, body } = await call('ann', 'GET', `/report/user/campaign?${ids(101)}`)
  expect([status, body.errors.title]).toEqual([418, 'TooManyIds'])
  expect((await call('ann', 'GET', '/report/user/campaign')).status).toBe(400)
})

test('tokens of several have their name where all agree', async () => {
  const tokens = async (who: string, subject: string) => {
    const path = `/report/${subject}/groupings/multiple?ids[]=1&ids[]=2`
    return (await call(who, 'GET', path)).body.tokens
  }
  const both = [
    { id: 'token_1', name: 'Token 1' },
    { id: 'token_2', name: 'Site' },
  ]
  expect(await tokens('ann', 'campaign')).toEqual(both)
  expect(await tokens('ann', 'traffic_source')).toEqual(both)
  expect((await tokens('bob', 'campaign'))[0]).toEqual({ id: 'token_1', name: 'Site' })
})

test('a landing is no grouping of the reports of landings', async () => {
  const keys = async (subject: string) => {
    const { body } = await call('ann', 'GET', `/report/${subject}/groupings`)
    return body.groupings.map(({ id }: { id: string }) => id)
  }
  expect(await keys('landing')).not.toContain('landing')
  expect(await keys('landing')).toContain('offer')
  expect(await keys('campaign')).toContain('campaign')
})
