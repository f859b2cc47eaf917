/** From campaign to campaign: at the visit, and when a visitor goes on from a landing. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import {
  actionFlow,
  type Installation,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const OFFER = 'https://offer.example/?c={subid}&s={sub_id_1}&p={parent_campaign_id}&k={keyword}'

let made: Installation
let page: number
let shop: number

beforeAll(async () => {
  made = await openInstallation()
  page = await made.landing('https://lp.example/')
  const offer = await made.offer(OFFER)
  shop = (await made.campaign('shop', [pathFlow([], [offer])])).id
}, 30_000)
afterAll(cleanUp)

const visit = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${made.server.url}${path}`, { redirect: 'manual', headers })

/** Another program is another visitor, unless his cookies say who he is. */
const programs = Array.from({ length: 40 }, (_, at) => `Mozilla/5.0 (X11; Linux) Program/${at}`)

const cookie = (answer: Response, name: string) =>
  answer.headers
    .getSetCookie()
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .split(';')[0] ?? ''

const macrosIn = (answer: Response) => {
  const { origin, searchParams } = new URL(answer.headers.get('location') ?? 'about:blank')
  expect(origin).toBe('https://offer.example')
  return Object.fromEntries(searchParams)
}

const setting = async (which: string) => {
  const { status } = await made.api('PATCH', '/settings', { campaign_hop_clicks: which })
  expect(status).toBe(200)
}

interface Report {
  readonly rows: readonly { readonly path: [{ value: string }]; readonly m: object }[]
}

/** Clicks, clicks on landings and clicks to offers of these campaigns. */
async function sums(...ids: readonly number[]): Promise<readonly unknown[]> {
  const measures = ['clicks', 'lander_clicks', 'offer_clicks']
  const query = { period: { preset: 'all_time' }, groupings: ['campaign'], measures }
  const { body } = await made.api<Report>('POST', '/report/query', query)
  return ids.map((id) => {
    const row = body.rows.find(({ path: [{ value }] }) => value === String(id))
    return Object.values(row?.m ?? [0, 0, 0])
  })
}

/** Visits are answered after some time without the disk, too: they are in the report soon. */
async function summed(ids: readonly number[], expected: readonly unknown[]): Promise<void> {
  await until(`the sums ${Bun.inspect(expected)}`, async () =>
    Bun.deepEquals(await sums(...ids), expected),
  )
}

test('a flow whose action is a campaign passes the visit on', async () => {
  const [before] = await sums(shop)
  const { id } = await made.campaign('detour', [actionFlow('campaign', String(shop))])
  const gone = await visit('/detour?keyword=shoes&sub_id_1=a')
  const macros = macrosIn(gone)
  expect(macros).toMatchObject({ s: 'a', p: String(id), k: 'shoes' })
  expect(cookie(gone, '_subid')).toBe(macros['c']!)
  await summed([id, shop], [[1, 0, 0], plus(before, [1, 0, 1])])
})

test('a landing click whose offer is a campaign passes the visitor on', async () => {
  const [before] = await sums(shop)
  const { id } = await made.campaign('page', [pathFlow([page], [{ campaignId: shop }])])
  const shown = await visit('/page?keyword=shoes&sub_id_1=a&sub_id_2=b')
  const gone = await visit(`/?_lp=1&_token=${cookie(shown, '_token')}&sub_id_1=new`)
  const macros = macrosIn(gone)
  expect(macros).toMatchObject({ s: 'new', p: String(id), k: 'shoes' })
  expect(cookie(gone, '_subid')).toBe(macros['c']!)
  expect(macros['c']).not.toBe(cookie(shown, '_subid'))
  await summed([id, shop], [[1, 1, 0], plus(before, [1, 0, 1])])
})

test('fields keep their values, whatever the campaigns call them', async () => {
  const named = (...aliases: readonly (readonly [field: string, alias: string])[]) => ({
    parameters: aliases.map(([field, alias]) => ({ field, alias, label: '', placeholder: '' })),
  })
  const target = 'https://offer.example/?s1={sub_id_1}&s2={sub_id_2}&e={external_id}&k={keyword}'
  const more = '&a={ad_campaign_id}&n={creative_id}&o={source}&x={extra_param_2}&m={cost}'
  const offer = await made.offer(`${target}${more}`)
  const last = named(['sub_id_1', 'zone'], ['sub_id_2', 'own'])
  const { id } = await made.campaign('named-last', [pathFlow([], [offer])], last)
  const passes = [actionFlow('campaign', String(id)), pathFlow([page], [{ campaignId: id }])]
  const first = named(
    ['sub_id_1', 'site'],
    ['external_id', 'cid'],
    ['keyword', 'q'],
    ['ad_campaign_id', 'ad'],
    ['creative_id', 'banner'],
    ['source', 'from'],
    ['extra_param_2', 'more'],
    ['cost', 'bid'],
  )
  const query = 'site=a&own=b&cid=E1&q=shoes&ad=c1&banner=c2&from=net&more=x&bid=2'
  const given = { s2: 'b', e: 'E1', k: 'shoes', a: 'c1', n: 'c2', o: 'net', x: 'x', m: '0' }
  for (const [way, flow] of passes.entries()) {
    await made.campaign(`named-${way}`, [flow], first)
    const shown = await visit(`/named-${way}?${query}`)
    const token = cookie(shown, '_token')
    const gone = token === '' ? shown : await visit(`/?_lp=1&_token=${token}&site=new`)
    expect(macrosIn(gone)).toEqual({ s1: token === '' ? 'a' : 'new', ...given })
  }
})

