/** What landing pages made for the first Binom call: events and sales without a word of their own for the click. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeCampaign } from '../../support/api.ts'
import { makeClicks } from '../../support/postbacks.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
let api: Api
let clicks: string[] = []

beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  await makeCampaign(api, { alias: 'paid', target: 'https://offer.test/?c={subid}' })
  clicks = await makeClicks(server.url, 'paid', 4)
})

afterAll(cleanUp)

const get = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init)

test('an event of pages made for the first Binom is told of their click, and no visit', async () => {
  const visits = async () => {
    const query = { groupings: ['campaign'], measures: ['clicks', 'event_7'] }
    const { body } = await api<{ totals: object }>('POST', '/report/query', query)
    return body.totals
  }
  const [first, second, third] = clicks
  const before = await visits()
  const headers = { cookie: `uclick=${second}` }
  const told = [
    await get(`/click.php?event7=5&clickid=${first}`),
    await get(`/click.php?clickid=${first}&add_event7=1`, { method: 'POST' }),
    await get('/click.php?event7=2', { headers }),
    await get(`/click.php?event7=4&clickid=undefined&uclick=${third}`),
    await get('/click.php?event7=9'),
  ]
  const answered = await Promise.all(told.map((answer) => answer.json()))
  expect(answered.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'fail'])
  expect(await visits()).toEqual({ ...before, event_7: 12 })
})

test('a pixel of a page on another domain says its click as uclick', async () => {
  const pixel = await get(`/click.php?cnv_id=OPTIONAL&payout=OPTIONAL&uclick=${clicks[3]}`)
  expect(await pixel.json()).toMatchObject({ status: 'ok', result: 'accepted' })
  expect((await api('GET', `/conversion/${clicks[3]}`)).status).toBe(200)
})
