/** The admin at work in a browser: forms against the real server, conflicts, what is kept for a user. */
import { beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

import { CHROME, demoStage, LONG } from '../support/admin-stage.ts'
import { askApart, callApi, openAdmin, openScreen, SCREENS } from '../support/admin.ts'
import { until } from '../support/until.ts'

const stage = demoStage({ clicks: 3000 })
const { open, press, field, save } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

describe('forms', () => {
  test(
    'a landing is uploaded and kept with its file',
    async () => {
      const file = join(mkdtempSync(join(tmpdir(), 'sluice-landing-')), 'page.html')
      writeFileSync(file, '<h1>Uploaded</h1><a href="{offer}">go</a>')
      await open('/landings/new')
      await field('Name').fill('Uploaded page')
      await field('Kind').selectOption('integrated')
      await press('Save')
      await page.getByText('Choose the archive or the page first').waitFor()
      await page.locator('main input[type=file]').setInputFiles(file)
      await page.locator('main code', { hasText: 'index.html' }).first().waitFor()
      await save()
      const made = await callApi(page, 'GET', '/landing/list/filtered?name=Uploaded')
      expect(made).toMatchObject([{ type: 'integrated' }])
    },
    LONG,
  )

  test(
    'that an offer is paid by the postback can be read whole in Russian',
    async () => {
      await open('/offers')
      await callApi(page, 'POST', '/offer', {
        offer: { name: 'Paid by postback', url: 'https://offer.example/', isAuto: true },
      })
      await callApi(page, 'PUT', '/me/preferences', { language: 'ru' })
      try {
        await page.setViewportSize({ width: 1440, height: 900 })
        await open('/offers')
        const badge = page.locator('tbody td', { hasText: 'из постбэка' }).first()
        await badge.waitFor()
        expect(await badge.evaluate((cell) => cell.scrollWidth - cell.clientWidth)).toBe(0)
      } finally {
        await callApi(page, 'PUT', '/me/preferences', { language: 'en' })
      }
    },
    LONG,
  )

  test(
    'a landing elsewhere can do without the ids in its address, and is shown plain links',
    async () => {
      await open('/landings/new')
      await field('Name').fill('Page elsewhere')
      await field('Landing URL').fill('https://page.example/?s={subid}')
      await page.getByRole('switch', { name: 'Append the click id' }).uncheck({ force: true })
      await page.getByText('/click?lp=1&to_offer=2').waitFor()
      await save()
      const sends = page.getByRole('switch', { name: 'Append the click id' })
      expect(await sends.isChecked()).toBe(false)
      await sends.check({ force: true })
      await save()
      const [landing] = (await callApi(page, 'GET', '/landing/list/filtered?name=elsewhere')) as {
        id: number
      }[]
      expect(await callApi(page, 'GET', `/landing/${landing?.id}/full`)).toMatchObject({
        sendsIds: true,
      })
    },
    LONG,
  )

  test(
    'a campaign shows its script for landings, and its Click API takes another shape',
    async () => {
      await open('/campaigns/1')
      await page.getByText('&lp_type=pixel"></script>').waitFor()
      await field('Shape of the answer').selectOption('document')
      await until('it is stored', async () => {
        const stored = (await callApi(page, 'GET', '/campaign/1/click_api')) as { shape: string }
        return stored.shape === 'document'
      })
    },
    LONG,
  )

  test(
    'a file of an uploaded landing is corrected in place, and another one added',
    async () => {
      const [landing] = (await openUploaded()) as { id: number }[]
      await open(`/landings/${landing?.id}`)
      await press('index.html')
      const content = page.locator('dialog').getByLabel('Content')
      expect(await content.inputValue()).toContain('Uploaded')
      await content.fill('<h1>Corrected</h1>')
      await page.locator('dialog').getByRole('button', { name: 'Save' }).click()
      await press('New file')
      await page.locator('dialog').getByLabel('Path').fill('thanks.html')
      await page.locator('dialog').getByLabel('Content').fill('<p>Thanks</p>')
      await page.locator('dialog').getByRole('button', { name: 'Save' }).click()
      await page.getByRole('button', { name: 'thanks.html', exact: true }).waitFor()
      const file = await callApi(page, 'GET', `/landing/${landing?.id}/file`)
      expect(file).toEqual({ content: '<h1>Corrected</h1>' })
    },
    LONG,
  )

  test(
    'tags and a note are kept beside an object, and its list finds it by them',
    async () => {
      await open('/offers/1')
      const card = page.locator('.card', { hasText: 'Tags and note' })
      await card.getByRole('textbox', { name: 'Tags' }).fill('evergreen')
      await card.getByRole('textbox', { name: 'Tags' }).press('Enter')
      await card.getByRole('button', { name: 'Remove evergreen' }).waitFor()
      await card.getByLabel('Note').fill('Pays on Fridays')
      await card.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved', { exact: true }).first().waitFor()
      // Also when they come after the rows.
      await askApart(page)
      await page.route('**/api/v1/tags', async (route) => {
        await page.getByText('Nothing matches').waitFor()
        await page.getByText('as of', { exact: false }).waitFor()
        await route.continue()
      })
      await page.goto(`${stage.server.url}/admin/offers?q=evergreen`)
      await page.getByRole('columnheader', { name: 'Tags' }).waitFor()
      expect(await page.locator('tbody tr[aria-rowindex]').count()).toBe(1)
    },
    LONG,
  )

  test(
    'a further key is shown once and ended',
    async () => {
      await open('/account')
      const card = page.locator('.card', { hasText: 'Further keys' })
      await card.getByRole('button', { name: 'Add' }).click()
      await page.locator('dialog').getByLabel('What for').fill('Spreadsheet')
      await press('Make a key')
      const key = (await page.locator('dialog code').textContent()) ?? ''
      expect(key).toMatch(/^slc_/)
      const headers = { 'api-key': key }
      const read = await fetch(`${stage.server.url}/public/api/v1/user/role`, { headers })
      expect(read.status).toBe(200)
      await page.keyboard.press('Escape')
      await card.getByRole('button', { name: 'End “Spreadsheet”' }).click()
      await page.locator('dialog').getByRole('button', { name: 'End' }).click()
      await card.getByText('Spreadsheet').waitFor({ state: 'detached' })
      const ended = await fetch(`${stage.server.url}/public/api/v1/user/role`, { headers })
      expect(ended.status).toBe(401)
    },
    LONG,
  )

  test(
    'a cap is set with its alternative, and read back',
    async () => {
      await open('/offers/1')
      await page.getByRole('switch', { name: /Cap on conversions/ }).check({ force: true })
      await field('At most').fill('50')
      await field('When it is full').selectOption('alternative')
      await field('Instead').click()
      await page.getByRole('dialog').getByRole('button', { name: '#2' }).click()
      await save()
      await open('/offers/1')
      expect(await field('At most').inputValue()).toBe('50')
      expect(await field('Instead').textContent()).toMatch(/^(?!#|Choose)./)
    },
    LONG,
  )

  test(
    'a limited user sees what the matrix says, and no money',
    async () => {
      await open('/users/new')
      await field('Login').fill('limited@example.com')
      await page.locator('main input[type=password]').fill('another long password 7')
      await page.locator('main select[aria-label=Campaigns]').selectOption('CUSTOM')
      await page.getByRole('checkbox', { name: 'Nutra Tier 1' }).first().check()
      await page.getByRole('switch', { name: /Hide/ }).check({ force: true })
      await page.getByText('Sees 1 campaign', { exact: false }).waitFor()
      await save()
      const other = await openAdmin(stage.browser, stage.server)
      await other.page.goto(`${stage.server.url}/admin/campaigns`)
      await other.page.locator('input').first().fill('limited@example.com')
      await other.page.locator('input[type=password]').fill('another long password 7')
      await other.page.locator('form button[type=submit]').click()
      await other.page.getByRole('link', { name: 'Nutra Tier 1' }).waitFor()
      const rows = await other.page.locator('tbody tr[aria-rowindex]').count()
      const profit = await other.page.locator('tbody tr[aria-rowindex] .good, tbody .bad').count()
      await other.context.close()
      expect({ rows, profit }).toEqual({ rows: 1, profit: 0 })
    },
    LONG,
  )

  test(
    'what a template left to replace is not saved, and the reason stands beside it',
    async () => {
      await open('/sources/1')
      const url = field('Postback URL')
      await url.fill('https://source.example/?key=REPLACE_KEY&id={external_id}')
      await press('Save')
      await page.locator('.field.invalid', { hasText: 'REPLACE_KEY' }).waitFor()
      await url.fill('https://source.example/?key=mine&id={external_id}')
      await page.getByText('https://source.example/?key=mine&id=EXTERNAL-ID').waitFor()
      await save()
    },
    LONG,
  )

  test(
    'a test conversion shows the call, the answer and what it made',
    async () => {
      await open('/campaigns/1')
      await press('Send a test conversion')
      await press('Send')
      await page.locator('dialog .badge.good', { hasText: '200' }).waitFor()
      await page.locator('dialog .timeline > li').nth(1).waitFor()
    },
    LONG,
  )
})

async function openUploaded(): Promise<unknown> {
  await open('/landings')
  return callApi(page, 'GET', '/landing/list/filtered?name=Uploaded')
}

describe('flows', () => {
  test(
    'who saves second sees both versions and may overwrite',
    async () => {
      const other = await stage.admin.context.newPage()
      await openScreen(other, stage.server, '/campaigns/1/flows')
      await open('/campaigns/1/flows')
      await page.getByLabel('Name of the flow').first().fill('Mine')
      await other.getByLabel('Name of the flow').first().fill('Theirs')
      await other.getByRole('button', { name: 'Save', exact: true }).click()
      await other.getByText('Saved', { exact: true }).first().waitFor()
      await press('Save')
      const notice = page.locator('.notice.warning', { hasText: 'Theirs' })
      await notice.waitFor()
      expect(await notice.textContent()).toContain('Mine')
      await press('Overwrite')
      await page.getByText('Saved', { exact: true }).first().waitFor()
      await other.close()
      const set = (await callApi(page, 'GET', '/campaign/1/flows')) as { flows: { name: string }[] }
      expect(set.flows.map(({ name }) => name)).toContain('Mine')
    },
    LONG,
  )
})

describe('lists', () => {
  test(
    'what is deleted is listed apart and comes back',
    async () => {
      await open('/offers')
      const row = page.locator('tbody tr', { hasText: 'Joint Gel AT' })
      await row.getByRole('button', { name: /Actions/ }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.locator('dialog').getByRole('button', { name: 'Delete' }).click()
      await row.waitFor({ state: 'detached' })
      await press('Deleted')
      await page
        .getByRole('row', { name: /Joint Gel AT/ })
        .getByRole('button')
        .click()
      await page.getByText('Nothing is deleted').waitFor()
      await press('Active')
      await page.getByRole('link', { name: 'Joint Gel AT' }).waitFor()
    },
    LONG,
  )

  test(
    'campaigns are paused from the list, and several objects deleted at once',
    async () => {
      await open('/campaigns')
      const row = page.getByRole('row', { name: /Games LATAM/ })
      await row.getByRole('button', { name: /Actions/ }).click()
      await page.getByRole('menuitem', { name: 'Pause' }).click()
      await row.getByText('Paused').waitFor()
      await row.getByRole('button', { name: /Actions/ }).click()
      await page.getByRole('menuitem', { name: 'Resume' }).click()
      await row.getByText('Paused').waitFor({ state: 'detached' })
      await open('/landings')
      for (const name of ['Quiz', 'Doctor interview']) {
        await page.getByRole('row', { name }).getByRole('checkbox').check()
      }
      await press('Delete')
      await page.locator('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByText('2 of 2 changed').waitFor()
      await page.getByRole('row', { name: 'Quiz' }).waitFor({ state: 'detached' })
    },
    LONG,
  )

  test(
    'columns are chosen, moved by keyboard, and are the same in another browser',
    async () => {
      await open('/campaigns')
      await page.locator('thead th', { hasText: 'Profit' }).locator('button').focus()
      const kept = page.waitForResponse('**/me/preferences')
      await page.keyboard.press('Alt+ArrowLeft')
      await kept
      const other = await stage.openAnother()
      await openScreen(other.page, stage.server, '/campaigns')
      const titles = await other.page.locator('thead th').allTextContents()
      await other.context.close()
      const at = (title: string) => titles.findIndex((text) => text.startsWith(title))
      expect(at('Revenue') - at('Profit')).toBe(1)
    },
    LONG,
  )

  test(
    'links come from a file after a look at it',
    async () => {
      await open('/links')
      await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
      await press('Files')
      await page.getByRole('menuitem', { name: 'Import links' }).click()
      await page.locator('dialog textarea').fill('https://a.example/1\nhttps://a.example/2')
      await press('Check first')
      await page.getByText('2 lines are fine.', { exact: false }).waitFor()
      await press('Import')
      await page.getByText('2 links imported').waitFor()
      await page.getByRole('link', { name: 'a.example/2' }).waitFor()
    },
    LONG,
  )
})

describe('links', () => {
  test(
    'more than a page are turned to, found, sorted by the server and stopped',
    async () => {
      await open('/links')
      const items = Array.from({ length: 130 }, (_, at) => ({
        word: `paged${at}`,
        webUrl: `https://many.example/${at}`,
        title: at === 77 ? 'The one' : '',
      }))
      await callApi(page, 'POST', '/links/bulk', { items })
      const headers = { 'user-agent': CHROME, host: 'go.example.com' }
      await fetch(`${stage.server.url}/paged5`, { redirect: 'manual', headers })
      await open('/links?q=many.example')
      await page.locator('.table-foot', { hasText: /^100 / }).waitFor()
      await press('Show more')
      await page.locator('.table-foot', { hasText: /^130 / }).waitFor()
      await page.getByRole('button', { name: 'Clicks', exact: true }).click()
      const first = page.locator('tbody tr[aria-rowindex]').first()
      await first.getByRole('link', { name: 'paged5', exact: true }).waitFor()
      await page.getByRole('searchbox').fill('The one')
      const found = page.getByRole('row', { name: /paged77/ })
      await page.locator('.table-foot', { hasText: /^1 / }).waitFor()
      await found.getByRole('checkbox').check()
      await press('Stop')
      await found.getByText('Stopped').waitFor()
    },
    LONG,
  )
})

test(
  'at a zoom of 200 % no screen scrolls sideways',
  async () => {
    const viewport = { width: 640, height: 400 }
    const zoomed = await stage.openAnother({
      viewport,
      deviceScaleFactor: 2,
    })
    const wide: string[] = []
    for (const screen of SCREENS) {
      await openScreen(zoomed.page, stage.server, screen)
      const isWide = await zoomed.page.evaluate(
        () => document.documentElement.scrollWidth > innerWidth,
      )
      if (isWide) wide.push(screen)
    }
    await zoomed.context.close()
    expect({ wide, complaints: zoomed.complaints }).toEqual({ wide: [], complaints: [] })
  },
  LONG,
)