interface Keys {
  readonly rows: readonly { readonly key: string }[]
}

/** What a network's call for the click is answered. */
async function call(clickId: string, more = 'status=sale&payout=3'): Promise<string> {
  const { body } = await made.api<Keys>('GET', '/postback_keys')
  return (await visit(`/${body.rows[0]!.key}/postback?subid=${clickId}&${more}`)).text()
}

test('where only the first click is kept, conversions come to it, with their offer', async () => {
  const offer = await made.offer('https://offer.example/?c={subid}')
  const payout = { amount: 7, currency: 'USD', auto: false }
  expect((await made.api('PATCH', `/offer/${offer}/full`, { payout })).status).toBe(200)
  const other = await made.offer('https://offer.example/?c={subid}&other=1')
  const next = (await made.campaign('next', [pathFlow([], [offer, other])])).id
  const first = await made.campaign('first', [actionFlow('campaign', String(next))])
  const landed = await made.campaign('landed', [pathFlow([page], [{ campaignId: next }])])
  await setting('parent')
  const leads: string[] = []
  for (const program of programs) {
    const gone = macrosIn(await visit('/first', { 'user-agent': program }))
    if (gone['other'] === undefined) leads.push(gone['c']!)
    const shown = await visit('/landed', { 'user-agent': program })
    const left = macrosIn(await visit(`/?_lp=1&_token=${cookie(shown, '_token')}`))
    expect(left['c']).toBe(cookie(shown, '_subid'))
    if (left['other'] === undefined) leads.push(left['c']!)
  }
  await setting('all')
  expect(leads.length).toBeWithin(1, 2 * programs.length)
  for (const id of leads) expect(await call(id)).toBe('Success')
  const measures = ['clicks', 'offer_clicks', 'revenue']
  const all = { period: { preset: 'all_time' }, groupings: ['offer'], measures }
  const ids = [first.id, landed.id, next].map(String)
  const filters = [{ field: 'campaign', op: 'in', value: ids }]
  await until('the conversions are in the report', async () => {
    const { body } = await made.api<Report>('POST', '/report/query', { ...all, filters })
    const row = body.rows.find(({ path: [{ value }] }) => value === String(offer))
    return Object(row?.m).revenue === 7 * leads.length
  })
  expect((await sums(next))[0]).toEqual([0, 0, 0])
  await summed(
    [first.id, landed.id],
    [
      [programs.length, 0, programs.length],
      [programs.length, programs.length, programs.length],
    ],
  )
})

test('a conversion costs what the campaign pays that passed the visitor on, and nothing else', async () => {
  const offer = await made.offer('https://offer.example/?c={subid}')
  const next = (await made.campaign('paidonce', [pathFlow([], [offer])])).id
  const byResult = await made.campaign('result', [actionFlow('campaign', String(next))])
  const byClick = await made.campaign('clicks', [actionFlow('campaign', String(next))])
  const costs = [
    [next, { model: 'CPA', amount: 9 }],
    [byResult.id, { model: 'CPA', amount: 2 }],
    [byClick.id, { model: 'CPC', amount: 1 }],
  ] as const
  for (const [id, cost] of costs) await made.api('PATCH', `/campaign/${id}/full`, { cost })
  for (const alias of ['result', 'clicks']) {
    expect(await call(macrosIn(await visit(`/${alias}`))['c']!)).toBe('Success')
  }
  const filters = [{ field: 'campaign', op: 'in', value: costs.map(([id]) => String(id)) }]
  const query = {
    period: { preset: 'all_time' },
    groupings: ['campaign'],
    measures: ['leads', 'cost'],
  }
  await until('both are in the report', async () => {
    const { body } = await made.api<Report & { totals: object }>('POST', '/report/query', {
      ...query,
      filters,
    })
    return Bun.deepEquals(body.totals, { leads: 2, cost: 3 })
  })
})

