/** The report in a browser: drilling, filters by name, copying, comparing, views, hidden money. */
import { beforeEach, describe, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, logIn, openAdmin, openScreen, SCREENS } from '../support/admin.ts'

const stage = demoStage({ clicks: 6000, permissions: ['clipboard-read', 'clipboard-write'] })
const { press } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

const open = (query: string) => stage.open(`/report?${query}&period=all_time`)
const select = (name: string) =>
  page
    .getByRole('checkbox', { name: `Select ${name}`, exact: true })
    .first()
    .check()
const copied = () => page.evaluate(() => navigator.clipboard.readText())

describe('rows', () => {
  test(
    'are drilled into by keyboard; the way back leads out again',
    async () => {
      await open('by=campaign,geoCountry')
      await page.getByRole('treegrid').focus()
      await page.keyboard.press('Enter')
      await page.getByRole('navigation', { name: 'Where you are' }).waitFor()
      await page.getByRole('rowheader', { name: 'United States' }).waitFor()
      await page.goBack()
      await page.getByRole('rowheader', { name: 'Nutra Tier 1' }).waitFor()
    },
    LONG,
  )

  test(
    'lead to the settings of what they are about, and the flows there back to the report',
    async () => {
      await open('by=campaign')
      await select('Nutra Tier 1')
      await page.getByRole('link', { name: 'Its settings' }).click()
      await page.waitForURL(/\/campaigns\/\d+\/flows/)
      await page.locator('main').getByRole('link', { name: 'Report' }).click()
      await page.waitForURL(/\/report\?/)
      await page.getByRole('rowheader', { name: 'Nutra Tier 1' }).waitFor()
    },
    LONG,
  )

  test(
    'are gone to by arrows as soon as the screen is open',
    async () => {
      await open('by=campaign')
      const current = () => page.getByRole('treegrid').getAttribute('aria-activedescendant')
      expect(await current()).toBe(null)
      await page.keyboard.press('ArrowDown')
      const first = await current()
      expect(first).not.toBe(null)
      await page.keyboard.press('ArrowDown')
      expect(await current()).not.toBe(first)
    },
    LONG,
  )

  test(
    'that are selected are summed where it can be seen',
    async () => {
      await page.setViewportSize({ width: 1280, height: 800 })
      await open('by=sub_id_1,geoCountry')
      await page.locator('tbody input[type=checkbox]').nth(0).check()
      await page.locator('tbody input[type=checkbox]').nth(1).check()
      await page.locator('.table-foot').getByText('Profit').waitFor()
      const foot = await page.locator('.table-foot').boundingBox()
      const last = await page.locator('.table-foot > :last-child').boundingBox()
      expect(foot!.y + foot!.height).toBeLessThanOrEqual(800)
      expect(last!.y + last!.height).toBeLessThanOrEqual(foot!.y + foot!.height + 1)
    },
    LONG,
  )

  test(
    'give their ids and the values of a column',
    async () => {
      await open('by=campaign')
      await select('Nutra Tier 1')
      await select('Crypto US')
      await press('Copy 2 ids')
      await page.getByRole('menuitem', { name: 'With commas' }).click()
      await page.getByText('2 ids copied').waitFor()
      expect((await copied()).split(',').toSorted()).toEqual(['1', '2'])
      await press('Copy a column')
      await page.getByRole('menuitem', { name: 'Clicks', exact: true }).click()
      await page.getByText('2 values copied').waitFor()
      expect(await copied()).toMatch(/^\d+\n\d+$/)
    },
    LONG,
  )

  test(
    'of two the better is named with its chance, or that there is too little to tell',
    async () => {
      await open('by=bot&cols=clicks,cr')
      await page.locator('tbody input[type=checkbox]').nth(0).check()
      await page.locator('tbody input[type=checkbox]').nth(1).check()
      await page.getByText('Too few clicks to compare').waitFor()
      await open('by=deviceType&cols=clicks,cr')
      await select('Mobile')
      await select('Desktop')
      await page.getByText(/^\w+ converts better than \w+ with a probability of [\d.]+%$/).waitFor()
    },
    LONG,
  )

  test(
    'show how sure their rate is when they are current',
    async () => {
      await open('by=campaign&cols=clicks,cr')
      const interval = page.getByRole('row', { name: 'Nutra Tier 1' }).locator('.interval')
      expect(await interval.isVisible()).toBe(false)
      await page.getByRole('treegrid').focus()
      await interval.waitFor()
      expect(await interval.textContent()).toMatch(/^[\d.]+–[\d.]+$/)
    },
    LONG,
  )

  test(
    'that were opened before another question do not come under its answer',
    async () => {
      await open('by=campaign,geoCountry')
      const isInside = (address: string) =>
        decodeURIComponent(address).includes('"campaign","geoCountry"')
      await page.route('**/report/query?*', (route) =>
        isInside(route.request().url()) ? undefined : route.continue(),
      )
      const given = page.waitForEvent('requestfailed')
      await page.getByRole('treegrid').focus()
      await page.keyboard.press('ArrowRight')
      await page.locator('.period select').first().selectOption('today')
      expect(isInside((await given).url())).toBe(true)
      expect(await page.locator('tr.child').count()).toBe(0)
    },
    LONG,
  )

  test(
    'keep their mark in another browser',
    async () => {
      await open('by=campaign')
      await select('VPN worldwide')
      const kept = page.waitForResponse('**/me/preferences')
      await press('Mark')
      await kept
      await open('by=campaign')
      await page.getByRole('rowheader', { name: /marked.*VPN worldwide/ }).waitFor()
    },
    LONG,
  )
})

