/** Nothing moves under the eye: what a screen shows stays while what was saved on it is read anew. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'
import { watchBlinks } from '../support/blinks.ts'

const stage = demoStage({ clicks: 500 })
const { open, field, save } = stage
let page: Page
let isMade = false

beforeEach(() => {
  page = stage.page
})

beforeEach(async () => {
  await open('/')
  if (isMade) return
  await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
  await callApi(page, 'POST', '/links', { word: 'stays', webUrl: 'https://example.com/' })
  await callApi(page, 'POST', '/pixels', { name: 'Stays', code: '<i></i>' })
  const user = { login: 'stays@example.com', password: 'long enough 1', role: 'user' }
  await callApi(page, 'POST', '/user/create', user)
  isMade = true
})

/** All that was asked for is there, and nothing is held back for an answer any more. */
async function isQuiet(): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(
    () => document.querySelector('[aria-busy=true], .dimmed, [inert]') === null,
  )
}

const FORMS = [
  ['/offers/1', 'Name', 'Stays as it is'],
  ['/landings/1', 'Name', 'Stays as it is'],
  ['/networks/1', 'Name', 'Stays as it is'],
  ['/sources/1', 'Name', 'Stays as it is'],
  ['/campaigns/1', 'Name', 'Stays as it is'],
  ['/campaigns/1/flows', 'Name of the flow', 'Stays as it is'],
  ['/links/1', 'Title', 'Stays as it is'],
  ['/pixels/1', 'Name', 'Stays as it is'],
  ['/users/2', 'Login', 'saved@example.com'],
  ['/settings', 'Robots: parts of user agents', 'saved'],
] as const

for (const [path, label, text] of FORMS) {
  test(
    `saving ${path} takes nothing away that it shows`,
    async () => {
      await open(path)
      await isQuiet()
      await field(label).first().fill(text)
      await isQuiet()
      const blinks = await watchBlinks(page)
      await save()
      await isQuiet()
      expect(await blinks()).toEqual([])
    },
    LONG,
  )
}

test(
  'a new offer that was made stays where it was typed, and what it has now comes beside it',
  async () => {
    await open('/offers/new')
    await field('Name').fill('Fresh')
    await field('Offer URL').fill('https://shop.example/?s={subid}')
    await isQuiet()
    const blinks = await watchBlinks(page)
    await save()
    await page.waitForURL(/offers\/\d+$/)
    await page.getByRole('heading', { name: 'Used in' }).waitFor()
    await isQuiet()
    expect(await blinks()).toEqual([])
    await field('Name').fill('Fresh, renamed')
    await save()
    const id = /\d+$/.exec(page.url())?.[0]
    expect(await callApi(page, 'GET', `/offer/${id}/full`)).toMatchObject({
      name: 'Fresh, renamed',
    })
  },
  LONG,
)

test(
  'a note that is being written outlives the save of the form beside it',
  async () => {
    await open('/offers/2')
    const note = page.locator('textarea')
    await note.fill('Ask Anna')
    await field('Name').fill('Beside a note')
    await page.keyboard.press('Control+s')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await isQuiet()
    expect(await note.inputValue()).toBe('Ask Anna')
    expect(await callApi(page, 'GET', '/note/offer/2')).not.toHaveProperty('text')
  },
  LONG,
)

test.each(['/campaigns', '/offers', '/links'])(
  'what can be done with chosen rows of %s moves none of them',
  async (path) => {
    await open(path)
    const row = page.locator('tbody tr[aria-rowindex]').first()
    await row.waitFor()
    const before = await row.boundingBox()
    await row.getByRole('checkbox').check()
    await page.getByText('1 selected').waitFor()
    expect(await row.boundingBox()).toEqual(before)
  },
  LONG,
)

test.each([1024, 1100, 1440])(
  'in a window of %p pixels landings and offers of a flow have their names',
  async (width) => {
    await page.setViewportSize({ width, height: 800 })
    await open('/campaigns/1/flows')
    const names = page.locator('.weight-name')
    await names.first().waitFor()
    const widths = await names.evaluateAll((all) => all.map(({ clientWidth }) => clientWidth))
    expect(Math.min(...widths)).toBeGreaterThan(80)
  },
  LONG,
)
