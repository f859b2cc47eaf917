/** What all lists of the admin can do: a state is chosen, and the address keeps it. */
import { expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'

const stage = demoStage({ clicks: 3000 })

test(
  'campaigns are found by their state, which stands in the address and can be a column',
  async () => {
    const { page, open, field } = stage
    await open('/campaigns')
    const names = () => page.locator('tbody tr').getByRole('link').allTextContents()
    expect(await names()).toHaveLength(6)
    await callApi(page, 'PATCH', '/campaign/1/full', { state: 'paused' })
    await callApi(page, 'PUT', '/kill_switch/campaign/2', { blocked: true, reason: 'test' })
    await open('/campaigns?status=paused')
    expect(await names()).toEqual(['Nutra Tier 1'])
    await field('State').selectOption('Stopped')
    await page.waitForURL('**status=stopped**')
    expect(await names()).toEqual(['Crypto US'])
    await field('State').selectOption('Active')
    expect(await names()).toHaveLength(4)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('dialog').getByText('State', { exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
    await field('State').selectOption('Any state')
    await page.getByRole('button', { name: 'State' }).click()
    expect((await names()).slice(-2)).toEqual(['Nutra Tier 1', 'Crypto US'])
    await field('State').selectOption('Deleted')
    await page.getByText('Nothing is deleted').waitFor()
  },
  LONG,
)

test(
  'users are found by their state',
  async () => {
    const { page, open, field } = stage
    await open('/users')
    await field('State').selectOption('Stopped')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('link', { name: 'owner@example.com' }).waitFor()
  },
  LONG,
)

test(
  'conversions are found by pasted ids',
  async () => {
    const { page, open, field } = stage
    await open('/conversions?period=last_30_days')
    const rows = page.locator('tbody tr')
    const asked = '/conversions?datePreset=last_30_days&timezone=UTC'
    const all = (await callApi(page, 'GET', asked)) as { rows: { id: string }[] }
    expect(all.rows.length).toBeGreaterThan(1)
    await field('Transaction or click ids').fill(`no-such-id\n ${all.rows[1]?.id}`)
    await page.waitForURL('**ids=**')
    await page.getByText('1 row', { exact: true }).waitFor()
    expect(await rows.count()).toBe(1)
    await field('Transaction or click ids').fill('no-such-id')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await rows.nth(1).waitFor()
  },
  LONG,
)

test(
  'a refresh asks for lists that are kept, too',
  async () => {
    const { page, open } = stage
    for (const path of ['/users', '/domains', '/campaigns']) {
      await open(path)
      const listed = page.waitForResponse(/\/(users\/accessible|domains|campaign\/list\/filtered)$/)
      await page.keyboard.press('r')
      expect((await listed).status()).toBe(200)
    }
  },
  LONG,
)

test(
  'the key of filters opens those of the report, and goes to the field of a list',
  async () => {
    const { page, open, field } = stage
    await open('/report?by=campaign')
    await page.keyboard.press('/')
    await page.getByRole('dialog').getByLabel('Field').waitFor()
    await open('/conversions')
    await page.keyboard.press('/')
    const hasFocus = (input: ReturnType<typeof field>) =>
      input.evaluate((element) => element === document.activeElement)
    expect(await hasFocus(field('Transaction or click ids'))).toBe(true)
  },
  LONG,
)