describe('chosen rows', () => {
  test(
    'are all that is left, or left out, those without a value too',
    async () => {
      await open('by=osName')
      const names = async () => (await page.locator('tbody th').allTextContents()).toSorted()
      const all = await names()
      const some = ['(not set)', 'Android']
      for (const name of some) await select(name)
      const choose = async (what: string) => {
        await page.locator('.table-foot').getByRole('button', { name: 'Filter' }).click()
        await page.getByRole('menuitem', { name: what }).click()
      }
      await choose('Only these')
      await page.getByText('OS is one of', { exact: false }).waitFor()
      await page.getByText('2 rows ·', { exact: false }).waitFor()
      expect(await names()).toEqual(some)
      await page.goBack()
      await open('by=osName')
      for (const name of some) await select(name)
      await choose('Without these')
      await page.getByText(`${all.length - 2} rows ·`, { exact: false }).waitFor()
      expect(await names()).toEqual(all.filter((name) => !some.includes(name)))
    },
    LONG,
  )

  test(
    'carry what is above them, and are refused where that can’t be said',
    async () => {
      await open('by=geoCountry,deviceType&cols=clicks')
      for (const at of [0, 1]) await page.locator('tr[aria-level="1"] .twist').nth(at).click()
      await page.locator('tr.child').nth(5).waitFor()
      const child = (name: string) => page.locator('tr[aria-level="2"]').filter({ hasText: name })
      const other = child('Desktop').nth(1).getByRole('checkbox')
      const choose = async (what: string) => {
        await page.locator('.table-foot').getByRole('button', { name: 'Filter' }).click()
        await page.getByRole('menuitem', { name: what }).click()
      }
      const clicks = await child('Mobile').first().locator('td').last().textContent()
      await child('Mobile').first().getByRole('checkbox').check()
      await other.check()
      await choose('Only these')
      await page.getByText('These rows are below different rows', { exact: false }).waitFor()
      await other.uncheck()
      await choose('Only these')
      await page.getByText('Country = United States').waitFor()
      await page.getByText('Device type = Mobile').waitFor()
      await page.getByText('1 row ·', { exact: false }).waitFor()
      expect(await page.locator('tfoot td').first().textContent()).toBe(clicks)
    },
    LONG,
  )

  test(
    'one of them is gone into by a button',
    async () => {
      await open('by=campaign,geoCountry')
      await select('Crypto US')
      await press('Open')
      await page.getByRole('button', { name: 'Campaign: Crypto US' }).waitFor()
    },
    LONG,
  )
})

test(
  'a filter offers what there is by name, and says the name in the address’ report',
  async () => {
    await open('by=campaign')
    await press('Filter')
    await page.locator('dialog').getByLabel('Dating push').check()
    await press('Apply')
    await page.getByText('Campaign is one of Dating push').waitFor()
    await page.reload()
    await page.getByText('Campaign is one of Dating push').waitFor()
    await page.getByText('1 row ·', { exact: false }).waitFor()
  },
  LONG,
)

test(
  'a column made of a formula is written, told what is wrong with it, and shown',
  async () => {
    await open('by=campaign&cols=clicks')
    await press('Columns')
    await press('New column')
    const form = page.locator('dialog form')
    await form.getByLabel('Name').fill('Earned a click')
    await form.getByLabel('Formula').fill('revenue / clix')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.locator('.error', { hasText: 'no measure' }).waitFor()
    await form.getByLabel('Formula').fill('revenue / clicks')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    await press('Apply')
    await page.getByRole('columnheader', { name: 'Earned a click' }).waitFor()
    await page
      .getByRole('gridcell', { name: /^0\.\d\d$/ })
      .first()
      .waitFor()
  },
  LONG,
)

