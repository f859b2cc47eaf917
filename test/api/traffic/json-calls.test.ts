/** Networks whose postbacks are JSON: called what it is, or not, and with objects in it. */
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
  clicks = await makeClicks(server.url, 'paid', 2)
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
