/** The scripts for pages, in a browser, on the pages of another site than the tracker's. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { browserStage } from '../support/browser-stage.ts'
import { newVisitor, openSite, type Site, type Visitor } from '../support/browser.ts'
import {
  actionFlow,
  type Installation,
  type MadeCampaign,
  openInstallation,
  pathFlow,
} from '../support/click-api.ts'
import { reportedClicks, storedClickIds } from '../support/stored.ts'
import { until } from '../support/until.ts'

const stage = browserStage()
let made: Installation
let shop: Site
/** Takes conversions, where the snippet is told to send them. */
let network: Site
let away: MadeCampaign
let visitor: Visitor
let offers: readonly number[]

beforeAll(async () => {
  made = await openInstallation()
  shop = openSite('shop')
  network = openSite('network')
  shop.serve('/offer', { body: 'offer' })
  shop.serve('/thanks', { body: 'thanks' })
  offers = [
    await made.offer(`${shop.origin}/offer?n=1`),
    await made.offer(`${shop.origin}/offer?n=2`),
  ]
  away = await made.campaign('away', [actionFlow('http', `${shop.origin}/offer?kw={keyword}`)])
  await made.campaign('text', [actionFlow('show_html', '<p id=c>é {keyword}</p>')])
  await made.campaign('offers', [pathFlow([], offers)])
}, 60_000)

afterEach(() => visitor?.context.close())

afterAll(() => Promise.all([shop?.stop(), network?.stop()]))

const clicks = async () => (await reportedClicks(made.api)).clicks
const stored = (page: Page, name: string) => page.evaluate((key) => localStorage.getItem(key), name)

/** What `<script src="{campaign}?return=js.client&…">` is, as the page's owner pastes it. */
const clientTag = (alias: string, query = '') =>
  `<script src="${made.server.url}/${alias}?return=js.client${query}"></script>`

async function open(path: string, body: string, headers: Record<string, string> = {}) {
  shop.serve(path.split('?')[0]!, {
    body: `<!doctype html><title>Red shoes</title>${body}`,
    headers,
  })
  await visitor.page.goto(shop.origin + path)
}

describe('the script of a campaign', () => {
  test('writes what the campaign shows and keeps ids and cookies for the page', async () => {
    visitor = await newVisitor(stage.browser)
    const { page, context } = visitor
    await open('/content', `<h1>Shop</h1>${clientTag('text', '&keyword=red&name=_K1')}<p>end</p>`)
    expect(await page.textContent('#c')).toBe('é red')
    expect(await page.textContent('h1')).toBe('Shop')
    const subId = await stored(page, 'subId')
    const config = JSON.parse((await stored(page, 'config'))!)
    expect(subId).toMatch(/^[0-9a-v]{20}$/)
    expect(config).toMatchObject({ subid: subId, token: null })
    expect(await page.evaluate('window._K1.config.subid')).toBe(subId)
    const cookies = await context.cookies(shop.origin)
    expect(cookies.find(({ name }) => name === '_subid')?.value).toBe(subId!)
    expect(cookies.map(({ domain }) => domain)).not.toContain('127.0.0.1')
    expect(visitor.complaints).toEqual([])
  })

  test('sends the visitor on without telling where he was', async () => {
    visitor = await newVisitor(stage.browser)
    await open('/redirect', clientTag('away', '&keyword=b%26c'))
    await visitor.page.waitForURL(`${shop.origin}/offer?kw=b%26c`)
    const asked = shop.requests.findLast(({ url }) => url.includes('/offer'))
    expect(asked?.headers.get('referer')).toBeNull()
  })

  test('shows its page when a loader adds it later', async () => {
    visitor = await newVisitor(stage.browser)
    const loader = `<h1>Shop</h1><script>
      var tag = document.createElement('script')
      tag.src = '${made.server.url}/text?return=js.client&keyword=late'
      document.head.appendChild(tag)
    </script>`
    await open('/loader', loader)
    await visitor.page.waitForSelector('#c')
    expect(await visitor.page.textContent('#c')).toBe('é late')
    expect(visitor.complaints).toEqual([])
  })

  test('does nothing more than its work with a hostile query', async () => {
    visitor = await newVisitor(stage.browser)
    const hostile = encodeURIComponent('</script><script>window.bad=1</script>\u2028')
    await open('/hostile', `${clientTag('text', `&keyword=${hostile}&name=${hostile}`)}<p>end</p>`)
    expect(await visitor.page.evaluate('window.bad')).toBeUndefined()
    expect(await visitor.page.textContent('#c')).toContain('</script>')
    expect(visitor.complaints).toEqual([])
  })
})

