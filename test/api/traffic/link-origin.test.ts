/** Which click a landing's link without a token means: the one it names, else the browser's last one. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type Installation, openInstallation, pathFlow } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let made: Installation
let shown: string
let other: string

beforeAll(async () => {
  made = await openInstallation()
  const landing = await made.landing('https://landing.example/')
  const offer = await made.offer('https://offer.example/?c={subid}')
  await made.campaign('page', [pathFlow([landing], [offer])])
  shown = await visit()
  other = await visit()
}, 60_000)

afterAll(cleanUp)

function get(path: string, cookie = '') {
  return fetch(`${made.server.url}${path}`, { headers: { cookie }, redirect: 'manual' })
}

/** What the landing is told of a new click. */
async function arrival(): Promise<URLSearchParams> {
  return new URL((await get('/page')).headers.get('location') ?? '').searchParams
}

/** The id of a new click. */
async function visit(): Promise<string> {
  return (await arrival()).get('_subid') ?? ''
}

/** The click whose offer the link leads to; `''` where it leads nowhere. */
async function meantBy(link: string, cookie = ''): Promise<string> {
  const target = (await get(`/click?lp=1&${link}`, cookie)).headers.get('location')
  return target === null ? '' : (new URL(target).searchParams.get('c') ?? '')
}

test('a click id of the link counts before every cookie, whatever their names', async () => {
  expect(await meantBy(`_subid=${shown}`, `bcid=${other}; uclick=${other}`)).toBe(shown)
  expect(await meantBy(`uclick=${shown}`, `bcid=${other}`)).toBe(shown)
})

test('one that says nothing leaves it to the next, and to cookies', async () => {
  expect(await meantBy(`bcid={clickid}&uclick=${shown}`, `bcid=${other}`)).toBe(shown)
  for (const said of ['', 'OPTIONAL', '%7Bclickid%7D', '1jjlqn2cluajkp9edd1o']) {
    expect(await meantBy(`uclick=${said}`, `uclick=${shown}`)).toBe(shown)
    expect(await meantBy(`uclick=${said}`, `bcid=${said}; _subid=${shown}`)).toBe(shown)
    expect(await meantBy(`uclick=${said}`)).toBe('')
  }
})

test('nor does the token of his last visit win over the click that a link names', async () => {
  const last = await arrival()
  const cookie = `_token=${last.get('_token')}`
  expect(await meantBy(`uclick=${shown}`, cookie)).toBe(shown)
  expect(await meantBy(`uclick=${last.get('_subid')}`, cookie)).toBe(last.get('_subid')!)
  for (const says of ['', 'uclick={clickid}', 'uclick=1jjlqn2cluajkp9edd1o']) {
    expect(await meantBy(says, cookie)).toBe(last.get('_subid')!)
  }
})

test('an offer that was chosen at the visit is the one that its click id leads to', async () => {
  await made.api('PATCH', '/settings', { offer_choice: 'visit' })
  const landing = await made.landing('https://landing.example/?o={offer_id}')
  const offers: number[] = []
  for (let n = 0; n < 5; n++) offers.push(await made.offer(`https://offer.example/?o={offer_id}`))
  await made.campaign('chosen', [pathFlow([landing], offers)])
  for (let n = 0; n < 8; n++) {
    const page = new URL((await get('/chosen')).headers.get('location') ?? '').searchParams
    const offer = await get(`/click?lp=1&uclick=${page.get('_subid')}`)
    expect(new URL(offer.headers.get('location') ?? '').searchParams.get('o')).toBe(page.get('o'))
  }
})
