/** The owner's safety in the admin: two-step login, looking as another user, backups, less of visitors. */
import { beforeEach, describe, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { totpCode, totpStep } from '../../src/manage/people/totp.ts'
import { CHROME, demoStage, LONG } from '../support/admin-stage.ts'
import { askApart, callApi, LOGIN, openAdmin, PASSWORD } from '../support/admin.ts'
import { until } from '../support/until.ts'

const stage = demoStage({ clicks: 1000 })
const { open, press, field } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

test(
  'a backup is made, verified and downloaded',
  async () => {
    await open('/system')
    await press('Back up now')
    const line = page.locator('.card', { hasText: 'Backups' }).locator('li').first()
    await line.getByRole('button', { name: 'Verify' }).click()
    await line.getByText('verified', { exact: true }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      line.getByRole('link', { name: /Download/ }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^sluice-.+\.tar$/)
    expect(await download.failure()).toBeNull()
  },
  LONG,
)

test(
  'a backup that is refused after it began tells why it came to nothing',
  async () => {
    const { page } = stage
    await stage.open('/system')
    const card = page.locator('.card', { hasText: 'Backups' })
    await card.locator('li, p').first().waitFor()
    await page.route('**/api/v1/backup', (route) => route.fulfill({ status: 503, json: {} }))
    await askApart(page)
    await page.route('**/api/v1/backups', (route) =>
      route.fulfill({ json: { rows: [], running: null, failed: '257 MB must be free' } }),
    )
    await card.getByRole('button', { name: 'Back up now' }).click()
    await card.getByText('The last backup failed: 257 MB must be free').waitFor()
  },
  LONG,
)

test.each([
  ['cut', '{"format": "sluice-con', 'This is not a file of JSON'],
  ['a list', '[1, 2]', 'This is not a configuration that Sluice has saved'],
  ['nothing', 'null', 'This is not a configuration that Sluice has saved'],
  ['somebody else’s', '{"name": "shop"}', 'This is not a configuration that Sluice has saved'],
  ['a newer one', '{"format": "sluice-config", "version": 99}', 'of another version of Sluice'],
])(
  'a file of a configuration that is %s is called so',
  async (_what, text, told) => {
    await open('/system')
    await press('Take in a file')
    const file = { name: 'any.json', mimeType: 'application/json', buffer: Buffer.from(text) }
    await field('File of a configuration').setInputFiles(file)
    const check = page.getByRole('button', { name: 'Check first' })
    const answer = page.locator('dialog').getByText(told)
    await answer.or(page.locator('dialog button:enabled', { hasText: 'Check first' })).waitFor()
    if (await check.isEnabled()) await check.click()
    await answer.waitFor()
    expect(await page.getByRole('button', { name: 'Take in', exact: true }).isDisabled()).toBe(true)
  },
  LONG,
)

test(
  'names that turn the direction of writing are told from others wherever they stand',
  async () => {
    await open('/')
    const offer = { name: 'Best\u202eREFFO', url: 'https://offer.test/' }
    const { id } = (await callApi(page, 'POST', '/offer', offer)) as { readonly id: number }
    await open('/conversions')
    await field('Offers').click()
    await page.getByRole('button', { name: 'Best⟨U+202E⟩REFFO' }).waitFor()
    await open(`/offers/${id}`)
    await page.getByRole('heading', { name: 'Best⟨U+202E⟩REFFO' }).waitFor()
    expect(await page.title()).toBe('Best⟨U+202E⟩REFFO · Sluice')
    await open('/offers')
    await page.getByRole('button', { name: 'Actions: Best⟨U+202E⟩REFFO' }).waitFor()
  },
  LONG,
)

test(
  'the audit shows what was changed, and what it was before',
  async () => {
    await open('/')
    await callApi(page, 'PATCH', '/settings', { retention_days: 30 })
    await callApi(page, 'PATCH', '/settings', { retention_days: 0 })
    await open('/system')
    const row = page.locator('table.audit tbody tr', { hasText: 'retention_days' }).first()
    await row.getByText('What was changed').click()
    await row.getByText('retention_days: 30 → 0').waitFor()
  },
  LONG,
)

/** What the browser hears of the disk from now on; the server's own has years. */
async function tellFullIn(days: number | null): Promise<void> {
  await askApart(page)
  await page.route('**/system/status', async (route) => {
    const answer = await route.fetch()
    const told = await answer.json()
    const code = 'disk_filling'
    const warning = {
      code,
      message: `At the pace of the last days the disk is full in ${days} days`,
    }
    const warnings = days === null ? told.warnings : [warning, ...told.warnings]
    const disk = { ...told.disk, fullInDays: days }
    await route.fulfill({ response: answer, json: { ...told, disk, warnings } })
  })
}

test(
  'the page of the system says when the disk is full, as far as that is known',
  async () => {
    const room = page.locator('.card', { has: page.getByRole('heading', { name: /Storage|Хран/ }) })
    await tellFullIn(9)
    await open('/system')
    await room.getByRole('row', { name: 'Full at this pace in about 9 days' }).waitFor()
    await page.getByText('At the pace of the last days the disk is full in 9 days').waitFor()
    await callApi(page, 'PUT', '/me/preferences', { language: 'ru' })
    await open('/system')
    await room
      .getByRole('row', { name: 'Заполнится при этом темпе примерно через 9 дней' })
      .waitFor()
    await page.getByText('диск заполнится раньше чем через две недели').waitFor()
    await callApi(page, 'PUT', '/me/preferences', { language: 'en' })
    await page.unroute('**/system/status')
    await tellFullIn(null)
    await open('/system')
    await room.getByRole('row', { name: 'Ledger' }).waitFor()
    expect(await room.getByRole('row', { name: 'Full' }).count()).toBe(0)
  },
  LONG,
)

test(
  'an administrator sees what a user sees, changes nothing, and comes back',
  async () => {
    await open('/')
    const made = (await callApi(page, 'POST', '/user/create', {
      login: 'buyer@example.com',
      password: 'another long password 7',
      role: 'user',
      permissions: [{ subject: 'campaign', accessLevel: 'READ' }],
    })) as { user_id: number }
    await open(`/users/${made.user_id}`)
    await press('See it as this user')
    await page.getByText('You see everything as buyer@example.com does').waitFor()
    await page.getByRole('link', { name: 'Campaigns' }).first().waitFor()
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
    const refused = callApi(page, 'PUT', '/campaign/1/rename', { name: 'Renamed' })
    expect(await refused.then(String, String)).toContain('403')
    await press('Back to myself')
    await page.getByRole('link', { name: 'Settings' }).waitFor()
  },
  LONG,
)

test(
  'a password that is too short is refused at its field, which tells the length before',
  async () => {
    const wanted = page.getByText('At least 12 characters')
    const refusal = page.getByText('12 to 256 characters')
    await open('/users/new')
    await wanted.waitFor()
    await field('Login').fill('short@example.com')
    await field('Password').fill('eleven long')
    await press('Save')
    await refusal.waitFor()
    expect(await field('Password').getAttribute('aria-invalid')).toBe('true')
    await field('Password').fill('twelve longs')
    await press('Save')
    await page.getByText('At least 12 characters; empty: as it is').waitFor()
    await open('/account')
    await wanted.waitFor()
    await field('Present password').fill(PASSWORD)
    await field('New password').fill('eleven long')
    await press('Change password')
    await refusal.waitFor()
    expect(await field('New password').getAttribute('aria-invalid')).toBe('true')
  },
  LONG,
)

describe('the second step of the login', () => {
  test(
    'is set up with an app, asked for, and switched off with a recovery code',
    async () => {
      await open('/account')
      await press('Set up')
      const dialog = page.locator('dialog')
      const secret = (await dialog.locator('code').textContent()) ?? ''
      await dialog.getByLabel('Code', { exact: true }).fill('000000')
      await dialog.getByRole('button', { name: 'Switch on' }).click()
      await dialog.getByText('The code is wrong').waitFor()
      await dialog.getByLabel('Code', { exact: true }).fill(totpCode(secret, totpStep(Date.now())))
      await dialog.getByRole('button', { name: 'Switch on' }).click()
      const codes = ((await page.locator('.recovery').textContent()) ?? '').split('\n')
      expect(codes).toHaveLength(10)
      await press('I have kept them')
      await page.getByText('10 recovery codes left').waitFor()
      await logInWith(codes[0] ?? '')
      await press('Switch off')
      await page
        .locator('dialog')
        .getByLabel('Code', { exact: true })
        .fill(codes[1] ?? '')
      await page.locator('dialog').getByRole('button', { name: 'Switch off' }).click()
      await page.getByRole('button', { name: 'Set up', exact: true }).waitFor()
    },
    LONG,
  )

  /** The password alone leads to the question for a code, a wrong one leads nowhere. */
  async function logInWith(code: string): Promise<void> {
    const other = await openAdmin(stage.browser, stage.server)
    await other.page.goto(`${stage.server.url}/admin/account`)
    await other.page.getByLabel('Login', { exact: true }).fill(LOGIN)
    await other.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    const enter = other.page.getByRole('button', { name: 'Log in' })
    await enter.click()
    const field = other.page.getByLabel('Code of the app')
    await field.fill('999999')
    await enter.click()
    await other.page.getByText('The code is wrong').waitFor()
    await field.fill(code)
    await enter.click()
    await other.page.getByText('9 recovery codes left').waitFor()
    expect(other.complaints).toEqual([])
    await other.context.close()
  }
})

test(
  'less of visitors is stored from when it is chosen, and the story of a click says so',
  async () => {
    await open('/settings?q=privacy')
    await page.getByText('Counts for what is stored from now on').first().waitFor()
    const field = page.locator('.field', { hasText: 'privacy.address' })
    await field.locator('select').selectOption({ label: 'shortened' })
    await page.getByText('Visitors’ user agents are stored').click()
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const { key } = (await callApi(page, 'GET', '/campaign/1/full')) as { key: string }
    const headers = { 'user-agent': CHROME }
    await fetch(`${stage.server.url}/click?key=${key}`, { redirect: 'manual', headers })
    let id = ''
    await until('the click is in the log', async () => {
      const log = await callApi(page, 'GET', '/clicklog?datePreset=today&limit=1')
      const [newest] = (log as { rows: { id: string; ip: string }[] }).rows
      id = newest?.id ?? ''
      return newest?.ip === '127.0.0.0'
    })
    await open(`/clicks?click=${id}`)
    const story = page.locator('dialog')
    await story.getByText(/: 127\.0\.0\.0 .*shortened by your setting/).waitFor()
    await story.getByText(/^User agent: not stored, by your setting$/).waitFor()
  },
  LONG,
)
