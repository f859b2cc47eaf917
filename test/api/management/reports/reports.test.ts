import { afterAll, beforeEach, describe, expect, test } from 'bun:test'

import { type Event, EventKind, Flag, rowToEvent } from '../../../../src/core/event.ts'
import type { LogQuery } from '../../../../src/core/reports/log-query.ts'
import type { Query } from '../../../../src/core/reports/query.ts'
import type { LogPage } from '../../../../src/report/logs/log.ts'
import type { ReportAnswer, ReportRefused } from '../../../../src/report/reports.ts'
import { clickIdOf, NOW, openManagement } from '../../../support/management.ts'

const NOTHING: ReportAnswer = {
  rows: [],
  totals: { clicks: 0, cost: null },
  prevTotals: null,
  totalRows: 0,
  meta: {
    asOf: '',
    fromUtc: '',
    toUtc: '',
    timezone: 'UTC',
    currency: 'USD',
    totalRows: 0,
    excluded: null,
    partial: false,
    tookMs: 1,
    warnings: [],
  } as unknown as ReportAnswer['meta'],
} as ReportAnswer

/** What the reports are asked, and what they shall answer. */
const asked: { query: Query | null; log: LogQuery | null } = { query: null, log: null }
let answer: ReportAnswer | ReportRefused = NOTHING
let page: LogPage | ReportRefused = { entries: [], hasNext: false, hasPrev: false, damaged: [] }
let events: readonly Event[] = []

function asText(long: ReportAnswer) {
  async function* json() {
    const text = JSON.stringify(long)
    for (const half of [text.slice(0, 20), text.slice(20)]) yield await Promise.resolve(half)
  }
  return { json: json() }
}

const management = openManagement({
  reports: {
    query: (query) => {
      asked.query = query
      return Promise.resolve(answer)
    },
    queryLong: (query) => {
      asked.query = query
      return Promise.resolve('rows' in answer && answer.rows.length > 2 ? asText(answer) : answer)
    },
    log: (log) => {
      asked.log = log
      return Promise.resolve(page)
    },
    export: () => Promise.resolve({ refused: 'busy' }),
    click: () => Promise.resolve(events),
    hygiene: () => Promise.resolve([]),
    minutes: () => Promise.resolve({ refused: 'busy' }),
    link: () => Promise.resolve({ refused: 'busy' }),
    async *exportClicks() {},
  },
})
afterAll(() => management.close())
const { call } = management

const event = (facts: Partial<Event>): Event => ({ ...rowToEvent([]), ...facts })
const click = (seq: number) =>
  event({
    kind: EventKind.click,
    clickSeq: seq,
    time: NOW,
    clickTime: NOW,
    campaignId: 1,
    externalId: 'e1',
    subIds: ['zz'],
    costMicros: 500_000,
    flags: Flag.bot,
    country: 'DE',
  })

beforeEach(() => {
  answer = NOTHING
  page = { entries: [], hasNext: false, hasPrev: false, damaged: [] }
  events = []
})

