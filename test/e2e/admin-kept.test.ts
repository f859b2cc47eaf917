/** Nothing is lost in the admin: an expired session, the way back, an address that is sent around. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { askApart, callApi, LOGIN, logIn, PASSWORD } from '../support/admin.ts'

const stage = demoStage({ clicks: 500 })
const { open, press, field } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

test(
  'what was typed when the session ended is saved after the password',
  async () => {
    await open('/offers/2')
    await field('Name').fill('Typed before the end')
    await stage.admin.context.clearCookies()
    await press('Save')
    await page.locator('dialog input[type=password]').fill(PASSWORD)
    await page.locator('dialog button[type=submit]').click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await field('Name').inputValue()).toBe('Typed before the end')
    const { name } = (await callApi(page, 'GET', '/offer/2/full')) as { name: string }
    expect(name).toBe('Typed before the end')
  },
  LONG,
)

test(
  'what was typed while the server was away is saved when it is back, which is seen without asking',
  async () => {
    await open('/offers/4')
    await stage.admin.context.setOffline(true)
    await field('Name').fill('Typed in a tunnel')
    await press('Save')
    const away = page.locator('.offline')
    await away.waitFor()
    await page.locator('main .failed', { hasText: 'The server does not answer' }).waitFor()
    const save = page.getByRole('button', { name: 'Save', exact: true })
    expect(await save.isDisabled()).toBe(true)
    expect(await save.getAttribute('title')).toBe('When the server answers again')
    await stage.admin.context.setOffline(false)
    await away.waitFor({ state: 'detached' })
    await page.locator('main .failed', { hasText: 'and does again: try once more' }).waitFor()
    expect(await field('Name').inputValue()).toBe('Typed in a tunnel')
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const { name } = (await callApi(page, 'GET', '/offer/4/full')) as { name: string }
    expect(name).toBe('Typed in a tunnel')
  },
  LONG,
)

test(
  'a switch and a select that save at once show what is stored, and wait for the server',
  async () => {
    const away = page.locator('.offline')
    const enabled = page.getByRole('switch', { name: 'On', exact: true })
    const shape = page.getByLabel('Shape of the answer')
    await open('/campaigns/2')
    await enabled.waitFor()
    const stored = [await enabled.isChecked(), await shape.inputValue()]
    await stage.admin.context.setOffline(true)
    await shape.focus()
    await page.keyboard.press('ArrowDown')
    await away.waitFor()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.method()))
    for (const control of [enabled, shape]) {
      expect(await control.getAttribute('aria-disabled')).toBe('true')
      await control.focus()
      for (const key of ['Space', 'ArrowDown', 'd']) await page.keyboard.press(key)
      await control.click({ force: true })
    }
    expect([await enabled.isChecked(), await shape.inputValue()]).toEqual(stored)
    expect(asked.filter((method) => method !== 'GET')).toEqual([])
    expect(await shape.getAttribute('title')).toBe('When the server answers again')
    await page.keyboard.press('Tab')
    expect(await shape.evaluate((select) => select === document.activeElement)).toBe(false)
    await stage.admin.context.setOffline(false)
    await away.waitFor({ state: 'detached' })
    const answer = page.waitForResponse('**/campaign/2/click_api')
    await enabled.focus()
    await page.keyboard.press('Space')
    await answer
    await page.reload()
    await enabled.waitFor()
    expect(await enabled.isChecked()).toBe(stored[0] === false)
  },
  LONG,
)

test(
  'what one began is not done in the name of another who logs in',
  async () => {
    await open('/offers/3')
    const { name } = (await callApi(page, 'GET', '/offer/3/full')) as { name: string }
    const other = await anotherUser('other@example.com')
    await field('Name').fill('Begun by the owner')
    await stage.admin.context.clearCookies()
    await press('Save')
    await page.locator('dialog').getByLabel('Login').fill(other.login)
    await page.locator('dialog input[type=password]').fill(other.password)
    await page.locator('dialog button[type=submit]').click()
    await page.locator('.failed').first().waitFor()
    expect(await callApi(page, 'GET', '/offer/3/full')).toMatchObject({ name })
  },
  LONG,
)

test(
  'a form goes on when its user has logged in anew in another tab, and says so when it was somebody else',
  async () => {
    await open('/offers/5')
    const other = await anotherUser('second@example.com')
    await looksAway()
    await field('Name').fill('Typed in the first tab')
    await logInBeside({ login: LOGIN, password: PASSWORD })
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await field('Name').fill('Typed before the other came')
    await logInBeside(other)
    await press('Save')
    await page.locator('main .failed', { hasText: 'another user has logged in' }).waitFor()
    expect(await field('Name').inputValue()).toBe('Typed before the other came')
    await page.getByRole('button', { name: other.login }).waitFor()
    const { name } = (await callApi(page, 'GET', '/offer/5/full')) as { name: string }
    expect(name).toBe('Typed in the first tab')
  },
  LONG,
)

