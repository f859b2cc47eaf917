/** One or some of very many objects: found by the server, by keyboard, on a phone, for whom few are open. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, logIn, openAdmin, openScreen } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'

const CAMPAIGNS = 70
const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }
const FINGER_PIXELS = 44

const stage = demoStage({ clicks: 500 })
let page: Page
let isMade = false
/** Ids by name. */
const made = new Map<string, number>()

beforeEach(async () => {
  page = stage.page
  if (isMade) return
  await stage.open('/')
  for (let n = 1; n <= CAMPAIGNS; n++) {
    const body = { name: `Bulk ${n}`, trafficSourceId: 1 }
    const { id } = (await callApi(page, 'POST', '/campaign', body)) as { id: number }
    made.set(body.name, id)
  }
  isMade = true
})

const idOf = (name: string) => String(made.get(name))
const chooser = (name: string, at = page) => at.getByRole('combobox', { name, exact: true })
const found = (at = page) => at.getByRole('dialog').locator('.found button')

test(
  'the campaign of a log is chosen by keyboard, named by its number, and let go of',
  async () => {
    await stage.open('/clicks')
    const campaign = chooser('Campaigns')
    expect(await campaign.textContent()).toBe('All campaigns')
    await campaign.focus()
    await page.keyboard.press('ArrowDown')
    await page.getByText('There are more: type a part of the name').waitFor()
    expect(await found().count()).toBe(51)
    expect(await seriousFaults(page)).toEqual([])
    await page.keyboard.type('BULK 7')
    await found().nth(1).getByText('Bulk 70').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**campaign=${idOf('Bulk 70')}`)
    expect(await campaign.textContent()).toBe('Bulk 70')
    expect(await campaign.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(await seriousFaults(page)).toEqual([])
    await page.reload()
    await campaign.getByText('Bulk 70').waitFor()
    await campaign.click()
    await page.keyboard.type(idOf('Bulk 9'))
    await page.keyboard.press('Enter')
    await page.waitForURL(`**campaign=${idOf('Bulk 9')}`)
    await campaign.click()
    await found().getByText('All campaigns').click()
    await page.waitForURL((url) => !url.search.includes('campaign'))
    expect(await campaign.textContent()).toBe('All campaigns')
  },
  LONG,
)

test(
  'Enter in an empty search sends no form around it, and one that finds nothing takes nothing',
  async () => {
    await stage.open('/')
    await callApi(page, 'POST', '/rotation', { name: 'Shared flows' })
    await stage.open('/campaigns/1')
    const sent: string[] = []
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()))
    const rotation = chooser('Flows')
    expect(await rotation.textContent()).toBe('Its own')
    await rotation.click()
    await page.keyboard.press('Enter')
    await found().getByText('Shared flows').waitFor()
    await page.keyboard.type('nothing of that name')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('Nothing matches').waitFor()
    // The first empties the search.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await rotation.textContent()).toBe('Its own')
    await rotation.click()
    await page.keyboard.type('shared')
    await page.keyboard.press('Enter')
    await rotation.getByText('Shared flows').waitFor()
    expect(sent).toEqual([])
  },
  LONG,
)

test(
  'costs are for campaigns that are found, ticked, and pasted by number or name',
  async () => {
    await stage.open('/costs')
    const typed = page.getByRole('textbox', { name: 'Campaigns' })
    const chips = page.locator('.picker .chip')
    await typed.fill('Bulk 70')
    await page.keyboard.press('Enter')
    await chips.getByText('Bulk 70').waitFor()
    expect(await typed.inputValue()).toBe('')
    await typed.fill('bulk 6')
    const six = page.getByRole('checkbox', { name: `Bulk 6 #${idOf('Bulk 6')}` })
    await six.check()
    await page
      .getByRole('checkbox', { name: /^Bulk 6\d #/ })
      .nth(9)
      .waitFor()
    await typed.fill('no such name')
    await page.locator('.picker').getByText('Nothing matches').waitFor()
    expect(await chips.allTextContents()).toEqual(['Bulk 70', 'Bulk 6'])
    await typed.fill('')
    await typed.evaluate(
      (input, text) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text', text)
        input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
      },
      `${idOf('Bulk 61')}\nBULK 62\nBulk 63,nobody\n${idOf('Bulk 64')}`,
    )
    await chips.nth(5).waitFor()
    await page.getByText('Not taken, because not found: nobody').waitFor()
    const names = ['Bulk 6', 'Bulk 61', 'Bulk 62', 'Bulk 63', 'Bulk 64', 'Bulk 70']
    expect((await chips.allTextContents()).toSorted()).toEqual(names)
    await stage.field('Amount').fill('5')
    await stage.press('Book')
    await page
      .locator('tbody')
      .getByText(/^(Bulk \d+, ){4}Bulk \d+ and 1 more$/)
      .waitFor()
    const { batches } = (await callApi(page, 'GET', '/costs')) as {
      batches: { campaigns: number[] }[]
    }
    expect(batches[0]?.campaigns.map(String).toSorted()).toEqual(names.map(idOf).toSorted())
  },
  LONG,
)

test(
  'whom few campaigns are open to chooses from what he may change, and is told no other name',
  async () => {
    const [own, read] = [idOf('Bulk 69'), idOf('Bulk 68')]
    const who = { login: 'few@example.com', password: 'another long password 7' }
    const campaign = { accessLevel: 'CUSTOM', readUuids: [read], modifyUuids: [own] }
    const permissions = [{ subject: 'campaign', ...campaign }]
    await stage.open('/')
    await callApi(page, 'POST', '/user/create', { ...who, role: 'user', permissions })
    const limited = await openAdmin(stage.browser, stage.server)
    await logIn(limited.page, stage.server, who)
    await openScreen(limited.page, stage.server, `/clicks?campaign=${idOf('Bulk 1')}`)
    const chosen = chooser('Campaigns', limited.page)
    expect(await chosen.textContent()).toBe(`#${idOf('Bulk 1')}, not open to you`)
    await chosen.click()
    await found(limited.page).nth(2).waitFor()
    expect(await found(limited.page).allTextContents()).toEqual([
      'All campaigns ',
      `Bulk 68 #${read}`,
      `Bulk 69 #${own}`,
    ])
    await openScreen(limited.page, stage.server, '/costs')
    const offered = limited.page.locator('.picker-options label')
    await offered.first().waitFor()
    expect(await offered.allTextContents()).toEqual([`Bulk 69 #${own}`])
    expect(limited.complaints).toEqual([])
    await limited.context.close()
  },
  LONG,
)

test(
  'an offer without clicks filters a report, and is named when the report is read again',
  async () => {
    await stage.open('/')
    const offer = { name: 'Nobody came', url: 'https://example.com/', isAuto: true }
    await callApi(page, 'POST', '/offer', { offer })
    await stage.open('/report?by=offer')
    await stage.press('Filter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Values' }).fill('body ca')
    await dialog.getByRole('checkbox', { name: /^Nobody came/ }).check()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    const chip = page.locator('.chip', { hasText: 'Offer is one of Nobody came' })
    await chip.waitFor()
    await page.reload()
    await chip.waitFor()
  },
  LONG,
)

