/** Short links in the admin: the form against the real server, and what their pages say. */
import { beforeEach, describe, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { CHROME, linkStage, LONG } from '../support/admin-stage.ts'
import { askApart, callApi } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'
import { until } from '../support/until.ts'

const stage = linkStage({ clicks: 1000 })
const { open, press, field, save } = stage
let page: Page

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
const TELEGRAM = 'TelegramBot (like TwitterBot)'

beforeEach(() => {
  page = stage.page
})

interface Link {
  readonly id: number
  readonly kind: string
  readonly hasPassword: boolean
  readonly redirectStatus: number
  readonly maxAge: number
}

const linkAt = async (id: number) => (await callApi(page, 'GET', `/links/${id}`)) as Link
const made = async (body: object) => ((await callApi(page, 'POST', '/links', body)) as Link).id
const visit = (word: string, agent: string) =>
  fetch(`${stage.server.url}/${word}`, {
    redirect: 'manual',
    headers: { 'user-agent': agent, host: 'go.example.com' },
  })

describe('the form of a link', () => {
  test(
    'an address for a device is where its visitors go, until the form says otherwise',
    async () => {
      await open('/links/new')
      await field('Destination').fill('https://all.example/')
      await field('Word').fill('by-device')
      expect(await page.getByLabel('Who goes there').count()).toBe(0)
      await field('On iPhone and iPad').fill('https://ios.example/')
      await page.getByLabel('Who goes there').waitFor()
      await save()
      const target = async () => (await visit('by-device', IPHONE)).headers.get('location')
      expect(await target()).toBe('https://ios.example/')
      await field('Who goes there').selectOption('short')
      await save()
      expect(await target()).toBe('https://all.example/')
    },
    LONG,
  )

  test(
    'says that it needs a domain where there is none',
    async () => {
      await askApart(page)
      await page.route('**/public/api/v1/domains', (route) => route.fulfill({ json: [] }))
      await open('/links/new')
      await page.getByText('A short link lives on a domain of yours').waitFor()
      await page.getByRole('link', { name: 'Add a domain' }).click()
      await page.getByRole('heading', { name: 'Domains', level: 1 }).waitFor()
    },
    LONG,
  )

  test(
    'each kind of redirect that it offers can be saved, and how long one is kept',
    async () => {
      const id = await made({ word: 'redirects', webUrl: 'https://a.example/' })
      await open(`/links/${id}`)
      const offered = await field('Redirect').locator('option').allTextContents()
      for (const status of offered) {
        await field('Redirect').selectOption(status)
        await save()
        expect((await linkAt(id)).redirectStatus).toBe(Number(status))
      }
      await field('Redirect').selectOption('301')
      await field('Browsers keep it for seconds').fill('600')
      await save()
      expect((await linkAt(id)).maxAge).toBe(600)
    },
    LONG,
  )

  test(
    'a password stays when it is not typed again, and can be taken off',
    async () => {
      const id = await made({ word: 'secret', webUrl: 'https://a.example/', password: 'sesame' })
      await open(`/links/${id}`)
      await field('Title').fill('Named')
      await save()
      expect((await linkAt(id)).hasPassword).toBe(true)
      await page.getByText('Take the password off').click()
      await save()
      expect((await linkAt(id)).hasPassword).toBe(false)
    },
    LONG,
  )
})

describe('the word of a link is looked at while it is typed', () => {
  const told = () => field('Word').locator('xpath=ancestor::div[1]').getByRole('status')
  const tells = (text: string) => until(text, async () => (await told().textContent()) === text)

  test(
    'whether it is free, and why it is not',
    async () => {
      const id = await made({ word: 'looked-at', webUrl: 'https://a.example/' })
      await open('/links/new')
      await field('Word').fill('look')
      await tells('Too short: at least 5 characters')
      await field('Word').fill('looked-at')
      await tells('This word is taken')
      await field('Word').fill('looked-at-2')
      await tells('This word is free')
      await field('Word').fill('')
      await tells('What stands behind the domain; empty: made for you')
      await field('Word').fill('looked-at-2')
      await field('Destination').fill('https://b.example/')
      await save()
      await open(`/links/${id}`)
      await tells('What stands behind the domain; empty: made for you')
      await field('Word').fill('looked-at-2')
      await tells('This word is taken')
    },
    LONG,
  )

  test(
    'and an answer that comes late is not shown',
    async () => {
      await made({ word: 'late-one', webUrl: 'https://a.example/' })
      const held = Promise.withResolvers<() => Promise<void>>()
      await page.route('**/links/word?word=late-one', (route) =>
        held.resolve(() => route.continue().catch(() => undefined)),
      )
      await open('/links/new')
      await field('Word').fill('late-one')
      const letGo = await held.promise
      await field('Word').fill('early-one')
      await tells('This word is free')
      await letGo()
      await field('Word').fill('early-two')
      expect(await told().textContent()).not.toBe('This word is taken')
      await tells('This word is free')
      await page.unroute('**/links/word?word=late-one')
    },
    LONG,
  )
})

describe('the page of a link', () => {
  test(
    'counts the period that is chosen, and names robots apart',
    async () => {
      const id = await made({ word: 'counted', webUrl: 'https://a.example/' })
      await visit('counted', CHROME)
      await visit('counted', TELEGRAM)
      await until('both are counted', async () => {
        const stats = (await callApi(page, 'GET', `/links/${id}/stats`)) as Record<string, number>
        return stats['clicks'] === 1 && stats['robotClicks'] === 1
      })
      const old = await callApi(page, 'GET', `/links/${id}/stats?datePreset=yesterday`)
      expect(old).toMatchObject({ clicks: 0, robotClicks: 0 })
      await open(`/links/${id}`)
      await page.getByText('robots apart: 1').waitFor()
      await press('Robots')
      await page.getByRole('rowheader', { name: 'TelegramBot' }).waitFor()
      await field('Title').fill('Not saved yet')
      await field('Period').selectOption('Last month')
      await page.getByText('robots apart: 0').waitFor()
      expect(page.url()).toContain('stats=last_month')
      await field('Period').selectOption('All time')
      await page.getByText('robots apart: 1').waitFor()
      expect(await field('Title').inputValue()).toBe('Not saved yet')
    },
    LONG,
  )

  test(
    'saves its QR code as shapes and as dots',
    async () => {
      const id = await made({ word: 'pictured', webUrl: 'https://a.example/' })
      await open(`/links/${id}`)
      for (const [item, name] of [
        ['SVG', 'pictured.svg'],
        [/^PNG/, 'pictured.png'],
      ] as const) {
        await press('Save the QR code')
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('menuitem', { name: item }).first().click(),
        ])
        expect(download.suggestedFilename()).toBe(name)
      }
    },
    LONG,
  )
})

