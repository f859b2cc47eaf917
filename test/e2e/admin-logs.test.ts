/** Logs and the self-test in the admin: found, filtered, changed, taken away as files. */
import { beforeEach, describe, expect, test } from 'bun:test'

import type { Download, Page } from 'playwright-core'

import { CHROME, demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, postbackPath } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'
import { until } from '../support/until.ts'

const stage = demoStage({ clicks: 3000 })
const { open, press } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

/** What a press of the button saves. */
async function saved(name: string): Promise<{ readonly file: Download; readonly text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), press(name)])
  return { file, text: await Bun.file((await file.path()) ?? '').text() }
}

async function newestClicks(limit: number): Promise<readonly string[]> {
  const log = await callApi(page, 'GET', `/clicklog?datePreset=last_7_days&limit=${limit}`)
  return (log as { rows: { id: string }[] }).rows.map(({ id }) => id)
}

describe('clicks', () => {
  test(
    'are copied by their ids with a key, those of conversions and postbacks, too',
    async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      const pasted = () => page.evaluate(() => navigator.clipboard.readText())
      await open('/clicks?period=last_7_days')
      await page.locator('tbody tr[aria-rowindex]').first().waitFor()
      await page.keyboard.press('c')
      await page.getByText('100 ids copied').waitFor()
      expect((await pasted()).split('\n')).toEqual([...(await newestClicks(100))])
      await open('/conversions?period=last_7_days')
      const [row] = await page.locator('tbody input[type=checkbox]').all()
      await row!.check()
      await page.keyboard.press('c')
      await page.getByText('1 id copied').waitFor()
      expect(await pasted()).toMatch(/^[0-9a-v]{20}$/)
    },
    LONG,
  )

  test(
    'are filtered by any column, which the address keeps, and exported as they are shown',
    async () => {
      await open('/clicks?period=last_7_days')
      await press('Filter')
      const dialog = page.locator('dialog')
      await dialog.getByLabel('Field').selectOption('geoCountry')
      await dialog.getByRole('checkbox', { name: 'United States' }).check()
      await dialog.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Country is one of United States').waitFor()
      await page.reload()
      await page.getByText('Country is one of United States').waitFor()
      await page.locator('tbody tr[aria-rowindex]').first().waitFor()
      const others = page.locator('tbody tr[aria-rowindex]').filter({ hasNotText: 'United States' })
      await others.first().waitFor({ state: 'detached' })
      const { file, text } = await saved('Save as CSV')
      expect(file.suggestedFilename()).toBe('clicks.csv')
      expect(
        new Set(
          text
            .trim()
            .split('\n')
            .slice(1)
            .map((line) => line.includes('United States')),
        ),
      ).toEqual(new Set([true]))
      await press('Remove Filter')
      await others.first().waitFor()
    },
    LONG,
  )

  test(
    'show the columns that were chosen, here and elsewhere',
    async () => {
      await open('/clicks?period=last_7_days')
      const kept = page.waitForResponse('**/me/preferences')
      await press('Columns')
      await page.locator('dialog').getByRole('button', { name: 'City', exact: true }).click()
      await page.locator('dialog').getByRole('button', { name: 'Apply' }).click()
      await page.getByRole('columnheader', { name: 'City' }).waitFor()
      await kept
      await page.reload()
      await page.getByRole('columnheader', { name: 'City' }).waitFor()
    },
    LONG,
  )

  test(
    'tell their times in the zone of the screen, whatever that of the tracker',
    async () => {
      await open('/clicks?period=last_7_days&tz=Asia/Tokyo')
      const [id = ''] = await newestClicks(1)
      await page.locator('tbody .link').first().click()
      const first = page.locator('dialog .timeline > li .number').first()
      const told = Date.parse((await first.textContent()) ?? '')
      const log = await callApi(page, 'GET', `/clicklog/click/${id}?timezone=UTC`)
      const stored = Date.parse((log as { click_time: string }[])[0]!.click_time.replace(' ', 'T'))
      expect(told - stored).toBe(9 * 3_600_000)
    },
    LONG,
  )
})

