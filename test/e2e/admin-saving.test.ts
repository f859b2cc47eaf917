/** What the admin saves is what was meant: once, nobody else's work lost, and what it shows is in force. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { askApart, callApi, openAdmin, openScreen, setUp } from '../support/admin.ts'
import { startServer } from '../support/server.ts'

const stage = demoStage({ clicks: 300 })
const { open, press, field } = stage
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

/** Another tab of the same browser, in which drafts are kept. */
async function anotherTab(path: string): Promise<Page> {
  const tab = await stage.admin.context.newPage()
  await openScreen(tab, stage.server, path)
  return tab
}

const STALE = 'Somebody else has changed it meanwhile. Nothing was overwritten.'

test(
  'a draft is no way past what somebody else has saved since',
  async () => {
    await open('/offers/1')
    await field('Name').fill('Mine')
    await callApi(page, 'PATCH', '/offer/1/full', { name: 'Theirs' })
    const tab = await anotherTab('/offers/1')
    expect(await tab.getByLabel('Name', { exact: true }).inputValue()).toBe('Mine')
    await tab.getByRole('button', { name: 'Save', exact: true }).click()
    await tab.getByText(STALE).waitFor()
    expect(await callApi(tab, 'GET', '/offer/1/full')).toMatchObject({ name: 'Theirs' })
    await tab.getByRole('button', { name: 'Overwrite' }).click()
    await tab.getByText('Saved', { exact: true }).first().waitFor()
    expect(await callApi(tab, 'GET', '/offer/1/full')).toMatchObject({ name: 'Mine' })
  },
  LONG,
)

test(
  'a draft of flows meets what was saved since, flow by flow',
  async () => {
    await open('/campaigns/1/flows')
    await field('Name of the flow').first().fill('Mine')
    const set = (await callApi(page, 'GET', '/campaign/1/flows')) as { flows: object[] }
    const [first, ...others] = set.flows
    const theirs = { ...set, flows: [{ ...first, name: 'Theirs' }, ...others] }
    await callApi(page, 'PUT', '/campaign/1/flows', theirs)
    const tab = await anotherTab('/campaigns/1/flows')
    await tab.getByRole('button', { name: 'Save', exact: true }).click()
    await tab.locator('tr', { hasText: 'Theirs' }).getByText('Mine').waitFor()
    await tab.locator('tr', { hasText: 'Theirs' }).getByRole('button').click()
    await tab.getByRole('button', { name: 'Discard changes' }).click()
    expect(await callApi(tab, 'GET', '/campaign/1/flows')).toMatchObject({
      flows: [{ name: 'Theirs' }, ...others.map(() => ({}))],
    })
  },
  LONG,
)

test(
  'a letter that was typed and taken back is no change',
  async () => {
    await open('/offers/2')
    const name = await field('Name').inputValue()
    const kept = () => page.evaluate(() => localStorage.getItem('sluice.draft.1.form/offers/2'))
    await field('Name').fill(`${name}x`)
    expect(await kept()).toContain(`${name}x`)
    await field('Name').fill(name)
    expect(await kept()).toBeNull()
  },
  LONG,
)

/** Requests that make something, by their path. */
function watchPosts(): readonly string[] {
  const made: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') made.push(new URL(request.url()).pathname)
  })
  return made
}

const ofPath = (paths: readonly string[], end: string) => paths.filter((path) => path.endsWith(end))

test(
  'a campaign whose alias was refused is made once, and its flows come next',
  async () => {
    const { alias } = (await open('/').then(() => callApi(page, 'GET', '/campaign/1/full'))) as {
      alias: string
    }
    const posts = watchPosts()
    await open('/campaigns/new')
    await field('Name').fill('Made once')
    await field('Traffic source').selectOption({ index: 1 })
    await field('Alias').fill(alias)
    await press('Save')
    await page.getByText('It is made already.').waitFor()
    await field('Alias').fill('made-once')
    await press('Save')
    await page.waitForURL(/campaigns\/\d+\/flows$/)
    expect(ofPath(posts, '/campaign')).toHaveLength(1)
    const id = /campaigns\/(\d+)/.exec(page.url())?.[1]
    expect(await callApi(page, 'GET', `/campaign/${id}/full`)).toMatchObject({ alias: 'made-once' })
    const drafts = await page.evaluate(() =>
      Object.keys(localStorage).filter((name) => name.includes('draft')),
    )
    expect(drafts).toEqual([])
  },
  LONG,
)

