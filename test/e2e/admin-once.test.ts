/** What is done by a press in the admin is done once, and what can't be meant is refused. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'

const stage = demoStage({ clicks: 300 })
const { open, press, field } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

test(
  'costs are booked once by two clicks, and what goes on in the background says so',
  async () => {
    await open('/costs')
    const answers = [{ pending: true }]
    const booked: unknown[] = []
    await page.route('**/costs', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      booked.push(route.request().postDataJSON())
      await route.fulfill({ status: 202, json: answers[0] })
    })
    await field('Amount').fill('5')
    await page.getByRole('button', { name: 'Book', exact: true }).dblclick()
    await page.getByText('The rest is done in the background').waitFor()
    expect(booked).toHaveLength(1)
  },
  LONG,
)

test(
  'costs without an amount are not booked, nor those of a field without its value',
  async () => {
    await open('/costs')
    const booked: unknown[] = []
    await page.route('**/costs', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      booked.push(route.request().postDataJSON())
      await route.fulfill({ status: 202, json: { pending: true } })
    })
    const value = field('Value')
    const isMissing = (input: typeof value) =>
      input.evaluate((element) => (element as HTMLInputElement).validity.valueMissing)
    await press('Book')
    expect(await isMissing(field('Amount'))).toBe(true)
    await field('Amount').fill('5')
    expect(await value.count()).toBe(0)
    await field('Only clicks with').selectOption('sub_id_1')
    await press('Book')
    expect(await isMissing(value)).toBe(true)
    await value.fill('z81')
    await press('Book')
    await page.getByText('The rest is done in the background').waitFor()
    expect(booked).toMatchObject([{ cost: 5, filters: [{ field: 'sub_id_1', value: 'z81' }] }])
  },
  LONG,
)

test(
  'a file of links is imported once for each time that it was checked',
  async () => {
    await open('/links')
    await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
    await press('Files')
    await page.getByRole('menuitem', { name: 'Import links' }).click()
    const importNow = page.getByRole('button', { name: 'Import', exact: true })
    await field('Or paste it').fill('url,word\nhttps://example.com/once,\nftp://example.com/no,\n')
    await press('Check first')
    await page.getByText('1 line is fine.').waitFor()
    await importNow.dblclick()
    await page.getByText('1 line can’t be imported.').waitFor()
    expect(await importNow.isDisabled()).toBe(true)
    const list = (await callApi(page, 'GET', '/links?q=example.com/once')) as { rows: unknown[] }
    expect(list.rows).toHaveLength(1)
  },
  LONG,
)

test(
  'two tags that are chosen quickly are both kept',
  async () => {
    await open('/offers/1')
    let answers = 0
    const both = page.waitForResponse(
      (response) => response.url().endsWith('/change_tags') && ++answers === 2,
    )
    const tags = page.getByRole('group', { name: 'Tags' }).getByRole('textbox')
    for (const name of ['quick', 'quicker']) {
      await tags.fill(name)
      await tags.press('Enter')
    }
    await both
    await open('/offers/1')
    for (const name of ['quick', 'quicker']) {
      await page.locator('.picker .chip', { hasText: new RegExp(`^${name}$`) }).waitFor()
    }
  },
  LONG,
)

test(
  'a filter whose values can’t be read is not applied',
  async () => {
    await open('/networks')
    const path = '/campaign/1/flows'
    const set = (await callApi(page, 'GET', path)) as { flows: object[] }
    // A program may store what no form has a field for.
    const payload = { scope: 'campaign', since: 30 }
    const filter = { key: 'conversion', mode: 'accept', payload, onUnknown: 'defer', enabled: true }
    const flow = { type: 'forced', name: 'Old', filters: [filter], action: { key: 'status404' } }
    await callApi(page, 'PUT', path, { ...set, flows: [flow, ...set.flows] })
    await open('/campaigns/1/flows')
    await page.getByText('Converted before is').click()
    const values = page.locator('dialog textarea')
    await values.fill('{"a":')
    await page.locator('dialog').getByText('This is no JSON').waitFor()
    const apply = page.locator('dialog').getByRole('button', { name: 'Apply' })
    expect(await apply.isDisabled()).toBe(true)
    await values.fill('{"scope":"global"}')
    expect(await apply.isDisabled()).toBe(false)
    expect(await values.inputValue()).toBe('{"scope":"global"}')
  },
  LONG,
)

test(
  'a setting that was cleared is no zero',
  async () => {
    await open('/settings')
    const input = page.locator('.field', { hasText: 'retention_days' }).locator('input')
    await input.fill('')
    await press('Save')
    await page.getByText('A number is needed').waitFor()
    await input.fill('40')
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await input.inputValue()).toBe('40')
  },
  LONG,
)

test(
  'a further key may end today',
  async () => {
    await open('/account')
    await page
      .locator('.card', { hasText: 'Further keys' })
      .getByRole('button', { name: 'Add' })
      .click()
    await page.locator('dialog').getByLabel('What for').fill('Until tonight')
    await page.locator('dialog input[type=date]').fill(new Date().toISOString().slice(0, 10))
    await page.locator('dialog button[type=submit]').click()
    await page.locator('dialog .marked-url').waitFor()
  },
  LONG,
)

test(
  'a page of links that was asked twice or too late is shown once or not at all',
  async () => {
    await open('/links')
    await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'more.example.com' })
    const items = Array.from({ length: 130 }, (_, at) => ({
      word: `turned${at}`,
      webUrl: `https://paged.example/${at}`,
    }))
    await callApi(page, 'POST', '/links/bulk', { items })
    await open('/links?q=paged.example')
    await page.getByRole('button', { name: 'Show more' }).dblclick()
    await page.getByText('130 of 130').waitFor()
    await open('/links?q=paged.example')
    const goOn = Promise.withResolvers<void>()
    await page.route('**/links?*cursor=*', async (route) => {
      await goOn.promise
      await route.continue()
    })
    const late = page.waitForResponse('**/links?*cursor=*')
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByRole('searchbox').first().fill('turned77')
    await page.getByText('1 of 1', { exact: true }).waitFor()
    goOn.resolve()
    await late
    expect(await page.locator('.table-foot').innerText()).toContain('1 of 1')
  },
  LONG,
)

test(
  'what is refused is said in the language of the user',
  async () => {
    await open('/users/new')
    await callApi(page, 'PUT', '/me/preferences', { language: 'ru' })
    await open('/users/new')
    await field('Логин').fill('kurz@example.com')
    await page.locator('input[type=password]').fill('short')
    await press('Сохранить')
    await page.getByText('от 12 до 256 символов').waitFor()
    await callApi(page, 'PUT', '/me/preferences', { language: 'en' })
  },
  LONG,
)

test(
  'what a save was refused for is where one goes on',
  async () => {
    await open('/offers/new')
    await field('Name').fill('Without an address')
    await press('Save')
    await page.locator('[aria-invalid=true]').waitFor()
    await page.keyboard.type('https://shop.example/?sub={subid}')
    expect(await field('Offer URL').inputValue()).toBe('https://shop.example/?sub={subid}')
  },
  LONG,
)