describe('the click log', () => {
  test('shows clicks as text, with names and ids', async () => {
    const source = await call('POST', '/traffic_source', { name: 'TS' })
    await call('POST', '/campaign', { name: 'C', key: 'kc', trafficSourceId: source.body.id })
    const entries = [{ seq: 5, event: click(5), later: [] }]
    page = { entries, hasNext: true, hasPrev: false, damaged: [] }
    const { status, body } = await call('GET', '/clicklog?timezone=Europe/Berlin&limit=1')
    expect(status).toBe(200)
    expect(body.rows[0]).toMatchObject({
      id: clickIdOf(5),
      click_time: '2026-11-21 13:00:00',
      campaign: 'C',
      campaign_key: 'kc',
      external_id: 'e1',
      token_1: 'zz',
      token_30: '',
      cost: '0.5',
      is_bot: '1',
      is_crawler: '0',
      country: 'Germany',
    })
    for (const value of Object.values(body.rows[0])) expect(typeof value).toBe('string')
    const [from, to] = [clickIdOf(5), clickIdOf(5)]
    const flags = { hasNextPage: true, hasPrevPage: false, direction: 'next', sorting: 'desc' }
    expect(body.pageInfo).toEqual({ from, to, ...flags, limit: 1 })
  })

  test('asks for the period, page and campaigns of the query', async () => {
    const list = 'campaignIds[]=1&campaignIds[1]=2&campaignIds=3'
    await call(
      'GET',
      `/clicklog?datePreset=yesterday&direction=prev&cursor=${clickIdOf(9)}&${list}`,
    )
    const day = 86_400_000
    const midnight = Date.UTC(2026, 10, 21)
    expect(asked.log).toMatchObject({
      of: 'clicks',
      direction: 'prev',
      cursor: 9,
      limit: 100,
      zone: 'UTC',
      period: { from: midnight - day, to: midnight },
      where: [{ any: [{ field: 'campaign', op: 'in', values: ['1', '2', '3'] }] }],
    })
  })

  test.each([
    [{ to: 4, from: 9 }, 'next', 4],
    [{ to: 4, from: 9, direction: 'next' }, 'next', 4],
    [{ to: 4, from: 9, direction: 'prev' }, 'prev', 9],
    [{ to: 4, cursor: 3 }, 'next', 3],
  ])('goes on from an edge of the page before: %j', async (edges, direction, cursor) => {
    const words = Object.entries(edges).map(([name, edge]) => [
      name,
      typeof edge === 'number' ? clickIdOf(edge) : edge,
    ])
    await call('GET', `/clicklog?${new URLSearchParams(Object.fromEntries(words))}`)
    expect(asked.log).toMatchObject({ direction, cursor })
  })

  test('has weeks that begin on the day of the setting', async () => {
    const monday = Date.UTC(2026, 10, 16)
    await call('GET', '/clicklog?datePreset=this_week')
    expect(asked.log?.period.from).toBe(monday)
    await call('PATCH', '/settings', { week_start: 7 })
    await call('GET', '/clicklog?datePreset=this_week')
    expect(asked.log?.period.from).toBe(monday - 86_400_000)
    await call('PATCH', '/settings', { week_start: 1 })
  })

  test('in the other order is the same pages, turned', async () => {
    const entries = [7, 5].map((seq) => ({ seq, event: click(seq), later: [] }))
    page = { entries, hasNext: false, hasPrev: true, damaged: [] }
    const { body } = await call('GET', `/clicklog?sortType=asc&cursor=${clickIdOf(4)}&limit=2`)
    expect(asked.log).toMatchObject({ direction: 'prev', cursor: 4 })
    expect(body.rows.map(({ id }: { id: string }) => id)).toEqual([clickIdOf(5), clickIdOf(7)])
    const [from, to] = [clickIdOf(5), clickIdOf(7)]
    const flags = { hasNextPage: true, hasPrevPage: false, direction: 'next', sorting: 'asc' }
    expect(body.pageInfo).toEqual({ from, to, ...flags, limit: 2 })
  })

  test('takes filters on its columns', async () => {
    const filter = JSON.stringify([{ column: 'country', operator: 'eq', value: 'DE' }])
    await call('GET', `/clicklog?filter=${encodeURIComponent(filter)}`)
    expect(asked.log?.where).toMatchObject([{ any: [{ field: 'geoCountry', op: 'eq' }] }])
  })

  test.each([
    'datePreset=someday',
    'timezone=Mars/Base',
    'datePreset=custom_time',
    'dateTo=2026-01-01',
    'dateFrom=2026-02-30',
    'cursor=short',
    'filter=nonsense',
    'filter=[{"column":"moon","operator":"eq","value":"1"}]',
    'direction=sideways',
  ])('refuses %s', async (search) => {
    expect((await call('GET', `/clicklog?${search}`)).status).toBe(400)
  })

  test('says with a header that a part could not be read', async () => {
    page = { entries: [], hasNext: false, hasPrev: false, damaged: [3] }
    expect((await call('GET', '/clicklog')).headers.get('x-partial')).toBe('1')
  })

  test('is limited to the campaigns the caller may read', async () => {
    const permission = { subject: 'campaign', accessLevel: 'CUSTOM', readUuids: ['1'] }
    const user = { login: 'bob', password: 'long enough', role: 'user', permissions: [permission] }
    const { body } = await call('POST', '/user/create', user)
    const key = (await call('GET', `/identity/api_key/${body.user_id}`)).body[0].apiKey
    await call('GET', '/clicklog?campaignIds=1&campaignIds=2', undefined, key)
    expect(asked.log?.where.map(({ any }) => any[0])).toMatchObject([
      { values: ['1', '2'] },
      { values: ['1'] },
    ])
    await call('POST', '/report/query', {}, key)
    expect(asked.query?.where).toMatchObject([{ any: [{ field: 'campaign', values: ['1'] }] }])
    events = [{ ...click(5), campaignId: 2 }]
    expect((await call('GET', `/clicklog/click/${clickIdOf(5)}`, undefined, key)).status).toBe(403)
    events = []
    expect((await call('GET', `/clicklog/click/${clickIdOf(5)}`, undefined, key)).status).toBe(403)
  })
})

