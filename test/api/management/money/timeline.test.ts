/** Why is this conversion missing? Asked of a real server, by everything that people may have. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, apiOf, makeCampaign } from '../../../support/api.ts'
import { clickIdIn } from '../../../support/postbacks.ts'
import { cleanUp, runSluice, type Server, startServer } from '../../../support/server.ts'
import { until } from '../../../support/until.ts'

interface Diagnosis {
  readonly code: string
  readonly sentence: string
  readonly items: readonly { readonly kind: string; readonly title: string }[]
  readonly matches: readonly { readonly kind: string; readonly id: string }[]
}

let server: Server
let api: Api
let clickId = ''
beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  await makeCampaign(api, { alias: 'lost', target: 'https://offer.test/?aff_sub={subid}' })
  clickId = await click('lost?external_id=E-77')
})
afterAll(async () => {
  await server.stop()
  await cleanUp()
})

test('a click that nobody called for', async () => {
  const { status, body } = await api<Diagnosis>('GET', `/click/${clickId}/timeline`)
  expect(status).toBe(200)
  expect(body.items.map(({ kind }) => kind)).toContain('click')
})

test('an id of the right shape that is not ours is 404', async () => {
  const forged = `${clickId.slice(0, -1)}${clickId.endsWith('0') ? '1' : '0'}`
  expect((await api('GET', `/click/${forged}/timeline`)).status).toBe(404)
  expect((await api('GET', '/click/short/timeline')).status).toBe(400)
})

test('everything that people may have leads to the click', async () => {
  await call(`/click?cnv_id=${clickId}&payout=3&status=sale&txid=T-9`)
  const asked = [
    clickId.toUpperCase(),
    'T-9',
    'E-77',
    `https://offer.test/?aff_sub=${clickId}&x=1`,
    `2026-03-15;sale;${clickId};12.50`,
    'txid=T-9',
    '"2026-03-15 10:00:00",approved,T-9,"12.50"',
    '2026-03-15\tE-77\t12.50 USD',
    `${server.url}/some-key/postback?cnv_id=lost-id&payout=3&status=sale&txid=T-9`,
  ]
  for (const q of asked) {
    await until(`${q} is found`, async () => (await diagnose(q)).matches.length > 0)
    const { matches, code, items } = await diagnose(q)
    expect([q, matches[0]?.id, code]).toEqual([q, clickId, 'fine'])
    expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['call', 'step']))
  }
})

test('a call that is parked is the answer', async () => {
  const id = await click('lost')
  await call(`/click?cnv_id=${id}&payout=abc&status=sale&currency=XXQ`)
  const { code, sentence } = await diagnose(id)
  expect(code).toBe('parked')
  expect(sentence).toMatch(/apply call \d+ again/)
})

test('of a list that is too long its ends are told, what is left out, and what came last', async () => {
  const id = await click('lost')
  const amounts = Array.from({ length: 510 }, (_, at) => at + 1)
  for (const payout of amounts) await call(`/click?cnv_id=${id}&payout=${payout}&status=sale`)
  await call(`/click?cnv_id=${id}&payout=7&status=lead`)
  const { body } = await api<Diagnosis>('GET', `/click/${id}/timeline`)
  expect(body.code).toBe('not_first')
  const titles = (kind: string) =>
    body.items.filter((item) => item.kind === kind).map(({ title }) => title)
  expect(titles('cut')).toEqual([
    'Of 511 calls of the network the first 100 and the newest 400 are told',
    'Of 510 steps of conversions the first 100 and the newest 400 are told',
  ])
  expect([titles('call').length, titles('step').length]).toEqual([500, 500])
  expect(titles('step').slice(99, 101)).toEqual([
    'Conversion repriced: sale, 100 USD',
    'Conversion repriced: sale, 111 USD',
  ])
  expect(titles('step').at(-1)).toBe('Conversion repriced: sale, 510 USD')
})

test('of a click that was removed the calls from before are told, and those since', async () => {
  const id = await click('lost')
  await call(`/click?cnv_id=${id}&payout=3&status=lead`)
  await until('it can be removed', async () => {
    const { body } = await api<{ events: number }>('DELETE', '/clicklog/delete', { ids: [id] })
    return body.events > 0
  })
  await call(`/click?cnv_id=${id}&payout=3&status=sale`)
  const { body } = await api<Diagnosis>('GET', `/click/${id}/timeline`)
  expect([body.code, body.sentence]).toEqual(['parked', expect.stringContaining('deleted click')])
  expect(body.items.map(({ title }) => title)).toEqual([
    'The network called: accepted',
    'Conversion created: lead, 3 USD',
    'The network called: parked (deleted_click)',
  ])
})

test('a user from whom revenue is kept sees the calls and steps, and no amount', async () => {
  const id = await click('lost')
  await call(`/click?cnv_id=${id}&payout=77.25&status=sale&txid=T-77&note=77.25`)
  await call(`/click?cnv_id=${id}&payout=77.25.1&status=sale&txid=T-78`)
  const discreet = await discreetAdmin()
  const paths = [
    `/click/${id}/timeline`,
    `/diagnose?q=T-77`,
    '/postbacks?datePreset=today',
    '/postbacks/unmatched',
    `/conversions/log?datePreset=today&clickId=${id}`,
    '/conversions?datePreset=today',
    `/conversion/${id}`,
  ]
  for (const path of paths) {
    const shown = JSON.stringify((await discreet('GET', path)).body)
    expect([path, shown.match(/77.?25/)?.[0]]).toEqual([path, undefined])
    expect(shown).toMatch(/T-77|T-78|sale|bad_payout/)
    const all = JSON.stringify((await api('GET', path)).body)
    expect([path, /77.?25/.test(all)]).toEqual([path, true])
  }
  for (const q of ['77.25', 'note%3D77']) {
    const { body } = await discreet<{ rows: unknown[] }>(
      'GET',
      `/postbacks?datePreset=today&q=${q}`,
    )
    expect(body.rows).toEqual([])
  }
})

test('no dry run tells which amount is the right one', async () => {
  const discreet = await discreetAdmin('curious@example.test')
  const id = await click('lost')
  await call(`/click?cnv_id=${id}&payout=1.5&status=sale`)
  await call(`/click?cnv_id=${await click('lost')}&payout=1.5e1&status=sale`)
  const tried = async (ask: Api, payout: string) => {
    const line = `${id}:payout=${payout}:cnv_status=sale`
    const upload = await ask<Tries>('POST', '/conversions/import', { payload: line, dryRun: true })
    const { rows } = (await ask<{ rows: { id: number }[] }>('GET', '/postbacks/unmatched')).body
    const edit = { clickId: id, payout, currency: 'USD' }
    const body = { ids: [rows[0]!.id], dryRun: true, edit }
    const again = await ask<Tries>('POST', '/postbacks/unmatched/reapply', body)
    return [upload, again].map((answer) => answer.body.results[0]?.result)
  }
  expect(await tried(api, '1.5')).toEqual(['duplicate', 'duplicate'])
  expect(await tried(discreet, '1.5')).toEqual(['accepted', 'accepted'])
  expect(await tried(discreet, '1.6')).toEqual(['accepted', 'accepted'])
})

interface Tries {
  readonly results: readonly { readonly result: string }[]
}

/** Another administrator, by a key of his own. */
async function discreetAdmin(login = 'discreet@example.test'): Promise<Api> {
  const account = { login, password: 'correct horse staple', role: 'admin' }
  const made = await api<{ user_id: number }>('POST', '/user/create', account)
  const path = `/user/${made.body.user_id}/hide_profit`
  expect((await api('PUT', path, { hideProfit: true })).status).toBe(200)
  const key = await runSluice(['key', 'create', '--user', login, '--data', server.dataDir])
  return apiOf(server, key.stdout.trim())
}

