import { afterAll, beforeAll, expect, test } from 'bun:test'

import type { Query } from '../../../src/core/reports/query.ts'
import { COMMAND_LINE } from '../../../src/manage/access.ts'
import { createKey } from '../../../src/manage/people/keys.ts'
import type { ReportAnswer, ReportRefused } from '../../../src/report/reports.ts'
import { openManagement } from '../../support/management.ts'
import { addPerson } from '../../support/people.ts'

let asked: Query | null = null
let answer: ReportAnswer | ReportRefused = { refused: 'busy' }
const management = openManagement({
  reports: {
    query: (query) => {
      asked = query
      return Promise.resolve(answer)
    },
    log: () => Promise.resolve({ entries: [], hasNext: false, hasPrev: false, damaged: [] }),
  },
})
afterAll(() => management.close())

let key = ''
const call = (method: string, path: string, body?: unknown) =>
  management.call(method, path, body, key)

beforeAll(async () => {
  const subjects = ['offer', 'campaign', 'affiliate_network', 'traffic_source']
  const permissions = subjects.map((subject) => ({
    subject,
    accessLevel: 'MODIFY' as const,
    canCreate: true,
    readUuids: [],
    modifyUuids: [],
    readGroupUuids: [],
    modifyGroupUuids: [],
  }))
  const user = { login: 'bob', passwordHash: 'none', role: 'user', permissions } as const
  const id = management.desk.stores.users.add(user)
  key = createKey(management.desk, COMMAND_LINE, 'bob') as string
  await management.call('POST', '/offer', {
    offer: { name: 'O', url: 'https://o.example/', amount: 7, currency: 'EUR' },
  })
  await management.call('PUT', `/user/${id}/hide_profit`, { hideProfit: true })
})

test('an administrator from whom money is kept opens no door to it', async () => {
  const { call: request, desk } = management
  const boss = addPerson(management, 'discreet boss', { role: 'admin', hideProfit: true })
  const rich = addPerson(management, 'rich')
  const poor = addPerson(management, 'poor', { hideProfit: true })
  desk.stores.users.change(boss.id, { canCreateUsers: true })
  desk.stores.users.setAccessible(boss.id, [rich.id, poor.id])
  const ask = async (method: string, path: string, body?: unknown) =>
    (await request(method, path, body, boss.key)).status
  const further = (userId: number) => ({ name: 'k', scope: 'read', userId })
  expect(await ask('GET', `/identity/api_key/${rich.id}`)).toBe(403)
  expect(await ask('POST', '/api_keys', further(rich.id))).toBe(403)
  expect(await ask('PUT', `/user/${rich.id}/edit`, { password: 'another long one' })).toBe(403)
  expect(await ask('GET', `/identity/api_key/${poor.id}`)).toBe(200)
  expect(await ask('PUT', `/user/${poor.id}/hide_profit`, { hideProfit: false })).toBe(403)
  const user = { login: 'new', password: 'a long password', role: 'user' }
  expect(await ask('POST', '/user/create', user)).toBe(201)
  expect(desk.stores.users.byLogin('new')?.hideProfit).toBe(true)
})

const TELLING_CALLS: [how: string, source: object][] = [
  ['its address', { postbackUrl: 'https://his.test/?p={payout}' }],
  ['another name', { postbackUrl: 'https://his.test/?p={conversion_revenue}' }],
  ['its share', { postbackUrl: 'https://his.test/?p={conversion_cost}' }],
  [
    'the address for a status',
    {
      statusPostbackRelations: [{ conversionStatus: 'sale', link: 'https://his.test/{revenue}' }],
    },
  ],
]
test.each(TELLING_CALLS)(
  'a postback tells no revenue to its author by %s',
  async (_how, source) => {
    const { status, body } = await call('POST', '/traffic_source', { name: 'His', ...source })
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('kept from you')])
  },
)

