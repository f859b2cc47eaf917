/** Apps and pages that call by themselves, without a site between: who they are stands in their own headers. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let made: Installation
let shown: MadeCampaign

beforeAll(async () => {
  made = await openInstallation()
  shown = await made.campaign('shown', [
    actionFlow('show_text', '{x_requested_with}|{browser}|{language}'),
  ])
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
