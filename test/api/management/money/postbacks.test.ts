/** The log of postbacks, sending again and trying out, over a filled `config.db`. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import {
  deliveryOutbox,
  deliveryQueue,
  type NewDelivery,
} from '../../../../src/db/money/deliveries.ts'
import { aDelivery } from '../../../support/deliveries.ts'
import { type Management, NOW, openManagement } from '../../../support/management.ts'
import { addPerson } from '../../../support/people.ts'

const ALL = 'datePreset=all_time'
const OUR_CLICK = '1jjlqn2cluajkp9edd1o'
const OTHER_CLICK = '2jjlqn2cluajkp9edd1o'

let api: Management
beforeAll(() => {
  api = openManagement()
  addCalls()
  addDeliveries()
})
afterAll(() => api.close())

const LOGS: [query: string, shown: string[]][] = [
  ['', ['out sent', 'out failed', 'out skipped', 'in accepted', 'in parked']],
  ['direction=in', ['in accepted', 'in parked']],
  ['direction=out', ['out sent', 'out failed', 'out skipped']],
  ['verdict=parked', ['in parked']],
  ['cause=percent', ['out skipped']],
  ['campaignIds[]=2', ['out failed']],
  ['q=aff_sub', ['in parked']],
  ['q=not+today', ['out failed']],
  ['networkId=5', ['in parked']],
]
test.each(LOGS)('the log with %j', async (query, shown) => {
  const { status, body } = await api.call('GET', `/postbacks?${ALL}&${query}`)
  expect(status).toBe(200)
  expect(namesOf(body.rows)).toEqual(shown)
})

test('a page goes on where the one before ended', async () => {
  const names: string[] = []
  let cursor = ''
  for (let pages = 0; pages < 9; pages++) {
    const { body } = await api.call('GET', `/postbacks?${ALL}&limit=2${cursor}`)
    names.push(...namesOf(body.rows))
    if (!body.pageInfo.hasNextPage) break
    cursor = `&cursor=${body.pageInfo.cursor}`
  }
  expect(names).toEqual(LOGS[0]![1])
})

test('a banner is told how many failed and wait', async () => {
  const { body } = await api.call('GET', `/postbacks?${ALL}`)
  expect(body.outgoing).toEqual({ failed: 1, waiting: 0 })
})

const DIALECT: [query: string, shown: string[]][] = [
  ['conversionType=IN', ['IN 200', 'IN 403']],
  ['conversionType=out', ['OUT 200', 'OUT 500', 'OUT 0']],
  ['httpCodes[]=500&httpCodes[]=403', ['OUT 500', 'IN 403']],
  ['responseType=success', ['OUT 200', 'IN 200']],
  ['responseType=fail', ['OUT 500', 'OUT 0', 'IN 403']],
  [`clickId=${OTHER_CLICK.toUpperCase()}`, ['OUT 500']],
  ['urlPart=%3D{aff_sub}', ['IN 403']],
  ['sortType=asc&limit=1', ['IN 403']],
  ['limit=1&offset=1', ['OUT 500']],
  ['sortColumn=response_http_code', ['OUT 500', 'IN 403', 'OUT 200', 'IN 200', 'OUT 0']],
  ['sortColumn=RESPONSE_HTTP_CODE&sortType=asc&limit=1', ['OUT 0']],
  ['sortColumn=type&sortType=asc&limit=2', ['IN 403', 'IN 200']],
  ['sortColumn=conversion_id&limit=1', ['OUT 500']],
  ['sortColumn=', ['OUT 200', 'OUT 500', 'OUT 0', 'IN 200', 'IN 403']],
]
test.each(DIALECT)('the log of the dialect with %j', async (query, shown) => {
  const { status, body } = await api.call('GET', `/conversions/log?${ALL}&${query}`)
  expect(status).toBe(200)
  const rows = body.rows as { type: string; response_http_code: number }[]
  expect(rows.map((row) => `${row.type} ${row.response_http_code}`)).toEqual(shown)
})

test('an unknown column is refused, and raw texts give no order to whom they are kept from', async () => {
  const statusOf = async (column: string, key?: string) =>
    (await api.call('GET', `/conversions/log?${ALL}&sortColumn=${column}`, undefined, key)).status
  expect(await statusOf('wealth')).toBe(400)
  expect((await api.call('GET', `/conversions/log?${ALL}&clickIds[]=x`)).status).toBe(400)
  const { key } = addPerson(api, 'discreet', { role: 'admin', hideProfit: true })
  expect([await statusOf('url'), await statusOf('url', key)]).toEqual([200, 400])
  expect([await statusOf('request_data', key), await statusOf('ip', key)]).toEqual([400, 200])
})

test('statuses are counted whatever statuses are asked for', async () => {
  const { body } = await api.call('GET', `/conversions/log?${ALL}&httpCodes[]=500`)
  expect(body.httpCodes).toEqual([
    { code: 200, count: 2 },
    { code: 403, count: 1 },
    { code: 500, count: 1 },
  ])
})

test('a preview shows what would be sent, and warns of what will be empty', async () => {
  const url = 'https://s.test/?e={external_id}&p={payout}&s={status}&x={nope}'
  const { body } = await api.call('POST', '/postbacks/preview', {
    url,
    status: 'lead',
    payout: 2.5,
  })
  expect(body).toMatchObject({
    method: 'GET',
    url: 'https://s.test/?e=EXTERNAL-ID&p=2.5&s=lead&x=',
    warnings: ['{nope} is not a macro, and empty'],
    heard: null,
  })
})

test('what is no address is refused with its field', async () => {
  const { status, body } = await api.call('POST', '/postbacks/preview', { url: 'ftp://s.test/' })
  expect(status).toBe(400)
  expect(Object.keys(body.errors.fields)).toEqual(['url'])
})

test('a preview of an unknown click is 404, and sends only when asked to', async () => {
  const url = 'https://s.test/?e={subid}'
  const unknown = await api.call('POST', '/postbacks/preview', { url, clickId: OUR_CLICK })
  expect(unknown.status).toBe(404)
  const sent = await api.call('POST', '/postbacks/preview', { url, send: true })
  expect(sent.body.heard).toMatchObject({ verdict: 'success', status: 200 })
})

test('what was sent or has failed is sent again, what was skipped is not', async () => {
  expect((await api.call('POST', '/postbacks/retry', {})).status).toBe(400)
  const all = await api.call('POST', '/postbacks/retry', { failed: true })
  expect(all.body).toEqual({ queued: 1 })
  const some = await api.call('POST', '/postbacks/retry', { ids: [1, 2, 3, 99] })
  expect(some.body).toEqual({ queued: 1 })
  const due = deliveryOutbox(api.config.writer).due('s.test', NOW, 9)
  expect(due.map(({ key, tries }) => [key, tries])).toEqual([
    ['failed', 0],
    ['sent', 0],
  ])
})

const REFUSED: [what: string, postback: object][] = [
  ['a header that we say ourselves', { headers: [{ name: 'Host', value: 'x' }] }],
  ['a header of two lines', { headers: [{ name: 'a', value: 'x\r\nb: y' }] }],
  ['a header in letters that it can not hold', { headers: [{ name: 'a', value: 'é' }] }],
  ['a header that is none', { headers: [{ name: 'a b', value: 'x' }] }],
  ['a macro that is none', { required: ['nope'] }],
]
test.each(REFUSED)('%s is refused in a campaign', async (_what, postback) => {
  const { id } = (await api.call('POST', '/traffic_source', { name: 'S' })).body
  const made = await api.call('POST', '/campaign', { name: 'C', trafficSourceId: id })
  const postbacks = [{ url: 'https://s.test/', ...postback }]
  const { status } = await api.call('PATCH', `/campaign/${made.body.id}/full`, { postbacks })
  expect(status).toBe(400)
})

test('the postback of the dialect is the first general one, and keeps how it is sent', async () => {
  const { id } = (await api.call('POST', '/traffic_source', { name: 'S2' })).body
  const made = (await api.call('POST', '/campaign', { name: 'C2', trafficSourceId: id })).body
  const forSale = { url: 'https://s.test/sale', statuses: ['sale'] }
  const general = { url: 'https://s.test/a', method: 'POST', body: 'a=1' }
  await api.call('PATCH', `/campaign/${made.id}/full`, { postbacks: [forSale, general] })
  const shown = await api.call('GET', `/campaign/${made.id}`)
  expect(shown.body.campaignSettings.s2sPostback).toBe('https://s.test/a')
  const campaignSettings = { s2sPostback: 'https://s.test/b' }
  await api.call('PUT', `/campaign/${made.id}`, { campaignSettings })
  const { body } = await api.call('GET', `/campaign/${made.id}/full`)
  expect(body.postbacks).toEqual([
    expect.objectContaining({ url: 'https://s.test/sale', statuses: ['sale'] }),
    expect.objectContaining({ url: 'https://s.test/b', method: 'POST', body: 'a=1' }),
  ])
})

test('a source says how its postbacks are sent, and keeps what is left out', async () => {
  const { id } = (await api.call('POST', '/traffic_source', { name: 'S3' })).body
  const at = `/traffic_source/${id}/full`
  await api.call('PATCH', at, { postbackUrl: 'https://s.test/', s2sMode: 'approved' })
  const headers = [{ name: 'X-Key', value: 'k' }]
  const sending = { method: 'POST', format: 'json', body: '{}', headers }
  await api.call('PATCH', at, { sending })
  const { body } = await api.call('PATCH', at, { sending: { failureText: 'fail' } })
  expect(body).toMatchObject({
    name: 'S3',
    postbackUrl: 'https://s.test/',
    s2sMode: 'APPROVED',
    sending: { ...sending, failureText: 'fail', successText: '' },
  })
  const bad = { sending: { headers: [{ name: 'Host', value: 'x' }] } }
  expect((await api.call('PATCH', at, bad)).status).toBe(400)
  expect((await api.call('PATCH', at, { unknown: 1 })).status).toBe(400)
})

function namesOf(rows: { direction: string; verdict: string }[]): string[] {
  return rows.map(({ direction, verdict }) => `${direction} ${verdict}`)
}

function addCalls(): void {
  const insert = api.config.writer.query(
    `INSERT INTO incoming_calls (at, method, url, fields, ip, user_agent, dialect, network_id,
       status, verdict, cause, detail, click_id, transaction_id, amount_text, notes, tries, edits)
     VALUES ($at, 'GET', $url, '[]', '198.51.100.7', '', 'binom', $network, $status, $verdict,
       $cause, '', $click, '', '', '', 0, '[]')`,
  )
  const url = '/***/postback?subid={aff_sub}'
  const parked = { verdict: 'parked', cause: 'macro_not_replaced', status: 403, network: 5 }
  insert.run({ at: NOW - 9000, url, click: '', ...parked })
  const accepted = { verdict: 'accepted', cause: '', status: 200, network: 0 }
  insert.run({ at: NOW - 8000, url: '/click?cnv_id=x', click: OUR_CLICK, ...accepted })
}

function addDeliveries(): void {
  const { writer } = api.config
  const queue = deliveryQueue(writer)
  const url = 'https://s.test/'
  const deliveries: NewDelivery[] = [
    aDelivery({ url, key: 'skipped', state: 'skipped', reason: 'percent' }),
    aDelivery({ url, key: 'failed', clickId: OTHER_CLICK, clickSeq: 2, campaignId: 2 }),
    aDelivery({ url, key: 'sent', clickSeq: 3 }),
  ]
  deliveries.forEach((delivery, index) => queue.add(delivery, NOW - 7000 + index))
  const outbox = deliveryOutbox(writer)
  const [failed, sent] = outbox.due('s.test', NOW, 9)
  const at = NOW - 5000
  const over = { at, durationMs: 1, nextAt: null }
  outbox.record([
    { ...over, delivery: failed!, verdict: 'bad_status', status: 500, answer: 'not today' },
    { ...over, delivery: sent!, verdict: 'success', status: 200, answer: 'ok' },
  ])
}