test('what nobody knows is said so', async () => {
  const { code, matches, items } = await diagnose('no such thing')
  expect([code, matches, items]).toEqual(['nothing_found', [], []])
  const unknown = await diagnose('00000g00000000000000')
  expect(unknown.code).toBe('unknown_click')
})

interface Tried {
  readonly request: { readonly url: string }
  readonly response: { readonly status: number; readonly body: string }
  readonly timeline: Diagnosis
}

async function offerCampaign(offer: object): Promise<number> {
  const made = await api<{ id: number }>('POST', '/offer', {
    name: 'O',
    url: 'https://offer.test/?s={subid}',
    isAuto: true,
    ...offer,
  })
  const source = await api<{ id: number }>('POST', '/traffic_source', { name: 'S' })
  const path = { offerId: made.body.id, enabled: true, weight: 100 }
  const paths = [{ name: 'p', enabled: true, weight: 100, landings: [], offers: [path] }]
  const campaign = await api<{ id: number }>('POST', '/campaign', {
    name: 'C',
    trafficSourceId: source.body.id,
    customRotation: { defaultPaths: paths, rules: [] },
  })
  return campaign.body.id
}

test('a test conversion goes the whole way and is in no statistic', async () => {
  const campaignId = await offerCampaign({})
  const before = await counted()
  const test = { campaignId, payout: 5, status: 'lead' }
  const { status, body } = await api<Tried>('POST', '/postbacks/test', test)
  expect(status).toBe(200)
  expect(body.request.url).toContain('/***/postback?subid=')
  expect(body.response).toEqual({ status: 200, body: 'Success' })
  expect(body.timeline.items.map(({ kind }) => kind)).toEqual([
    'click',
    'offer_sent',
    'call',
    'step',
  ])
  expect(await counted()).toEqual(before)
  const { rows } = (await api<{ rows: object[] }>('GET', '/conversions?datePreset=today')).body
  expect(rows[0]).toMatchObject({ payout: '5', status: 'lead', notes: ['test'] })
})

