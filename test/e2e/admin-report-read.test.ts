/** The report as it is read: order, room at every width, words for values, files for spreadsheets. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'

import type { Page } from 'playwright-core'

import { CHROME, demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, openScreen } from '../support/admin.ts'

const stage = demoStage({ clicks: 6000 })
const { press } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

const open = (query: string) => stage.open(`/report?${query}&period=all_time`)

describe('order', () => {
  const names = () => page.locator('tbody th').allTextContents()

  test(
    'is by name, either way, where the first heading is pressed',
    async () => {
      await open('by=campaign,geoCountry')
      const heading = page.getByRole('columnheader', { name: 'Campaign › Country' })
      const sorted = page.waitForResponse('**/report/query?*')
      await heading.getByRole('button').click()
      await page.locator('thead th[aria-sort=ascending]').waitFor()
      await (await sorted).finished()
      await page.waitForFunction(() => document.querySelector('.dimmed') === null)
      const upwards = await names()
      expect(upwards).toEqual(upwards.toSorted((a, b) => a.localeCompare(b)))
      await page.locator('.twist').first().click()
      await page.locator('tr.child').first().waitFor()
      const below = await page.locator('tr.child th').allTextContents()
      expect(below.length).toBeGreaterThan(2)
      expect(below).toEqual(below.toSorted((a, b) => a.localeCompare(b)))
      expect(await page.locator('.failed').count()).toBe(0)
    },
    LONG,
  )

  test(
    'of times is that of the calendar unless another is asked for',
    async () => {
      await open('by=days')
      const days = await names()
      expect(days.length).toBeGreaterThan(20)
      expect(days).toEqual(days.toSorted())
      await open('by=dayOfWeek')
      expect((await names())[0]).toBe('Monday')
      await open('by=days&sort=clicks.desc')
      expect(await names()).not.toEqual(days)
    },
    LONG,
  )
})

test(
  'a file for a spreadsheet has sums of every level or the lowest alone, in the numbers of the language',
  async () => {
    await open('by=campaign,geoCountry&cols=clicks,cost')
    const lines = async (button: string, item: string) => {
      await press(button)
      const saved = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: item }).click()
      const text = readFileSync(await (await saved).path(), 'utf8')
      expect(text[0]).toBe('\ufeff')
      return text.slice(1).split('\r\n')
    }
    const flat = await lines('Save as CSV', 'With sums of every level')
    expect(flat[1]).toMatch(/^\d+,[^,]+,,,\d+,[\d.]+$/)
    const leaf = await lines('Save as CSV', 'The lowest level only')
    expect(leaf[1]).toMatch(/^\d+,[^,]+,[A-Z]{2},[^,]+,\d+,[\d.]+$/)
    await callApi(page, 'PUT', '/me/preferences', { language: 'ru' })
    await open('by=campaign,geoCountry&cols=clicks,cost')
    const russian = await lines('Сохранить в CSV', 'Только нижний уровень')
    await speakEnglish()
    expect(leaf[0]).toBe('Campaign id,Campaign,Country id,Country,Clicks,Cost')
    expect(russian[0]).toBe('Кампания id;Кампания;Страна id;Страна;Клики;Расход')
    expect(russian.some((line) => line.includes(';US;Соединенные Штаты;'))).toBe(true)
    expect(russian[1]).toMatch(/^\d+;[^;]+;[A-Z]{2};[^;]+;\d+;[\d,]+$/)
  },
  LONG,
)

test(
  'a view keeps the row one has gone into, and its file has what is below it',
  async () => {
    const below = encodeURIComponent('[{"dimension":"geoCountry","value":"US"}]')
    await open(`by=geoCountry,deviceType&cols=clicks&in=${below}`)
    const clicks = await page.locator('tfoot td').first().textContent()
    await press('Views')
    const dialog = page.locator('dialog')
    await dialog.getByLabel('Save this report as').fill('Devices of the US')
    await dialog.getByRole('button', { name: 'Save the view' }).click()
    const view = dialog.getByRole('button', { name: 'Devices of the US', exact: true })
    await view.waitFor()
    await open('by=campaign')
    await press('Views')
    await view.click()
    const crumbs = page.getByRole('navigation', { name: 'Where you are' })
    await crumbs.getByRole('button', { name: 'Country: United States' }).waitFor()
    expect(await page.locator('thead th').first().textContent()).toContain('Device type')
    const { rows } = (await callApi(page, 'GET', '/views')) as { rows: { id: string }[] }
    const { url } = stage.server
    const text = await page.evaluate(
      async (path) => (await fetch(path)).text(),
      `${url}/public/api/v1/views/${rows[0]!.id}/export?datePreset=all_time`,
    )
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toBe('Country id,Country,Device type id,Device type,Clicks')
    expect(lines.slice(1, -1).filter((line) => !line.startsWith('US,United States,'))).toEqual([])
    expect(lines.at(-1)).toBe(`,Total,,,${clicks?.replace(/\D/g, '')}`)
  },
  LONG,
)