describe('a single click', () => {
  test('counts what came after it', async () => {
    const step = { kind: EventKind.conversion, clickSeq: 5, time: NOW + 1000, status: 'sale' }
    events = [
      click(5),
      event({ ...step, leads: 1, revenueHoldMicros: 10_000_000, eventValues: ['', '4'] }),
      event({ ...step, revenueHoldMicros: -10_000_000, revenueConfirmedMicros: 12_500_000 }),
      event({ kind: EventKind.cost, clickSeq: 5, costMicros: 250_000 }),
      event({ kind: EventKind.update, clickSeq: 5, subIds: ['zz', 'new', 'gone'] }),
      event({ kind: EventKind.update, clickSeq: 5, subIds: ['zz', 'new'] }),
    ]
    const { body } = await call('GET', `/clicklog/click/${clickIdOf(5)}`)
    expect(body).toHaveLength(1)
    expect(body[0]).toMatchObject({
      cost: '0.75',
      payout: '12.5',
      conversion: '1',
      conversion_status_one: 'sale',
      conversed_at: '2026-11-21 12:00:01',
      event_2: '4',
      token_1: 'zz',
      token_2: 'new',
      token_3: '',
    })
  })

  test('is found in any letter case, and by its whole id alone', async () => {
    events = [click(5)]
    const id = clickIdOf(5)
    expect((await call('GET', `/clicklog/click/${id.toUpperCase()}`)).status).toBe(200)
    const guessed = `${id.slice(0, -1)}${id.endsWith('a') ? 'b' : 'a'}`
    expect((await call('GET', `/clicklog/click/${guessed}`)).status).toBe(404)
    expect((await call('GET', '/clicklog/click/short')).status).toBe(400)
  })
})

