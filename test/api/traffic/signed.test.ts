/** A network that signs its calls, by its own key and by that of everybody. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'

import { admin, type Api, makeOfferCampaign, type OfferCampaign } from '../../support/api.ts'
import { makeClicks, moneyTable, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

const SECRET = 'a long secret of the network'
let server: Server
let api: Api
let paid: OfferCampaign
let keys: string[] = []
let clicks: string[] = []

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  paid = await makeOfferCampaign(api, 'paid')
  const { networkId } = paid
  const made = await api<{ key: string }>('POST', '/postback_keys', { kind: 'network', networkId })
  keys = [await postbackKey(api), made.body.key]
  clicks = await makeClicks(server.url, 'paid', 4)
}, 30_000)

afterAll(cleanUp)

const network = () => `/affiliate_network/${paid.networkId}/full`
const call = (key: string, query: string) => fetch(`${server.url}/${key}/postback?${query}`)
const signature = (query: string) => createHmac('sha256', SECRET).update(query).digest('hex')

test('the secret is taken, kept and never shown', async () => {
  const nothing = await api('PATCH', network(), { signature: { parameter: 'sig' } })
  expect(nothing.status).toBe(400)
  const wish = { signature: { parameter: 'sig', secret: SECRET } }
  expect((await api('PATCH', network(), wish)).status).toBe(200)
  expect((await api('PATCH', network(), { signature: { parameter: 'sig' } })).status).toBe(200)
  const shown = await api('GET', network())
  expect(shown.body).toMatchObject({ signature: { parameter: 'sig', isSet: true } })
  for (const path of [
    network(),
    '/audit',
    '/config/export',
    `/affiliate_network/${paid.networkId}`,
  ]) {
    expect([path, JSON.stringify((await api('GET', path)).body).includes(SECRET)]).toEqual([
      path,
      false,
    ])
  }
})

test('a call without a right signature is answered as one with a wrong key', async () => {
  for (const key of keys) {
    const query = `subid=${clicks[0]}&payout=1`
    expect((await call(key, query)).status).toBe(404)
    expect((await call(key, `${query}0&sig=${signature(query)}`)).status).toBe(404)
  }
  expect(moneyTable(server.dataDir).conversions).toBe(0)
})

test('a signed call counts, by either key', async () => {
  for (const [at, key] of keys.entries()) {
    const query = `subid=${clicks[at]}&payout=1`
    const answer = await call(key, `${query}&sig=${signature(query)}`)
    expect([answer.status, await answer.text()]).toEqual([200, 'Success'])
  }
  expect(moneyTable(server.dataDir).conversions).toBe(2)
})

test('a call that named no click counts later only if the network of the click signed it', async () => {
  const before = moneyTable(server.dataDir).conversions
  for (const isSigned of [false, true]) {
    const query = `subid={clickid}&payout=1&tid=${isSigned}`
    const sent = await call(keys[0]!, isSigned ? `${query}&sig=${signature(query)}` : query)
    expect(await sent.text()).toBe('Stored: macro_not_replaced')
  }
  const { body } = await api<{ rows: { id: number }[] }>(
    'GET',
    '/postbacks?direction=in&cause=macro_not_replaced&datePreset=all_time',
  )
  const [signed, unsigned] = body.rows.map(({ id }) => id)
  const again = async (id: number | undefined) => {
    const edit = { clickId: clicks[2] }
    const told = await api<{ results: { result: string; cause: string }[] }>(
      'POST',
      '/postbacks/unmatched/reapply',
      { ids: [id], edit },
    )
    return told.body.results[0]
  }
  expect(await again(unsigned)).toMatchObject({ result: 'parked', cause: 'unsigned' })
  expect(await again(unsigned)).toMatchObject({ result: 'parked', cause: 'unsigned' })
  expect(moneyTable(server.dataDir).conversions).toBe(before)
  expect(await again(signed)).toMatchObject({ result: 'accepted' })
  expect(moneyTable(server.dataDir).conversions).toBe(before + 1)
})

test('calls need no signature once the network has none', async () => {
  expect((await api('PATCH', network(), { signature: null })).status).toBe(200)
  expect(await (await call(keys[0]!, `subid=${clicks[3]}&payout=1`)).text()).toBe('Success')
})

test('the payout of a page counts only where the network trusts pages, and the conversion says so', async () => {
  const made = await api<{ key: string }>('POST', '/postback_keys', { kind: 'pixel' })
  const [clickId = ''] = await makeClicks(server.url, 'paid', 1)
  const query = `subid=${clickId}&payout=99&status=lead`
  await fetch(`${server.url}/${made.body.key}/postback.gif?${query}`)
  const shown = await api<{ notes: string[]; payout: string }>('GET', `/conversion/${clickId}`)
  expect(shown.body.payout).toBe('0')
  expect(shown.body.notes).toContain('pixel_payout_ignored')
})
