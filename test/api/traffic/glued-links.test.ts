/** Links by key that a source has glued its parameters to. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { admin, makeOfferCampaign } from '../../support/api.ts'
import { cleanUp, type Server, startServer } from '../../support/server.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
  const { api } = await admin(server)
  const { id } = await makeOfferCampaign(api, 'shoes')
  const action = { key: 'show_text', payload: '{sub_id_1}|{keyword}' }
  await api('PUT', `/campaign/${id}/flows`, { flows: [{ type: 'default', action }] })
  await makePaths(api)
}, 30_000)
afterAll(cleanUp)

/** A campaign with a landing and two offers. */
async function makePaths(api: Awaited<ReturnType<typeof admin>>['api']): Promise<void> {
  const landing = { name: 'L', url: 'https://landing.test/' }
  const { body } = await api<{ id: number }>('POST', '/landing/not_integrated', landing)
  const landings = [{ landingId: body.id }]
  const { id } = await makeOfferCampaign(api, 'paths')
  const offers = ['first', 'second'].map((name) => ({
    directUrl: `https://${name}.test/?s={sub_id_1}`,
  }))
  const paths = [{ landings, offers }]
  await api('PUT', `/campaign/${id}/flows`, { flows: [{ type: 'default', paths }] })
}

const cases: Record<string, [address: string, status: number, text?: string]> = {
  'as it should be': ['/click?key=shoes&sub_id_1=a', 200, 'a|'],
  'a question mark too many in front': ['/click??key=shoes&sub_id_1=a', 200, 'a|'],
  'a question mark after the key': ['/click?key=shoes?sub_id_1=a&keyword=b', 200, 'a|b'],
  'an unknown parameter after the key': ['/click?key=shoes?zone=1&keyword=b', 200, '|b'],
  'nothing after the mark': ['/click?key=shoes?', 200, '|'],
  'an encoded mark': ['/click?key=shoes%3Fsub_id_1=a', 200],
  'the key behind a mark': ['/click?zone=a?key=shoes', 200, '|'],
  'the key behind a value': ['/click?sub_id_1=a?key=shoes&keyword=b', 200, 'a|b'],
  'the key between values': ['/click?sub_id_1=a?key=shoes?keyword=b', 200, 'a|b'],
  'another address with a key': ['/click?key=shoes&sub_id_1=/x?key=3', 200, '/x?key=3|'],
  'the key behind an ampersand of HTML': ['/click?sub_id_1=a&amp;key=shoes', 200, 'a|'],
  'another key': ['/click?key=shoesx?sub_id_1=a', 404],
  'no key': ['/click?key=?sub_id_1=a', 404],
}
test.each(Object.entries(cases))('a link by key: %s', async (_name, [address, status, text]) => {
  const answer = await fetch(server.url + address)
  expect(answer.status).toBe(status)
  if (text !== undefined) expect(await answer.text()).toBe(text)
})

test('a form may say the key, as the address does', async () => {
  const sent = async (query: string, body: string) => {
    const form = new URLSearchParams(body)
    const answer = await fetch(`${server.url}/click${query}`, { method: 'POST', body: form })
    return answer.status === 200 ? answer.text() : answer.status
  }
  expect(await sent('', 'key=shoes&sub_id_1=a')).toBe('a|')
  expect(await sent('?keyword=b', 'key=shoes&sub_id_1=a')).toBe('a|b')
  expect(await sent('?key=shoes', 'sub_id_1=a')).toBe('a|')
  expect(await sent('', 'key=nobodys')).toBe(404)
})

test('a form on a landing leads on, to the offer that it names', async () => {
  const page = await fetch(`${server.url}/paths`, { redirect: 'manual' })
  const clickId = /_subid=(\w+)/.exec(page.headers.get('set-cookie') ?? '')?.[1] ?? ''
  const body = new URLSearchParams({ lp: '1', bcid: clickId, to_offer: '2', sub_id_1: 'form' })
  const sent = { method: 'POST', body, redirect: 'manual' } as const
  const answer = await fetch(`${server.url}/click`, sent)
  expect(answer.headers.get('location')).toBe('https://second.test/?s=form')
})

test.each([
  '/?_lp=1&amp;_token=TOKEN&amp;to_offer=2',
  '/??_lp=1&_token=TOKEN&to_offer=2',
  '/?_lp=1?_token=TOKEN&to_offer=2',
  '/?page=1?_lp=1&_token=TOKEN?to_offer=2',
  '/click?lp=1&amp;_subid=CLICK&amp;to_offer=2',
  '/click?lp=1?bcid=CLICK?to_offer=2',
  '/click??lp=1&uclick=CLICK?to_offer=2',
])('a link from a landing that was glued or escaped twice leads on: %s', async (link) => {
  const page = await fetch(`${server.url}/paths?sub_id_1=a`, { redirect: 'manual' })
  const { searchParams } = new URL(page.headers.get('location') ?? '')
  const address = link
    .replace('TOKEN', searchParams.get('_token') ?? '')
    .replace('CLICK', searchParams.get('_subid') ?? '')
  const answer = await fetch(server.url + address, { redirect: 'manual' })
  expect(answer.headers.get('location')).toBe('https://second.test/?s=a')
})
