/** Sites as they are in the wild: PHP pages that call the tracker, seen by their visitors. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../support/click-api.ts'
import { newVisitorOf, openPhpSite, type PhpSite } from '../support/php-site.ts'
import { cleanUp } from '../support/server.ts'
import { reportedClicks } from '../support/stored.ts'
import { until } from '../support/until.ts'

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
let local: MadeCampaign
const shows: Record<string, MadeCampaign> = {}

beforeAll(async () => {
  made = await openInstallation()
  site = await openPhpSite(made.server.url)
  const offer = await made.offer('https://offer.example/?s={subid}&s1={sub_id_1}')
  const second = await made.offer('https://second.example/')
  const page = await made.landing('https://lp.example/?x=1')
  away = await made.campaign('away', [
    actionFlow('http', 'https://dest.example/?kw={keyword}&s1={sub_id_1}&l={language}&ip={ip}'),
  ])
  offers = await made.campaign('offers', [pathFlow([], [offer])])
  shows['two'] = await made.campaign('two', [pathFlow([], [offer, second])])
  landing = await made.campaign('with-page', [pathFlow([page], [offer])])
  local = await made.campaign('local', [pathFlow([await localLanding()], [offer])])
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

async function localLanding(): Promise<number> {
  const folder = join(made.server.dataDir, 'landers/shop')
  mkdirSync(folder, { recursive: true })
  await Bun.write(join(folder, 'style.css'), 'a{color:red}')
  await Bun.write(join(folder, 'index.html'), '<link rel=stylesheet href=style.css><p>local</p>')
  const body = { name: 'Shop', path: 'landers/shop/index.html' }
  const { id } = (await made.api<{ id: number }>('POST', '/landing/integrated', body)).body
  const file = `${made.server.url}/_landing/${id}/style.css`
  await until('the landing is served', async () => (await fetch(file)).status === 200)
  return id
}

/** A page of the site; `wishes` are what its owner wants. */
const pathOf = (client: string, { token }: { token: string }, query = '', wishes = '') =>
  `/${client}/${token}/${wishes}?${query}`

interface Known {
  readonly subid: string
  readonly bot: boolean | null
  readonly unique: Readonly<Record<string, boolean>> | null
}

/** What the page's code was told of its visitor. */
function knownBy(body: string): Known {
  const text = /<pre>([^<]+)<\/pre>/.exec(body)?.[1] ?? 'null'
  return JSON.parse(text.replaceAll('&quot;', '"')) as Known
}

const linkIn = (body: string, tag = 'a') =>
  new RegExp(`<${tag} href="([^"]+)">`).exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''

const clicks = async () => (await reportedClicks(made.api)).clicks