describe.each([
  ['conversions', '/conversions?period=last_7_days', 'Transaction'],
  ['postbacks', '/postbacks?period=last_7_days', 'Tries'],
])('the list of %s', (screen, path, title) => {
  test(
    'shows the columns that were chosen, here and elsewhere',
    async () => {
      await open(path)
      // The newest clicks are those of other tests.
      const id = (await newestClicks(20)).at(-1) ?? ''
      const query = new URLSearchParams({ subid: id, status: 'lead', tid: `columns:${screen}` })
      await fetch(`${stage.server.url}${await postbackPath(page)}?${query.toString()}`)
      await page.reload()
      const heading = page.getByRole('columnheader', { name: title })
      await heading.waitFor()
      const first = page.getByRole('columnheader', { name: 'Time' })
      const kept = page.waitForResponse('**/me/preferences')
      await page.keyboard.press('m')
      const dialog = page.locator('dialog')
      const chosen = dialog.getByRole('listitem').filter({ hasText: title })
      await chosen.getByRole('button', { name: 'Remove' }).click()
      await dialog.getByRole('button', { name: 'Apply' }).click()
      await heading.waitFor({ state: 'detached' })
      await kept
      await page.reload()
      await first.waitFor()
      expect(await heading.count()).toBe(0)
      await press('Columns')
      await dialog.getByRole('button', { name: 'As at first' }).click()
      await heading.waitFor()
    },
    LONG,
  )
})

describe('conversions', () => {
  test(
    'are changed with a reason, which the timeline tells, and changed back',
    async () => {
      await open('/conversions')
      const [id = ''] = await newestClicks(1)
      const query = new URLSearchParams({ subid: id, status: 'lead', payout: '5', tid: 'a:1' })
      await fetch(`${stage.server.url}${await postbackPath(page)}?${query.toString()}`)
      await page.reload()
      const row = page.getByRole('row', { name: /a:1/ })
      await row.getByText('Lead (hold)').waitFor()
      await row.getByRole('checkbox').check()
      await press('Change')
      const dialog = page.locator('dialog')
      expect(await seriousFaults(page)).toEqual([])
      await dialog.getByLabel('Status').selectOption('sale')
      await dialog.getByLabel('Payout, USD').fill('7,5')
      await dialog.getByLabel('Reason').fill('Paid by hand')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await row.getByText('Sale (approve)').waitFor()
      await row.getByRole('gridcell', { name: '7.50', exact: true }).waitFor()
      await row.locator('.link').click()
      await dialog.getByText('Paid by hand').waitFor()
      await page.keyboard.press('Escape')
      await press('Undo')
      await row.getByText('Lead (hold)').waitFor()
      expect((await saved('Save as CSV')).text).toContain('a:1')
    },
    LONG,
  )
})

test(
  'conversions are of one offer if wanted, and tell what was odd about them',
  async () => {
    await open('/conversions')
    const [, id = ''] = await newestClicks(2)
    const path = await postbackPath(page)
    const query = new URLSearchParams({ subid: id, status: 'sale', payout: 'much', tid: 'odd:1' })
    await fetch(`${stage.server.url}${path}?${query.toString()}`)
    await page.reload()
    const row = page.getByRole('row', { name: /odd:1/ })
    await row.getByText('payout unreadable').waitFor()
    const { rows } = (await callApi(page, 'GET', '/conversions?limit=1')) as {
      rows: { offer: string }[]
    }
    const own = /\(id:(\d+)\)$/.exec(rows[0]?.offer ?? '')?.[1] ?? ''
    const offers = page.getByRole('combobox', { name: 'Offers' })
    const choose = async (id: string) => {
      await offers.click()
      await page.getByRole('searchbox', { name: 'Filter by name or id' }).fill(id)
      await page.keyboard.press('Enter')
    }
    await choose(own === '1' ? '2' : '1')
    await row.waitFor({ state: 'detached' })
    await choose(own)
    await row.waitFor()
    expect(page.url()).toContain(`offer=${own}`)
  },
  LONG,
)