test('a postback that tells revenue already stays, but goes nowhere else', async () => {
  const url = 'https://source.test/?p={payout}'
  const made = await management.call('POST', '/traffic_source', { name: 'Paid', postbackUrl: url })
  const { id } = made.body as { id: number }
  const change = (wish: object) => call('PUT', `/traffic_source/${id}`, { name: 'Paid', ...wish })
  expect((await change({ name: 'New name', postbackUrl: url })).status).toBe(200)
  expect((await change({ postbackUrl: url.replace('source', 'his') })).status).toBe(400)
  expect((await change({ postbackUrl: 'https://his.test/?s={status}' })).status).toBe(200)
  expect((await change({ postbackUrl: url })).status).toBe(400)
})

test.each([
  ['a header', { headers: [{ name: 'x', value: '{payout}' }] }],
  ['a body', { method: 'POST', body: 'p={payout}' }],
])('a postback tells no revenue to its author by %s', async (_how, sending) => {
  const wish = { name: 'Sends', postbackUrl: 'https://his.test/' }
  const made = await call('POST', '/traffic_source', wish)
  const at = `/traffic_source/${(made.body as { id: number }).id}/full`
  expect((await call('PATCH', at, { sending })).status).toBe(400)
})

test('a campaign tells no revenue to an address of such a user', async () => {
  const source = await call('POST', '/traffic_source', { name: 'Of the campaign' })
  const { id: trafficSourceId } = source.body as { id: number }
  const made = await call('POST', '/campaign', { name: 'C', trafficSourceId })
  const path = `/campaign/${(made.body as { id: number }).id}/full`
  const told = (url: string) => call('PATCH', path, { postbacks: [{ url }] })
  expect((await told('https://his.test/?p={payout}')).status).toBe(400)
  expect((await told('https://his.test/?s={status}')).status).toBe(200)
})

const TELLING = /payout|revenue|profit|"roi|"epc|"7"|:7[,}]/i

test.each(['/offer/1', '/offer/alternative/all', '/offer/1/clone'])(
  '%s tells no payout',
  async (path) => {
    const { status, body } = await call('GET', path)
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toMatch(TELLING)
    const all = await management.call('GET', path)
    expect(JSON.stringify(all.body)).toMatch(TELLING)
  },
)

test('an object that is read and written back keeps its payout', async () => {
  const { body, headers } = await call('GET', '/offer/1')
  const request = new Request('http://localhost/public/api/v1/offer/1', {
    method: 'PUT',
    headers: { 'api-key': key, 'if-match': headers.get('etag') ?? '' },
    body: JSON.stringify(body),
  })
  expect((await management.send(request)).status).toBe(200)
  expect(management.read.offers.find(1)).toMatchObject({ payoutMicros: 7_000_000 })
})

test('reports have no column that tells revenue, and say that there is none', async () => {
  await call('POST', '/report/query', {})
  expect(asked?.columns.map((column) => column.key)).toEqual([
    'clicks',
    'unique_campaign_clicks',
    'leads',
    'cr',
    'cost',
  ])
  await call('GET', '/report/campaign?groupings[]=campaign')
  expect(asked?.columns.map((column) => column.key)).not.toContain('profit')
  for (const body of [
    { measures: ['profit'] },
    { sort: [{ field: 'roi', dir: 'desc' }] },
    { filters: [{ field: 'revenue', op: 'gt', value: 1 }], groupings: ['campaign'] },
  ]) {
    expect((await call('POST', '/report/query', body)).status).toBe(400)
  }
  const sorted = await call('GET', '/report/campaign?groupings[]=campaign&sortColumn=profit')
  expect(sorted.status).toBe(400)
})

test('lists are not sorted by what is hidden', async () => {
  for (const amount of [9, 3]) {
    const offer = { name: 'O', url: 'https://o.example/', amount, currency: 'EUR' }
    await management.call('POST', '/offer', { offer })
  }
  answer = { rows: [], totals: {}, meta: {} } as unknown as ReportAnswer
  for (const path of ['/info/offer', '/stats/offer']) {
    const order = async (by: string | null) => {
      const search = '?sortColumn=payout&sortType=asc'
      const { body } = await management.call('GET', path + search, undefined, by)
      return body.map((row: { id: number | string }) => String(row.id))
    }
    expect(await order(management.key)).toEqual(['3', '1', '2', 'totals'])
    expect(await order(key)).toEqual(['1', '2', '3', 'totals'])
  }
  expect((await call('GET', '/offer/alternative/all?sortColumn=payout')).status).toBe(400)
})
