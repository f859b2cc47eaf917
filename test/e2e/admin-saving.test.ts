/** What the admin saves is what was meant: once, nobody else's work lost, and what it shows is in force. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'

const stage = demoStage({ clicks: 300 })
const { open, press } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

test(
  'a renewed postback key is the one that is shown, and the one that is renewed next',
  async () => {
    await open('/networks/1')
    const shown = page.locator('.card:has(h2:text-is("Postback URL")) .marked-url')
    const changed = async (before: string) => {
      await shown.filter({ hasNotText: before }).waitFor()
      return shown.innerText()
    }
    const general = await shown.innerText()
    await press('Make a key of its own')
    const addresses = [await changed(general)]
    for (const _ of [1, 2]) {
      await press('New key')
      await page.getByRole('dialog').getByRole('button', { name: 'New key' }).click()
      addresses.push(await changed(addresses.at(-1) ?? ''))
    }
    const { rows } = (await callApi(page, 'GET', '/postback_keys')) as {
      rows: { networkId: number | null; endsAt: string | null; urls: { postback: string } }[]
    }
    const own = rows.filter(({ networkId }) => networkId === 1)
    const keyOf = (url: string) => new URL(url).pathname
    expect(own.map(({ urls }) => keyOf(urls.postback))).toEqual(addresses.map(keyOf))
    expect(own.map(({ endsAt }) => endsAt === null)).toEqual([false, false, true])
  },
  LONG,
)
