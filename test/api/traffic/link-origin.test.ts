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

/** The id of a new click. */
async function visit(): Promise<string> {
  const { searchParams } = new URL((await get('/page')).headers.get('location') ?? '')
  return searchParams.get('_subid') ?? ''
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