describe('a report', () => {
  const row = (level: number, dimension: string, value: string, clicks: number) => ({
    level,
    path: [{ dimension, value, label: `label ${value}` }],
    m: { clicks, cost: 0.5, roi: null, profit: -1e-9 },
    hasChildren: false,
    isOther: false,
  })

  test('of our own is answered as it is', async () => {
    const { status, body } = await call('POST', '/report/query', { groupings: ['campaign'] })
    expect([status, body]).toEqual([200, NOTHING])
    expect(asked.query?.groupings).toEqual(['campaign'])
  })

  test('that is long is the same, though it is made piece by piece', async () => {
    answer = { ...NOTHING, rows: [1, 2, 3].map((n) => row(1, 'campaign', `${n}`, n)) }
    const { status, body, headers } = await call('POST', '/report/query', {
      groupings: ['campaign'],
    })
    expect([status, body]).toEqual([200, answer])
    expect(headers.get('content-type')).toBe('application/json')
  })

  test.each([
    [{ groupings: ['moonPhase'] }, 'groupings.0'],
    [{ measures: ['wealth'] }, 'measures.0'],
    [{ period: { preset: 'someday' } }, 'period.preset'],
    [{ period: { from: '2026-11-01', to: '2026-11-31' } }, 'period.to'],
    [{ filters: [{ field: 'days', op: 'gt', value: 'yesterday' }] }, 'filters.0'],
    [{ limit: 0 }, 'limit'],
    [{ surprise: 1 }, 'surprise'],
  ])('of our own with %p is refused at %s', async (query, field) => {
    const { status, body } = await call('POST', '/report/query', query)
    expect([status, Object.keys(body.errors.fields)]).toEqual([400, [field]])
  })

  test.each([
    ['/report/campaign?groupings[]=campaign&datePreset=', 'datePreset'],
    ['/report/campaign?groupings[]=campaign&datePreset=someday', 'datePreset'],
    ['/stats/campaign?datePreset=someday', 'datePreset'],
    ['/info/offer?dateTo=2026-11-01', 'dateFrom'],
    ['/trends?grouping=days&dateFrom=2026-11-01&dateTo=2026-11-31', 'dateTo'],
    ['/stats/campaign?timezone=Mars/Base', 'timezone'],
    ['/report/campaign?groupings[]=campaign&sortColumn=wealth', 'sortColumn'],
    ['/report/campaign?groupings[]=moonPhase', 'groupings.0'],
    [
      '/report/campaign?groupings[]=campaign&nameFilter=a&simpleFilter=' +
        encodeURIComponent('[{"column":"clicks","operator":"like","value":1}]'),
      'simpleFilter',
    ],
  ])('of the dialect is refused by the parameter of its own: %s', async (path, field) => {
    const { status, body } = await call('GET', path)
    const { fields = {}, detail } = body.errors
    expect([status, Object.keys(fields)]).toEqual([400, [field]])
    expect(detail).not.toMatch(/expected/i)
  })

  test('of the dialect is flat, with decimal text', async () => {
    answer = { ...NOTHING, rows: [row(1, 'campaign', '7', 120), row(2, 'offer', '9', 20)] }
    const search = 'ids[]=7&ids[]=8&groupings[]=campaign&groupings[]=offer&sortColumn=costs'
    const { body } = await call('GET', `/report/campaign?${search}`)
    expect(body.report).toMatchObject([
      {
        level: 1,
        entity_id: '7',
        id: '7',
        name: 'label 7',
        clicks: '120',
        cost: '0.5',
        costs: '0.5',
        roi: '0',
        profit: '0',
      },
      {
        level: 2,
        entity_id: '9',
        id: '9',
        name: 'label 9',
        affiliateNetworkName: null,
        clicks: '20',
        cost: '0.5',
        costs: '0.5',
        roi: '0',
        profit: '0',
      },
    ])
    expect(body.totals).toMatchObject({ clicks: '0', cost: '0', costs: '0' })
    expect(asked.query).toMatchObject({
      groupings: ['campaign', 'offer'],
      where: [{ any: [{ field: 'campaign', op: 'in', values: ['7', '8'] }] }],
      sort: [{ key: 'cost', dir: 'desc' }],
    })
  })

  test('of the dialect can be in order of names, those of each level', async () => {
    const search = 'groupings[]=campaign&groupings[]=geocountry&sortColumn=name&sortType=asc'
    expect((await call('GET', `/report/campaign?${search}`)).status).toBe(200)
    expect(asked.query?.sort).toMatchObject([
      { key: 'campaign', dir: 'asc', column: null },
      { key: 'geoCountry', dir: 'asc', column: null },
    ])
  })

  test('of the dialect takes ten thousand ids', async () => {
    const ids = Array.from({ length: 9000 }, (_, at) => `ids[]=${at}`).join('&')
    expect((await call('GET', `/report/offer?groupings=offer&${ids}`)).status).toBe(200)
    expect(asked.query?.where[0]?.any[0]).toMatchObject({ field: 'offer' })
  })

  test.each([
    ['/report/galaxy?groupings=campaign', 400],
    ['/report/campaign', 400],
    ['/report/campaign?groupings=moonPhase', 400],
    ['/report/campaign?groupings=campaign&sortColumn=moon', 400],
    ['/report/campaign?groupings=campaign&simpleFilter=x', 400],
    ['/report/campaign?groupings=campaign&datePreset=someday', 400],
  ])('%s is %p', async (path, status) => {
    expect((await call('GET', path)).status).toBe(status)
  })

  test.each([
    ['busy', 503],
    ['deadline', 503],
    ['too_many_groups', 400],
  ] as const)('that is refused as %s answers %p', async (refused, status) => {
    answer = { refused }
    const own = await call('POST', '/report/query', {})
    expect(own.status).toBe(status)
    expect(own.headers.get('retry-after')).toBe(status === 503 ? '5' : null)
    expect((await call('GET', '/report/campaign?groupings=campaign')).status).toBe(status)
  })
})

test('a query without measures has the columns that its user’s report starts with', async () => {
  const measured = async (report: unknown) => {
    expect((await call('PUT', '/me/preferences', { columns: { report } })).status).toBe(200)
    await call('POST', '/report/query', {})
    return asked.query?.columns.map(({ key }) => key)
  }
  const usual = await measured(undefined)
  expect(usual).toContain('roi')
  expect(await measured(['cpa', 'nothing', 7, 'clicks'])).toEqual(['cpa', 'clicks'])
  for (const none of [[], 'clicks', null, ['nothing']]) expect(await measured(none)).toEqual(usual!)
})

test('nothing here was an unexpected error', () => {
  expect(management.failures).toEqual([])
})
