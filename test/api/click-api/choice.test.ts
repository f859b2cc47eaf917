/** What settings and names around a campaign change in its answers. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

let made: Installation

beforeAll(async () => {
  made = await openInstallation()
}, 30_000)

afterAll(cleanUp)

interface Said {
  readonly body: string | null
  readonly info: { readonly token: string; readonly offer_id: number | null }
}

async function call({ token }: MadeCampaign): Promise<Said> {
  const body = new URLSearchParams({ token, info: '1' })
  const answer = await fetch(`${made.server.url}/click_api/v3`, { method: 'POST', body })
  return (await answer.json()) as Said
}

test('an offer behind a landing is chosen at the visit, if so set, and stays', async () => {
  const offers = [
    await made.offer('https://one.example/'),
    await made.offer('https://two.example/'),
  ]
  const page = await made.landing('https://lp.example/')
  const campaign = await made.campaign('with-page', [pathFlow([page], offers)])
  expect((await call(campaign)).info.offer_id).toBeNull()
  const { status } = await made.api('PATCH', '/settings', { offer_choice: 'visit' })
  expect(status).toBe(200)
  const hosts = new Map(offers.map((id, at) => [id, ['one', 'two'][at]]))
  for (let round = 0; round < 6; round++) {
    const { token, offer_id } = (await call(campaign)).info
    const answer = await fetch(`${made.server.url}/?_lp=1&_token=${token}`, { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(`https://${hosts.get(offer_id!)}.example/`)
  }
})

test('macros name the group, the owner and the domain of the campaign', async () => {
  const groupId = crypto.randomUUID()
  const { status } = await made.api('POST', `/group/campaigns/${groupId}`, { name: 'Shoes' })
  expect(status).toBe(201)
  const text = '{campaign_group_name}|{owner_name}|{campaign_domain}|{from_file:w.txt}'
  const campaign = await made.campaign('names', [actionFlow('show_text', text)], { groupId })
  expect((await call(campaign)).body).toStartWith('Shoes|admin@example.test|127.0.0.1')
  const folder = join(made.server.dataDir, 'files')
  mkdirSync(folder)
  writeFileSync(join(folder, 'w.txt'), 'only line\n')
  await until('the file is read', async () => {
    return (await call(campaign)).body?.endsWith('|only line') ?? false
  })
})

test.each(['offer_id=999', 'offer_id=0', 'to_offer=9', 'offer_id=', 'offer_id=x'])(
  'a link with %s, which is none, leads to the offer of the click still',
  async (asked) => {
    const offers = [
      await made.offer('https://one.example/'),
      await made.offer('https://two.example/'),
    ]
    const campaign = await made.campaign(`two-${asked.replace('=', '-')}`, [pathFlow([], offers)])
    const leadsTo = async (query: string) =>
      (await fetch(`${made.server.url}/?${query}`, { redirect: 'manual' })).headers.get('location')
    for (let round = 0; round < 8; round++) {
      const { token } = (await call(campaign)).info
      const plain = await leadsTo(`_lp=1&_token=${token}`)
      expect(plain).toEndWith('.example/')
      expect(await leadsTo(`${asked}&_lp=1&_token=${token}`)).toBe(plain!)
    }
  },
)