describe('at 1280 pixels', () => {
  beforeEach(() => page.setViewportSize({ width: 1280, height: 800 }))
  afterEach(speakEnglish)

  const edge = () => page.locator('.table-frame').getAttribute('data-more')

  test(
    'profit and ROI of the report are seen, compared too, in both languages',
    async () => {
      await open('by=campaign')
      for (const language of ['ru', 'en']) {
        await callApi(page, 'PUT', '/me/preferences', { language })
        for (const compare of ['', '&compare=previous_week']) {
          await open(`by=campaign,geoCountry${compare}`)
          const roi = page.locator('thead th', { hasText: /^ROI/ })
          const { x, width } = (await roi.boundingBox())!
          expect(x + width).toBeLessThanOrEqual(1280)
          expect(await page.evaluate(cutCells)).toEqual([])
          expect(await edge()).toBe('')
        }
      }
    },
    LONG,
  )

  test(
    'what stands above a long table keeps its lines apart',
    async () => {
      await page.setViewportSize({ width: 900, height: 500 })
      await open('by=token_1,geoCountry&tz=America/Argentina/Buenos_Aires')
      const head = (await page.locator('.page-head').boundingBox())!
      const needed = await page.locator('.page-head').evaluate((box) => box.scrollHeight)
      const bar = (await page.locator('.report-bar').boundingBox())!
      expect(head.height).toBeGreaterThan(60)
      expect(head.height).toBeGreaterThanOrEqual(needed)
      expect(bar.y).toBeGreaterThanOrEqual(head.y + head.height)
    },
    LONG,
  )

  test(
    'the list of campaigns shows profit, and leaves out what nobody asked for',
    async () => {
      await stage.open('/campaigns?period=all_time')
      const titles = await page.getByRole('columnheader').allTextContents()
      expect(titles).not.toContain('Group')
      const profit = page.getByRole('columnheader', { name: 'Profit, USD' })
      const { x, width } = (await profit.boundingBox())!
      expect(x + width).toBeLessThanOrEqual(1280)
      await page.setViewportSize({ width: 1800, height: 800 })
      await page.getByRole('columnheader', { name: 'Group' }).waitFor()
    },
    LONG,
  )

  test(
    'a table that is wider says on which side it goes on, and keeps its first column',
    async () => {
      const many = 'clicks,bots,leads,cr,cost,revenue,profit,roi,epc,cpc,cpa,avg_payout,cpm,ecpm'
      await open(`by=campaign&cols=${many}`)
      expect(await edge()).toBe('end')
      const total = page.getByRole('rowheader', { name: 'Total' })
      const before = (await total.boundingBox())!
      await page.locator('.table-scroll').evaluate((table) => table.scrollTo({ left: 60 }))
      await page.locator('.table-frame[data-more="start end"]').waitFor()
      const after = (await total.boundingBox())!
      expect(after).toEqual(before)
      const [x, y] = [after.x + after.width - 4, after.y + after.height / 2]
      const seen = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.textContent, [
        x,
        y,
      ] as const)
      expect(seen).toBe('Total')
      await page.locator('.table-scroll').evaluate((table) => table.scrollTo({ left: 9999 }))
      await page.locator('.table-frame[data-more="start"]').waitFor()
    },
    LONG,
  )
})

/** Run in the page: texts of cells that do not fit. */
function cutCells(): string[] {
  const cells = [...document.querySelectorAll('.table-scroll td, .table-scroll thead th')]
  return cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerHTML)
}

test(
  'a phone shows two columns, which its user chooses apart from those of a screen',
  async () => {
    const phone = await stage.openAnother({ viewport: { width: 390, height: 844 } })
    const report = '/report?by=campaign&period=all_time'
    const titles = async () => {
      await openScreen(phone.page, stage.server, report)
      return phone.page.getByRole('columnheader').allTextContents()
    }
    expect(await titles()).toEqual(['Campaign', 'Clicks', 'Profit, USD'])
    const columns = { 'report.phone': ['leads', 'roi'] }
    await callApi(phone.page, 'PUT', '/me/preferences', { columns })
    expect(await titles()).toEqual(['Campaign', 'Leads', 'ROI'])
    await phone.context.close()
    await open('by=campaign')
    expect((await page.getByRole('columnheader').allTextContents()).length).toBeGreaterThan(5)
  },
  LONG,
)

/** For the tests after one in Russian, whatever became of it. */
async function speakEnglish(): Promise<void> {
  await callApi(page, 'PUT', '/me/preferences', { language: 'en' })
}

describe('in Russian', () => {
  afterEach(speakEnglish)

  test(
    'values that are words of Sluice are said in the user’s language, as are those that are none',
    async () => {
      await open('by=campaign')
      await callApi(page, 'PUT', '/me/preferences', { language: 'ru' })
      const names = async (query: string) => {
        await open(query)
        return (await page.locator('tbody th').allTextContents()).map((name) => name.trim())
      }
      expect(await names('by=bot')).toEqual(['нет', 'да'])
      expect(await names('by=dayOfWeek')).toContain('понедельник')
      expect(await names('by=conversionClass')).toContain('(без конверсии)')
      expect(await names('by=owner')).toEqual(['(не задано)'])
    },
    LONG,
  )
})

test(
  'visits of short links are a row without a campaign, which says so wherever it is named',
  async () => {
    await open('by=campaign')
    const host = 'go.example.com'
    await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host })
    await callApi(page, 'POST', '/links', { word: 'weekend', webUrl: 'https://shop.example/' })
    const headers = { 'user-agent': CHROME, host }
    await page.request.get(`${stage.server.url}/weekend`, { headers, maxRedirects: 0 })
    await open('by=campaign,link')
    const row = page.getByRole('row', { name: '(no campaign) links' })
    await row.dblclick()
    await page.getByRole('button', { name: 'Campaign: (no campaign)' }).waitFor()
    await page.getByRole('rowheader', { name: /weekend/ }).waitFor()
  },
  LONG,
)