test(
  'what follows the first request of a change is tried again without a conflict with oneself',
  async () => {
    await open('/offers/3')
    await field('Name').fill('Reviewed')
    await field('Look at payouts above').fill('-5')
    await press('Save')
    await page.locator('.field.invalid').first().waitFor()
    await field('Look at payouts above').fill('5')
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await callApi(page, 'GET', '/offer/3/full')).toMatchObject({
      name: 'Reviewed',
      payout: { reviewAbove: 5 },
    })
  },
  LONG,
)

test(
  'the shortcut to save is heard once while it is held, in any script',
  async () => {
    const posts = watchPosts()
    await open('/pixels/new')
    await field('Name').fill('Held')
    await field('Code').fill('<i></i>')
    await page.evaluate(() => {
      for (const repeat of [false, true, true]) {
        const key = {
          key: 'ы',
          code: 'KeyS',
          ctrlKey: true,
          repeat,
          bubbles: true,
          cancelable: true,
        }
        const event = new KeyboardEvent('keydown', key)
        document.activeElement?.dispatchEvent(event)
        if (!event.defaultPrevented) throw new Error('the browser would save the page')
      }
    })
    await page.waitForURL(/pixels\/\d+$/)
    expect(ofPath(posts, '/pixels')).toHaveLength(1)
  },
  LONG,
)

test(
  'what is typed while a form is saved is refused, not lost',
  async () => {
    await open('/offers/2')
    const arrived = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    await askApart(page)
    await page.route('**/offer/2', async (route) => {
      arrived.resolve()
      await goOn.promise
      await route.continue()
    })
    await field('Name').fill('Saved name')
    await page.keyboard.press('Control+s')
    await arrived.promise
    await page.keyboard.type(' and more')
    goOn.resolve()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await field('Name').inputValue()).toBe('Saved name')
    expect(await callApi(page, 'GET', '/offer/2/full')).toMatchObject({ name: 'Saved name' })
  },
  LONG,
)

test(
  'a user is blocked and let in again, and his form has no conflict with that',
  async () => {
    await open('/users/new')
    const { user_id: id } = (await callApi(page, 'POST', '/user/create', {
      login: 'blocked@example.com',
      password: 'long enough 1',
      role: 'user',
    })) as { user_id: number }
    await open(`/users/${id}`)
    await press('Stop at once')
    await page.getByRole('dialog').getByLabel('Reason').fill('left')
    await page.getByRole('dialog').getByRole('button', { name: 'Stop at once' }).click()
    await page.getByRole('button', { name: 'Let it run again' }).waitFor()
    await field('Login').fill('renamed@example.com')
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await open(`/users/${id}`)
    await press('Let it run again')
    await page.getByRole('button', { name: 'Stop at once' }).waitFor()
    expect(await callApi(page, 'GET', `/identity/${id}`)).toMatchObject({
      identity: 'renamed@example.com',
      isBlocked: false,
    })
  },
  LONG,
)

test(
  'a campaign that is stopped and let run again while it is edited is saved without a conflict',
  async () => {
    await open('/campaigns/1')
    const stored = () => callApi(page, 'GET', '/campaign/1/full')
    const isSaved = () => page.getByText('Saved', { exact: true }).first().waitFor()
    const stop = async () => {
      await press('Stop at once')
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Reason').fill('a look')
      await dialog.getByRole('button', { name: 'Stop at once' }).click()
      await page.getByRole('button', { name: 'Let it run again' }).waitFor()
    }
    await stop()
    await field('Name').fill('Stopped')
    await press('Save')
    await isSaved()
    await open('/campaigns/1')
    await press('Let it run again')
    await stop()
    await press('Let it run again')
    await page.getByRole('button', { name: 'Stop at once' }).waitFor()
    await field('Name').fill('Goes on')
    await press('Save')
    await isSaved()
    expect(await stored()).toMatchObject({ name: 'Goes on', blocked: false })
  },
  LONG,
)

