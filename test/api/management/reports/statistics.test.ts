import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'

import type { Query } from '../../../../src/core/reports/query.ts'
import type { ReportAnswer } from '../../../../src/report/reports.ts'
import { openManagement } from '../../../support/management.ts'

/** Rows by the value of the first grouping: id or bucket → clicks. */
let rows: Readonly<Record<string, number>> = {}
const asked: Query[] = []

function answerTo(query: Query): ReportAnswer {
  const measures = (clicks: number) =>
    Object.fromEntries(query.columns.map(({ key }) => [key, key === 'clicks' ? clicks : null]))
  const [wanted] = query.where.at(-1)?.any ?? []
  const isOfThem = (value: string) => wanted?.op !== 'in' || wanted.values.includes(value)
  const isOfObjects = query.groupings[0] === 'campaign'
  const counted = Object.entries(rows).filter(([value]) => !isOfObjects || isOfThem(value))
  const found = counted.map(([value, clicks]) => ({
    level: 1,
    path: [{ dimension: query.groupings[0] ?? '', value, label: value }],
    m: measures(clicks),
  }))
  const total = counted.reduce((sum, [, clicks]) => sum + clicks, 0)
  return { rows: found, totals: measures(total), meta: {} } as unknown as ReportAnswer
}

const management = openManagement({
  reports: {
    query: (query) => {
      asked.push(query)
      return Promise.resolve(answerTo(query))
    },
    log: () => Promise.resolve({ entries: [], hasNext: false, hasPrev: false, damaged: [] }),
    click: () => Promise.resolve([]),
  },
})
afterAll(() => management.close())
const get = async (path: string) => (await management.call('GET', path)).body

beforeAll(async () => {
  await management.call('POST', '/traffic_source', { name: 'TS' })
  for (const name of ['Ants', 'Bees', 'Cats']) {
    await management.call('POST', '/campaign', { name, trafficSourceId: 1 })
  }
  await management.call('DELETE', '/campaign/3')
})
beforeEach(() => {
  rows = {}
  asked.length = 0
})

describe('the list with measures', () => {
  test('has a row for every object, also without traffic, and the totals last', async () => {
    rows = { 2: 7 }
    const body = await get('/stats/campaign?datePreset=all_time')
    expect(body.map((row: { id: string }) => row.id)).toEqual(['2', '1', 'totals'])
    expect(body[0]).toMatchObject({
      name: 'Bees',
      clicks: '7',
      traffic_source: 'TS',
      is_deleted: '',
    })
    expect(body[1]).toMatchObject({ clicks: '0', roi: '0', costs: '0' })
    expect(body[2]).toMatchObject({ clicks: '7', total_count: '2' })
  })

  test('asks only for the objects it shows', async () => {
    await get('/stats/campaign?name=bee')
    expect(asked[0]?.where).toEqual([{ any: [{ field: 'campaign', op: 'in', values: ['2'] }] }])
  })

  test('is empty when nothing is found', async () => {
    expect(await get('/stats/campaign?name=zebra')).toEqual([])
    expect(await get('/stats/campaign?status=with_traffic')).toEqual([])
  })

  test.each(['stats', 'info'])('%s of those with traffic adds up these alone', async (list) => {
    rows = { 1: 4, 2: 7 }
    const listed = async () => await get(`/${list}/campaign?status=with_traffic`)
    expect((await listed()).at(-1)).toMatchObject({ clicks: '11' })
    await management.call('PUT', '/settings/stats', { withTrafficMinClicks: 5 })
    const few = await listed()
    expect(few.map((row: { id: unknown }) => String(row.id))).toEqual(['2', 'totals'])
    expect(few[1]).toMatchObject({ clicks: '7' })
    await management.call('PUT', '/settings/stats', { withTrafficMinClicks: 1 })
  })

  test('shows deleted objects when asked to', async () => {
    const body = await get('/stats/campaign?status=deleted')
    expect(body[0]).toMatchObject({ id: '3', is_deleted: '1' })
  })

  test('counts pages before the totals, which stay those of all', async () => {
    rows = { 1: 3, 2: 7 }
    const body = await get('/stats/campaign?limit=1&offset=1')
    expect(body.map((row: { id: string }) => row.id)).toEqual(['1', 'totals'])
    expect(body[1]).toMatchObject({ clicks: '10', total_count: '2' })
  })

  test.each([
    ['name', 'asc', ['Ants', 'Bees']],
    ['name', 'desc', ['Bees', 'Ants']],
    ['clicks', 'asc', ['Bees', 'Ants']],
  ])('is sorted by %s %s', async (column, type, names) => {
    rows = { 1: 10, 2: 9 }
    const body = await get(`/stats/campaign?sortColumn=${column}&sortType=${type}`)
    expect(body.slice(0, 2).map((row: { name: string }) => row.name)).toEqual(names)
  })
})

