/** The admin under a finger: what is pressed on a phone is 44 pixels high, and does what it does for a mouse. */
import { expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { openScreen } from '../support/admin.ts'

const stage = demoStage({ clicks: 500 })
const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  locale: 'ru',
}
const PATHS = [
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
  '/links/new',
  '/account',
]

/** What stands by itself and is lower than a finger is wide: its words and its height. */
function lowOnes(page: Page): Promise<readonly string[]> {
  return page.locator('main').evaluate((main) => {
    const pressed = 'button, select, summary, .up, input, td a, th a'
    return [...main.querySelectorAll<HTMLElement>(pressed)].flatMap((one) => {
      const area = (one.closest('label') ?? one).getBoundingClientRect()
      if (!one.checkVisibility({ visibilityProperty: true }) || area.height >= 43.5) return []
      return [`${one.ariaLabel ?? one.textContent}: ${Math.round(area.height)}`]
    })
  })
}

test(
  'nothing on a phone is lower than a finger is wide, and no page is wider than it',
  async () => {
    const { page, context, complaints } = await stage.openAnother(PHONE)
    for (const path of PATHS) {
      await openScreen(page, stage.server, path)
      expect([path, await lowOnes(page)]).toEqual([path, []])
      const tooWide = () => document.documentElement.scrollWidth > window.innerWidth
      expect([path, await page.evaluate(tooWide)]).toEqual([path, false])
    }
    expect(complaints).toEqual([])
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
