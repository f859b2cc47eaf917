/** Robots told apart anew in the admin: the lists are saved, their effect counted, then applied. */
import { describe, expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'

const CLICKS = 3000
const stage = demoStage({ clicks: CLICKS })
const open = (path: string) => stage.open(path)
const press = (name: string) => stage.press(name)

async function robots(): Promise<number> {
  const answer = await callApi(stage.page, 'POST', '/report/query', {
    period: { preset: 'all_time' },
    groupings: [],
    measures: ['bots'],
  })
  return (answer as { totals: { bots: number } }).totals.bots
}

const OPEN = 'Apply the lists to stored clicks'
const dialog = () => stage.page.getByRole('dialog')
const cell = async (row: string) => {
  const text = await dialog().getByRole('row', { name: row }).getByRole('cell').textContent()
  return Number((text ?? '').replace(/\D/g, ''))
}

describe('the lists of robots', () => {
  test(
    'are applied to stored clicks after they were saved and their effect was counted',
    async () => {
      const { page } = stage
      await open('/settings?q=bots')
      await page.getByLabel('Robots: parts of user agents', { exact: true }).fill('Windows NT 10')
      await page.getByRole('button', { name: OPEN, disabled: true }).waitFor()
      await press('Save')
      await page.getByText('Saved', { exact: true }).waitFor()
      const before = await robots()
      await press(OPEN)
      const apply = dialog().getByRole('button', { name: 'Apply', exact: true })
      const held = dialog().getByRole('button', { name: 'Apply', exact: true, disabled: true })
      await held.waitFor()
      await dialog().getByLabel('Period').selectOption('all_time')
      await dialog().getByRole('button', { name: 'Count first' }).click()
      await dialog()
        .getByText(`${CLICKS.toLocaleString('en')} clicks looked at. Nothing is changed yet.`)
        .waitFor()
      const counted = await cell('People become robots: your list of user agents')
      expect(counted).toBeGreaterThan(0)
      expect(await robots()).toBe(before)
      expect(await seriousFaults(page)).toEqual([])
      // Another question is counted anew before it may be applied.
      await dialog().getByLabel('Period').selectOption('today')
      await held.waitFor()
      await dialog().getByLabel('Period').selectOption('all_time')
      await dialog().getByRole('button', { name: 'Count first' }).click()
      await apply.click()
      await dialog().getByText('Done: 3,000 clicks looked at.').waitFor()
      expect(await cell('People become robots: your list of user agents')).toBe(counted)
      expect(await robots()).toBe(before + counted)
      await dialog().getByRole('button', { name: 'Close' }).last().click()
      await press(OPEN)
      await dialog()
        .getByText(/Last time: .+: [\d,]+ became robots, 0 became people/)
        .waitFor()
    },
    LONG,
  )

  test(
    'that make no click another one say so, and days that are wrong are told beside them',
    async () => {
      await open('/settings?q=bots')
      await callApi(stage.page, 'POST', '/clicks/reclassify', { datePreset: 'all_time' })
      await press(OPEN)
      await dialog().getByLabel('Period').selectOption('custom_time')
      await dialog().getByRole('button', { name: 'Count first' }).click()
      await dialog().getByText('needs the date it begins with').waitFor()
      await dialog().getByLabel('From', { exact: true }).fill('2026-01-01')
      await dialog().getByLabel('To', { exact: true }).fill('2035-01-01')
      await dialog().getByRole('button', { name: 'Count first' }).click()
      await dialog().getByText('All of them are as the lists say.').waitFor()
    },
    LONG,
  )
})
