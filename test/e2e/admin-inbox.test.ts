/** What somebody has put aside in the inbox is neither lost nor waited for. */
import { expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, postbackPath } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'

const stage = demoStage({ clicks: 500 })

test(
  'what is put aside stays at the end of the page, and can be tried again',
  async () => {
    await stage.open('/postbacks?tab=inbox')
    const { page } = stage
    await fetch(`${stage.server.url}${await postbackPath(page)}?subid={sub2}&status=sale&payout=4`)
    await page.reload()
    const menu = page.locator('nav a[href$="/postbacks"]').first()
    await menu.locator('.count').waitFor()
    const card = (title: string) => page.locator('.card', { hasText: title }).first()
    await card('Macro not replaced').getByRole('button', { name: 'Put aside' }).click()
    const dialog = page.locator('dialog')
    await dialog.getByRole('button', { name: 'Put aside' }).click()
    // Nothing waits any more, there and in the menu at once, and still not everything was counted.
    await page.getByText('No postback waits').waitFor()
    expect(await page.getByText('Everything was counted').count()).toBe(0)
    await menu.locator('.count').waitFor({ state: 'detached' })
    const aside = card('Nobody waits for these postbacks any more')
    await aside.getByRole('button', { name: 'Macro not replaced · 1 postback' }).click()
    expect(await seriousFaults(page)).toEqual([])
    await dialog.locator('tbody input[type=checkbox]').first().check()
    expect(await dialog.getByRole('button', { name: 'Put aside' }).count()).toBe(0)
    const log = await callApi(page, 'GET', '/clicklog?datePreset=last_7_days&limit=1')
    const { rows } = log as { rows: { id: string }[] }
    await dialog.getByLabel('Click id', { exact: true }).fill(rows[0]?.id ?? '')
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await aside.waitFor({ state: 'detached' })
    await page.getByText('Everything was counted').waitFor()
  },
  LONG,
)