test(
  'groupings change places by keyboard, and the one that is moved keeps the focus',
  async () => {
    await open('by=campaign,geoCountry')
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    // One key after the other, as fast as they come: each goes to what the one before left.
    await press('Country')
    await page.keyboard.press('Escape')
    expect(await focused()).toBe('Country')
    for (const [key, title] of [
      ['Alt+ArrowLeft', 'Country › Campaign'],
      ['Alt+ArrowRight', 'Campaign › Country'],
      ['Alt+ArrowLeft', 'Country › Campaign'],
    ] as const) {
      await page.keyboard.press(key)
      await page.getByRole('columnheader', { name: title }).waitFor()
      expect(await focused()).toBe('Country')
    }
  },
  LONG,
)

test(
  'rows to cut are chosen by a button that says how many they are',
  async () => {
    await open('by=token_1')
    const marked = await page.locator('tbody tr.cut').count()
    const button = page.getByRole('button', { name: /^Choose \d+ rows?$/ })
    await button.click()
    const [chosen = ''] = /\d+/.exec(await button.innerText()) ?? []
    expect(Number(chosen)).toBeGreaterThanOrEqual(Math.max(1, marked))
    await page.getByRole('button', { name: `Copy ${chosen} ids` }).waitFor()
    for (const row of await page.locator('tbody tr.cut').all())
      expect(await row.getByRole('checkbox').isChecked()).toBe(true)
    await page.locator('.cut-rule input').fill('1000000')
    await page.locator('.cut-rule input').press('Enter')
    await button.waitFor({ state: 'detached' })
  },
  LONG,
)

test(
  'a view has a period of its own if wanted, and that of the screen otherwise',
  async () => {
    const period = page.locator('.period select').first()
    const dialog = page.locator('dialog')
    const saveAs = async (name: string, switched: string) => {
      await press('Views')
      await dialog.getByLabel('Save this report as').fill(name)
      if (switched !== '')
        await dialog.getByRole('switch', { name: switched }).check({ force: true })
      await dialog.getByRole('button', { name: 'Save the view' }).click()
      await dialog.getByRole('button', { name, exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
    const openView = async (name: string) => {
      await press('Views')
      await dialog.getByRole('button', { name, exact: true }).click()
      await page.waitForURL(/by=geoCountry/)
      return await period.inputValue()
    }
    await open('by=geoCountry')
    await saveAs('Countries of ever', 'Always with the period “All time”')
    await saveAs('Countries', '')
    await stage.open('/report?period=last_7_days')
    expect(await openView('Countries')).toBe('last_7_days')
    await stage.open('/report?period=last_7_days')
    expect(await openView('Countries of ever')).toBe('all_time')
  },
  LONG,
)

/** Not in the navigation of a limited user. */
const NOT_HIS = /new$|^.(postbacks|rotations|links|pixels|domains|users|settings|system)/

describe('for another user', () => {
  const login = { login: 'reader@example.com', password: 'another long password 7' }

  test(
    'a shared view opens without the money that is kept from him, and no screen fails',
    async () => {
      await open('by=offer&cols=clicks,revenue,cr')
      await press('Views')
      const dialog = page.locator('dialog')
      await dialog.getByLabel('Save this report as').fill('Offers by rate')
      await dialog.getByRole('switch', { name: 'Others may use it' }).check({ force: true })
      await dialog.getByRole('button', { name: 'Save the view' }).click()
      await dialog.getByRole('button', { name: 'Offers by rate', exact: true }).waitFor()
      await addReader()
      const other = await openAdmin(stage.browser, stage.server)
      await logIn(other.page, stage.server, login)
      await openScreen(other.page, stage.server, '/report?period=all_time')
      await other.page.getByRole('button', { name: 'Views', exact: true }).click()
      await other.page.getByRole('button', { name: 'Offers by rate', exact: true }).click()
      await other.page.getByRole('columnheader', { name: 'Offer' }).waitFor()
      const titles = await other.page.getByRole('columnheader').allTextContents()
      expect(titles.map((title) => title.trim())).toEqual(['Offer', 'Clicks', 'CR'])
      expect(await other.page.locator('.cut-rule').count()).toBe(0)
      const failing: string[] = []
      for (const screen of SCREENS.filter((path) => !NOT_HIS.test(path))) {
        await openScreen(other.page, stage.server, screen)
        if ((await other.page.locator('.failed').count()) > 0) failing.push(screen)
      }
      expect({ failing, complaints: other.complaints }).toEqual({ failing: [], complaints: [] })
      await other.context.close()
    },
    LONG,
  )

  async function addReader(): Promise<void> {
    const subjects = ['campaign', 'offer', 'landing', 'affiliate_network', 'traffic_source']
    const permissions = subjects.map((subject) => ({ subject, accessLevel: 'READ' }))
    const made = await callApi(page, 'POST', '/user/create', {
      ...login,
      role: 'user',
      permissions,
    })
    const { user_id: id } = made as { user_id: number }
    await callApi(page, 'PUT', `/user/${id}/hide_profit`, { hideProfit: true })
  }
})
