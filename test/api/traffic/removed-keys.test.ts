/** Calls that came by a key that was removed since: they may no more than when they came. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeOfferCampaign } from '../../support/api.ts'
import { makeClicks, moneyTable } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
let api: Api
let clicks: string[] = []

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  await makeOfferCampaign(api, 'paid')
  clicks = await makeClicks(server.url, 'paid', 2)
}, 30_000)

afterAll(cleanUp)

interface Key {
  readonly id: number
  readonly key: string
}

async function makeKey(wanted: object): Promise<Key> {
  return (await api<Key>('POST', '/postback_keys', wanted)).body
}

/** A call by a key that is removed right after it. */
async function callOnce({ id, key }: Key, query: string): Promise<string> {
  const answer = await fetch(`${server.url}/${key}/postback?${query}`)
  expect((await api('DELETE', `/postback_keys/${id}`)).status).toBe(200)
  return answer.text()
}

test('the payout of a pixel key does not count once the key is removed', async () => {
  const key = await makeKey({ kind: 'pixel' })
  const query = `subid=${clicks[0]}&status=great&payout=9999`
  expect(await callOnce(key, query)).toBe('Stored: unmapped_status')
  const mapped = await api('PUT', '/status_words', { great: 'sale' })
  expect(mapped.body).toEqual({ reapplied: 1 })
  expect(moneyTable(server.dataDir)).toMatchObject({ conversions: 1, revenueMicros: 0 })
})

test('the key of another network stays refused, also when it is removed', async () => {
  const other = await api<{ id: number }>('POST', '/affiliate_network', { name: 'Other' })
  const key = await makeKey({ kind: 'network', networkId: other.body.id })
  const before = moneyTable(server.dataDir)
  expect(await callOnce(key, `subid=${clicks[1]}&payout=5`)).toBe('Stored: other_network')
  const { body } = await api<{ rows: { id: number }[] }>(
    'GET',
    '/postbacks?direction=in&cause=other_network&datePreset=all_time',
  )
  const again = { ids: body.rows.map(({ id }) => id) }
  const told = await api('POST', '/postbacks/unmatched/reapply', again)
  expect(told.body).toMatchObject({ results: [{ result: 'parked', cause: 'other_network' }] })
  expect(moneyTable(server.dataDir)).toEqual(before)
})

test('a removed key is in no list, opens nothing, and its text may be used again', async () => {
  const text = 'a-key-of-another-tracker'
  const { id } = await makeKey({ kind: 'general', key: text })
  const taken = await api('POST', '/postback_keys', { kind: 'general', key: text })
  await api('DELETE', `/postback_keys/${id}`)
  const { body } = await api<{ rows: Key[] }>('GET', '/postback_keys')
  expect([taken.status, body.rows.map((key) => key.id).includes(id)]).toEqual([409, false])
  const renewed = await api('POST', `/postback_keys/${id}/renew`, {})
  const called = await fetch(`${server.url}/${text}/postback?subid=${clicks[1]}`)
  expect([renewed.status, called.status]).toEqual([404, 404])
  const anew = await makeKey({ kind: 'general', key: text })
  expect(anew).toMatchObject({ key: text })
})