test(
  'whoever logs in in another tab is not asked for the password in the first one',
  async () => {
    await open('/offers/6')
    const other = await anotherUser('third@example.com')
    await field('Name').fill('Typed before the end')
    await stage.admin.context.clearCookies()
    await press('Save')
    await page.locator('dialog input[type=password]').waitFor()
    await logInBeside({ login: LOGIN, password: PASSWORD })
    await looksAgain()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await field('Name').fill('Not saved by another')
    await stage.admin.context.clearCookies()
    await press('Save')
    await page.locator('dialog input[type=password]').waitFor()
    await logInBeside(other)
    await looksAgain()
    await page.locator('.toast', { hasText: `${other.login} has logged in` }).waitFor()
    const { name } = (await callApi(page, 'GET', '/offer/6/full')) as { name: string }
    expect(name).toBe('Typed before the end')
  },
  LONG,
)

test(
  'a page that finds another user says who it is',
  async () => {
    await open('/offers/7')
    const other = await anotherUser('fourth@example.com', 'user')
    await looksAway()
    await logInBeside(other)
    await looksAgain()
    await page.locator('.toast', { hasText: `${other.login} has logged in` }).waitFor()
    await page.getByRole('button', { name: other.login }).waitFor()
  },
  LONG,
)

/** Somebody who may log in, with what he does it by. */
async function anotherUser(login: string, role = 'admin') {
  const other = { login, password: 'long enough 1', role }
  await callApi(page, 'POST', '/user/create', other)
  return other
}

/** What a page asks by itself when somebody comes to it, it does not ask until `looksAgain`. */
async function looksAway() {
  await page.evaluate(() =>
    Object.defineProperty(document, 'hidden', { get: () => true, configurable: true }),
  )
}

async function looksAgain() {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => false, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
}

/** In another tab of the same browser, whose session was another one so far. */
async function logInBeside(who: { readonly login: string; readonly password: string }) {
  await stage.admin.context.clearCookies()
  const tab = await stage.admin.context.newPage()
  await logIn(tab, stage.server, who)
  await tab.close()
}

test(
  'a file that is wanted when the session has ended comes after the password',
  async () => {
    await open('/links')
    await stage.admin.context.clearCookies()
    await page.getByRole('button', { name: 'Files' }).click()
    await page.getByRole('menuitem', { name: 'CSV' }).click()
    await page.locator('dialog input[type=password]').fill(PASSWORD)
    const saved = page.waitForEvent('download')
    await page.locator('dialog button[type=submit]').click()
    expect((await saved).suggestedFilename()).toBe('links.csv')
  },
  LONG,
)

test(
  'the way back from a form with changes asks, and who stays keeps place and text',
  async () => {
    await open('/offers')
    await page.getByRole('link', { name: 'Slim Drops DE' }).click()
    await field('Name').fill('Not saved yet')
    // Dialogs are refused, which is "stay".
    await page.goBack()
    await page.waitForFunction(() => location.pathname === '/admin/offers/1')
    expect(await field('Name').inputValue()).toBe('Not saved yet')
    expect(stage.takeComplaints()).toEqual([expect.stringContaining('unsaved changes')])
  },
  LONG,
)

test(
  'an address brings its period and zone, also on the way back',
  async () => {
    await open('/report?by=campaign,geoCountry&period=last_7_days&tz=Asia/Tokyo')
    await page.getByRole('treegrid').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Where you are' }).waitFor()
    await page.locator('.period select').first().selectOption('yesterday')
    await page.goBack()
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('.period select')?.value === 'last_7_days',
    )
    expect(page.url()).toContain('period=last_7_days')
    await page.goto(`${stage.server.url}/admin/offers/%E0%A4`)
    await page.locator('.failed, .empty').first().waitFor()
  },
  LONG,
)

test(
  'who saves by a key types on where he was, also after a save that failed',
  async () => {
    await open('/sources/1')
    const name = field('Name')
    const hasFocus = () => name.evaluate((input) => input === document.activeElement)
    await name.fill('Saved by a key')
    await page.keyboard.press('Control+s')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await page.locator('[inert]').waitFor({ state: 'detached' })
    expect(await hasFocus()).toBe(true)
    await page.keyboard.press('End')
    await page.keyboard.type(', twice')
    await askApart(page)
    await page.route('**/traffic_source/**', (route) => route.abort())
    await page.keyboard.press('Control+s')
    await page.locator('[role=alert]').first().waitFor()
    await page.locator('[inert]').waitFor({ state: 'detached' })
    expect([await name.inputValue(), await hasFocus()]).toEqual(['Saved by a key, twice', true])
  },
  LONG,
)