test(
  'the self-test says what it found, and what it means when it failed',
  async () => {
    await open('/system')
    const card = page.locator('.card', { hasText: 'Self-test' })
    await card.getByRole('button', { name: 'Test now' }).click()
    await card.getByRole('listitem').filter({ hasText: 'Disk' }).getByText('fine').waitFor()
    await card.getByRole('listitem').filter({ hasText: 'Postback' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  },
  LONG,
)

test(
  'what was done in the background is named, and times are those of the chosen zone',
  async () => {
    await open('/costs')
    const day = new Date().toISOString().slice(0, 10)
    const costs = { campaigns: [1], from: day, to: day, timezone: 'UTC', cost: 1 }
    await callApi(page, 'POST', '/costs', { ...costs, mode: 'spread' })
    const audit = (await callApi(page, 'GET', '/audit?limit=1')) as { rows: { at: string }[] }
    const at = Date.parse(`${audit.rows[0]?.at.replace(' ', 'T')}Z`)
    const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', timeZone: 'Asia/Tokyo' })
    await open('/system?tz=Asia/Tokyo')
    const tasks = page.locator('.card', { hasText: 'Background tasks' })
    await tasks
      .getByRole('row', { name: 'Costs of past clicks' })
      .first()
      .getByText('done')
      .waitFor()
    await page.locator('.audit').getByText(clock.format(at)).first().waitFor()
  },
  LONG,
)

test(
  'the visits of a link are saved as a file',
  async () => {
    await open('/links')
    await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
    const { id } = (await callApi(page, 'POST', '/links', {
      word: 'exported',
      webUrl: 'https://shop.example/',
    })) as { id: number }
    const headers = { 'user-agent': CHROME, host: 'go.example.com' }
    await fetch(`${stage.server.url}/exported`, { redirect: 'manual', headers })
    await open(`/links/${id}`)
    await press('Save visits')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
    ])
    const text = await Bun.file((await file.path()) ?? '').text()
    expect(text.trim().split('\n')).toHaveLength(2)
  },
  LONG,
)

test(
  'a postback is told in the titles of its columns',
  async () => {
    await open('/')
    await fetch(`${stage.server.url}${await postbackPath(page)}?subid=nobody&payout=1`)
    await open('/postbacks?tab=log&period=today')
    await page.locator('tbody .link').first().click()
    const detail = page.locator('dialog table')
    await detail.getByRole('row', { name: /^Parameters .*subid/ }).waitFor()
    await detail.getByRole('row', { name: /^Direction In/ }).waitFor()
    const text = await detail.innerText()
    expect(
      ['httpStatus', 'clickId', 'conversionId', 'nextTryAt'].filter((name) => text.includes(name)),
    ).toEqual([])
    await page.getByRole('dialog', { name: 'Incoming postback' }).waitFor()
    await page.locator('dialog').getByRole('link', { name: 'Not counted' }).click()
    await page.waitForURL(/tab=inbox/)
  },
  LONG,
)

test(
  'no time and no click id is cut in a log',
  async () => {
    await open('/')
    const [id = ''] = await newestClicks(1)
    await fetch(`${stage.server.url}${await postbackPath(page)}?subid=${id}&payout=1`)
    for (const path of ['/clicks', '/conversions', '/postbacks?tab=log']) {
      await open(path + (path.includes('?') ? '&' : '?') + 'period=last_7_days')
      await page.locator('tbody tr[aria-rowindex]').first().waitFor()
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('tbody :is(td, th), tbody .cell-text')]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
          .map(({ textContent }) => textContent)
          .filter((text) => /^[0-9a-v]{20}$|^\d+\/\d+\/\d+, /.test(text)),
      )
      expect(cut).toEqual([])
    }
  },
  LONG,
)

test(
  'of hundreds of offers one is found by its name, and named when the page is read again',
  async () => {
    await open('/')
    const lines = Array.from({ length: 600 }, (_, at) => `Many ${at};https://shop.example/${at}`)
    await callApi(page, 'POST', '/offers/import', { offers: lines.join('\n') })
    await open('/conversions?period=last_7_days')
    const offers = page.getByRole('combobox', { name: 'Offers' })
    await offers.click()
    await page.getByText('There are more: type a part of the name').waitFor()
    await page.keyboard.type('ny 599')
    await page.keyboard.press('Enter')
    await page.waitForURL(/offer=\d+/)
    await page.reload()
    await offers.getByText('Many 599', { exact: true }).waitFor()
  },
  LONG,
)

test(
  'campaigns say what came in the last hour, whatever the period',
  async () => {
    await open('/campaigns?period=yesterday')
    const { key } = (await callApi(page, 'GET', '/campaign/1/full')) as { key: string }
    const cells = page.getByRole('row', { name: /Nutra Tier 1/ }).getByRole('gridcell')
    const titles = await page.locator('thead th').allTextContents()
    const at = titles.findIndex((title) => title.startsWith('Last hour')) - 1
    const count = async () => Number((await cells.nth(at).textContent())?.replace(/\D/g, ''))
    const before = await count()
    const visit = `${stage.server.url}/click?key=${key}`
    await fetch(visit, { redirect: 'manual', headers: { 'user-agent': CHROME } })
    await until('the click is counted', async () => {
      await page.keyboard.press('r')
      return (await count()) === before + 1
    })
  },
  LONG,
)
