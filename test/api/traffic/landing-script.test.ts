/** A landing that counts its visitors by a script, without a redirect. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, type Api, makeOfferCampaign, type OfferCampaign } from '../../support/api.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
let api: Api
let made: OfferCampaign
beforeAll(async () => {
  server = await startServer()
  api = (await admin(server)).api
  made = await makeOfferCampaign(api, 'direct')
}, 30_000)
afterAll(cleanUp)

const ask = (query: string, init: RequestInit = {}) =>
  fetch(`${server.url}/click?${query}`, { redirect: 'manual', ...init })

/** Runs the script in a page of these links; what it did to it. */
function runIn(script: string, hrefs: readonly string[]) {
  const links = hrefs.map((href) => ({
    href,
    getAttribute: () => href,
    setAttribute(_name: string, value: string) {
      this.href = value
    },
  }))
  const document = {
    cookie: '',
    readyState: 'complete',
    querySelectorAll: () => links,
    addEventListener: () => {},
  }
  const window: { tokens?: { bcid?: string } } = {}
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- as a browser would run it
  new Function('window', 'document', script)(window, document)
  return { window, cookie: document.cookie, hrefs: links.map(({ href }) => href) }
}

test('a visit by the script is stored, and the page knows its click', async () => {
  const answer = await ask('key=direct&lp_type=pixel&sub_id_1=x')
  expect([answer.status, answer.headers.get('location')]).toEqual([200, null])
  expect(answer.headers.get('content-type')).toBe('application/javascript; charset=utf-8')
  const id = /uclick=([0-9a-v]{20})/.exec(answer.headers.getSetCookie().join())?.[1] ?? ''
  const page = runIn(await answer.text(), [
    '/click?lp=1',
    '/click?lp=1&to_offer=2#top',
    '/click?upd_clickid=1&event1=2',
    '/click?cnv_id=OPTIONAL&payout=1',
    '/click?lp=1&bcid=other',
    '/click?lp=10',
    'https://elsewhere.test/?a=1',
  ])
  expect(page.window.tokens).toEqual({ bcid: id })
  expect(page.cookie).toStartWith(`bcid=${id};`)
  expect(page.hrefs).toEqual([
    `/click?lp=1&bcid=${id}`,
    `/click?lp=1&to_offer=2&bcid=${id}#top`,
    `/click?upd_clickid=1&event1=2&bcid=${id}`,
    `/click?cnv_id=OPTIONAL&payout=1&bcid=${id}`,
    '/click?lp=1&bcid=other',
    '/click?lp=10',
    'https://elsewhere.test/?a=1',
  ])
  const click = await fetch(`${server.url}/click?lp=1&bcid=${id}`, { redirect: 'manual' })
  expect(click.status).toBe(302)
})

test('a campaign in a script tag takes the page along, as a redirect would not', async () => {
  const headers = { 'Sec-Fetch-Dest': 'script' }
  const answer = await fetch(`${server.url}/direct`, { headers, redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([200, null])
  expect(answer.headers.get('content-type')).toBe('application/javascript; charset=utf-8')
  expect(await answer.text()).toMatch(/^window\.top\.location\.replace\("https:.*offer\.test/)
})

test('an image of a page without scripts counts as well', async () => {
  const answer = await ask('key=direct&lp_type=pixel', { headers: { 'Sec-Fetch-Dest': 'image' } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/gif'])
})

test('HEAD gets the headers alone', async () => {
  const answer = await ask('key=direct&lp_type=pixel', { method: 'HEAD' })
  expect(answer.headers.get('content-type')).toBe('application/javascript; charset=utf-8')
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('where a visitor would be shown nothing there is no script', async () => {
  expect((await ask('key=nobody&lp_type=pixel')).status).toBe(404)
  expect((await ask('key=direct&lp_type=pixel', { method: 'PUT' })).status).toBe(405)
  await api('PATCH', `/campaign/${made.id}/full`, { state: 'paused' })
  expect((await ask('key=direct&lp_type=pixel')).status).toBe(404)
  await api('PATCH', `/campaign/${made.id}/full`, { state: 'active' })
  await api('PUT', `/kill_switch/campaign/${made.id}`, { blocked: true, reason: 'abuse' })
  expect((await ask('key=direct&lp_type=pixel')).status).toBe(410)
})
