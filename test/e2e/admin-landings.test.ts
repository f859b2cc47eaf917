/** Uploaded landings in the admin: looked at where visitors get them, edited without losing a word. */
import { expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { zip } from '../support/zip.ts'

const stage = demoStage({ clicks: 500 })
const { open, press, field } = stage

const PAGE = `<!doctype html><link rel="stylesheet" href="css/site.css"><h1>Квиз</h1>
<script>try { document.cookie; document.title = 'open' } catch { document.title = 'closed' }</script>`

test(
  'one that was uploaded is looked at in a tab of its own, which the admin’s cookies are kept from',
  async () => {
    const { page } = stage
    await open('/landings/new')
    await field('Name').fill('Квиз')
    await field('Kind').selectOption('Uploaded here')
    const archive = zip([
      { name: 'index.html', text: PAGE },
      { name: 'css/site.css', text: 'h1 { color: rgb(1, 2, 3) }' },
    ])
    const file = { name: 'lp.zip', mimeType: 'application/zip', buffer: Buffer.from(archive) }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText(/landers\/\w+\/index.html/).waitFor()
    await press('Save')
    const look = page.getByRole('link', { name: /^Preview: 127\.0\.0\.1/ })
    const [tab] = await Promise.all([page.waitForEvent('popup'), look.click()])
    const heading = tab.getByRole('heading', { name: 'Квиз' })
    await heading.waitFor()
    expect(await heading.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(1, 2, 3)')
    expect([await tab.title(), await tab.evaluate(() => self.origin)]).toEqual(['closed', 'null'])
    await tab.close()
  },
  LONG,
)

test(
  'what was written into a file is there again after the window was closed by a key',
  async () => {
    const { page } = stage
    await open('/landings')
    await page.getByRole('link', { name: 'Квиз', exact: true }).click()
    const file = page.getByRole('button', { name: 'css/site.css', exact: true })
    await file.click()
    const dialog = page.locator('dialog[open]')
    const text = dialog.getByLabel('Content', { exact: true })
    await text.fill('h1 { color: red }')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await file.click()
    await dialog.getByText('Your unsaved changes from before are here').waitFor()
    expect(await text.inputValue()).toBe('h1 { color: red }')
    await dialog.getByRole('button', { name: 'Discard changes' }).click()
    expect(await text.inputValue()).toBe('h1 { color: rgb(1, 2, 3) }')
    await text.fill('h1 { color: blue }')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await file.click()
    expect(await text.inputValue()).toBe('h1 { color: blue }')
    expect(await dialog.getByText('Your unsaved changes').count()).toBe(0)
  },
  LONG,
)
