/** Networks in their odd ways: JSON called something else, objects in it, macros for a currency. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeCampaign } from '../../support/api.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
let api: Api
let key = ''
let clicks: string[] = []

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  await makeCampaign(api, { alias: 'paid', target: 'https://offer.test/?c={subid}' })
  key = await postbackKey(api)
  clicks = await makeClicks(server.url, 'paid', 6)
})
afterAll(cleanUp)

const say = (init: RequestInit) =>
  fetch(`${server.url}/${key}/postback`, { method: 'POST', ...init })

test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/vnd.api+json', ''])(
  'JSON that is called %p is read as what it is',
  async (type) => {
    const told = { subid: clicks[0], status: 'lead', payout: 1, tid: type }
    const body = new Blob([` ${JSON.stringify(told)}`], { type })
    const answer = await say({ body })
    expect([answer.status, await answer.text()]).toEqual([200, 'Success'])
  },
)

test('a form that begins like JSON is still a form', async () => {
  const body = new URLSearchParams(`subid=${clicks[0]}&status=rejected`)
  const odd = `{x}=1&${body}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await say({ headers, body: odd })
  expect(await answer.text()).toBe('Success')
})

test('what JSON holds inside of objects is kept, and may name the click', async () => {
  const told = {
    event: 'sale',
    data: { click: { ref: clicks[1] }, sums: [{ usd: 5 }, 6], x: null },
  }
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(told)
  const answer = await say({ headers, body })
  expect(await answer.text()).toBe('Stored: missing_click_id')
  const inbox = await api<{ rows: { fields: object }[] }>('GET', '/postbacks/unmatched?limit=1')
  const kept = { event: 'sale', 'data.click.ref': clicks[1], 'data.sums.usd': '5' }
  expect(inbox.body.rows[0]?.fields).toEqual(kept)
  const map = { parameter: 'data.click.ref', dryRun: true }
  const { body: mapped } = await api<{ results: { result: string }[] }>(
    'POST',
    '/postbacks/unmatched/map',
    map,
  )
  expect(mapped.results.map(({ result }) => result)).toContain('accepted')
})

test('what stands beside the click id inside of an object counts, and is told so', async () => {
  const data = { order: clicks[4], status: 'refund', payout: 7, transaction_id: 'T1' }
  const headers = { 'content-type': 'application/json' }
  const send = (told: object) => say({ headers, body: JSON.stringify(told) })
  await send({ event: 'x', data: { ...data, status: 'approved' } })
  const map = { parameter: 'data.order' }
  await api('POST', '/postbacks/unmatched/map', map)
  const id = clicks[4]
  const booked = async () => (await api<object>('GET', `/conversion/${id}`)).body
  expect(await booked()).toMatchObject({ status: 'approved', payout_original: '7 USD' })
  expect(await (await send({ data, tid: null })).text()).toBe('Success')
  expect(await booked()).toMatchObject({ status: 'refund' })
  const timeline = await api<{ items: object[] }>('GET', `/click/${id}/timeline`)
  expect(JSON.stringify(timeline.body)).toContain('status=refund: rejected')
})

test('a status counts in whatever case its name is written; a click id may be one of theirs', async () => {
  const ask = (query: string) => fetch(`${server.url}/${key}/postback?${query}`)
  const answer = await ask(`subid=${clicks[5]}&Status=rejected&PAYOUT=9&Tid=a&type=`)
  expect(await answer.text()).toBe('Success')
  const { body } = await api('GET', `/conversion/${clicks[5]}`)
  expect(body).toMatchObject({ status: 'rejected', payout_original: '9 USD' })
  expect(await (await ask(`SubId=${clicks[5]}`)).text()).toBe('Stored: missing_click_id')
})

test('a currency that was not replaced is put right before the call is tried again', async () => {
  const fields = { subid: clicks[2]!, payout: '5', currency: '{currency}' }
  const answer = await say({ body: new URLSearchParams(fields) })
  expect(await answer.text()).toBe('Stored: unknown_currency')
  const path = '/postbacks/unmatched?cause=unknown_currency'
  const { body: inbox } = await api<{ rows: { id: number }[] }>('GET', path)
  const ids = inbox.rows.map(({ id }) => id)
  const again = async (currency: string) => {
    const order = { ids, edit: { currency } }
    const { body } = await api<{ results?: object[] }>(
      'POST',
      '/postbacks/unmatched/reapply',
      order,
    )
    return body.results
  }
  expect(await again('{currency}')).toBeUndefined()
  expect(await again('zzz')).toMatchObject([{ result: 'parked', cause: 'unknown_currency' }])
  expect(await again('eur')).toMatchObject([{ result: 'accepted' }])
  const booked = await api('GET', `/conversion/${clicks[2]}`)
  expect(booked.body).toMatchObject({ payout_original: '5 EUR' })
})

test('of currencies that are none the inbox tells the largest three', async () => {
  for (let n = 1; n <= 9; n++) {
    const fields = { subid: 'nobodys-click-id-12345', payout: `${n}`, currency: `{c${n}}` }
    await say({ body: new URLSearchParams(fields) })
  }
  const path = '/postbacks/unmatched?cause=unknown_click'
  const { body } = await api<{ groups: { money: object[] }[] }>('GET', path)
  expect(body.groups[0]?.money).toEqual([
    { currency: '{C9}', amount: '9' },
    { currency: '{C8}', amount: '8' },
    { currency: '{C7}', amount: '7' },
  ])
})

test('a line that failed says what to correct before it is sent again: nobody else tries it', async () => {
  const lines = ['EUR5,USD,sale,', '5,AAA,sale,', '5,USD,sale,'].map(
    (rest) => `${clicks[3]},${rest}`,
  )
  const payload = `subid,payout,currency,status,tid\n${lines.join('\n')}\n${clicks[3]},5,USD,rejected,T9`
  const { body } = await api<{ results: { cause: string; hint: string }[] }>(
    'POST',
    '/conversions/import',
    { payload },
  )
  const failed = body.results.filter(({ cause }) => cause !== '')
  expect(failed.map(({ cause }) => cause)).toEqual([
    'bad_payout',
    'unknown_currency',
    'unknown_tid',
  ])
  for (const { hint } of failed) expect(hint).toMatch(/send the line again/)
})
