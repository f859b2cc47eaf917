/** The answer as the public document writes it, for campaigns that ask for it. */
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
let offer: number
beforeAll(async () => {
  made = await openInstallation()
  offer = await made.offer('https://offer.example/')
}, 30_000)
afterAll(cleanUp)

interface Told {
  readonly status: unknown
  readonly headers: readonly string[]
  readonly info?: Readonly<Record<string, unknown>>
}

async function ask(
  { token }: MadeCampaign,
  more = 'info=1',
  path = '/click_api/v3',
): Promise<Told> {
  const answer = await fetch(`${made.server.url}${path}?token=${token}&ip=93.184.1.7&${more}`)
  return (await answer.json()) as Told
}

const documented = async (name: string, flow: object): Promise<MadeCampaign> => {
  const campaign = await made.campaign(name, [flow])
  await made.api('PUT', `/campaign/${campaign.id}/click_api`, { shape: 'document' })
  return campaign
}

test('a redirect is a location, and the status a text', async () => {
  const redirect = await documented('redirect', actionFlow('http', 'https://dest.example/'))
  const { status, headers, info } = await ask(redirect)
  expect([status, headers[0]]).toEqual(['302', 'Location: https://dest.example/'])
  expect(info).toMatchObject({ type: 'location', offer_id: [], url: 'https://dest.example/' })
  expect(await ask(redirect, '')).not.toHaveProperty('info')
})

test('an offer stands in a list', async () => {
  const direct = await documented('direct', pathFlow([], [offer]))
  const { status, info } = await ask(direct)
  expect([status, info]).toMatchObject(['200', { type: null, offer_id: [offer] }])
})

test('other actions keep their names', async () => {
  const nothing = await documented('nothing', actionFlow('do_nothing'))
  expect((await ask(nothing)).info?.['type']).toBe('do_nothing')
})

test('version 4 has a shape of its own', async () => {
  const later = await documented('later', pathFlow([], [offer]))
  const { status, info } = await ask(later, 'info=1', '/click_api/v4')
  expect([status, info]).toMatchObject([200, { offer_id: offer }])
})

test('a campaign answers as clients need it until it is told otherwise', async () => {
  const plain = await made.campaign('plain', [actionFlow('http', 'https://dest.example/')])
  const { status, info } = await ask(plain)
  expect([status, info]).toMatchObject([302, { type: 'http', offer_id: null }])
})