test(
  'rights are given to campaigns of a search, and shown by name',
  async () => {
    await stage.open('/users/new')
    await page.locator('main select[aria-label=Campaigns]').selectOption('CUSTOM')
    const see = page.getByRole('textbox', { name: 'May see', exact: true })
    const offered = page.getByRole('group', { name: 'May see', exact: true })
    for (const name of ['Bulk 33', 'Bulk 44']) {
      await see.fill(name)
      await offered.getByRole('checkbox', { name: `${name} #` }).check()
    }
    await see.fill('')
    expect(await page.locator('.picker .chip').allTextContents()).toEqual(['Bulk 33', 'Bulk 44'])
    await page.getByText('Sees 2 campaigns', { exact: false }).waitFor()
  },
  LONG,
)

test(
  'on a phone the root of a domain is chosen by fingers',
  async () => {
    const phone = await stage.openAnother(PHONE)
    await openScreen(phone.page, stage.server, '/')
    const id = crypto.randomUUID()
    await callApi(phone.page, 'POST', `/domain/${id}`, { host: 'root.example.com' })
    await openScreen(phone.page, stage.server, '/domains')
    const root = chooser('Its root shows', phone.page)
    const heights = async () => {
      const boxes = [await root.boundingBox(), await found(phone.page).first().boundingBox()]
      return boxes.map((box) => box?.height ?? 0)
    }
    await root.click()
    await found(phone.page).nth(5).waitFor()
    for (const height of await heights()) expect(height).toBeGreaterThanOrEqual(FINGER_PIXELS)
    await phone.page.getByRole('searchbox').last().fill('bulk 50')
    await found(phone.page).getByText('Bulk 50').click()
    await root.getByText('Bulk 50').waitFor()
    await phone.page.reload()
    await root.getByText('Bulk 50').waitFor()
    const isTooWide = () => document.documentElement.scrollWidth > innerWidth
    expect(await phone.page.evaluate(isTooWide)).toBe(false)
    expect(phone.complaints).toEqual([])
    await phone.context.close()
  },
  LONG,
)
