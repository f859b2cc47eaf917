/** The admin in a browser: from an empty folder to the first reported click, hostile data, access. */
import { beforeAll, describe, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { CHROME, LONG } from '../support/admin-stage.ts'
import {
  type Admin,
  callApi,
  openAdmin,
  openScreen,
  postbackPath,
  SCREENS,
  setUp,
} from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'
import { browserStage } from '../support/browser-stage.ts'
import { runSluice, type Server, startServer } from '../support/server.ts'

const stage = browserStage()

const LANGUAGES = [
  { locale: 'en-US', copy: 'Copy link', report: 'Report', campaign: 'My first campaign' },
  { locale: 'ru-RU', copy: 'Копировать ссылку', report: 'Отчёт', campaign: 'Моя первая кампания' },
] as const

describe.each(LANGUAGES)('from an empty folder, $locale', ({ locale, copy, report, campaign }) => {
  test(
    'a person gets to a campaign whose first click and conversion are reported',
    async () => {
      const server = await startServer()
      const { page, complaints, context } = await openAdmin(stage.browser, server, { locale })
      await setUp(page, server)
      await page.getByRole('button', { name: /PropellerAds/ }).click()
      await page
        .locator('input[inputmode=url][required]')
        .fill('https://offer.example/?sub={subid}')
      await page.locator('form button[type=submit]').click()
      await page.getByRole('button', { name: copy }).first().waitFor()
      const link = (await page.locator('code.marked-url').first().textContent()) ?? ''
      expect(link).toContain('zoneid={zoneid}')
      const visit = await fetch(link.replace('{zoneid}', 'z81'), {
        redirect: 'manual',
        headers: { 'user-agent': CHROME },
      })
      expect(visit.headers.get('location')).toStartWith('https://offer.example/?sub=')
      await page.locator('.notice.good').waitFor()
      await page.goto(`${server.url}/admin/report?by=token_1`)
      await page.getByRole('heading', { name: report }).waitFor()
      await page.getByRole('rowheader', { name: /z81/ }).waitFor()
      await openScreen(page, server, '/campaigns')
      await page.getByRole('link', { name: campaign }).waitFor()
      const clickId = /sub=(\w+)/.exec(visit.headers.get('location') ?? '')?.[1] ?? ''
      await callPostback(page, clickId)
      await openScreen(page, server, '/conversions')
      await page
        .getByRole('gridcell', { name: /^12[.,]50$/ })
        .first()
        .waitFor()
      await openScreen(page, server, `/clicks?click=${clickId}`)
      await page.locator('.timeline > li').nth(1).waitFor()
      expect(complaints).toEqual([])
      await context.close()
      expect(await server.stop()).toBe(0)
    },
    LONG,
  )
})

/** As a network calls the address that the admin shows for it. */
async function callPostback(page: Page, clickId: string): Promise<void> {
  const url = await page.evaluate(async () => {
    const answer = await fetch('/public/api/v1/postback_keys')
    const { rows } = (await answer.json()) as { rows: { urls: { postback: string } }[] }
    return rows[0]?.urls.postback ?? ''
  })
  const called = await fetch(`${url.split('?')[0]}?subid=${clickId}&status=sale&payout=12.5`)
  expect(called.status).toBe(200)
}

/** Markup, scripts, bidi and control characters, as visitors and partners may send them. */
const HOSTILE = [
  `<img src=x onerror=alert(1)>`,
  `"><script>alert(2)</script>`,
  `javascript:alert(3)//`,
  `\u202e<svg/onload=alert(4)>\u0007`,
] as const

describe('with hostile values everywhere', () => {
  let server: Server
  let admin: Admin

  beforeAll(async () => {
    server = await startServer()
    admin = await openAdmin(stage.browser, server)
    await setUp(admin.page, server)
    await plant(admin.page, server)
  }, LONG)

  test.each([...SCREENS, '/links/1', '/pixels/1'])(
    '%s shows text as text',
    async (screen) => {
      await openScreen(admin.page, server, screen)
      const planted = await admin.page.evaluate(
        () => document.querySelectorAll('main img, main script, main svg[onload]').length,
      )
      expect({ planted, complaints: admin.complaints }).toEqual({ planted: 0, complaints: [] })
    },
    LONG,
  )

  test(
    'a hostile click is shown literally, with what is invisible made visible',
    async () => {
      await openScreen(admin.page, server, '/report?by=token_1&period=all_time')
      await admin.page.getByText('<img src=x onerror=alert(1)>').first().waitFor()
      await openScreen(admin.page, server, '/clicks?period=all_time')
      await admin.page.locator('td', { hasText: '⟨U+202E⟩' }).first().waitFor()
      expect(admin.complaints).toEqual([])
    },
    LONG,
  )
})

/** Objects through the API with the page's own session, and clicks as visitors make them. */
async function plant(page: Page, server: Server): Promise<void> {
  const failed = await page.evaluate(async (values) => {
    const base = '/public/api/v1'
    const session = (await (await fetch(`${base}/session`)).json()) as { csrfToken: string }
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrfToken }
    const problems: string[] = []
    const post = async (path: string, body: unknown) => {
      const answer = await fetch(base + path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      if (!answer.ok) problems.push(`${path}: ${await answer.text()}`)
    }
    for (const [at, name] of values.entries()) {
      const token = { id: '1', parameter: 't', placeholder: '{t}', name }
      await post('/traffic_source', { name, tokens: [token] })
      await post('/affiliate_network', { name })
      await post('/offer', {
        offer: { name, url: 'https://offer.example/?s={subid}', affiliateNetworkId: at + 1 },
      })
      await post('/landing/not_integrated', { name, url: 'https://landing.example/' })
      await post('/rotation', { name })
      await post('/pixels', { name, code: name })
      await post('/links', {
        word: `word${at}`,
        webUrl: 'https://link.example/',
        title: name,
        note: name,
      })
      await post('/campaign', {
        name,
        key: `hostile${at}`,
        trafficSourceId: at + 1,
        customRotation: {
          rules: [],
          defaultPaths: [
            {
              name,
              weight: 100,
              enabled: true,
              landings: [],
              offers: [{ offerId: 1, weight: 100, enabled: true }],
            },
          ],
        },
      })
    }
    return problems
  }, HOSTILE)
  // Without a domain there is nowhere for short links to live.
  expect(failed.filter((problem) => !problem.startsWith('/links'))).toEqual([])
  for (const [at, value] of HOSTILE.entries()) {
    const url = `${server.url}/click?key=hostile${at}&t=${encodeURIComponent(value)}&sub_id_2=${encodeURIComponent(HOSTILE[3])}`
    await fetch(url, {
      redirect: 'manual',
      headers: {
        'user-agent': `${CHROME} ${value.replace(/[^ -~]/g, '')}`,
        referer: `https://r.example/${encodeURIComponent(value)}`,
      },
    })
  }
}

describe('access', () => {
  let server: Server
  let admin: Admin

  beforeAll(async () => {
    server = await startServer()
    admin = await openAdmin(stage.browser, server)
    await setUp(admin.page, server)
    await runSluice(['demo', '--clicks', '2000', '--data', server.dataDir], '')
  }, LONG)

  test(
    'no screen has a serious fault or moves, light and wide',
    async () => {
      expect(await faultsOf(admin.page, server)).toEqual([])
    },
    LONG * 2,
  )

  describe('in Russian, dark, on a phone', () => {
    let phone: Admin

    beforeAll(async () => {
      await fetch(`${server.url}${await postbackPath(admin.page)}?subid=nobody&payout=1`)
      await callApi(admin.page, 'PUT', '/me/preferences', { language: 'ru' })
      phone = await openAdmin(stage.browser, server, {
        storageState: await admin.context.storageState(),
        viewport: { width: 360, height: 740 },
        isMobile: true,
        hasTouch: true,
        colorScheme: 'dark',
        locale: 'ru-RU',
      })
    }, LONG)

    test(
      'no screen has a serious fault, moves or is wider than the phone',
      async () => {
        expect(await faultsOf(phone.page, server)).toEqual([])
      },
      LONG * 2,
    )

    test.each(DIALOGS)(
      'neither has a dialog: %s, %s',
      async (screen, name) => {
        await openScreen(phone.page, server, screen)
        const isInMenu = screen === '/conversions'
        const acts = phone.page.locator('.page-actions')
        if (isInMenu) await acts.getByRole('button', { name: 'Ещё' }).click()
        const role = isInMenu ? 'menuitem' : 'button'
        await phone.page.getByRole(role, { name, exact: true }).first().click()
        await phone.page.locator('dialog[open]').waitFor()
        expect(await seriousFaults(phone.page)).toEqual([])
        expect(await phone.page.evaluate(widestOfDialog)).toBeLessThanOrEqual(360)
        await phone.page.keyboard.press('Escape')
        await phone.page.locator('dialog').waitFor({ state: 'detached' })
      },
      LONG,
    )

    test.each(['/clicks?period=last_7_days', '/postbacks?tab=log'])(
      'neither has what a row of %s opens',
      async (screen) => {
        await openScreen(phone.page, server, screen)
        await phone.page.locator('tbody .link').first().click()
        await phone.page.locator('dialog td').first().waitFor()
        expect(await seriousFaults(phone.page)).toEqual([])
        expect(await phone.page.evaluate(widestOfDialog)).toBeLessThanOrEqual(360)
      },
      LONG,
    )
  })
})

const DIALOGS = [
  ['/report', 'Группировка'],
  ['/report', 'Столбцы'],
  ['/report', 'Виды'],
  ['/clicks', 'Фильтр'],
  ['/clicks', 'Столбцы'],
  ['/conversions', 'Загрузить'],
  ['/conversions', 'Сверить с партнёркой'],
  ['/conversions', 'Почему нет конверсии?'],
  ['/costs', 'Загрузить файл'],
  ['/links', 'Токены API'],
  ['/networks/new', 'Импорт шаблонов'],
  ['/campaigns/1', 'Остановить сразу'],
  ['/domains', 'Добавить домен'],
  ['/account', 'Добавить'],
  ['/', 'Ещё'],
  ['/', 'Горячие клавиши'],
] as const

/** In the page. */
function widestOfDialog(): number {
  const parts = [...document.querySelectorAll('dialog, dialog > *, dialog > * > *')]
  return Math.max(...parts.map(({ scrollWidth }) => scrollWidth))
}

/** Of what is shown, the part times the way that it moved; people notice a tenth. */
const MAX_SHIFT = 0.01

/** In the page: the sum since it was opened. */
function movedBy(): number {
  const observer = new PerformanceObserver(() => undefined)
  observer.observe({ type: 'layout-shift', buffered: true })
  const entries = observer.takeRecords() as (PerformanceEntry & { value: number })[]
  return entries.reduce((sum, { value }) => sum + value, 0)
}

/** A phone makes the window itself wider when something does not fit. */
function isWide(page: Page): Promise<boolean> {
  const width = page.viewportSize()?.width ?? 0
  return page.evaluate((width) => document.documentElement.scrollWidth > width, width)
}

/** Of every screen what axe finds, whether it scrolls sideways, and whether it moved. */
async function faultsOf(page: Page, server: Server): Promise<readonly string[]> {
  const faults: string[] = []
  for (const screen of SCREENS) {
    await openScreen(page, server, screen)
    faults.push(...(await seriousFaults(page)).map((fault) => `${screen} ${fault}`))
    if (await isWide(page)) faults.push(`${screen} is wider than the window`)
    const shift = await page.evaluate(movedBy)
    if (shift > MAX_SHIFT) faults.push(`${screen} moved by ${shift} while it was loading`)
  }
  return faults
}
