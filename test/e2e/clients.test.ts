/** Sites as they are in the wild: PHP pages that call the tracker, seen by their visitors. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../support/click-api.ts'
import { newVisitorOf, openPhpSite, type PhpSite } from '../support/php-site.ts'
import { cleanUp } from '../support/server.ts'

/** The files of `php`, and what each one leaves to its own way. */
const CLIENTS = [
  ['class3', { forces: true }],
  ['class3_last', { forces: true }],
  ['class4', { forces: true }],
  ['plugin', { forces: true }],
  ['library', { forces: true }],
  ['plain', { forces: true }],
  // Version 2 knows no offers that wait.
  ['class2', { forces: false }],
] as const

let made: Installation
let site: PhpSite
let away: MadeCampaign
let offers: MadeCampaign
let landing: MadeCampaign
let twice: MadeCampaign
const shows: Record<string, MadeCampaign> = {}

beforeAll(async () => {
  made = await openInstallation()
  site = await openPhpSite(made.server.url)
  const offer = await made.offer('https://offer.example/?s={subid}&s1={sub_id_1}')
  const page = await made.landing('https://lp.example/?x=1')
  away = await made.campaign('away', [
    actionFlow('http', 'https://dest.example/?kw={keyword}&s1={sub_id_1}&l={language}&ip={ip}'),
  ])
  offers = await made.campaign('offers', [pathFlow([], [offer])])
  landing = await made.campaign('with-page', [pathFlow([page], [offer])])
  twice = await made.campaign('twice', [
    {
      type: 'regular',
      name: 'First visit',
      action: { key: 'show_html', payload: '<p>first</p>' },
      filters: [{ key: 'uniqueness', mode: 'accept', payload: ['campaign'] }],
    },
    actionFlow('show_html', '<p>again</p>'),
  ])
  shows['html'] = await made.campaign('html', [actionFlow('show_html', '<b>é {keyword}</b>')])
  shows['text'] = await made.campaign('text', [actionFlow('show_text', '<b>')])
  shows['404'] = await made.campaign('gone', [actionFlow('status404')])
  shows['nothing'] = await made.campaign('nothing', [actionFlow('do_nothing')])
  shows['meta'] = await made.campaign('meta', [actionFlow('meta', 'https://dest.example/m')])
}, 60_000)

afterAll(async () => {
  await site?.stop()
  await cleanUp()
})

const pathOf = (client: string, { token }: { token: string }, query = '') =>
  `/${client}/${token}?${query}`

describe.each(CLIENTS)('%s', (client, { forces }) => {
  const at = (campaign: { token: string }, query = '') => pathOf(client, campaign, query)

  test('sends the visitor where the campaign says', async () => {
    const visitor = newVisitorOf(site)
    const shown = await visitor(at(away, 'keyword=red+shoes&sub_id_1=%D0%BA'))
    expect(shown.status).toBe(302)
    expect(shown.location).toMatch(
      /^https:\/\/dest\.example\/\?kw=red%20shoes&s1=%D0%BA&l=de(-AT)?&ip=198\.51\.10\d\.\d+$/,
    )
    expect(shown.cookies.get('_subid')).toMatch(/^[0-9a-z]{13,40}$/)
  })

  test('knows the visitor again', async () => {
    const visitor = newVisitorOf(site)
    expect((await visitor(at(twice))).body).toBe('<p>first</p>')
    // Another address, as in a train: the cookies alone tell.
    const again = await visitor(at(twice), { 'x-real-ip': '203.0.113.200' })
    expect(again.body).toBe('<p>again</p>')
  })

  test('shows what the campaign shows', async () => {
    const visitor = newVisitorOf(site)
    const html = await visitor(at(shows['html']!, 'keyword=a%3Ci%3E'))
    expect([html.status, html.body]).toEqual([200, '<b>é a&lt;i&gt;</b>'])
    expect((await visitor(at(shows['text']!))).body).toBe('<b>')
    const meta = await visitor(at(shows['meta']!))
    expect(meta.body).toContain('https://dest.example/m')
    expect((await visitor(at(shows['404']!))).status).toBe(404)
    const nothing = await visitor(at(shows['nothing']!))
    expect([nothing.status, nothing.body]).toEqual([200, '<h1>Shop</h1>'])
  })

  test('goes straight to the offer when it is told to', async () => {
    const visitor = newVisitorOf(site)
    const { status, location, cookies } = await visitor(at(offers, forces ? 'force=1' : ''))
    expect(status).toBe(302)
    expect(location).toBe(`https://offer.example/?s=${cookies.get('_subid')}&s1=`)
  })

  test('sends the visitor to a landing that can go on by its own', async () => {
    const { location } = await newVisitorOf(site)(at(landing))
    expect(location).toStartWith('https://lp.example/?x=1&_subid=')
    const token = new URL(location!).searchParams.get('_token')
    const offer = await fetch(`${made.server.url}/?_lp=1&_token=${token}`, { redirect: 'manual' })
    expect(offer.headers.get('location')).toStartWith('https://offer.example/?s=')
  })

  test('is told of a wrong token, and of a Click API that is off', async () => {
    const visitor = newVisitorOf(site)
    const wrong = await visitor(at({ token: 'nobody' }))
    expect(wrong.body).toStartWith('[REQ_ERR: 401]')
    const put = (enabled: boolean) => made.api('PUT', `/campaign/${away.id}/click_api`, { enabled })
    await put(false)
    const off = await visitor(at(away))
    await put(true)
    expect(off.body).toStartWith('[REQ_ERR: 409]')
  })

  test('passes on hostile values as the text that they are', async () => {
    const visitor = newVisitorOf(site)
    const value = '"><script>&a=b#\'\\\t{subid}%00😀'
    const query = `keyword=${encodeURIComponent(value)}`
    const shown = await visitor(at(away, query), { 'x-odd': `a'"<>{}` })
    expect(shown.status).toBe(302)
    const sent = new URL(shown.location!).searchParams
    expect(sent.get('kw')).toBe(value.replace('\t', ''))
    expect(sent.get('s1')).toBe('')
    const html = await visitor(at(shows['html']!, query))
    expect(html.body).not.toContain('<script>')
  })
})

test.each(CLIENTS.filter(([, { forces }]) => forces))(
  '%s shows the page with a link that leads to the offer',
  async (client) => {
    const visitor = newVisitorOf(site)
    const { status, body, cookies } = await visitor(pathOf(client, offers, 'sub_id_1=x'))
    expect(status).toBe(200)
    const link = /<a href="([^"]+)">/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(link).toStartWith(made.server.url)
    const offer = await fetch(link, { redirect: 'manual' })
    expect(offer.status).toBe(302)
    expect(offer.headers.get('location')).toBe(
      `https://offer.example/?s=${cookies.get('_subid')}&s1=x`,
    )
  },
)

test('a browser that only looks ahead is no click', async () => {
  const visitor = newVisitorOf(site)
  const at = `/class3_last/${twice.token}`
  expect((await visitor(at, { 'sec-purpose': 'prefetch' })).body).toBe('<p>first</p>')
  expect((await visitor(at)).body).toBe('<p>first</p>')
  expect((await visitor(at)).body).toBe('<p>again</p>')
})
