/** The admin under a finger: what is pressed on a phone is 44 pixels high, and does what it does for a mouse. */
import { expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, openScreen } from '../support/admin.ts'

const stage = demoStage({ clicks: 500 })
const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  locale: 'ru',
}
const NARROW = { width: 360, height: 740 }
const PATHS = [
  '/',
  '/campaigns',
  '/campaigns/1',
  '/campaigns/1/flows',
  '/report?by=campaign,geoCountry',
  '/clicks',
  '/conversions',
  '/postbacks',
  '/offers',
  '/offers/1',
  '/costs',
  '/domains',
  '/users',
  '/settings',
  '/system',
  '/networks/new',
  '/networks/1',
  '/landings/1',
  '/sources/1',
  '/users/new',
  '/links/new',
  '/account',
]

/** What stands by itself, not in a sentence, and is lower than a finger is wide: its words and its height. */
function lowOnes(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const main = document.querySelector('main') ?? document.body
    const shown = document.querySelector('dialog[open]') ?? main
    const pressed = 'button, select, summary, input, a:not(p a, .hint a)'
    return [...shown.querySelectorAll<HTMLElement>(pressed)].flatMap((one) => {
      const area = (one.closest('label') ?? one).getBoundingClientRect()
      if (!one.checkVisibility({ visibilityProperty: true }) || area.height >= 43.5) return []
      return [`${one.ariaLabel ?? one.textContent}: ${Math.round(area.height)}`]
    })
  })
}

/** Screens scroll inside of the window: what can be scrolled itself shows nothing below. */
function isTooLarge(): boolean {
  const { scrollWidth, scrollHeight } = document.documentElement
  return scrollWidth > innerWidth || scrollHeight > innerHeight
}

/** How far below the period the button stands that reads the screen again. */
function refreshBelow(): number {
  const [first, ...others] = document.querySelectorAll('.period > :is(select, button)')
  return others.at(-1)!.getBoundingClientRect().top - first!.getBoundingClientRect().top
}

test(
  'the period, its zone and the button to read again are one line of a phone',
  async () => {
    const { page, context } = await stage.openAnother(PHONE)
    for (const path of ['/', '/clicks', '/conversions', '/postbacks?tab=log', '/links']) {
      await openScreen(page, stage.server, path)
      await page.locator('.period button').waitFor()
      expect([path, Math.abs(await page.evaluate(refreshBelow)) < 8]).toEqual([path, true])
    }
    await context.close()
  },
  LONG,
)

test(
  'no window can be scrolled past its end',
  async () => {
    for (const path of ['/', '/campaigns/1', '/campaigns/1/flows', '/users/new', '/settings']) {
      await stage.open(path)
      expect([path, await stage.page.evaluate(isTooLarge)]).toEqual([path, false])
    }
  },
  LONG,
)

test(
  'lists begin in the upper half of a phone, with what can be done beside the period',
  async () => {
    const { page, context } = await stage.openAnother(PHONE)
    for (const path of ['/campaigns', '/offers', '/clicks', '/conversions']) {
      await openScreen(page, stage.server, `${path}?period=last_30_days`)
      const box = await page.locator('.table-frame').boundingBox()
      expect([path, box !== null && box.y < PHONE.viewport.height / 2]).toEqual([path, true])
    }
    await page.locator('.page-actions').getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Why is it missing?' }).click()
    await page.getByRole('dialog', { name: 'Why is it missing?' }).waitFor()
    await context.close()
  },
  LONG,
)

test(
  'nothing on a phone is lower than a finger is wide, and no page is larger than it',
  async () => {
    const { page, context, complaints } = await stage.openAnother(PHONE)
    for (const path of PATHS) {
      await openScreen(page, stage.server, path)
      expect([path, await lowOnes(page)]).toEqual([path, []])
      expect([path, await page.evaluate(isTooLarge)]).toEqual([path, false])
    }
    expect(complaints).toEqual([])
    await context.close()
  },
  LONG,
)

const FILTER = { key: 'country', mode: 'accept', payload: ['DE'] }

test(
  'cards of flows and the dialogs of editor and report are for fingers, too',
  async () => {
    const { page, context } = await stage.openAnother(PHONE)
    await openScreen(page, stage.server, '/campaigns')
    const path = { landings: [{ landingId: 1 }], offers: [{ offerId: 1 }, { campaignId: 2 }] }
    const forced = { type: 'forced', filters: [FILTER, FILTER], paths: [path] }
    const flows = [forced, { type: 'default', paths: [path] }]
    await callApi(page, 'PUT', '/campaign/6/flows', { flows })
    await openScreen(page, stage.server, '/campaigns/6/flows')
    await page.getByText('Path').first().waitFor()
    expect(await lowOnes(page)).toEqual([])
    const lane = page.locator('.lane').first()
    await lane.getByRole('button', { name: 'Add flow' }).tap()
    const [head] = await lane
      .locator('.flow-head')
      .all()
      .then((all) => all.slice(-1))
    const seen = await head?.boundingBox()
    expect((seen?.y ?? 0) > 60 && (seen?.y ?? 0) < PHONE.viewport.height).toBe(true)
    expect(await page.locator('input:focus').count()).toBe(0)
    await page.getByRole('button', { name: 'Discard changes' }).tap()
    for (const [at, name] of [
      ['/campaigns/6/flows', 'Filter'],
      ['/campaigns/6/flows', 'Offer'],
      ['/campaigns/6/flows', /^Country is/],
      ['/report?by=campaign', 'Group by'],
      ['/report?by=campaign', 'Columns'],
      ['/report?by=campaign', 'Filter'],
      ['/report?by=campaign', 'Views'],
      ['/clicks', 'Columns'],
    ] as const) {
      await openScreen(page, stage.server, at)
      await page.locator('main').getByRole('button', { name, exact: true }).first().tap()
      await page.locator('dialog[open]').waitFor()
      expect([at, name, await lowOnes(page)]).toEqual([at, name, []])
    }
    await context.close()
  },
  LONG,
)

