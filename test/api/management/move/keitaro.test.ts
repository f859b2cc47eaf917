/** What a Keitaro has, translated: each object, each filter, and a word for all that does not come. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import cases from '../../../cases/move/keitaro.json'
import { FILTER_FLOWS, KEITARO_KEY, startKeitaro } from '../../../support/keitaro.ts'
import { type Answer, type Management, openManagement } from '../../../support/management.ts'

const tracker = startKeitaro()
const order = { from: 'keitaro', address: `${tracker.url}/admin/#!/campaigns`, key: KEITARO_KEY }
let here: Management
let found: Answer['body']

beforeAll(async () => {
  here = openManagement({ callable: [tracker.port] })
  const { status, body } = await here.call('POST', '/config/move', order)
  expect([status, body.errors]).toEqual([200, undefined])
  found = body
})
afterAll(() => {
  tracker.stop()
  here.close()
})

interface Named {
  readonly name: string
}

const named = (kind: string, name: string) =>
  found.file[kind].find((one: Named & { host?: string }) => (one.name ?? one.host) === name)
const campaign = (name: string) => named('campaigns', name)
const flowsOf = (name: string) => campaign(name).flows.flows
const flow = (of: string, name: string) => flowsOf(of).find((one: Named) => one.name === name)

test('it asks for everything once, with the key in its header', () => {
  expect(tracker.asked.toSorted()).toEqual(
    [
      '/affiliate_networks',
      '/campaigns/1001/streams',
      '/campaigns/1002/streams',
      '/campaigns/1003/streams',
      '/campaigns/1004/streams',
      '/campaigns/1005/streams',
      '/campaigns?limit=500&offset=0',
      '/domains',
      '/groups?type=campaigns',
      '/groups?type=landings',
      '/groups?type=offers',
      '/landing_pages',
      '/offers',
      '/traffic_sources',
    ].toSorted(),
  )
})

test('objects come under their old ids', () => {
  const ids = (kind: string) => found.file[kind].map(({ id }: { id: number }) => id)
  expect(ids('campaigns')).toEqual([1001, 1002, 1003])
  expect(ids('offers')).toEqual([101, 102])
  expect(ids('landings')).toEqual([201, 202, 203, 204])
  expect(ids('affiliate_networks')).toEqual([11])
  expect(ids('traffic_sources')).toEqual([21, 22])
})

test('a campaign has its alias, token, costs, uniqueness, binding, parameters and postbacks', () => {
  expect(campaign('Propeller DE')).toMatchObject({
    alias: 'k3Tq9ZpL',
    token: 'kq3vx8b2c9d7f6g5h4j1k0l2m3n4p5q6',
    state: 'active',
    binding: 'landing',
    uniqueness: { method: 'ip_ua', ttlHours: 48, cookies: true },
    cost: { model: 'CPM', amount: 0.8, currency: 'USD', auto: true, trafficLoss: 1 },
    sourceId: 21,
    domainId: named('domains', 'trk.example.com').id,
    groupId: named('groups', 'Push').id,
    parameters: [
      { field: 'sub_id_3', label: 'Zone', alias: 'zone', placeholder: '{zoneid}' },
      { field: 'sub_id_4', label: 'Site', alias: 'site', placeholder: '{site}' },
    ],
    postbacks: [
      { url: 'https://crm.example.com/in?c={subid}', method: 'POST', statuses: ['sale', 'rebill'] },
    ],
  })
  expect(campaign('Split test')).toMatchObject({
    state: 'paused',
    binding: 'none',
    uniqueness: { method: 'ip' },
    cost: { model: 'CPUC', amount: 0.05, currency: 'USD' },
    sourceId: null,
    flows: { mode: 'weight' },
  })
  expect(campaign('Every filter').cost).toMatchObject({ model: 'RevShare', amount: 20 })
})

test('flows stand in their order, with shares, actions and what they store', () => {
  expect(flowsOf('Propeller DE')).toMatchObject([
    {
      name: 'Bots',
      type: 'forced',
      combine: 'or',
      storeClicks: false,
      action: { key: 'status404' },
    },
    {
      name: 'To Germany',
      type: 'regular',
      action: null,
      paths: [
        {
          landings: [
            { landingId: 202, enabled: true, weight: 70 },
            { landingId: 201, enabled: false, weight: 30 },
          ],
          offers: [{ offerId: 101, enabled: true, weight: 60 }],
        },
      ],
    },
    { name: 'Rest', type: 'default', action: { key: 'http' } },
  ])
  expect(flowsOf('Split test')).toMatchObject([
    { name: 'A', weight: 30, enabled: true, paths: [{ offers: [{ offerId: 102 }] }] },
    { name: 'B', weight: 70, enabled: false, action: { key: 'campaign', payload: '1001' } },
    { name: 'Uploaded', weight: 10, enabled: false },
    { name: 'One', type: 'regular', enabled: false },
    {
      name: 'Two',
      type: 'default',
      enabled: true,
      action: { key: 'show_text', payload: 'closed' },
    },
  ])
})

test('landings are addresses, actions, or wait for their files', () => {
  expect(found.file.landings).toMatchObject([
    { name: 'Quiz', kind: 'local', path: 'landers/quiz/index.html', state: 'active' },
    { name: 'Story', kind: 'external', url: 'https://pages.example.org/story?s={sub_id_1}' },
    { name: 'Shown', kind: 'action', state: 'paused', action: { key: 'curl' } },
    { name: 'Hello', kind: 'action', action: { key: 'show_html', payload: '<h1>{country}</h1>' } },
  ])
})

test('offers have their address, payout, upsell, cap, country and network', () => {
  expect(found.file.offers).toMatchObject([
    {
      url: 'https://offers.example.net/keto?click={subid}&z={sub_id_3}',
      action: null,
      networkId: 11,
      country: 'DE',
      payout: { amount: 12.5, currency: 'EUR', auto: true },
      upsell: 'by_tid',
      cap: { max: 30, period: 'day', timezone: 'Europe/Madrid', alternativeOfferId: 102 },
    },
    {
      url: 'https://offers.example.net/keto-all?click=$subid',
      action: { key: 'meta', payload: '' },
      networkId: null,
      payout: { currency: 'USD', auto: false },
      upsell: 'off',
      cap: null,
    },
  ])
})

test('networks append to offers, sources are told of what they were told of', () => {
  expect(named('affiliate_networks', 'Adcombo').offerUrlTemplate).toBe(
    '{offer_url}&aff_sub={subid}&pub={sub_id_3}',
  )
  expect(found.postbackKeys).toEqual(['a1b2c3d'])
  expect(named('traffic_sources', 'PropellerAds')).toMatchObject({
    postbackUrl: 'https://ad.example.com/conv?id={external_id}&v={revenue}',
    isPostbackRelationsActive: false,
    trafficLoss: 2.5,
    parameters: [
      { field: 'cost', alias: 'cost', placeholder: '${BID}' },
      { field: 'external_id', alias: 'visitor_id', placeholder: '${SUBID}' },
      { field: 'sub_id_3', alias: 'zone', label: 'Zone', placeholder: '{zoneid}' },
    ],
  })
  expect(named('traffic_sources', 'Sales only')).toMatchObject({
    postbackUrl: '',
    isPostbackRelationsActive: true,
    statusPostbackRelations: [
      { conversionStatus: 'sale', link: 'https://ad.example.com/sale?id={external_id}' },
    ],
  })
})

test('a domain shows its campaign, and insists on https as it did', () => {
  expect(named('domains', 'trk.example.com')).toMatchObject({
    indexPage: 1001,
    notFound: 'root_campaign',
    httpsOnly: true,
    noIndex: true,
  })
})

test('every filter that is known there comes, in the same order', () => {
  const { enabled, filters } = flow('Every filter', 'Known')
  expect(enabled).toBe(true)
  expect(filters.map(({ mode }: { mode: string }) => mode)).toEqual(
    cases.filters.map(({ mode }) => mode),
  )
})

const REWRITTEN = [
  ['country', ['DE', 'AT']],
  ['region', ['US-CA', 'Bavaria']],
  ['connection_type', ['cellular', 'cable', 'cable', 'corporate', 'dialup', 'satellite']],
  ['ipv6', null],
  ['proxy', null],
  ['bot', null],
  ['device_type', ['mobile', 'tablet', 'console', 'tv']],
  ['device_model', ['*iPhone*', '*Pixel 8*']],
  ['user_agent', ['/headless/i']],
  ['empty_referrer', null],
  ['search_engine', ['@any']],
  ['uniqueness', ['campaign']],
  ['limit', { per_day: 100, total: 5000 }],
  ['schedule', { timezone: 'UTC', slots: [{ days: [1, 2], from: '09:00', to: '18:00' }] }],
  ['parameter', { name: 'promo', values: ['spring', 'autumn'] }],
] as const

test.each(REWRITTEN)('the filter %s has our payload', (key, payload) => {
  const { filters } = flow('Every filter', 'Known')
  expect(filters.find((one: { key: string }) => one.key === key).payload).toEqual(payload)
})

test.each(FILTER_FLOWS.slice(1).map(({ name }) => [String(name)]))(
  '%s, whose filter we can not test, comes switched off',
  (name) => {
    expect(flow('Every filter', name)).toMatchObject({ enabled: false, filters: [] })
    const told = found.remarks.filter(({ part }: { part: string }) => part === name)
    expect(told).toMatchObject([{ effect: 'paused', kind: 'campaigns', name: 'Every filter' }])
  },
)

const TOLD: readonly (readonly [name: string, part: string, effect: string, text: RegExp])[] = [
  ['Propeller DE', '', 'left_out', /^its note/],
  ['Deleted one', '', 'left_out', /^is deleted there$/],
  ['old.example.com', '', 'left_out', /^is deleted there$/],
  ['Gone network', '', 'left_out', /^is deleted there$/],
  ['Propeller DE', 'To Germany', 'left_out', /^is no country in its filter: "UK"$/],
  ['Propeller DE', 'To Germany', 'left_out', /^its monitoring/],
  ['Propeller DE', 'To Germany', 'left_out', /^1 of its offers/],
  ['Propeller DE', 'Rest', 'changed', /^\{zone\} becomes \{sub_id_3\}/],
  ['Split test', 'Uploaded', 'paused', /^its action "local_file" can't be taken over/],
  ['Split test', 'One', 'paused', /^is a second default flow/],
  ['Split test', 'Two', 'left_out', /^filters of the default flow/],
  ['trk.example.com', '', 'to_do', /subdomains/],
  ['trk.example.com', '', 'to_do', /certificate/],
  ['Quiz', '', 'to_do', /^was uploaded there: upload its zip here/],
  ['Own shop', '', 'left_out', /^was uploaded there: make it a landing/],
  ['Keto all', '', 'left_out', /^its countries are several/],
  ['Keto all', '', 'left_out', /^pays for clicks there/],
  ['Keto all', '', 'left_out', /^its affiliate network does not come along$/],
  ['Broken', '', 'left_out', /^can't be taken over: must begin with http/],
  ['Reserved', '', 'left_out', /^can't be taken over: is a reserved word$/],
]

test.each(TOLD)('of %s %s it is told: %s %s', (name, part, effect, text) => {
  const told = found.remarks.filter(
    (one: Named & { part: string }) => one.name === name && one.part === part,
  )
  expect(told).toContainEqual(
    expect.objectContaining({ effect, text: expect.stringMatching(text) }),
  )
})

describe('taken over', () => {
  test('the file is the import’s own: all of it comes, and nothing else is touched', async () => {
    expect(new Set(found.plan.map(({ action }: { action: string }) => action))).toEqual(
      new Set(['create']),
    )
    const own = { name: 'Keto DE', url: 'https://mine.example/' }
    await here.call('POST', '/offer', own)
    const { status, body } = await here.call('POST', '/config/import', found.file)
    expect([status, body.applied]).toEqual([200, true])
    const { body: offer } = await here.call('GET', '/offer/1')
    expect(offer.offer.url).toBe(own.url)
    const { body: click } = await here.call('GET', '/campaign/1001/click_api')
    expect(click).toMatchObject({ enabled: true, token: 'kq3vx8b2c9d7f6g5h4j1k0l2m3n4p5q6' })
  })

  test('again, only what is new comes', async () => {
    const before = here.read.campaigns.list('all')
    const { body } = await here.call('POST', '/config/move', order)
    expect(new Set(body.plan.map(({ action }: { action: string }) => action))).toEqual(
      new Set(['skip']),
    )
    const { body: done } = await here.call('POST', '/config/import', body.file)
    expect(done.applied).toBe(true)
    expect(here.read.campaigns.list('all')).toEqual(before)
    expect(here.failures).toEqual([])
  })
})

describe('beside what is here', () => {
  let other: Management
  beforeAll(() => {
    other = openManagement({ callable: [tracker.port] })
  })
  afterAll(() => other.close())

  test('a campaign of the alias stays; a token that another has is not taken', async () => {
    const source = await other.call('POST', '/traffic_source', { name: 'Mine' })
    const mine = { name: 'Mine', key: 'weights-key', trafficSourceId: source.body.id }
    const { body: made } = await other.call('POST', '/campaign', mine)
    await other.call('PATCH', `/campaign/${made.id}/full`, { alias: 'weights' })
    const taken = { name: 'Other', key: 'other', trafficSourceId: source.body.id }
    const { body: holder } = await other.call('POST', '/campaign', taken)
    const record = other.desk.stores.campaigns.find(holder.id)!
    other.desk.stores.campaigns.put({ ...record, token: 'filters-token' })
    const { body } = await other.call('POST', '/config/move', order)
    const row = (name: string) => body.plan.find((one: Named) => one.name === name)
    expect(row('Split test').action).toBe('skip')
    expect(row('Every filter').action).toBe('create')
    expect(body.remarks).toContainEqual(
      expect.objectContaining({
        name: 'Every filter',
        text: expect.stringMatching(/Click API token/),
      }),
    )
  })
})