test(
  'a pixel says how many links show it',
  async () => {
    const pixel = { name: 'Counted pixel', code: '<i></i>' }
    const { id } = (await callApi(page, 'POST', '/pixels', pixel)) as Link
    for (const word of ['pixel-1', 'pixel-2']) {
      await made({ word, webUrl: 'https://a.example/', pixelIds: [id] })
    }
    await open('/pixels')
    const row = page.getByRole('row', { name: /Counted pixel/ })
    await row.getByText('2', { exact: true }).waitFor()
    await open(`/pixels/${id}`)
    await page.getByText('Shown by links: 2').waitFor()
  },
  LONG,
)

test(
  'a key to the API says when it was used last',
  async () => {
    const made = await callApi(page, 'POST', '/link_tokens', { name: 'A program' })
    const { token } = made as { token: string }
    await open('/links')
    await press('API tokens')
    const row = page.locator('dialog').getByRole('row', { name: /A program/ })
    await row.getByText('not yet').waitFor()
    await page.keyboard.press('Escape')
    await fetch(`${stage.server.url}/api/v1/health`, { headers: { 'X-Auth-Token': token } })
    await until('its use is noted', async () => {
      const { rows } = (await callApi(page, 'GET', '/link_tokens')) as {
        rows: { name: string; lastUsedAt: string | null }[]
      }
      return rows.some(({ name, lastUsedAt }) => name === 'A program' && lastUsedAt !== null)
    })
    await press('API tokens')
    await row
      .getByText(/20\d\d/)
      .nth(1)
      .waitFor()
    await page.keyboard.press('Escape')
  },
  LONG,
)

