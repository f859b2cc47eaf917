/** Rows of the report below others: which of them there are, and that they stay where they are. */
import { beforeEach, describe, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { isDrawn } from '../support/admin.ts'

const stage = demoStage({ clicks: 6000 })
const { press } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

const open = (query: string) => stage.open(`/report?${query}&period=all_time`)
const children = () => page.locator('tr[aria-level="2"]')

describe('opened rows', () => {
  test(
    'stay open when the report is read again, with the selection',
    async () => {
      await open('by=campaign,geoCountry&cols=clicks')
      await page.locator('.twist').first().click()
      await children().nth(2).waitFor()
      // Those that are in view whatever stands below the table.
      const names = async () => (await page.locator('tbody th').allTextContents()).slice(0, 8)
      const before = await names()
      await children().nth(1).getByRole('checkbox').check()
      const asked: string[] = []
      page.on('request', (request) => asked.push(decodeURIComponent(request.url())))
      await press('Refresh')
      await page.waitForLoadState('networkidle')
      await isDrawn(page)
      expect(await names()).toEqual(before)
      expect(await children().nth(1).getByRole('checkbox').isChecked()).toBe(true)
      expect(asked.filter((url) => url.includes('"parent"'))).toHaveLength(1)
    },
    LONG,
  )

  test(
    'say how many rows are not below them, and lead to those',
    async () => {
      await open('by=bot,externalId&cols=clicks')
      await page.locator('.twist').first().click()
      const more = page.getByRole('row', { name: /[\d,]+ more rows: open the one above/ })
      await children().nth(3).waitFor()
      await page.getByRole('treegrid').focus()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowUp')
      await more.waitFor()
      expect(await more.locator('td').first().textContent()).toBe('—')
      await page.keyboard.press('Enter')
      await page.getByRole('navigation', { name: 'Where you are' }).waitFor()
      await page.getByText('Narrow, or next page').waitFor()
    },
    LONG,
  )
})

describe('a filter on sums', () => {
  const total = () => page.locator('tfoot td').first().textContent()
  const sumOf = async (rows: ReturnType<typeof children>) => {
    const texts = await rows.locator('td:nth-child(2)').allTextContents()
    return texts.reduce((sum, text) => sum + Number(text.replaceAll(/\D/g, '')), 0)
  }

  test(
    'chooses rows of the level that is asked for; those above add up what is left',
    async () => {
      await open('by=campaign,geoCountry&cols=clicks')
      const all = await total()
      await page.keyboard.press('/')
      const dialog = page.locator('dialog')
      await dialog.locator('select:focus').waitFor()
      await dialog.getByLabel('Field').selectOption('clicks')
      expect(await dialog.getByLabel('Rows of').inputValue()).toBe('2')
      const apply = dialog.getByRole('button', { name: 'Apply' })
      await dialog.getByLabel('Value').fill('many')
      await dialog.getByText('This is no number').waitFor()
      expect(await apply.isDisabled()).toBe(true)
      await dialog.getByLabel('Value').fill('100')
      await apply.click()
      await page.getByText('Country: Clicks ≥ 100').waitFor()
      await page.getByText(/are left out by filters on sums/).waitFor()
      await isDrawn(page)
      expect(await total()).not.toBe(all)
      await page.locator('.twist').first().click()
      await children().first().waitFor()
      const parent = await page.locator('tr[aria-level="1"] td').first().textContent()
      expect(await sumOf(children())).toBe(Number(parent?.replaceAll(/\D/g, '')))
      for (const text of await children().locator('td:nth-child(2)').allTextContents())
        expect(Number(text.replaceAll(/\D/g, ''))).toBeGreaterThanOrEqual(100)
    },
    LONG,
  )

  test(
    'between two numbers takes both, a text one, a list all of them',
    async () => {
      await open('by=campaign&cols=clicks')
      await press('Filter')
      const dialog = page.locator('dialog')
      const apply = dialog.getByRole('button', { name: 'Apply' })
      await dialog.getByLabel('Field').selectOption('cost')
      await dialog.getByLabel('Condition').selectOption('between')
      await dialog.getByLabel('From').fill('1')
      expect(await apply.isDisabled()).toBe(true)
      await dialog.getByLabel('To').fill('1,5')
      await apply.click()
      await page.getByText('Cost, USD between 1, 1.5').waitFor()
      await press('Filter')
      await dialog.getByLabel('Field').selectOption('bot')
      const offered = await dialog.getByLabel('Condition').locator('option').allTextContents()
      expect(offered).toEqual(['is one of', 'is none of'])
      await dialog.getByLabel('Field').selectOption('ip')
      const values = dialog.getByRole('textbox', { name: 'Values' })
      for (const network of ['10.0.0.0/8', '192.0.2.0/24']) {
        await values.fill(network)
        await values.press('Enter')
      }
      await apply.click()
      await page.getByText('IP in network 10.0.0.0/8, 192.0.2.0/24').waitFor()
      expect(await page.locator('.failed').count()).toBe(0)
    },
    LONG,
  )
})

test(
  'by event time it is said why rates may look odd',
  async () => {
    await open('by=campaign&basis=event')
    await page.getByText(/Rates may look odd/).waitFor()
    await open('by=campaign')
    expect(await page.getByText(/Rates may look odd/).count()).toBe(0)
  },
  LONG,
)

test(
  'a number of days that only programs ask for is shown as it is',
  async () => {
    await stage.open('/report?by=campaign&period=last_5_days')
    const period = page.locator('.period select').first()
    expect(await period.inputValue()).toBe('last_5_days')
    expect(await period.locator('option:checked').textContent()).toBe('Last 5 days')
  },
  LONG,
)

test(
  'compared rows show their change in percent, the current one and the total the difference, too',
  async () => {
    await stage.open(
      '/report?by=campaign&cols=clicks,cost&period=last_7_days&compare=previous_period',
    )
    const cell = page.locator('tbody tr').nth(0).locator('td').first()
    const delta = cell.locator('.delta')
    expect(await delta.isVisible()).toBe(false)
    expect(await cell.locator('.difference > span').last().textContent()).toMatch(/%$/)
    await page.getByRole('treegrid').focus()
    await delta.waitFor()
    const [now = 0, before = 0] = [
      (await cell.evaluate((one) => one.firstChild?.textContent)) ?? '',
      (await cell.locator('.difference').getAttribute('title')) ?? '',
    ].map((text) => Number(text.replaceAll(/\D/g, '')))
    expect(Number(await delta.textContent())).toBe(now - before)
    expect(await page.locator('tfoot .delta').first().isVisible()).toBe(true)
  },
  LONG,
)

test(
  'names have the room of what opens a row, where no row can be opened',
  async () => {
    const room = () => page.locator('tbody .twist').first().boundingBox()
    await open('by=campaign,geoCountry')
    expect(await room()).not.toBe(null)
    await open('by=campaign')
    expect(await room()).toBe(null)
  },
  LONG,
)
