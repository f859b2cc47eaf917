/** What pages load from a tracking host beside the script of a campaign. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'
import { reportedClicks } from '../../support/stored.ts'
import { until } from '../../support/until.ts'

let made: Installation
let away: MadeCampaign

interface Ids {
  readonly subid: string
  readonly token: string
}

beforeAll(async () => {
  made = await openInstallation()
  const offer = await made.offer('https://offer.example/')
  await made.campaign('offers', [pathFlow([], [offer])], {
    parameters: [{ field: 'sub_id_4', alias: 'zone', placeholder: '{zone}' }],
  })
  away = await made.campaign('away', [actionFlow('http', 'https://dest.example/')])
}, 30_000)

afterAll(cleanUp)

const load = (path: string, init: RequestInit = {}) =>
  fetch(made.server.url + path, { redirect: 'manual', ...init })

describe('return=json', () => {
  test('gives the ids of a new click to every origin', async () => {
    const answer = await load('/offers?return=json&keyword=red')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const { subid, token } = (await answer.json()) as Ids
    expect(subid).toMatch(/^[0-9a-v]{20}$/)
    const offer = await load(`/?_lp=1&_token=${token}`)
    expect(offer.headers.get('location')).toBe('https://offer.example/')
  })

  test('has no token where there is no offer', async () => {
    expect(await (await load('/away?return=json')).json()).toMatchObject({ token: null })
  })

  test('is 404 as JSON for an unknown campaign, and a preflight is granted', async () => {
    const answer = await load('/nobody?return=json')
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'There is no such campaign' },
    ])
    const asked = await load('/offers?return=json', { method: 'OPTIONS' })
    expect(asked.status).toBe(204)
  })

  test('another word is a visit', async () => {
    expect((await load('/away?return=jsonp')).status).toBe(302)
  })

  test('is what a network wants to hear where it calls us', async () => {
    const { subid, token } = (await (await load('/offers?return=json')).json()) as Ids
    const keys = await made.api<{ rows: { key: string }[] }>('GET', '/postback_keys')
    const key = keys.body.rows[0]!.key
    for (const word of ['json', 'js.client']) {
      const answer = await load(`/${key}/postback?subid=${subid}&tid=${word}&return=${word}`)
      expect([answer.status, await answer.text()]).toEqual([200, word])
    }
    const offer = await load(`/?_lp=1&_token=${token}&return=json`)
    expect(offer.headers.get('location')).toBe('https://offer.example/')
    const update = await load(`/?_update_tokens=1&sub_id=${subid}&sub_id_1=x&return=json`)
    expect([update.status, update.headers.get('content-type')]).toEqual([200, 'image/gif'])
  })

  test('has no answer while the Click API is off, here or everywhere', async () => {
    const statuses = async () => [
      (await load('/away?return=json')).status,
      (await load('/away?return=js.client')).status,
    ]
    await made.api('PATCH', '/settings', { 'click_api.enabled': false })
    expect(await statuses()).toEqual([404, 404])
    await made.api('PATCH', '/settings', { 'click_api.enabled': true })
    expect(await statuses()).toEqual([200, 200])
    await made.api('PUT', `/campaign/${away.id}/click_api`, { enabled: false })
    expect(await statuses()).toEqual([404, 404])
    await made.api('PUT', `/campaign/${away.id}/click_api`, { enabled: true })
  })
})

describe('the tracking script', () => {
  test('is static, kept for an hour and then asked for again by its tag', async () => {
    const answer = await load('/js/k.min.js')
    expect(answer.headers.get('content-type')).toBe('application/javascript; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600')
    const etag = answer.headers.get('etag') ?? ''
    const again = await load('/js/k.min.js', { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await load('/js/k.min.js', { method: 'POST' })).status).toBe(405)
    expect((await load('/js/other.js')).status).toBe(404)
  })

  test('is small and is script', async () => {
    const text = await (await load('/js/k.min.js')).text()
    expect(text.length).toBeLessThan(6000)
    expect(() => new Bun.Transpiler({ loader: 'js' }).transformSync(text)).not.toThrow()
  })
})

describe('an image of the campaign, for pages without scripts', () => {
  test.each([{ 'sec-fetch-dest': 'image' }, { accept: 'image/avif,image/webp,*/*' }])(
    '%j gets a pixel, and the click counts',
    async (headers) => {
      const before = (await reportedClicks(made.api)).clicks
      const answer = await load('/away', { headers })
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/gif'])
      expect(answer.headers.get('set-cookie')).toContain('_subid=')
      await until('the click is counted', async () => {
        return (await reportedClicks(made.api)).clicks === before + 1
      })
    },
  )

  test('a browser that wants a page is redirected', async () => {
    expect((await load('/away', { headers: { accept: 'text/html,image/webp' } })).status).toBe(302)
  })
})

test("an update knows the campaign's own names of sub ids; the plain name wins", async () => {
  const { subid } = (await (await load('/offers?return=json&zone=a')).json()) as { subid: string }
  expect((await load(`/?_update_tokens=1&sub_id=${subid}&zone=b`)).status).toBe(200)
  expect((await load(`/?_update_tokens=1&sub_id=${subid}&other=b`)).status).toBe(400)
  const query = { period: { preset: 'all_time' }, groupings: ['sub_id_4'], measures: ['clicks'] }
  const valuesNow = async () =>
    JSON.stringify((await made.api('POST', '/report/query', query)).body)
  await until('the alias is read', async () => (await valuesNow()).includes('"b"'))
  await load(`/?_update_tokens=1&sub_id=${subid}&sub_id_4=c&zone=d`)
  await until('the plain name wins', async () => (await valuesNow()).includes('"c"'))
})
