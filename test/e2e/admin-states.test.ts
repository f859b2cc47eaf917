/** What a screen says while its data is not there: the server failed, was slow, or has nothing. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { askApart, isDrawn, SCREENS } from '../support/admin.ts'

const stage = demoStage({ clicks: 500 })
const { open, press } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

/** What every screen needs before it is one. */
const FRAME = /\/(session|me\/preferences|user\/role|system\/status)$/
/** These need no data. */
const FILLED = SCREENS.filter((screen) => !/\/(?:landings|pixels|users)\/new/.test(screen))

async function breakServer(): Promise<void> {
  const body = JSON.stringify({ error: { code: 'internal_error', message: 'broken' } })
  await page.route('**/public/api/v1/**', (route) =>
    FRAME.test(new URL(route.request().url()).pathname)
      ? route.continue()
      : route.fulfill({ status: 500, contentType: 'application/json', body }),
  )
}

test(
  'a server that fails is told on every screen, with a way to try again',
  async () => {
    await breakServer()
    for (const screen of FILLED) {
      await open(screen)
      await page.locator('main .failed button').first().waitFor()
    }
    await open('/offers')
    await page.unroute('**/public/api/v1/**')
    while ((await page.locator('.failed').count()) > 0) {
      await page.locator('.failed button').first().click()
      await isDrawn(page)
    }
    await page.getByRole('link', { name: 'Slim Drops DE' }).waitFor()
  },
  LONG,
)

test(
  'an answer that takes long can be given up, and asked for again',
  async () => {
    const question = '**/public/api/v1/report/query?*'
    // Never answered: the page itself gives it up.
    await page.route(question, () => undefined)
    await page.goto(`${stage.server.url}/admin/report?by=campaign&period=all_time`)
    await page.getByText(/^Working for \d+ seconds/).waitFor()
    await page.locator('main').getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Stopped before the answer came').waitFor()
    await page.unroute(question)
    await press('Try again')
    await page.getByRole('rowheader', { name: 'Nutra Tier 1' }).waitFor()
  },
  LONG,
)

test(
  'what nothing matches says so and leads back',
  async () => {
    await open('/offers?q=no such offer')
    await page.getByText('Nothing matches').waitFor()
    await press('Clear filters')
    await page.getByRole('link', { name: 'Slim Drops DE' }).waitFor()
    expect(page.url()).not.toContain('q=')
  },
  LONG,
)

test(
  'a chart of hardly anything has whole marks, each of them once',
  async () => {
    await askApart(page)
    await page.route('**/report/query?*', async (route) => {
      const response = await route.fetch()
      const answer = (await response.json()) as { rows: { m: Record<string, number> }[] }
      const rows = answer.rows.map((row, at) => ({
        ...row,
        m: { ...row.m, clicks: at === 0 ? 1 : 0 },
      }))
      await route.fulfill({ response, json: { ...answer, rows } })
    })
    await page.addInitScript(() => {
      const drawn: string[] = []
      Object.assign(window, { drawn })
      const { fillText } = CanvasRenderingContext2D.prototype
      CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        drawn.push(text)
        fillText.call(this, text, ...place)
      }
    })
    await open('/?period=last_7_days')
    await page.locator('.chart canvas').waitFor()
    const drawn = await page.evaluate(() => (window as unknown as { drawn: string[] }).drawn)
    const marks = drawn.filter((mark) => /^\d$/.test(mark))
    expect(marks.slice(0, 2)).toEqual(['0', '1'])
    expect(marks.filter((mark, at) => mark === marks[at - 1])).toEqual([])
  },
  LONG,
)
