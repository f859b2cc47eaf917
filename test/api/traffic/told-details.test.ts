/** Sources are told the ids, sub ids and words that hold now, whoever said them, also across restarts. */
import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { admin, type Api, apiOf, makeCampaign } from '../../support/api.ts'
import { mmdb } from '../../support/mmdb.ts'
import { makeClicks, postbackKey } from '../../support/postbacks.ts'
import { cleanUp, newDataDir, type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const told: string[] = []
const cities: string[] = []
const receiver = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => {
    told.push(new URL(request.url).search)
    const city = request.headers.get('x-city')
    if (city !== null) cities.push(decodeURIComponent(city))
    return new Response('ok')
  },
})

afterAll(async () => {
  await receiver.stop(true)
  await cleanUp()
})

const url = `http://127.0.0.1:${receiver.port}/?id={external_id}&1={sub_id_1}&s={status}`
const args = ['--outbound-host', '127.0.0.1', '--outbound-port', String(receiver.port)]

test('a city is told in the language that a postback asks for', async () => {
  const data = newDataDir()
  const names = { en: 'Munich', de: 'München', ru: 'Мюнхен' }
  const networks = { '01111111': { country: { iso_code: 'DE' }, city: { names } } }
  mkdirSync(join(data, 'geo'), { recursive: true, mode: 0o700 })
  writeFileSync(join(data, 'geo/city.mmdb'), mmdb({ type: 'City', ipVersion: 4, networks }))
  const server = await startServer({ data, args })
  const { api } = await admin(server)
  const { id } = await makeCampaign(api, { alias: 'plain' })
  const template = `${url}&c={city}&d={city:de}&f={city:fr}`
  const headers = [{ name: 'X-City', value: '{city:ru}' }]
  await api('PATCH', `/campaign/${id}/full`, { postbacks: [{ url: template, headers }] })
  const [clickId = ''] = await makeClicks(server.url, 'plain?external_id=city', 1)
  await fetch(`${server.url}/${await postbackKey(api)}/postback?subid=${clickId}`)
  const wanted = '?id=city&1=&s=sale&c=Munich&d=M%C3%BCnchen&f=Munich'
  await until('it is told', () => told.includes(wanted))
  expect(cities).toEqual(['Мюнхен'])
}, 60_000)

test('a postback tells the external id and the sub ids that hold now', async () => {
  let server: Server = await startServer({ args })
  const account = await admin(server)
  const { id } = await makeCampaign(account.api, { alias: 'plain' })
  await account.api('PATCH', `/campaign/${id}/full`, { postbacks: [{ url }] })
  const key = await postbackKey(account.api)
  const [clickId = ''] = await makeClicks(server.url, 'plain?external_id=own&sub_id_1=one', 1)
  const fetched = async (path: string) => (await fetch(`${server.url}${path}`)).text()
  const report = async (query: string, wanted: string) => {
    expect(await fetched(`/${key}/postback?subid=${clickId}&${query}`)).toBe('Success')
    await until(`${wanted} is told`, () => told.includes(wanted))
  }

  await report('status=lead', '?id=own&1=one&s=lead')
  await fetched(`/click?upd_clickid=${clickId}&external_id=later`)
  await report('status=sale', '?id=later&1=one&s=sale')
  await fetched(`/?_update_tokens=1&sub_id=${clickId}&sub_id_1=two`)
  await server.kill('SIGTERM')
  server = await startServer({ data: server.dataDir, port: server.port, args })
  await report('status=rejected', '?id=later&1=two&s=rejected')
  await report('status=sale&external_id=new', '?id=new&1=two&s=sale')

  const api: Api = apiOf(server, account.key)
  const preview = await api<{ url: string }>('POST', '/postbacks/preview', { url, clickId })
  expect(preview.body.url).toEndWith('?id=new&1=two&s=sale')
}, 60_000)

test('an import that nobody was told of and that was taken back was not the first', async () => {
  const server = await startServer({ args })
  const { api } = await admin(server)
  const { id } = await makeCampaign(api, { alias: 'first' })
  await api('PATCH', `/campaign/${id}/full`, { postbacks: [{ url, mode: 'first' }] })
  const [silent = '', loud = ''] = await makeClicks(server.url, 'first?external_id=imported', 2)
  const upload = async (clickId: string, send: boolean) => {
    const body = { payload: `${clickId}:cnv_status=sale:sub_id_1=${send}`, send }
    const made = await api<{ importId: number }>('POST', '/conversions/import', body)
    await api('POST', `/conversions/import/${made.body.importId}/undo`)
  }
  const key = await postbackKey(api)
  const call = (clickId: string, sub: string) =>
    fetch(`${server.url}/${key}/postback?subid=${clickId}&status=approved&sub_id_1=${sub}`)
  told.length = 0
  await upload(loud, true)
  await upload(silent, false)
  await call(loud, 'again')
  await call(silent, 'once')
  await until('both are told', () => told.length === 2)
  expect(told.toSorted()).toEqual(['?id=imported&1=once&s=sale', '?id=imported&1=true&s=sale'])
}, 60_000)

test('a postback tells the values of events, those of its own call too', async () => {
  const server = await startServer({ args })
  const { api } = await admin(server)
  const { id } = await makeCampaign(api, { alias: 'plain' })
  const template = `${url}&e={event1}&f={event_2}&g={event30}`
  await api('PATCH', `/campaign/${id}/full`, { postbacks: [{ url: template }] })
  const key = await postbackKey(api)
  const [clickId = ''] = await makeClicks(server.url, 'plain?external_id=events', 1)
  await fetch(`${server.url}/click?upd_clickid=${clickId}&event1=2&event2=0.5`)
  await fetch(`${server.url}/${key}/postback?subid=${clickId}&add_event1=1.5`)
  const wanted = '?id=events&1=&s=sale&e=3.5&f=0.5&g='
  await until('it is told', () => told.includes(wanted))
}, 60_000)