test.each(['stats', 'info'])('%s is sorted by known columns only', async (list) => {
  rows = { 1: 10, 2: 9 }
  const sortedBy = (column: string) =>
    management.call('GET', `/${list}/campaign?sortColumn=${encodeURIComponent(column)}`)
  const known = ['', 'id', 'clicks', 'costs', 'event_30', 'binom_protect_bots']
  const facts = ['leads_last_hour', 'mean_time_to_convert', 'is_noted', 'traffic_source', 'payout']
  for (const column of [...known, ...facts]) {
    expect([column, (await sortedBy(column)).status]).toEqual([column, 200])
  }
  const absent = 'Gone::00000000-0000-4000-8000-000000000000'
  for (const column of ['moon', 'constructor', 'event_31', absent]) {
    const { status, body } = await sortedBy(column)
    expect([column, status]).toEqual([column, 400])
    expect(body.errors.fields.sortColumn).toEqual([expect.stringMatching(/^must be one of id, /)])
  }
})

test('the light list has integer ids, counters and a totals row even when nothing is found', async () => {
  rows = { 1: 4 }
  const body = await get('/info/campaign?datePreset=all_time')
  expect(body[0]).toMatchObject({ id: 1, is_deleted: false, clicks: '4', clicks_last_hour: '4' })
  expect(body.at(-1)).toMatchObject({ id: 'totals', total_count: 2 })
  expect(await get('/info/campaign?name=zebra')).toMatchObject([{ id: 'totals', total_count: 0 }])
})

test('the light list is in the order of ids until a column is named', async () => {
  rows = { 1: 4, 2: 9 }
  const ids = async (search: string) =>
    (await get(`/info/campaign?${search}`)).map((row: { id: unknown }) => row.id)
  expect(await ids('')).toEqual([1, 2, 'totals'])
  expect(await ids('sortType=desc')).toEqual([2, 1, 'totals'])
  expect(await ids('sortColumn=clicks')).toEqual([2, 1, 'totals'])
  expect(await ids('sortColumn=clicks&sortType=asc')).toEqual([1, 2, 'totals'])
})

test('what an object has none of is empty text in the list with measures, null in the light one', async () => {
  const [stats] = await get('/stats/campaign')
  const [info] = await get('/info/campaign')
  expect([stats.group_name, info.group_name]).toEqual(['', null])
  expect([stats.current_cpc, info.current_cpc]).toEqual(['0', 0])
  await management.call('POST', '/offer', { name: 'O', url: 'https://page.test/' })
  expect((await get('/stats/offer'))[0]).toMatchObject({ group_name: '', affiliate_network: '' })
})

test.each([
  '/stats/campaign?',
  '/info/campaign?',
  '/trends?',
  '/report/campaign?groupings[]=offer&',
])('dates without a word count in %s', async (path) => {
  await get(`${path}dateFrom=2026-01-01&dateTo=2026-01-02`)
  const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3)]
  expect(asked[0]?.period).toMatchObject({ from, to })
})

test('lists can be of those that have one of the tags', async () => {
  const tag = await management.call('POST', '/tags', { name: 'hot' })
  const { id } = tag.body
  await management.call('POST', `/tags/${id}/link`, { subject: 'campaign', subjectId: 2 })
  const listed = async (search: string) =>
    (await get(`/info/campaign?${search}`)).map((row: { id: unknown }) => row.id)
  expect(await listed(`tags[]=${id}&tags[]=${crypto.randomUUID()}`)).toEqual([2, 'totals'])
  expect(await listed(`tags[]=${crypto.randomUUID()}`)).toEqual(['totals'])
})

test.each(['landing', 'offer', 'rotation', 'affiliate_network', 'traffic_source'])(
  'filters that %ss know nothing of are ignored',
  async (entity) => {
    const { call } = management
    await call('POST', '/landing/not_integrated', { name: 'L', url: 'https://page.test/' })
    await call('POST', '/affiliate_network', { name: 'N' })
    await call('POST', '/rotation', { name: 'R' })
    const group = crypto.randomUUID()
    const known: Readonly<Record<string, readonly string[]>> = {
      landing: ['groupUuids', 'languages'],
      offer: ['groupUuids', 'affiliateNetworkIds', 'geo'],
      rotation: ['groupUuids'],
    }
    const filters = Object.entries({
      groupUuids: group,
      trafficSourceIds: '99',
      affiliateNetworkIds: '99',
      geo: 'AQ',
      languages: 'ZU',
    })
    for (const list of ['info', 'stats']) {
      const all = (await get(`/${list}/${entity}`)).length
      expect(all).toBeGreaterThan(1)
      for (const [name, value] of filters) {
        const found = (await get(`/${list}/${entity}?${name}[]=${value}`)).length
        const isKnown = known[entity]?.includes(name) ?? false
        expect([name, found === all]).toEqual([name, !isKnown])
      }
    }
  },
)

