/** Costs in the admin: by a file of the source's own, told line by line, undone again. */
import { beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, openScreen } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'

const stage = demoStage({ clicks: 3000 })
const { open, press } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

describe('costs', () => {
  test(
    'of a file are booked line by line, said what is wrong, and undone together',
    async () => {
      const today = new Date().toISOString().slice(0, 10)
      const csv = `date,value,cost\n${today},z1,1.5\nyesterday,z2,1\n`
      const file = join(mkdtempSync(join(tmpdir(), 'sluice-costs-')), 'costs.csv')
      writeFileSync(file, Buffer.from(`\ufeff${csv}`, 'utf16le'))
      await open('/costs')
      await press('Upload a file')
      const dialog = page.locator('dialog')
      await dialog.getByLabel('A CSV file').setInputFiles(file)
      await dialog.getByText('The file is in UTF-16.').waitFor()
      await dialog.getByRole('checkbox', { name: 'Nutra Tier 1' }).check()
      expect(await seriousFaults(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Book' }).click()
      await dialog.getByText('1 line booked', { exact: false }).waitFor()
      await dialog.getByText('neither a day nor a time', { exact: false }).waitFor()
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      await press('Lines of the file')
      await dialog.getByText('neither a day nor a time', { exact: false }).waitFor()
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      await press('Undo the whole file')
      await page.getByText('undone', { exact: true }).waitFor()
    },
    LONG,
  )

  test(
    'of a source’s own file are booked by its own titles, which are asked for and kept',
    async () => {
      const day = new Date().toISOString().slice(0, 10).split('-').toReversed().join('.')
      const lines = ['Когда;Zone ID;Показы;Потрачено', `${day};z1;1 000;1,25`, 'Итого;;1 000;1,25']
      await open('/costs')
      await press('Upload a file')
      const dialog = page.locator('dialog')
      const book = dialog.getByRole('button', { name: 'Book' })
      await dialog.getByLabel('Or paste it').fill(lines.join('\n'))
      const column = (label: string) => dialog.getByLabel(label, { exact: true })
      expect(await column('Value').inputValue()).toBe('Zone ID')
      expect(await column('Cost').inputValue()).toBe('Потрачено')
      await dialog.getByText('Which column has it?').waitFor()
      expect(await book.isDisabled()).toBe(true)
      await column('Day or hour').selectOption(`Когда · ${day}`)
      await dialog.getByRole('checkbox', { name: 'Nutra Tier 1' }).check()
      await book.click()
      await dialog.getByText('1 line booked', { exact: false }).waitFor()
      await dialog.getByText('"Итого" is neither a day nor a time', { exact: false }).waitFor()
      await open('/costs')
      await press('Upload a file')
      await dialog.getByLabel('Or paste it').fill(lines.join('\n'))
      expect(await column('Day or hour').inputValue()).toBe('Когда')
    },
    LONG,
  )

  test(
    'of more lines than a request may have are booked in parts, under the numbers of the file',
    async () => {
      const today = new Date().toISOString().slice(0, 10)
      const lines = Array.from({ length: 10_400 }, (_, at) => `${today},z${at % 10_300},0.01`)
      lines[10_399] = 'Total,,104'
      const file = join(mkdtempSync(join(tmpdir(), 'sluice-costs-')), 'long.csv')
      writeFileSync(file, ['date,value,cost', ...lines].join('\n'))
      await open('/costs')
      await press('Upload a file')
      const dialog = page.locator('dialog')
      await dialog.getByLabel('A CSV file').setInputFiles(file)
      await dialog.getByRole('checkbox', { name: 'Nutra Tier 1' }).check()
      await dialog.getByRole('button', { name: 'Book' }).click()
      await dialog.getByText('10,399 lines booked', { exact: false }).waitFor({ timeout: 60_000 })
      expect(await dialog.getByRole('row').last().innerText()).toContain('10401')
    },
    LONG,
  )

  test(
    'are told apart by their values, and undone on a phone without scrolling sideways',
    async () => {
      const day = new Date().toISOString().slice(0, 10)
      const csv = `date,value,cost\n${day},площадка-1,1.5\n${day},площадка-2,1`
      await open('/costs')
      await callApi(page, 'POST', '/costs/file', { campaigns: [3], field: 'sub_id_1', csv })
      const phone = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true }
      const { page: small, context } = await stage.openAnother(phone)
      await openScreen(small, stage.server, '/costs')
      const row = small.getByRole('row', { name: 'площадка-2' })
      const acts = row.getByRole('button', { name: 'Actions' })
      const box = await acts.boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThan(phone.viewport.width)
      expect(
        await small.locator('.scroll-x').evaluate((one) => one.scrollWidth - one.clientWidth),
      ).toBeLessThanOrEqual(1)
      await acts.tap()
      await small.getByRole('menuitem', { name: 'Undo', exact: true }).tap()
      await row.getByText('undone', { exact: true }).waitFor()
      await small.getByRole('row', { name: 'площадка-1' }).getByText('in force').waitFor()
      await context.close()
    },
    LONG,
  )

  test(
    'of a file with a column of campaigns need none chosen, and say which lines name nobody',
    async () => {
      await open('/costs')
      await press('Upload a file')
      const dialog = page.locator('dialog')
      const lines = ['Crypto US,20.11.2026,"2,5"', 'dating,2026-11-20,1', 'Nobody,2026-11-20,1']
      await dialog.getByLabel('Or paste it').fill(['campaign,date,cost', ...lines].join('\n'))
      await dialog.getByLabel('What the value is').selectOption('There is none: whole days')
      await dialog.getByRole('button', { name: 'Book' }).click()
      await dialog.getByText('2 lines booked', { exact: false }).waitFor()
      await dialog.getByText('name of none', { exact: false }).waitFor()
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      await page.getByRole('row', { name: 'Crypto US' }).getByText('2.50').waitFor()
      await open('/costs')
      await press('Upload a file')
      expect(await dialog.getByLabel('What the value is').inputValue()).toBe('')
    },
    LONG,
  )

  test(
    'of a large file say how far they are, and then what became of the lines',
    async () => {
      const states = [
        { state: 'waiting', progress: 0, results: [] },
        { state: 'running', progress: 0.5, results: [] },
        { state: 'done', progress: 1, results: [{ line: 2, clicks: 7, unallocated: 0 }] },
      ]
      await open('/costs')
      await page.route('**/costs/file**', async (route) => {
        const isNew = route.request().method() === 'POST'
        const body = isNew ? { pending: true, importId: 'x' } : states.shift()
        await route.fulfill({ status: isNew ? 202 : 200, json: body })
      })
      await press('Upload a file')
      const dialog = page.locator('dialog')
      await dialog.getByLabel('Or paste it').fill('date,value,cost\n2026-11-20,z1,1.5')
      await dialog.getByRole('checkbox', { name: 'Nutra Tier 1' }).check()
      await dialog.getByRole('button', { name: 'Book' }).click()
      await dialog.getByText('Another change of costs', { exact: false }).waitFor()
      await dialog.getByText('The lines are being booked', { exact: false }).waitFor()
      expect(await dialog.locator('progress').getAttribute('value')).toBe('0.5')
      await dialog.getByText('1 line booked, 7 clicks priced', { exact: false }).waitFor()
    },
    LONG,
  )

  test(
    'are listed a hundred at a time, and stay listed when one of them is undone',
    async () => {
      await open('/costs')
      const today = new Date().toISOString().slice(0, 10)
      const lines = Array.from({ length: 105 }, (_, at) => `${today},paged${at},1`)
      const csv = ['date,value,cost', ...lines].join('\n')
      await callApi(page, 'POST', '/costs/file', { campaigns: [1], field: 'sub_id_1', csv })
      await page.reload()
      const rows = page.locator('table.plain-table tbody tr')
      await page.getByText('100 rows').waitFor()
      const before = await rows.count()
      await press('Show more')
      await rows.nth(104).waitFor()
      await rows.nth(104).getByRole('button', { name: 'Undo', exact: true }).click()
      await rows.nth(104).getByText('undone', { exact: true }).waitFor()
      expect([before, (await rows.count()) >= 105]).toEqual([100, true])
    },
    LONG,
  )
})
