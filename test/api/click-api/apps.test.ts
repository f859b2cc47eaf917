/** Apps and pages that call by themselves, without a site between: who they are stands in their own headers. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let made: Installation
let shown: MadeCampaign
let offers: MadeCampaign

beforeAll(async () => {
  made = await openInstallation()
  shown = await made.campaign('shown', [
    actionFlow('show_text', '{x_requested_with}|{browser}|{language}'),
  ])
  const landing = await made.landing('https://lp.example/')
  const offer = await made.offer('https://offer.example/?s={subid}')
  offers = await made.campaign('offers', [pathFlow([landing], [offer])])
}, 30_000)

afterAll(cleanUp)

const OWN = {
  'x-requested-with': 'com.example.game',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
  'accept-language': 'de-AT,de;q=0.9',
}

async function told(query: string): Promise<string> {
  const url = `${made.server.url}/click_api/v3?token=${shown.token}&${query}`
  return ((await (await fetch(url, { headers: OWN })).json()) as { body: string }).body
}

test('the app, the browser and the language are those of the call', async () => {
  expect(await told('')).toBe('com.example.game|Firefox|de-AT')
})

test('what the call says of them wins, an empty text too', async () => {
  expect(await told('x_requested_with=org.other&language=fr')).toBe('org.other|Firefox|fr')
  expect(await told('x_requested_with=')).toBe('|Firefox|de-AT')
  expect(await told('headers[x-requested-with]=org.other')).toStartWith('org.other|')
})

test('the script of a campaign is loaded by the app as well', async () => {
  const answer = await fetch(`${made.server.url}/shown?return=js.client`, { headers: OWN })
  const [, body = ''] = /"body":"([^"]+)"/.exec(await answer.text()) ?? []
  expect(atob(body)).toBe('com.example.game|Firefox|de-AT')
})

test('an app that took the address of its campaign for ours gets to the offer from there', async () => {
  const call = await fetch(`${made.server.url}/offers/click_api/v3?token=${offers.token}&info=1`)
  const { info } = (await call.json()) as { info: { sub_id: string; token: string } }
  const go = async (path: string) => {
    const { status, headers } = await fetch(made.server.url + path, { redirect: 'manual' })
    return [status, headers.get('location')]
  }
  const offer = [302, `https://offer.example/?s=${info.sub_id}`]
  expect(await go(`/offers/?_lp=1&_token=${info.token}&offer_id="7`)).toEqual(offer)
  expect(await go(`/offers?a=1&_lp=1&_token=${info.token}`)).toEqual(offer)
  // Without a good token it is a visit, as it was.
  for (const query of ['_lp=1', '_lp=1&_token=x', `_lp=2&_token=${info.token}`]) {
    const [, location] = await go(`/offers?${query}`)
    expect(location).toStartWith('https://lp.example/?_subid=')
  }
})
