/** Enter goes on: in a field of a dialog, in a search for something to choose, and after a refused save. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'

const stage = demoStage({ clicks: 200 })
const { open, press, field } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

test(
  'in a field of a dialog it does what the coloured button does',
  async () => {
    await open('/domains')
    await page.getByRole('button', { name: 'Add a domain' }).first().click()
    await page.keyboard.press('Enter')
    expect(await page.locator('dialog').count()).toBe(1)
    await page.keyboard.type('enter.example.com')
    await page.keyboard.press('Enter')
    await page.getByText('enter.example.com').first().waitFor()
  },
  LONG,
)

test(
  'a word of a network is added by it',
  async () => {
    await open('/networks/1')
    await field('Word of the network').fill('sold')
    await page.keyboard.press('Enter')
    await page.locator('code', { hasText: 'sold' }).waitFor()
  },
  LONG,
)

test(
  'a filter is found, filled in and applied without the mouse, and its dialog stays where it is',
  async () => {
    await open('/campaigns/1/flows')
    await page.getByRole('button', { name: 'Filter', exact: true }).first().click()
    const dialog = page.locator('dialog')
    const before = await dialog.boundingBox()
    await dialog.getByRole('searchbox').fill('country')
    await page.getByRole('button', { name: 'Continent' }).waitFor({ state: 'detached' })
    expect((await dialog.boundingBox())?.y).toBe(before!.y)
    await page.keyboard.press('Enter')
    await dialog.locator('input:focus').fill('italy')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Country is IT').first().waitFor()
  },
  LONG,
)

test(
  'a grouping of the report is added by its name, and the next Enter applies it',
  async () => {
    await open('/report?by=campaign')
    await press('Group by')
    await page.locator('dialog').getByRole('searchbox').fill('country')
    await page.keyboard.press('Enter')
    await page.locator('dialog li', { hasText: 'Country' }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/by=campaign%2CgeoCountry|by=campaign,geoCountry/)
  },
  LONG,
)

test(
  'an offer is found for a path',
  async () => {
    await open('/campaigns/1/flows')
    await page.getByRole('button', { name: 'Offer', exact: true }).first().click()
    await page.locator('dialog').getByRole('searchbox').fill('credit')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Credit Card ES' }).first().waitFor()
  },
  LONG,
)

test(
  'a template is found for a source',
  async () => {
    await open('/sources/new')
    await field('Name or kind').fill('propeller')
    await page.keyboard.press('Enter')
    await field('Name').waitFor()
    expect(await field('Name').inputValue()).toBe('PropellerAds')
  },
  LONG,
)

test(
  'a save that is refused for what a template left open goes to the field',
  async () => {
    const postbackUrl = 'https://source.example/?aid=REPLACE_AID&id={external_id}'
    const { id } = (await callOffer()) as { id: number }
    await open(`/sources/${id}`)
    await field('Postback URL').fill(postbackUrl)
    await press('Save')
    await page.waitForFunction(() => document.activeElement?.ariaInvalid === 'true')
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe(
      postbackUrl,
    )
  },
  LONG,
)

const callOffer = async () => {
  await open('/')
  return callApi(page, 'POST', '/traffic_source', { name: 'Left open' })
}
