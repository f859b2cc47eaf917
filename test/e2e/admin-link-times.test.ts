/** When short links begin and end, as the admin says and takes it: in the zone of the screen. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { linkStage, LONG } from '../support/admin-stage.ts'
import { callApi, openScreen } from '../support/admin.ts'

const stage = linkStage({ clicks: 500 })
const { open, press, field, save } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

interface Link {
  readonly id: number
  readonly expiresAt: string | null
  readonly startsAt: string | null
}

const linkAt = async (id: number) => (await callApi(page, 'GET', `/links/${id}`)) as Link
const made = async (body: object) => {
  const link = { webUrl: 'https://a.example/', ...body }
  return ((await callApi(page, 'POST', '/links', link)) as Link).id
}

test(
  'times stand in the zone of the screen, are entered in it, and keep their seconds',
  async () => {
    const expiresAt = '2099-01-02 03:04:05'
    const id = await made({ word: 'timed', expiresAt })
    await open(`/links/${id}?tz=Asia/Tokyo`)
    expect(await field('Works until').inputValue()).toBe('2099-01-02T12:04:05')
    await page.getByText('Time zone: Asia/Tokyo').first().waitFor()
    await field('Title').fill('Timed')
    await save()
    expect((await linkAt(id)).expiresAt).toBe(expiresAt)
    await field('Works until').fill('2099-01-02T08:00')
    await field('Works from').fill('2026-01-02T08:30')
    await save()
    expect(await linkAt(id)).toMatchObject({
      startsAt: '2026-01-01 23:30:00',
      expiresAt: '2099-01-01 23:00:00',
    })
    await field('Works until').fill('')
    await save()
    expect((await linkAt(id)).expiresAt).toBeNull()
  },
  LONG,
)

test(
  'what is typed is the same moment when the draft is gone on with in another zone',
  async () => {
    const id = await made({ word: 'drafted' })
    await open(`/links/${id}?tz=America/New_York`)
    await field('Works until').fill('2099-06-01T20:00')
    const later = await stage.admin.context.newPage()
    await openScreen(later, stage.server, `/links/${id}?tz=Europe/Berlin`)
    const until = later.getByLabel('Works until', { exact: true })
    expect(await until.inputValue()).toBe('2099-06-02T02:00')
    await later.getByRole('button', { name: 'Save', exact: true }).click()
    await later.getByText('Saved', { exact: true }).first().waitFor()
    expect((await linkAt(id)).expiresAt).toBe('2099-06-02 00:00:00')
  },
  LONG,
)

test(
  'a time of which a part is missing is not taken for none',
  async () => {
    const expiresAt = '2099-01-02 03:04:00'
    const id = await made({ word: 'half-timed', expiresAt })
    await open(`/links/${id}`)
    await field('Works until').focus()
    await page.keyboard.press('Backspace')
    await press('Save')
    await page.getByText('Both a day and a time, or neither').waitFor()
    expect((await linkAt(id)).expiresAt).toBe(expiresAt)
    await field('Works until').fill('2099-01-03T00:00')
    await save()
    expect((await linkAt(id)).expiresAt).toBe('2099-01-03 00:00:00')
    const half = field('Works from')
    await half.focus()
    await page.keyboard.type('1')
    await press('Save')
    await page.getByText('Both a day and a time, or neither').waitFor()
    expect((await linkAt(id)).startsAt).toBeNull()
  },
  LONG,
)

test(
  'a link whose time is over, or not yet, says so on its page and in the list',
  async () => {
    const over = await made({
      word: 'is-over',
      expiresAt: '2026-01-01 12:00:00',
      expiredUrl: 'https://later.example/',
    })
    const later = await made({ word: 'is-later', startsAt: '2098-12-31 23:30:00' })
    await open('/links')
    const row = (word: string) => page.getByRole('row').filter({ hasText: word })
    await row('is-over').getByText('ended', { exact: true }).waitFor()
    await row('is-later').getByText('not yet', { exact: true }).waitFor()
    await open(`/links/${over}?tz=Asia/Tokyo`)
    await page.getByText('It ended Jan 1, 2026, 9:00:00').waitFor()
    await page.getByText('Visitors are led to https://later.example/ now.').waitFor()
    await open(`/links/${later}?tz=Asia/Tokyo`)
    await page.getByText('It begins Jan 1, 2099, 8:30:00').waitFor()
    await field('Works from').fill('2026-01-01T00:00')
    await save()
    await page.getByText('It begins').waitFor({ state: 'detached' })
  },
  LONG,
)

test(
  'a token ends with the last second of its day in the zone of the screen',
  async () => {
    await open('/links?tz=America/New_York')
    await press('API tokens')
    await field('Name').fill('Program')
    await field('Works until').fill('2098-12-31')
    await page.getByText('Time zone: America/New_York').waitFor()
    await press('Make a token')
    await page.getByText('Copy it now').waitFor()
    const { rows } = (await callApi(page, 'GET', '/link_tokens')) as { rows: Link[] }
    expect(rows[0]?.expiresAt).toBe('2099-01-01 04:59:59')
    await page.getByRole('cell', { name: 'Dec 31, 2098' }).waitFor()
  },
  LONG,
)

test(
  'a zone in the address that is none is as if nothing was said',
  async () => {
    const id = await made({ word: 'anywhere' })
    await open(`/links/${id}?tz=Mars/Base`)
    await page.getByText('Time zone: UTC').first().waitFor()
    await open('/links?tz=Mars/Base')
    await page.waitForURL(/tz=UTC/)
    await page.getByRole('link', { name: 'anywhere' }).waitFor()
  },
  LONG,
)
