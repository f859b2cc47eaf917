/** The token of a campaign as its owner handles it: shown, renewed, taken over, switched off. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { actionFlow, type Installation, openInstallation } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let made: Installation

beforeAll(async () => {
  made = await openInstallation()
}, 30_000)

afterAll(cleanUp)

interface Shown {
  readonly enabled: boolean
  readonly token: string
  readonly formerToken: { readonly token: string; readonly until: string } | null
  readonly url: string
  readonly examples: { readonly curl: string; readonly php: string }
}

const newCampaign = (name: string) => made.campaign(name, [actionFlow('show_text', 'hi')])
const shown = async (id: number) => (await made.api<Shown>('GET', `/campaign/${id}/click_api`)).body
const change = (id: number, body: object) =>
  made.api<Shown>('PUT', `/campaign/${id}/click_api`, body)
const renew = (id: number, query = '') =>
  made.api<Shown>('POST', `/campaign/${id}/click_api/regenerate${query}`)

async function call(token: string): Promise<number> {
  const body = new URLSearchParams({ token })
  return (await fetch(`${made.server.url}/click_api/v3`, { method: 'POST', body })).status
}

test('is shown with the address and examples that work', async () => {
  const { id } = await newCampaign('shown')
  const facts = await shown(id)
  expect(facts).toMatchObject({ enabled: true, formerToken: null })
  expect(facts.url).toBe(`${made.server.url}/click_api/v3`)
  expect(await call(facts.token)).toBe(200)
  const curl = Bun.spawn(['sh', '-c', `${facts.examples.curl} -s`], { stdout: 'pipe' })
  const answer = await new Response(curl.stdout).json()
  expect(answer).toMatchObject({ body: 'hi', info: { campaign_id: id } })
})

test('is nowhere else in the API', async () => {
  const { id, token } = await newCampaign('hidden')
  for (const path of [`/campaign/${id}`, `/campaign/${id}/full`, `/campaign/${id}/clone`]) {
    const { status, body } = await made.api('GET', path)
    expect([status, JSON.stringify(body).includes(token)]).toEqual([200, false])
  }
})

test('may be called as often as the setting says, each campaign for itself; without it, without a limit', async () => {
  const calm = await newCampaign('calm')
  const busy = await newCampaign('busy')
  const limit = (perSecond: number) =>
    made.api('PATCH', '/settings', { 'click_api.calls_per_second': perSecond })
  const answers = (token: string, count: number) => {
    const body = new URLSearchParams({ token })
    const url = `${made.server.url}/click_api/v3`
    const one = async () => {
      const { status, headers } = await fetch(url, { method: 'POST', body })
      return status === 200 ? '200' : `${status} ${headers.get('retry-after')}`
    }
    return Promise.all(Array.from({ length: count }, one))
  }
  expect(new Set(await answers(busy.token, 60))).toEqual(new Set(['200']))
  expect((await limit(1)).status).toBe(200)
  expect(new Set(await answers(busy.token, 60))).toEqual(new Set(['200', '429 1']))
  expect(new Set(await answers(calm.token, 5))).toEqual(new Set(['200']))
  await limit(0)
  expect(new Set(await answers(busy.token, 5))).toEqual(new Set(['200']))
})

test('ends at once when it is renewed', async () => {
  const { id, token } = await newCampaign('renewed')
  const { status, body } = await renew(id)
  expect([status, body.formerToken]).toEqual([200, null])
  expect(body.token).toMatch(/^[0-9A-Za-z]{32}$/)
  expect([await call(token), await call(body.token)]).toEqual([401, 200])
})

test('goes on beside the new one for the hours that were asked for', async () => {
  const { id, token } = await newCampaign('kept')
  const { body } = await renew(id, '?keepOldHours=48')
  expect(body.formerToken?.token).toBe(token)
  const hours = (Date.parse(`${body.formerToken?.until}Z`) - Date.now()) / 3_600_000
  expect(hours).toBeWithin(47.9, 48.1)
  expect([await call(token), await call(body.token)]).toEqual([200, 200])
  expect((await renew(id, '?keepOldHours=99999')).status).toBe(400)
  const again = await renew(id)
  expect(again.body.formerToken).toBeNull()
  expect(await call(token)).toBe(401)
})

test('can be the one that sites carry already', async () => {
  const { id, token } = await newCampaign('migrated')
  const old = 'kT-5f0c2b7e9a4d4c1f8e6a3b2d1c0f9e8d.$&='
  expect((await change(id, { token: old })).body).toMatchObject({ token: old, formerToken: null })
  expect([await call(old), await call(token)]).toEqual([200, 401])
  expect((await change(id, { token: old })).status).toBe(200)
})

test('belongs to one campaign, also while it is about to end', async () => {
  const first = await newCampaign('first')
  const second = await newCampaign('second')
  expect((await change(second.id, { token: first.token })).status).toBe(409)
  await renew(first.id, '?keepOldHours=1')
  expect((await change(second.id, { token: first.token })).status).toBe(409)
  await renew(first.id)
  expect((await change(second.id, { token: first.token })).status).toBe(200)
})

test.each(['', ' ', 'a b', 'x'.repeat(129), 'new\nline', 'é', 'nul\0'])(
  'can not be %j',
  async (token) => {
    const { id } = await newCampaign(`bad${Bun.hash(token)}`)
    expect((await change(id, { token })).status).toBe(400)
  },
)

test('is refused while the Click API is off, and works again after', async () => {
  const { id, token } = await newCampaign('off')
  expect((await change(id, { enabled: false })).body).toMatchObject({ enabled: false, token })
  expect(await call(token)).toBe(409)
  await change(id, { enabled: true })
  expect(await call(token)).toBe(200)
})

test('is not to be read by whoever may not change the campaign', async () => {
  const { id } = await newCampaign('private')
  const response = await fetch(`${made.server.url}/public/api/v1/campaign/${id}/click_api`)
  expect(response.status).toBe(401)
  expect((await made.api('GET', '/campaign/9999/click_api')).status).toBe(404)
})

test('decides alone when an app calls the API below the address of a campaign', async () => {
  const { id, token } = await newCampaign('built-in')
  const ask = (path: string) => fetch(`${made.server.url}${path}?token=${token}&info=1`)
  for (const path of ['/built-in/click_api/v3', '/gone-long_ago/click_api/v2/']) {
    expect(await (await ask(path)).json()).toMatchObject({ info: { campaign_id: id } })
  }
  for (const path of ['/a/b/click_api/v3', '/built-in/click_api/v3/x', '/built-in/click_api/']) {
    const answer = await ask(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ])
  }
})
