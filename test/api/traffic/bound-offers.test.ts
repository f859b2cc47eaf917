/** In a campaign that binds its offers, whoever comes back to the landing is led to the same offer. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type Installation, openInstallation, pathFlow } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let made: Installation

beforeAll(async () => {
  made = await openInstallation()
  const landing = await made.landing('https://landing.example/')
  const offers: number[] = []
  for (let n = 0; n < 20; n++) offers.push(await made.offer(`https://offer.example/${n}`))
  await made.campaign('bound', [pathFlow([landing], offers)], { binding: 'offer' })
}, 60_000)

afterAll(cleanUp)

interface Browser {
  readonly agent: string
  readonly cookie?: string
}

function get(path: string, { agent, cookie = '' }: Browser, method = 'GET') {
  const headers = { 'user-agent': `Mozilla/5.0 ${agent}`, cookie }
  return fetch(`${made.server.url}${path}`, { method, headers, redirect: 'manual' })
}

/** To the landing and on from it; what the offer link left with the browser comes along. */
async function throughLanding(browser: Browser, method = 'GET') {
  const visit = await get('/bound', browser)
  const landing = new URL(visit.headers.get('location') ?? '')
  const clicked = await get(`/?_lp=1&_token=${landing.searchParams.get('_token')}`, browser, method)
  const kept = clicked.headers.getSetCookie().map((line) => line.slice(0, line.indexOf(';')))
  return { offer: clicked.headers.get('location') ?? '', cookie: kept.join('; ') }
}

/** How many of the twenty offers five visits lead to. */
async function offersOf(browser: Browser): Promise<number> {
  const seen = new Set<string>()
  for (let visit = 0; visit < 5; visit++) seen.add((await throughLanding(browser)).offer)
  return seen.size
}

test('by what the tracker remembers of his address and agent', async () => {
  expect(await offersOf({ agent: 'Without cookies' })).toBe(1)
})

test('by the cookies that the offer link set, whatever he comes with', async () => {
  const first = await throughLanding({ agent: 'At home' })
  const again = await throughLanding({ agent: 'At work', cookie: first.cookie })
  expect(again.offer).toBe(first.offer)
})

test('of many cookies none is made another one, but what he has is renewed', async () => {
  const bindings = async (cookie: string) => {
    const { headers } = await get('/bound', { agent: 'Everywhere', cookie })
    return headers.getSetCookie().filter((line) => /^b\w{7}[slo]/.test(line))
  }
  const many = `seen=${'x'.repeat(5000)}`
  expect(await bindings(many)).toEqual([])
  const [own = ''] = await bindings('')
  expect(await bindings(`${many}; ${own.slice(0, own.indexOf(';'))}`)).not.toEqual([])
})

test('a look ahead binds nobody', async () => {
  const ahead = await throughLanding({ agent: 'Preloading' }, 'HEAD')
  expect(ahead).toEqual({ offer: expect.stringContaining('offer.example'), cookie: '' })
})
