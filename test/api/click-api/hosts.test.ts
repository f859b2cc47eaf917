/** Sites, their visitors and the tracker's domains: what one host gave out, every other one takes. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import {
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

const HOSTS = ['one.example', 'two.example', 'rooted.example'] as const
let made: Installation
let offers: MadeCampaign

beforeAll(async () => {
  made = await openInstallation()
  const offer = await made.offer('https://offer.example/?s={subid}&s1={sub_id_1}')
  offers = await made.campaign('offers', [pathFlow([], [offer])])
  for (const host of HOSTS) {
    const id = crypto.randomUUID()
    await made.api('POST', `/domain/${id}`, { host })
    // Its own pages are a campaign's: an offer link comes before them.
    const root = host === 'rooted.example' ? { indexPage: offers.id } : {}
    expect((await made.api('PATCH', `/domain/${id}/full`, root)).status).toBe(200)
  }
}, 60_000)
afterAll(cleanUp)

const at = (host: string, path: string, init: RequestInit = {}) =>
  fetch(`${made.server.url}${path}`, { redirect: 'manual', ...init, headers: { host } })

async function called(host: string): Promise<{ token: string; sub_id: string }> {
  const body = new URLSearchParams({ token: offers.token, info: '1', ip: '198.51.100.1' })
  const answer = await at(host, '/click_api/v3', { method: 'POST', body })
  return ((await answer.json()) as { info: { token: string; sub_id: string } }).info
}

describe.each(HOSTS)('what %s gave out', (maker) => {
  test.each(HOSTS)('leads on at %s', async (opener) => {
    const { token, sub_id: id } = await called(maker)
    const opened = await at(opener, `/?from=page&_lp=1&_token=${token}&sub_id_1=x`)
    const target = `https://offer.example/?s=${id}&s1=x`
    expect([opened.status, opened.headers.get('location')]).toEqual([302, target])
    const updated = await at(opener, `/?_update_tokens=1&sub_id=${id}&sub_id_2=y`)
    expect(updated.status).toBe(200)
  })
})

test('a domain whose pages are a campaign still is one', async () => {
  expect((await at('rooted.example', '/')).headers.get('location')).toContain('offer.example')
})

test('a token that was cut, doubled or put in capitals leads nowhere, at any host', async () => {
  const { token } = await called('one.example')
  const broken = [token.slice(0, -1), token.slice(1), token + token, token.toUpperCase(), '']
  for (const host of HOSTS) {
    for (const each of broken) {
      const answer = await at(host, `/?_lp=1&_token=${each}`)
      expect([answer.status, await answer.text()]).toEqual([404, 'This link is not valid.'])
    }
  }
})

test('a host that is none of ours gets nothing for a good token', async () => {
  const { token } = await called('one.example')
  const answer = await at('stranger.example', `/?_lp=1&_token=${token}`)
  expect([answer.status, answer.headers.get('location')]).toEqual([404, null])
})