test(
  'rights that were given while a form of a user was open are not taken back by it',
  async () => {
    await open('/users/new')
    const { user_id: id } = (await callApi(page, 'POST', '/user/create', {
      login: 'granted@example.com',
      password: 'long enough 1',
      role: 'user',
    })) as { user_id: number }
    await open(`/users/${id}`)
    const permissions = [
      { subject: 'campaign', accessLevel: 'CUSTOM', readUuids: [1], canCreate: true },
    ]
    await callApi(page, 'PUT', `/user/${id}/permissions`, { permissions })
    await field('Login').fill('granted-2@example.com')
    await press('Save')
    await page.getByText(STALE).waitFor()
    const granted = expect.objectContaining({ subject: 'CAMPAIGN', canCreate: true })
    expect(await callApi(page, 'GET', `/identity/${id}`)).toMatchObject({
      identity: 'granted@example.com',
      permissions: expect.arrayContaining([granted]),
    })
  },
  LONG,
)

test(
  'the simulator decides for the time that was chosen',
  async () => {
    await open('/campaigns/1/flows')
    await page.getByText('More about the visitor').click()
    const asked = page.waitForRequest((request) => request.postData()?.includes('"at"') === true)
    await field('Time').fill('2026-11-20T10:30')
    const answer = await (await asked).response()
    expect(answer?.status()).toBe(200)
    expect((await asked).postDataJSON()).toMatchObject({ at: Date.UTC(2026, 10, 20, 10, 30) })
  },
  LONG,
)

test(
  'the simulator names a flow that is not saved yet, and the flow says that it is taken',
  async () => {
    await open('/campaigns/1/flows')
    const forced = page.locator('.lane').first()
    await field('Country').selectOption('FR')
    await forced.getByRole('button', { name: 'Add flow' }).click()
    await forced.getByText('passed over: nothing to serve').waitFor()
    await forced.getByRole('button', { name: 'Offer', exact: true }).last().click()
    await page.getByRole('dialog').locator('button', { hasText: '#1' }).first().click()
    await forced.getByText('the visitor goes here').waitFor()
    const result = page.locator('aside table')
    await result.getByRole('row', { name: 'Flow Forced flow' }).waitFor()
    await result.getByRole('row', { name: 'Path Path' }).waitFor()
  },
  LONG,
)

test(
  'new campaigns and offers begin with the currency and the zone of the tracker',
  async () => {
    const server = await startServer()
    const fresh = await openAdmin(stage.browser, server)
    page = fresh.page
    await setUp(page, server)
    await callApi(page, 'PATCH', '/settings', { currency: 'EUR', timezone: 'Asia/Tokyo' })
    const chosen = (label: string) => page.getByLabel(label, { exact: true }).inputValue()
    await openScreen(page, server, '/campaigns/new')
    expect([await chosen('Currency'), await chosen('Time zone of limits')]).toEqual([
      'EUR',
      'Asia/Tokyo',
    ])
    await openScreen(page, server, '/offers/new')
    expect(await chosen('Currency')).toBe('EUR')
    await page.getByText('Cap on conversions').click()
    expect(await chosen('Time zone')).toBe('Asia/Tokyo')
    await fresh.context.close()
    expect(await server.stop()).toBe(0)
  },
  LONG,
)

test(
  'a first campaign that was refused at its address leaves nothing behind twice',
  async () => {
    const server = await startServer()
    const fresh = await openAdmin(stage.browser, server)
    page = fresh.page
    await setUp(page, server)
    const posts = watchPosts()
    await page.locator('.tile').first().click()
    const url = page.getByLabel('Offer URL', { exact: true })
    for (const address of ['foo', 'https://example.com/?sub={subid}']) {
      await url.fill(address)
      const answered = page.waitForResponse((response) => response.url().endsWith('/offer'))
      await page.getByRole('button', { name: 'Make the campaign' }).click()
      await answered
    }
    await page.locator('.marked-url').waitFor()
    const made = ['/offer', '/traffic_source', '/campaign'].map(
      (path) => ofPath(posts, path).length,
    )
    expect(made).toEqual([2, 1, 1])
    expect(await callApi(page, 'GET', '/traffic_source/list/filtered')).toHaveLength(1)
    await fresh.context.close()
  },
  LONG,
)