test(
  'one tap on its name goes into a row of the report, as far as there is something inside',
  async () => {
    const { page, context, complaints } = await stage.openAnother(PHONE)
    await openScreen(page, stage.server, '/report?by=campaign,geoCountry&period=all_time')
    const names = page.locator('tbody th .cell-text')
    await names.first().getByRole('button').tap()
    const way = page.getByRole('navigation', { name: 'Where you are' })
    await way.waitFor()
    await page.getByRole('rowheader', { name: 'United States' }).waitFor()
    expect(await names.first().getByRole('button').count()).toBe(0)
    await page.goBack()
    await way.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await context.close()
    await stage.open('/report?by=campaign,geoCountry&period=all_time')
    const row = stage.page.locator('tbody tr').first()
    await row.waitFor()
    expect(await row.locator('.cell-text button').count()).toBe(0)
    await row.locator('.cell-text').dblclick()
    await stage.page.getByRole('navigation', { name: 'Where you are' }).waitFor()
  },
  LONG,
)

test(
  'period and zone have one row on the smallest phone, what is done with a report the next',
  async () => {
    const { page, context } = await stage.openAnother({ ...PHONE, viewport: NARROW })
    await openScreen(page, stage.server, '/report?by=campaign&tz=America/Argentina/Buenos_Aires')
    const rowsOf = (what: string) =>
      page.locator(what).evaluateAll((all) => {
        const tops = all.map((one) => Math.round(one.getBoundingClientRect().bottom))
        return new Set(tops).size
      })
    expect(await rowsOf('.period :is(select, button)')).toBe(1)
    expect(await rowsOf('.page-actions > :is(select, button)')).toBe(1)
    await context.close()
  },
  LONG,
)

test(
  'who changed what is read on a phone without scrolling sideways',
  async () => {
    const { page, context } = await stage.openAnother({ ...PHONE, viewport: NARROW })
    const name = 'A campaign with a long name that is read to its end'
    await openScreen(page, stage.server, '/campaigns')
    await callApi(page, 'POST', '/campaign', { name, trafficSourceId: 1 })
    await openScreen(page, stage.server, '/system')
    const row = page.locator('main').getByRole('row', { name }).first()
    await row.waitFor()
    expect(await row.textContent()).toContain('owner@example.com')
    expect(await row.textContent()).toMatch(/campaign/i)
    const isCut = (one: Element) =>
      one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth
    expect(await row.evaluate(isCut)).toBe(false)
    await context.close()
  },
  LONG,
)

test(
  'a tap beside the box of a row chooses the row, and another lets go of it',
  async () => {
    const { page, context } = await stage.openAnother(PHONE)
    await openScreen(page, stage.server, '/campaigns')
    const row = page.locator('tbody tr').first()
    const beside = { position: { x: 4, y: 4 } }
    await row.locator('th').tap(beside)
    expect(await row.getAttribute('aria-selected')).toBe('true')
    await row.locator('th').tap(beside)
    expect(await row.getAttribute('aria-selected')).toBe('false')
    await context.close()
  },
  LONG,
)

test(
  'a phone opens the second step’s secret in its own app, and tells the roles of users',
  async () => {
    const { page, context, complaints } = await stage.openAnother(PHONE)
    await page.goto(`${stage.server.url}/admin/account`)
    await page.getByRole('button', { name: 'Set up', exact: true }).tap()
    const app = page.getByRole('link', { name: 'Open in the app of this phone' })
    expect(await app.getAttribute('href')).toMatch(/^otpauth:\/\/totp\/\S+secret=/)
    await page.goto(`${stage.server.url}/admin/users`)
    const row = page.getByRole('row', { name: 'owner@example.com' })
    await row.getByText('Owner', { exact: true }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  LONG,
)

test(
  'in high contrast one sees what is on, chosen and open',
  async () => {
    const { page, context } = await stage.openAnother({ forcedColors: 'active' })
    await openScreen(page, stage.server, '/campaigns/1/flows')
    const pairs = [
      ['.switch input:checked + .track', '.switch input:not(:checked) + .track'],
      ['.segments [aria-pressed=true]', '.segments [aria-pressed=false]'],
      ['.nav-list [aria-current]', '.nav-list a:not([aria-current])'],
      ['.share-bar > span', '.share-bar'],
    ]
    const groundOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => getComputedStyle(one).backgroundColor)
    for (const [is, isNot] of pairs) {
      expect([is, await groundOf(is!)]).not.toEqual([is!, await groundOf(isNot!)])
    }
    // What tells a choice from a text is its arrow, and backgrounds are painted over.
    const choice = page.locator('select').first()
    expect(await choice.evaluate((one) => getComputedStyle(one).appearance)).toBe('auto')
    await context.close()
  },
  LONG,
)