test('words of the dialect are read in any letter case', async () => {
  await get('/report/Campaign?groupings[]=geocountry&datePreset=Yesterday&sortType=ASC')
  expect(asked[0]).toMatchObject({ groupings: ['geoCountry'] })
  expect(asked[0]?.period.to).toBe(Date.UTC(2026, 10, 21))
})

describe('statistics over time', () => {
  test('have every hour of the day', async () => {
    rows = { 13: 5 }
    const { stats, totals } = await get('/trends?grouping=hourOfDay')
    expect(stats).toHaveLength(24)
    expect(stats[13]).toMatchObject({ date: '13:00 - 14:00', key: 13, clicks: '5' })
    expect(stats[23]).toMatchObject({ date: '23:00 - 00:00', key: 23, clicks: '0' })
    expect(totals).toMatchObject({ date: 'totals', clicks: '5', total_count: '24' })
  })

  test.each([
    ['days', 'last_3_days', ['2026-11-19', '2026-11-20', '2026-11-21']],
    [
      'weeks',
      'last_14_days',
      ['2026-11-02 - 2026-11-08', '2026-11-09 - 2026-11-15', '2026-11-16 - 2026-11-22'],
    ],
    ['month', 'last_30_days', ['2026-10', '2026-11']],
    [
      'dayOfWeek',
      'today',
      ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    ],
  ])('by %s of %s show the empty ones too', async (grouping, preset, dates) => {
    const { stats } = await get(
      `/trends?grouping=${grouping}&datePreset=${preset}&timezone=Europe/Berlin`,
    )
    expect(stats.map((row: { date: string }) => row.date)).toEqual(dates)
  })

  test.each([
    ['', 24],
    ['datePreset=yesterday', 24],
    ['dateFrom=2026-11-20 12:00:00&dateTo=2026-11-21 11:00:00', 2],
    ['datePreset=last_7_days', 7],
  ])('of %p are hours within a day, else days', async (period, count) => {
    expect((await get(`/trends?${encodeURI(period)}`)).stats).toHaveLength(count)
  })

  test('are sorted by a measure that is named', async () => {
    rows = { 13: 5, 7: 9 }
    const hours = async (search: string) =>
      (await get(`/trends?sortColumn=clicks&${search}`)).stats.map(
        ({ key }: { key: number }) => key,
      )
    expect((await hours('')).slice(0, 3)).toEqual([7, 13, 0])
    expect((await hours('sortType=asc')).slice(-2)).toEqual([13, 7])
  })

  test('of all time begin with the first click', async () => {
    rows = { '2026-10-01': 1, '2026-11-20': 2 }
    const { stats } = await get('/trends?grouping=days&datePreset=all_time')
    expect(stats[0]).toMatchObject({ date: '2026-10-01', clicks: '1' })
    expect(stats[1]).toMatchObject({ date: '2026-10-02', key: 1, clicks: '0' })
    expect(stats.at(-1)).toMatchObject({ date: '2026-11-21', key: 51, clicks: '0' })
    expect(stats).toHaveLength(52)
  })

  test.each([
    ['weeks', '2026-10-19', 5],
    ['month', '2026-07', 5],
  ])('of all time have %s without a click, too', async (grouping, first, count) => {
    rows = { [first]: 1 }
    const { stats } = await get(`/trends?grouping=${grouping}&datePreset=all_time`)
    expect(stats).toHaveLength(count)
    rows = {}
    expect((await get(`/trends?grouping=${grouping}&datePreset=all_time`)).stats).toEqual([])
  })

  test.each([
    ['date', 200],
    ['key', 200],
    ['costs', 200],
    ['moon', 400],
    ['constructor', 400],
  ])('sorted by %s are %p', async (column, status) => {
    expect((await management.call('GET', `/trends?sortColumn=${column}`)).status).toBe(status)
  })

  test('of a group count its campaigns only', async () => {
    await get('/trends?trafficSourceIds[]=1&userId=1')
    expect(asked[0]?.where.at(-1)?.any[0]).toMatchObject({ field: 'campaign', op: 'in' })
  })
})

test('the dialect has 63 columns', async () => {
  const body = await get('/columns')
  expect(body.default).toHaveLength(63)
  expect(new Set(body.default.map(({ uuid }: { uuid: string }) => uuid)).size).toBe(63)
})

test('there are at least the 115 macros of the dialect', async () => {
  expect((await get('/system/tokens')).length).toBeGreaterThanOrEqual(115)
})

test('tokens of a report are called as the source calls them', async () => {
  const tokens = [{ id: '3', parameter: 'zone', placeholder: '{z}', name: 'Zone' }]
  const { body } = await management.call('POST', '/traffic_source', { name: 'Push', tokens })
  const answer = await get(`/report/campaign/groupings?trafficSourceId=${body.id}`)
  expect(answer.tokens).toEqual([{ id: 'token_3', name: 'Zone' }])
})