describe.each(CLIENTS)('%s', (client, { forces }) => {
  const at = (campaign: { token: string }, query = '', wishes = '') =>
    pathOf(client, campaign, query, wishes)

  test('sends the visitor where the campaign says', async () => {
    const visitor = newVisitorOf(site)
    const shown = await visitor(at(away, 'keyword=red+shoes&sub_id_1=%D0%BA'))
    expect(shown.status).toBe(302)
    expect(shown.location).toMatch(
      /^https:\/\/dest\.example\/\?kw=red%20shoes&s1=%D0%BA&l=de(-AT)?&ip=198\.51\.10\d\.\d+$/,
    )
    // Version 2 goes on with the page, which nobody sees.
    expect(shown.body === '').toBe(client !== 'class2')
  })

  test('knows the visitor again, in a browser that was closed meanwhile', async () => {
    const visitor = newVisitorOf(site)
    const first = await visitor(at(twice))
    expect(first.body).toBe('<p>first</p>')
    for (const [name, life] of first.lives) {
      const goes = name === 'PHPSESSID' || (client === 'library' && name.startsWith('_'))
      expect([name, goes ? life : (life ?? 0) > 86_000]).toEqual([name, goes ? null : true])
    }
    expect(first.lives.size).toBeGreaterThan(0)
    // Another address, as in a train: the cookies alone tell.
    const again = await visitor(at(twice), { 'x-forwarded-for': '203.0.113.200' })
    expect(again.body).toBe('<p>again</p>')
  })

  test('shows what the campaign shows', async () => {
    const visitor = newVisitorOf(site)
    const html = await visitor(at(shows['html']!, 'keyword=a%3Ci%3E'))
    expect([html.status, html.body]).toEqual([200, '<b>é a&lt;i&gt;</b>'])
    expect(html.contentType.toLowerCase()).toBe('text/html; charset=utf-8')
    expect((await visitor(at(shows['text']!))).body).toBe('<b>')
    const meta = await visitor(at(shows['meta']!))
    expect(meta.body).toContain('https://dest.example/m')
    const gone = await visitor(at(shows['404']!))
    // Version 2 says it in the status and shows the page.
    expect([gone.status, gone.body === '']).toEqual([404, client !== 'class2'])
  })

  test('tells the page who its visitor is', async () => {
    const visitor = newVisitorOf(site)
    const { status, body } = await visitor(at(shows['nothing']!))
    expect([status, linkIn(body)]).toEqual([200, ''])
    const { subid, bot, unique } = knownBy(body)
    expect(subid).toMatch(/^[0-9a-z]{13,40}$/)
    expect([bot, unique]).toEqual([false, { campaign: true, stream: true, global: true }])
    const again = knownBy((await visitor(at(shows['nothing']!))).body)
    expect(again.subid).not.toBe(subid)
    expect(again.unique).toEqual({ campaign: false, stream: false, global: false })
    const robot = await visitor(at(shows['nothing']!), { 'user-agent': 'Googlebot/2.1' })
    expect(knownBy(robot.body).bot).toBe(true)
  })

  test('goes straight to the offer when it is told to', async () => {
    const { status, location } = await newVisitorOf(site)(at(offers, '', forces ? 'force' : ''))
    expect(status).toBe(302)
    expect(location).toMatch(/^https:\/\/offer\.example\/\?s=[0-9a-v]{20}&s1=$/)
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
    const said = (status: number, text: string) =>
      client === 'class2' ? text : `[REQ_ERR: ${status}]`
    const wrong = await visitor(at({ token: 'nobody' }))
    expect(wrong.body).toStartWith(said(401, 'No campaign has this token'))
    const put = (enabled: boolean) => made.api('PUT', `/campaign/${away.id}/click_api`, { enabled })
    await put(false)
    const off = await visitor(at(away))
    await put(true)
    expect(off.body).toStartWith(said(409, 'Click API is turned off'))
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

// What is written by hand may let it, as `plain` does.
test.each(CLIENTS.filter(([client]) => client !== 'plain'))(
  '%s does not let the query say who the visitor is',
  async (client) => {
    const query = 'token=x&ip=8.8.8.8&ua=Googlebot&language=fr&info=0&version=1&sub_id_1[]=x'
    const { status, location } = await newVisitorOf(site)(pathOf(client, away, query))
    expect(status).toBe(302)
    expect(location).toMatch(/&s1=&l=de(-AT)?&ip=198\.51\.10\d\.\d+$/)
  },
)

test.each(CLIENTS.filter(([, { forces }]) => forces))(
  '%s shows the page with a link that leads to the offer',
  async (client) => {
    const visitor = newVisitorOf(site)
    const { status, body } = await visitor(pathOf(client, offers, 'sub_id_1=x'))
    expect(status).toBe(200)
    const link = linkIn(body)
    expect(link).toStartWith(made.server.url)
    const offer = await fetch(link, { redirect: 'manual' })
    expect(offer.status).toBe(302)
    expect(offer.headers.get('location')).toBe(
      `https://offer.example/?s=${knownBy(body).subid}&s1=x`,
    )
  },
)

describe('the class on several pages', () => {
  test('a page that a landing leads to takes the ids from its address, without a call', async () => {
    const before = await clicks()
    const { location } = await newVisitorOf(site)(pathOf('class3', landing))
    const { search, searchParams } = new URL(location!)
    const path = pathOf('class3', landing, search.slice(1), 'landing')
    const { status, body } = await newVisitorOf(site)(path)
    expect([status, knownBy(body).subid]).toEqual([200, searchParams.get('_subid')!])
    const offer = await fetch(linkIn(body), { redirect: 'manual' })
    expect(offer.headers.get('location')).toStartWith(
      `https://offer.example/?s=${searchParams.get('_subid')}`,
    )
    await newVisitorOf(site)(pathOf('class3', away))
    await until('both clicks are counted', async () => (await clicks()) >= before + 2)
    expect(await clicks()).toBe(before + 2)
  })

  test('a further page of the session knows the click and its offer', async () => {
    const visitor = newVisitorOf(site)
    const first = await visitor(pathOf('class3', offers))
    const second = await visitor(pathOf('class3', offers, '', 'again'))
    expect(second.body).toBe(first.body)
  })
})

describe('the plugin of a blog', () => {
  test('puts links to chosen offers into the page', async () => {
    const { body } = await newVisitorOf(site)(pathOf('plugin', shows['two']!))
    const link = linkIn(body, 'a id="second"')
    expect(link).toContain('/?offer_id=2&_lp=1&_token=')
    const { headers } = await fetch(link, { redirect: 'manual' })
    expect(headers.get('location')).toBe('https://second.example/')
  })

  test('reports a conversion and understands the answer', async () => {
    interface Keys {
      readonly rows: readonly { readonly key: string }[]
    }
    const { body } = await made.api<Keys>('GET', '/postback_keys')
    const wishes = `thanks-${body.rows[0]?.key}`
    const shown = await newVisitorOf(site)(pathOf('plugin', offers, '', wishes))
    expect(shown.body).toEndWith('Second</a>')
  })
})

describe('the class, version 4', () => {
  test('is told a visitor behind a proxy of the site, not the proxy', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.5, 10.0.0.3' }
    const { location } = await newVisitorOf(site)(pathOf('class4', away), headers)
    expect(new URL(location!).searchParams.get('ip')).toBe('203.0.113.5')
  })

  test('serves the files of a landing as its own, or leaves them to the tracker', async () => {
    const shown = await newVisitorOf(site)(pathOf('class4', local))
    expect(shown.body).toContain(`<base href="${made.server.url}/_landing/`)
    const own = await newVisitorOf(site)(pathOf('class4', local, '', 'own'))
    const [, base] = /<base href="(\/_landing\/\d+\/)">/.exec(own.body) ?? []
    const file = await newVisitorOf(site)(`${base}style.css?v=1`)
    expect([file.status, file.contentType, file.body]).toEqual([
      200,
      'text/css; charset=utf-8',
      'a{color:red}',
    ])
    expect((await newVisitorOf(site)(`${base}none.css`)).status).toBe(404)
  })
})

test('a browser that only looks ahead is no click', async () => {
  const visitor = newVisitorOf(site)
  for (const client of ['class3_last', 'class4']) {
    const at = pathOf(client, twice)
    expect((await visitor(at, { 'x-moz': 'prefetch' })).body).toBe('<p>first</p>')
  }
  expect((await visitor(pathOf('class3_last', twice))).body).toBe('<p>first</p>')
  expect((await visitor(pathOf('class3_last', twice))).body).toBe('<p>again</p>')
})
