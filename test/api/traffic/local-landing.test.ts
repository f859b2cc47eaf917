import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { admin, type Api, makeCampaign } from '../../support/api.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const INDEX =
  '<html><head><link rel=stylesheet href=style.css></head><a href="{offer}">{subid}</a></html>'
const SANDBOX = 'sandbox allow-scripts allow-forms allow-popups allow-top-navigation'

let server: Server
let api: Api
let landingId = 0
let campaignId = 0

beforeAll(async () => {
  server = await startServer()
  ;({ api } = await admin(server))
  const folder = join(server.dataDir, 'landers/shop')
  mkdirSync(folder, { recursive: true })
  await Bun.write(join(folder, 'style.css'), 'a{color:red}')
  await Bun.write(join(folder, 'index.html'), INDEX)
  const body = { name: 'Shop', path: 'landers/shop/index.html' }
  landingId = (await api<{ id: number }>('POST', '/landing/integrated', body)).body.id
  const { id } = await makeCampaign(api, { alias: 'shop' })
  campaignId = id
  const offers = [{ directUrl: 'https://offer.test/?c={subid}' }]
  const paths = [{ name: 'Path', weight: 1, landings: [{ landingId, weight: 1 }], offers }]
  const flow = { type: 'default', name: 'All', weight: 1, filters: [], paths }
  await api('PUT', `/campaign/${id}/flows`, { mode: 'position', flows: [flow] })
  await until('the landing is served', async () => (await get(styleUrl())).status === 200)
})

afterAll(async () => {
  await cleanUp()
})

function styleUrl(): string {
  return `/_landing/${landingId}/style.css`
}

function get(path: string, method = 'GET'): Promise<Response> {
  return fetch(server.url + path, { method, redirect: 'manual' })
}

test('an uploaded landing leads to its offer, and two landing clicks count once', async () => {
  const shown = await get('/shop')
  const html = await shown.text()
  expect(shown.headers.get('content-security-policy')).toBe(SANDBOX)
  expect(html).toContain(`<base href="/_landing/${landingId}/">`)
  const [, link = '', clickId = ''] = /href="([^"]+_lp=1[^"]+)">(\w{20})</.exec(html) ?? []
  const { pathname, search } = new URL(link.replaceAll('&amp;', '&'))
  for (let time = 0; time < 2; time++) {
    const gone = await get(pathname + search)
    if (gone.status !== 302)
      console.log(html, link, pathname + search, await gone.text(), server.output())
    expect(gone.status).toBe(302)
    expect(gone.headers.get('location')).toBe(`https://offer.test/?c=${clickId}`)
  }
  const query = { groupings: ['landing'], measures: ['clicks', 'lander_views', 'lander_clicks'] }
  const { body } = await api<{ totals: object }>('POST', '/report/query', query)
  expect(body.totals).toEqual({ clicks: 1, lander_views: 1, lander_clicks: 1 })
})

test('a site that shows the page as its own gets its files from here, or passes them on', async () => {
  const base = `<base href="${server.url}/_landing/${landingId}/">`
  const { body } = await api<{ token: string }>('GET', `/campaign/${campaignId}/click_api`)
  const call = await get(`/click_api/v3?token=${body.token}`)
  expect(((await call.json()) as { body: string }).body).toContain(base)
  const script = await (await get('/shop?return=js.client')).text()
  const [, sent = ''] = /"body":"([^"]+)"/.exec(script) ?? []
  expect(atob(sent)).toContain(base)
  const { headers } = await get(styleUrl())
  expect(headers.get('access-control-allow-origin')).toBe('*')
  const passing = await get(`/click_api/v4?token=${body.token}&self_static_serving=1`)
  const { body: own } = (await passing.json()) as { body: string }
  expect(own).toContain(`<base href="/_landing/${landingId}/">`)
  expect(own).toContain(`${server.url}/?_lp=1`)
})

test('a file of a landing is served as its type, in the sandbox of a shared host', async () => {
  const { status, headers } = await get(styleUrl(), 'HEAD')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('private, max-age=300')
  expect(headers.get('content-security-policy')).toBe(SANDBOX)
  const got = await get(styleUrl())
  expect([await got.text(), got.headers.get('content-disposition')]).toEqual(['a{color:red}', null])
})

test('anything else below the landings is the neutral page of an unknown path', async () => {
  const neutral = await (await get('/no/such/path')).text()
  const paths = ['/_landing/', '/_landing/999/style.css', '/_landing/x/style.css']
  const below = ['', '..%2f..%2fconfig.db', '%2e%2e%2fconfig.db', 'style.css%00'].map(
    (path) => `/_landing/${landingId}/${path}`,
  )
  for (const path of [...paths, ...below]) {
    const answer = await get(path)
    expect([answer.status, await answer.text()]).toEqual([404, neutral])
  }
  expect((await get(styleUrl(), 'POST')).status).toBe(404)
})

test('a landing that is led to other files shows them as soon as the change is answered', async () => {
  const folder = join(server.dataDir, 'landers/moved')
  mkdirSync(folder, { recursive: true })
  const changes = ['', '/modify', '/full'].map((kind, at) => ({ kind, page: `page${at}.html` }))
  for (const { page } of changes) await Bun.write(join(folder, page), `<p>${page}</p>`)
  const shown = async () => (await get('/shop')).text()
  const changed = (kind: string, page: string) => {
    const path = `landers/moved/${page}`
    if (kind === '/full') return api('PATCH', `/landing/${landingId}/full`, { path })
    const method = kind === '' ? 'PUT' : 'PATCH'
    return api(method, `/landing${kind}/${landingId}`, { location: path })
  }
  for (const { kind, page } of changes) {
    expect((await changed(kind, page)).status).toBe(200)
    expect(await shown()).toContain(`<p>${page}</p>`)
  }
})
