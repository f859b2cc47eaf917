/** Nothing is lost in the admin: an expired session, the way back, an address that is sent around. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'

import type { Browser, Page } from 'playwright-core'

import {
  type Admin,
  callApi,
  type LoggedIn,
  openAdmin,
  openScreen,
  PASSWORD,
  startDemo,
} from '../support/admin.ts'
import { openBrowser } from '../support/browser.ts'
import { cleanUp, type Server } from '../support/server.ts'

const LONG = 120_000

let browser: Browser
let server: Server
let loggedIn: LoggedIn
let admin: Admin
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  ;({ server, loggedIn } = await startDemo(browser, 500))
}, LONG)

beforeEach(async () => {
  admin = await openAdmin(browser, server, { storageState: { ...loggedIn, origins: [] } })
  page = admin.page
})

afterEach(async () => {
  await admin.context.close()
})

afterAll(async () => {
  await browser?.close()
  await cleanUp()
})

const field = (label: string) => page.getByLabel(label, { exact: true })

test(
  'what was typed when the session ended is saved after the password',
  async () => {
    await openScreen(page, server, '/offers/2')
    await field('Name').fill('Typed before the end')
    await admin.context.clearCookies()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('dialog input[type=password]').fill(PASSWORD)
    await page.locator('dialog button[type=submit]').click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await field('Name').inputValue()).toBe('Typed before the end')
    const { name } = (await callApi(page, 'GET', '/offer/2/full')) as { name: string }
    expect(name).toBe('Typed before the end')
    expect(admin.complaints).toEqual([])
  },
  LONG,
)

test(
  'the way back from a form with changes asks, and who stays keeps place and text',
  async () => {
    await openScreen(page, server, '/offers')
    await page.getByRole('link', { name: 'Slim Drops DE' }).click()
    await field('Name').fill('Not saved yet')
    // Dialogs are refused, which is "stay".
    await page.goBack()
    await page.waitForFunction(() => location.pathname === '/admin/offers/1')
    expect(await field('Name').inputValue()).toBe('Not saved yet')
    expect(admin.complaints).toEqual([expect.stringContaining('unsaved changes')])
  },
  LONG,
)

test(
  'an address brings its period and zone, also on the way back',
  async () => {
    await openScreen(
      page,
      server,
      '/report?by=campaign,geoCountry&period=last_7_days&tz=Asia/Tokyo',
    )
    await page.getByRole('treegrid').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Where you are' }).waitFor()
    await page.locator('.period select').first().selectOption('yesterday')
    await page.goBack()
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('.period select')?.value === 'last_7_days',
    )
    expect(page.url()).toContain('period=last_7_days')
    await page.goto(`${server.url}/admin/offers/%E0%A4`)
    await page.locator('.failed, .empty').first().waitFor()
    expect(admin.complaints).toEqual([])
  },
  LONG,
)
