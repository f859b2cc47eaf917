/** What an offer link does for what it is called with: which token counts, by which verbs, what is left. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { type Installation, openInstallation, pathFlow } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let made: Installation
let offer = 0
let campaign = 0
let token = ''

beforeAll(async () => {
  made = await openInstallation()
  const landing = await made.landing('https://landing.example/')
  offer = await made.offer('https://offer.example/')
  campaign = (await made.campaign('page', [pathFlow([landing], [offer])])).id
  token = tokenIn(await get('/page'))
}, 60_000)

afterAll(cleanUp)

function get(path: string, init: RequestInit = {}) {
  return fetch(`${made.server.url}${path}`, { redirect: 'manual', ...init })
}

function tokenIn({ headers }: Response): string {
  return new URL(headers.get('location') ?? '').searchParams.get('_token') ?? ''
}

describe('the first valid token counts', () => {
  test.each([
    ['of an empty one and the other name', '_token=&token=TOKEN', ''],
    ['of a macro that nothing replaced and the other name', '_token={token}&token=TOKEN', ''],
    ['of an empty one and the cookie', '_token=', '_token=TOKEN'],
    ['of a forged one and the cookie', '_token=1.bm90IG91cnM', '_token=TOKEN'],
  ])('%s', async (_name, query, cookie) => {
    const filled = cookie.replace('TOKEN', token)
    const answer = await get(`/?_lp=1&${query.replace('TOKEN', token)}`, {
      headers: { cookie: filled },
    })
    expect(answer.headers.get('location')).toBe('https://offer.example/')
  })
})

test.each(['PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
  const links = [`/?_lp=1&_token=${token}`, '/?_update_tokens=1&sub_id=1jjlqn2cluajkp9edd1o']
  for (const link of links) {
    const answer = await get(link, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  }
})

test('without an offer left, and of a paused campaign, there is nothing at the address', async () => {
  const answerNow = async () => {
    const answer = await get(`/?_lp=1&_token=${token}`)
    return [answer.status, (await answer.text()).includes('There is nothing at this address.')]
  }
  await made.api('PATCH', `/campaign/${campaign}/full`, { state: 'paused' })
  expect(await answerNow()).toEqual([404, true])
  await made.api('PATCH', `/campaign/${campaign}/full`, { state: 'active' })
  await made.api('DELETE', `/offer/${offer}`)
  expect(await answerNow()).toEqual([404, true])
})