/** The snippet as campaigns paste it; `more` are further lines about `window.KTracking`. */
function snippet(alias: string, more = '', postback = `${network.origin}/key/postback`): string {
  const { url } = made.server
  return `<script>window.KTracking = {
      R_PATH: '${url.replace('http:', '')}/${alias}', P_PATH: '${postback}',
      listeners: [], collectNonUniqueClicks: false, multiDomain: false,
      reportConversion: function () { this.queued = arguments },
      getSubId: function (fn) { this.listeners.push(fn) }, ready: function (fn) { this.listeners.push(fn) }
    };${more}</script>
    <script async src="${url}/js/k.min.js"></script>
    <noscript><img height="0" width="0" alt="" src="${url}/${alias}"></noscript>`
}

const ready = (page: Page) =>
  page.evaluate<[string, string | null]>(
    'new Promise((done) => KTracking.ready((subid, token) => done([subid, token])))',
  )
const links = '<a id=a href="{offer}">a</a><a id=b href="{offer:2}">b</a><a id=c href="/x">c</a>'

describe('the tracking script', () => {
  test('gets a click for the page and makes its links lead to the offers', async () => {
    visitor = await newVisitor(stage.browser)
    const { page } = visitor
    await open('/track?sub_id_1=banner&utm_term=shoes', snippet('offers') + links)
    const [subid, token] = await ready(page)
    expect([await stored(page, 'subId'), await stored(page, 'token')]).toEqual([subid, token])
    const href = (id: string) => page.getAttribute(`#${id}`, 'href')
    expect(await href('a')).toBe(`${made.server.url}/?_lp=1&_token=${token}`)
    expect(await href('b')).toBe(`${made.server.url}/?_lp=1&_token=${token}&offer_id=2`)
    expect(await href('c')).toBe('/x')
    await page.click('#b')
    await page.waitForURL(`${shop.origin}/offer?n=2`)
    const { body } = await made.api<[Record<string, string>]>('GET', `/clicklog/click/${subid}`)
    expect(body[0]).toMatchObject({ token_1: 'banner' })
    expect(visitor.complaints).toEqual([])
  })

  test('takes a click that the browser has already', async () => {
    visitor = await newVisitor(stage.browser)
    await open('/again', snippet('offers'))
    const [first] = await ready(visitor.page)
    const isStored = async (id: string) => (await storedClickIds(made.api)).includes(id)
    await until('the click is stored', () => isStored(first))
    const before = await clicks()
    await visitor.page.reload()
    expect((await ready(visitor.page))[0]).toBe(first)
    await open('/every', snippet('offers', 'KTracking.collectNonUniqueClicks = true;'))
    const [second] = await ready(visitor.page)
    expect(second).not.toBe(first)
    await until('the next click is stored', () => isStored(second))
    expect(await clicks()).toBe(before + 1)
  })

  test('takes the click that brought the visitor, rather than an older one', async () => {
    visitor = await newVisitor(stage.browser)
    await open('/before', snippet('offers'))
    const [older] = await ready(visitor.page)
    const sent = await fetch(`${made.server.url}/offers?return=json`)
    const { subid, token } = (await sent.json()) as { subid: string; token: string }
    await open(`/landing?_subid=${subid}&_token=${token}`, snippet('offers') + links)
    expect(await ready(visitor.page)).toEqual([subid, token])
    expect(await visitor.page.getAttribute('#a', 'href')).toContain(token)
    await open('/next', snippet('offers'))
    expect((await ready(visitor.page))[0]).toBe(subid)
    // Of another campaign: one click for the page, however often it is opened.
    await open(`/foreign?_subid=${older}x&_token=x`, snippet('offers'))
    const [own] = await ready(visitor.page)
    await visitor.page.reload()
    expect((await ready(visitor.page))[0]).toBe(own)
    expect([older, subid]).not.toContain(own)
    expect(visitor.complaints).toEqual([])
  })

  test('tells listeners, early and late ones', async () => {
    visitor = await newVisitor(stage.browser)
    const early = 'window.told = []; KTracking.getSubId(function (id) { told.push(id) });'
    await open('/listen', snippet('offers', early))
    const [subid] = await ready(visitor.page)
    await visitor.page.evaluate('KTracking.getSubId((id) => told.push(id))')
    expect(await visitor.page.evaluate<unknown>('told')).toEqual([subid, subid])
  })

  test('updates sub ids of the click', async () => {
    visitor = await newVisitor(stage.browser)
    await open('/update', snippet('offers'))
    await ready(visitor.page)
    const answered = visitor.page.waitForResponse((one) => one.url().includes('_update_tokens'))
    await visitor.page.evaluate(
      `KTracking.update({ sub_id_7: 'a&b', sub_id_8: 'кра', sub_id_9: null })`,
    )
    expect((await answered).status()).toBe(200)
    expect((await answered).url()).not.toContain('sub_id_9')
    const groupings = ['sub_id_7', 'sub_id_8']
    const query = { period: { preset: 'all_time' }, groupings, measures: ['clicks'] }
    await until('the report knows the new values', async () => {
      const text = JSON.stringify((await made.api('POST', '/report/query', query)).body)
      return text.includes('"a&b"') && text.includes('"кра"')
    })
  })

  test.each([
    ["KTracking.reportConversion(9.5, 'lead', { tid: 'T 1' })", 'payout=9.5&status=lead&tid=T%201'],
    ['KTracking.reportConversion()', 'status=sale'],
    [
      "KTracking.reportConversion({ revenue: 3, status: 'sale', tid: 2 })",
      'payout=3&status=sale&tid=2',
    ],
  ])('reports %s', async (code, query) => {
    visitor = await newVisitor(stage.browser)
    await open('/convert', snippet('offers'))
    const [subid] = await ready(visitor.page)
    await visitor.page.evaluate(code)
    await until('the conversion arrives', () => sentTo(network, subid) !== undefined)
    expect(new URL(sentTo(network, subid)!.url).search).toBe(`?subid=${subid}&${query}`)
  })

  test.each([
    "KTracking.reportConversion(9.5, 'lead', { tid: 1 }, go)",
    "KTracking.reportConversion({ revenue: 9.5, status: 'lead', tid: 1 }, go)",
  ])('tells the page when it has reported: %s', async (code) => {
    visitor = await newVisitor(stage.browser)
    await open('/callback', snippet('offers'))
    const [subid] = await ready(visitor.page)
    await visitor.page.evaluate(`var go = () => location.assign('/thanks'); ${code}`)
    await visitor.page.waitForURL(`${shop.origin}/thanks`)
    const query = `?subid=${subid}&payout=9.5&status=lead&tid=1`
    expect(new URL(sentTo(network, subid)!.url).search).toBe(query)
  })

  test('reports a conversion that came before the script', async () => {
    visitor = await newVisitor(stage.browser)
    await open('/early', snippet('offers', "KTracking.reportConversion(5, 'sale');"))
    const [subid] = await ready(visitor.page)
    await until('the conversion arrives', () => sentTo(network, subid) !== undefined)
    expect(sentTo(network, subid)?.url).toEndWith(
      `/key/postback?subid=${subid}&payout=5&status=sale`,
    )
  })

  test('reports a conversion that Sluice books', async () => {
    visitor = await newVisitor(stage.browser)
    const keys = await made.api<{ rows: { key: string }[] }>('GET', '/postback_keys')
    const postback = `${made.server.url}/${keys.body.rows[0]?.key}/postback`
    await open('/book', snippet('offers', '', postback.replace('http:', '')))
    const [subid] = await ready(visitor.page)
    await visitor.page.evaluate("KTracking.reportConversion(12.5, 'sale', { tid: 'A-1' })")
    interface Totals {
      readonly totals: { readonly conversions: number }
    }
    const measures = ['conversions']
    const query = { period: { preset: 'all_time' }, groupings: [], measures }
    await until('the conversion is booked', async () => {
      const { body } = await made.api<Totals>('POST', '/report/query', query)
      return body.totals.conversions === 1
    })
    expect(subid).toMatch(/^[0-9a-v]{20}$/)
    expect(visitor.complaints).toEqual([])
  })

  test('works on a page whose policy allows only the tracker', async () => {
    visitor = await newVisitor(stage.browser)
    const { url } = made.server
    const inline = snippet('offers').match(/<script>([\s\S]*?)<\/script>/)![1]!
    shop.serve('/snippet.js', { body: inline, contentType: 'application/javascript' })
    const policy = `default-src 'none'; script-src 'self' ${url}; connect-src ${url} ${network.origin}`
    const page = `<script src="/snippet.js"></script><script src="${url}/js/k.min.js"></script>${links}`
    await open('/strict', page, { 'Content-Security-Policy': policy })
    const [subid, token] = await ready(visitor.page)
    await visitor.page.evaluate(
      `KTracking.update({ sub_id_1: 'x' }); KTracking.reportConversion(1)`,
    )
    await until('the conversion arrives', () => sentTo(network, subid) !== undefined)
    expect(await visitor.page.getAttribute('#a', 'href')).toContain(token!)
    expect(visitor.complaints).toEqual([])
  })

  test('leaves the page alone when the campaign is unknown or the browser keeps nothing', async () => {
    visitor = await newVisitor(stage.browser)
    await visitor.page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new Error('storage is forbidden')
        },
      })
    })
    await open('/private', snippet('offers') + links)
    expect((await ready(visitor.page))[0]).toMatch(/^[0-9a-v]{20}$/)
    expect(visitor.complaints).toEqual([])
    const answered = visitor.page.waitForResponse((one) => one.url().includes('return=json'))
    await open('/unknown', snippet('nobody') + links)
    expect((await answered).status()).toBe(404)
    expect(await visitor.page.getAttribute('#a', 'href')).toBe('{offer}')
  })

  test('counts a visitor without scripts by the image beside it', async () => {
    const before = await clicks()
    visitor = await newVisitor(stage.browser, { javaScriptEnabled: false })
    const answered = visitor.page.waitForResponse((one) => one.url().endsWith('/offers'))
    await open('/noscript', snippet('offers'))
    const answer = await answered
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'image/gif'])
    await until('the click is counted', async () => (await clicks()) === before + 1)
  })
})

test('a page may call the Click API itself, with headers of its own', async () => {
  visitor = await newVisitor(stage.browser)
  await open('/fetch', '')
  const call = `fetch('${made.server.url}/click_api/v3?token=${away.token}&info=1', {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Own': '1' },
    body: JSON.stringify({ keyword: 'red' })
  }).then((answer) => answer.json())`
  const answer = await visitor.page.evaluate<{ headers: string[]; info: object }>(call)
  expect(answer.headers).toEqual([`Location: ${shop.origin}/offer?kw=red`])
  expect(answer.info).toMatchObject({ campaign_id: away.id, type: 'http' })
})

function sentTo({ requests }: Site, subid: string): Request | undefined {
  return requests.find(({ url }) => url.includes(subid))
}