test(
  'domains are looked for and sorted by what the address says, and tell what to enter for a name',
  async () => {
    const hosts = () => page.locator('main tbody th').allInnerTexts()
    await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'a.example.net' })
    await open('/domains?sort=host.desc')
    expect((await hosts())[0]).toBe('go.example.com')
    await press('Domain')
    await page.waitForURL(/sort=host\.asc/)
    expect((await hosts())[0]).toBe('a.example.net')
    await page.locator('main input[type=search]').fill('example.net')
    await page.getByRole('rowheader', { name: 'go.example.com' }).waitFor({ state: 'detached' })
    await press('Actions: a.example.net')
    await page.getByRole('menuitem', { name: 'Check now' }).click()
    const dialog = page.locator('dialog')
    await dialog.getByText('It does not lead here:').waitFor()
    await dialog.getByText('No public address').waitFor()
    await dialog.getByText('The server does not know its public address').waitFor()
  },
  LONG,
)

test(
  'domains are listed by their state, in the columns that were chosen',
  async () => {
    const hosts = () => page.locator('main tbody th').allInnerTexts()
    await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'stop.example.net' })
    await open('/domains?q=stop')
    await page.getByRole('button', { name: 'Stop at once' }).click()
    const dialog = page.locator('dialog')
    await dialog.getByLabel('Reason').fill('a complaint')
    await dialog.getByRole('button', { name: 'Stop at once' }).click()
    await page.getByRole('gridcell', { name: 'Stopped' }).first().waitFor()
    await open('/domains')
    await page.getByRole('combobox', { name: 'State' }).selectOption('Stopped')
    await page.waitForURL(/status=stopped/)
    expect(await hosts()).toEqual(['stop.example.net'])
    await page.getByRole('combobox', { name: 'State' }).selectOption('Working')
    await page.getByRole('rowheader', { name: 'stop.example.net' }).waitFor({ state: 'detached' })
    expect(await seriousFaults(page)).toEqual([])
    const kept = page.waitForResponse('**/me/preferences')
    await press('Columns')
    const root = dialog.getByRole('listitem').filter({ hasText: 'Its root shows' })
    await root.getByRole('button', { name: 'Remove' }).click()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('columnheader', { name: 'Its root shows' }).waitFor({ state: 'detached' })
    await kept
    await page.reload()
    await page.getByRole('columnheader', { name: 'Added' }).waitFor()
    expect(await page.getByRole('columnheader', { name: 'Its root shows' }).count()).toBe(0)
    expect(await page.getByRole('columnheader').last().innerText()).toBe('')
  },
  LONG,
)

test(
  'a UTM field says that the destination keeps its own, and statistics speak like people',
  async () => {
    await open('/links/new')
    await field('Destination').fill('https://a.example/?utm_source=mail')
    await field('utm_source').fill('tg')
    await page.getByText('The destination has “mail” already').waitFor()
    await field('utm_source').fill('mail')
    await page.getByText('The destination has').waitFor({ state: 'hidden' })
    await field('Word').fill('spoken-stats')
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await fetch(`${stage.server.url}/spoken-stats`, {
      redirect: 'manual',
      headers: { 'user-agent': CHROME, 'accept-language': 'de-AT', host: 'go.example.com' },
    })
    await page.reload()
    await press('Languages')
    await page.getByRole('rowheader', { name: 'German' }).waitFor()
    await press('Countries')
    await press('Days')
    await page.getByRole('rowheader', { name: /^[A-Z][a-z]{2} \d{1,2}, \d{4}$/ }).waitFor()
  },
  LONG,
)

test(
  'a domain that is added is looked at at once',
  async () => {
    await open('/domains')
    await press('Add a domain')
    await page.getByRole('dialog').getByLabel('Domain').fill('https://new.shop.invalid/x')
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('It does not lead here:').waitFor()
    await page.getByRole('dialog').getByText('Addresses it has now').waitFor()
  },
  LONG,
)
