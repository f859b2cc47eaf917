/** Tables of conversions in the admin: what they leave open is asked before anything counts. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'

const stage = demoStage({ clicks: 3000 })
let page: Page
let clicks: readonly string[]

beforeEach(async () => {
  page = stage.page
  await stage.open('/conversions')
  const log = await callApi(page, 'GET', '/clicklog?datePreset=last_7_days&limit=10')
  clicks = (log as { rows: { id: string }[] }).rows.map(({ id }) => id)
})

const dialog = () => page.locator('dialog')
const check = () => dialog().getByRole('button', { name: 'Check first' }).click()

async function paste(...rows: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  await dialog().locator('textarea').fill(rows.join('\n'))
}

test(
  'a status that nobody has mapped is mapped beside the lines that wait for it',
  async () => {
    await paste('subid,status,payout,Манагер', `${clicks[0]},Отклонено,12.50 USD,x`)
    await check()
    await dialog().getByText('манагер (1)', { exact: false }).waitFor()
    await dialog().getByText('0 of 1 would count', { exact: false }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await dialog().getByLabel('Meaning').selectOption('rejected')
    await dialog().getByRole('button', { name: 'Map', exact: true }).click()
    await dialog().getByText('1 of 1 would count', { exact: true }).waitFor()
    expect(await dialog().getByRole('button', { name: 'Map', exact: true }).count()).toBe(0)
  },
  LONG,
)

test(
  'dates that don’t tell the day from the month are asked about',
  async () => {
    const order = () => dialog().getByLabel('What comes first in 05/06/2026')
    await paste('subid,payout,time', `${clicks[1]},1,11/12/2026`)
    await check()
    await dialog().getByText('The dates of the file don’t tell it', { exact: false }).waitFor()
    await order().selectOption('month_first')
    await check()
    await dialog().getByText('1 of 1 would count', { exact: true }).waitFor()
    await dialog().locator('textarea').fill(`subid,payout,time\n${clicks[1]},1,13/11/2026`)
    await order().selectOption('')
    await check()
    await dialog().getByText('1 of 1 would count', { exact: true }).waitFor()
  },
  LONG,
)