test('neither the addresses of its network nor its signature keep a test from going on', async () => {
  const network = { name: 'N', postbackIpWhitelist: ['192.0.2.7'] }
  const { id } = (await api<{ id: number }>('POST', '/affiliate_network', network)).body
  const signature = { parameter: 'sig', secret: 'a secret of theirs' }
  const path = `/affiliate_network/${id}/full`
  expect((await api('PATCH', path, { signature })).status).toBe(200)
  const campaignId = await offerCampaign({ affiliateNetworkId: id })
  const { body } = await api<Tried>('POST', '/postbacks/test', { campaignId })
  expect(body.response).toEqual({ status: 200, body: 'Success' })
  expect(body.timeline.items.map(({ kind }) => kind)).toContain('step')
  expect(JSON.stringify(body.timeline)).toContain('not asked: the click is a test of our own')
})

test('a campaign without an offer can not be tried', async () => {
  expect((await api('POST', '/postbacks/test', { campaignId: 1 })).status).toBe(400)
  expect((await api('POST', '/postbacks/test', { campaignId: 99 })).status).toBe(404)
})

async function diagnose(q: string): Promise<Diagnosis> {
  const { status, body } = await api<Diagnosis>('GET', `/diagnose?q=${encodeURIComponent(q)}`)
  expect(status).toBe(200)
  return body
}

async function counted(): Promise<unknown> {
  const measures = ['clicks', 'conversions', 'leads']
  const query = { period: { preset: 'all_time' }, groupings: [], measures }
  return (await api<{ totals: unknown }>('POST', '/report/query', query)).body.totals
}

async function click(path: string): Promise<string> {
  return clickIdIn(await fetch(`${server.url}/${path}`, { redirect: 'manual' }))
}

async function call(path: string): Promise<void> {
  const response = await fetch(`${server.url}${path}`)
  expect(response.status).toBe(200)
}