test('a new visitor is new to the tracker once, and to every campaign', async () => {
  const offer = await made.offer('https://offer.example/?n={is_unique_global}')
  const next = (await made.campaign('newnext', [pathFlow([], [offer])])).id
  const { id } = await made.campaign('newfirst', [actionFlow('campaign', String(next))])
  const gone = await visit('/newfirst', { 'user-agent': 'Mozilla/5.0 (X11; Linux) New/1' })
  expect(macrosIn(gone)['n']).toBe('1')
  const measures = ['clicks', 'unique_clicks', 'unique_campaign_clicks']
  const filters = [{ field: 'campaign', op: 'in', value: [String(id), String(next)] }]
  const query = { period: { preset: 'all_time' }, groupings: ['campaign'], measures, filters }
  await until('both clicks are counted', async () => {
    const { body } = await made.api<{ totals: object }>('POST', '/report/query', query)
    return Bun.deepEquals(Object.values(body.totals), [2, 1, 2])
  })
})

test('whose clicks are kept holds for those on landings, too', async () => {
  const { id } = await made.campaign('kept', [pathFlow([page], [{ campaignId: shop }])])
  const [before] = await sums(shop)
  for (const which of ['parent', 'child']) {
    await setting(which)
    const shown = await visit('/kept')
    macrosIn(await visit(`/?_lp=1&_token=${cookie(shown, '_token')}`))
  }
  await setting('all')
  await summed([id, shop], [[2, 2, 1], plus(before, [1, 0, 1])])
})

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

test('who comes back with cookies is known to the campaign that passes him on, too', async () => {
  const offers = ['https://one.example/', 'https://two.example/']
  const ends = await Promise.all(
    offers.map(async (url, at) => {
      const offer = await made.offer(url)
      return (await made.campaign(`end${at}`, [pathFlow([], [offer])])).id
    }),
  )
  const entries = [
    ...ends.map((campaignId) => ({ campaignId })),
    { directUrl: 'https://three.example/' },
  ]
  const { id } = await made.campaign('between', [pathFlow([], entries)])
  const cost = { model: 'CPUC', amount: 1 }
  await made.api('PATCH', `/campaign/${id}/full`, { binding: 'offer', cost })
  const places = new Set<string | null>()
  for (const [at, program] of programs.entries()) {
    const first = await visit('/between', { 'user-agent': program })
    const cookie = cookiesOf(first)
    const again = await visit('/between', { 'user-agent': `${program} again ${at}`, cookie })
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    const other = await visit('/between', { 'user-agent': program })
    expect(other.headers.get('location')).toBe(first.headers.get('location'))
    places.add(first.headers.get('location'))
  }
  expect(places.size).toBe(3)
  const query = { groupings: ['campaign'], measures: ['clicks', 'unique_campaign_clicks', 'cost'] }
  const filters = [{ field: 'campaign', op: 'eq', value: String(id) }]
  const period = { preset: 'all_time' }
  await until('the clicks are counted', async () => {
    const { body } = await made.api<Report>('POST', '/report/query', { ...query, filters, period })
    return Bun.deepEquals(Object.values(body.rows[0]?.m ?? {}), [120, 40, 40])
  })
})

test('a landing click that passes a visitor on binds him where he came from', async () => {
  const offer = await made.offer('https://elsewhere.example/')
  const other = (await made.campaign('elsewhere', [pathFlow([], [offer])])).id
  const entries = [{ campaignId: shop }, { campaignId: other }]
  const { id } = await made.campaign('bound', [pathFlow([page], entries)])
  await made.api('PATCH', `/campaign/${id}/full`, { binding: 'offer' })
  const shown = await visit('/bound', { 'user-agent': 'Mozilla/5.0 (X11; Linux) Bound/1' })
  const names = (answer: Response) =>
    answer.headers.getSetCookie().map((line) => line.split('=')[0] ?? '')
  const gone = await visit(`/?_lp=1&_token=${cookie(shown, '_token')}`)
  expect(names(gone).filter((name) => name.endsWith(`o${id}`))).toHaveLength(1)
})

function plus(before: unknown, more: readonly number[]): readonly number[] {
  return more.map((value, at) => value + Number(Object(before)[at]))
}

test('what visitors bring in the next campaign is told of the one that passed them on', async () => {
  await setting('all')
  const next = (await made.campaign('sold', [actionFlow('show_text', '{subid}')])).id
  const first = await made.campaign('passing', [actionFlow('campaign', String(next))])
  const clickId = await (await visit('/passing', { 'user-agent': programs[0]! })).text()
  expect(await call(clickId)).toBe('Success')
  const measures = ['clicks', 'revenue']
  const query = { period: { preset: 'all_time' }, groupings: ['viaCampaign'], measures }
  await until('the conversion is in the report', async () => {
    const { body } = await made.api<Report>('POST', '/report/query', query)
    const row = body.rows.find(({ path: [{ value }] }) => value === String(first.id))
    return Bun.deepEquals(row?.m, { clicks: 1, revenue: 3 })
  })
})
