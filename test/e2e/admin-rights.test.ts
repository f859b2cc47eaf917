/** The admin of somebody who may read most and change little: nothing on his screens leads to a refusal. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, logIn, openAdmin, openScreen, SCREENS, watchRefusals } from '../support/admin.ts'

const stage = demoStage({ clicks: 2000 })
const LOGIN = { login: 'reader@example.com', password: 'another long password 7' }
const READ = (
  'landing rotation affiliate_network traffic_source domain link pixel postback_log ' +
  'campaign_group offer_group'
).split(' ')
const PERMISSIONS = [
  { subject: 'campaign', accessLevel: 'CUSTOM', readUuids: ['1'], modifyUuids: ['2'] },
  { subject: 'offer', accessLevel: 'CUSTOM', readUuids: ['1'], canCreate: true },
  ...READ.map((subject) => ({ subject, accessLevel: 'READ' })),
]
/** Of the stage's owner, who is not looked at here. */
let owner: Page

beforeEach(() => {
  owner = stage.page
})

test(
  'every screen opens without a refusal, and what can’t be done says why',
  async () => {
    await stage.open('/')
    await callApi(owner, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
    await callApi(owner, 'POST', '/links', { word: 'read-only', webUrl: 'https://example.com/' })
    const user = { ...LOGIN, role: 'user', permissions: PERMISSIONS }
    await callApi(owner, 'POST', '/user/create', user)
    const { page, context, complaints } = await openAdmin(stage.browser, stage.server)
    const refused = watchRefusals(page)
    await logIn(page, stage.server, LOGIN)
    const open = (path: string) => openScreen(page, stage.server, path)
    refused.length = 0 // Who is not logged in yet is told so.
    for (const path of [...SCREENS, '/landings/1', '/links/1', '/campaigns/2']) {
      await open(path)
      await page.waitForLoadState('networkidle')
    }
    expect(refused).toEqual([])

    await expectReadOnly(page, open)
    await expectOwn(page, open)
    expect([refused, complaints]).toEqual([[], []])
    await context.close()
  },
  LONG,
)

type Open = (path: string) => Promise<void>

async function expectReadOnly(page: Page, open: Open): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  await open('/campaigns/1')
  await page.getByText('You may look at this, not change it').waitFor()
  expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true)
  expect(await button('Save').count()).toBe(0)
  expect(await button('Stop at once').getAttribute('aria-disabled')).toBe('true')
  expect(await button('Stop at once').getAttribute('title')).toBe(
    'An administrator can allow you this',
  )
  await open('/campaigns/1/flows')
  await page.getByRole('switch').first().press('Space')
  await page.getByText('Not saved', { exact: true }).waitFor()
  await page.keyboard.press('Control+s')
  expect(await button('Save').getAttribute('aria-disabled')).toBe('true')
  for (const path of ['/campaigns/new', '/sources/new', '/rotations/new']) {
    await open(path)
    await page.getByText('You may not make any here').waitFor()
  }
  await open('/domains')
  await page.getByRole('row', { name: 'go.example.com' }).waitFor()
  expect(await button('Add a domain').count()).toBe(0)
  await open('/settings')
  await page.getByText('This is not open to you').waitFor()
}

/** What is his he changes as before, and what he makes is his. */
async function expectOwn(page: Page, open: Open): Promise<void> {
  const save = page.getByRole('button', { name: 'Save', exact: true })
  const name = page.getByLabel('Name', { exact: true })
  const saved = page.getByText('Saved', { exact: true }).first()
  await open('/campaigns/2')
  await name.fill('Changed by him')
  await save.click()
  await saved.waitFor()
  await open('/offers/new')
  await name.fill('Made by him')
  await page.getByLabel('Offer URL', { exact: true }).fill('https://example.com/offer')
  await save.click()
  await page.getByRole('heading', { name: 'Made by him' }).waitFor()
  expect(await name.isDisabled()).toBe(false)
}

test(
  'who looks as somebody else sees what he sees, and every act held',
  async () => {
    await stage.open('/users')
    await owner.getByRole('link', { name: LOGIN.login }).click()
    await stage.press('See it as this user')
    await owner.getByText(`You see everything as ${LOGIN.login} does`).waitFor()
    await stage.open('/campaigns/2')
    const save = owner.getByRole('button', { name: 'Save', exact: true })
    expect(await save.getAttribute('title')).toBe(
      'Nothing is changed while you look as somebody else',
    )
    const written: string[] = []
    owner.on('request', (request) => {
      if (request.method() !== 'GET') written.push(request.url())
    })
    const name = await stage.field('Name').inputValue()
    await stage.field('Name').fill('By a key')
    await owner.keyboard.press('Control+s')
    await owner.locator('.toast', { hasText: 'Nothing is changed while you look' }).waitFor()
    await owner.keyboard.press('Enter')
    expect(written).toEqual([])
    await stage.field('Name').fill(name)
    await stage.press('Back to myself')
    await owner.getByRole('link', { name: 'Settings' }).waitFor()
  },
  LONG,
)

test(
  'rights that somebody changes are followed without a reload, and so are campaigns of the same name',
  async () => {
    await stage.open('/users')
    const rows = (await callApi(owner, 'GET', '/users/accessible')) as {
      id: number
      login: string
    }[]
    const id = rows.find(({ login }) => login === LOGIN.login)?.id
    const allow = (ids: Record<'readUuids' | 'modifyUuids', string[]>) =>
      callApi(owner, 'PUT', `/user/${id}/permissions`, {
        permissions: [{ subject: 'campaign', accessLevel: 'CUSTOM', ...ids }],
      })
    await allow({ readUuids: ['1', '3'], modifyUuids: ['2'] })
    const { page, context, complaints } = await openAdmin(stage.browser, stage.server)
    await logIn(page, stage.server, LOGIN)
    expect(await page.locator('.nav-list ul:not(:has(li))').count()).toBe(0)
    await expectHeldByCampaign(page)

    await openScreen(page, stage.server, '/campaigns/2')
    const name = page.getByLabel('Name', { exact: true })
    await name.fill('Not saved yet')
    await page.evaluate(() => Object.assign(window, { isSamePage: true }))
    await allow({ readUuids: ['1', '2'], modifyUuids: [] })
    await page.keyboard.press('Control+s')
    await page.getByText('What you may see and do has been changed').waitFor()
    await page.getByText('You may look at this, not change it').waitFor()
    expect(await name.isDisabled()).toBe(true)

    await allow({ readUuids: ['1'], modifyUuids: ['2'] })
    // What a browser says when its user comes back to the page.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await page.waitForFunction(() => document.querySelector('fieldset.card:disabled') === null)
    expect(await name.inputValue()).toBe('Not saved yet')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
    expect(complaints).toEqual([])
    await context.close()
  },
  LONG,
)

/** Its rows tell the campaign by name and number; two campaigns may have one name. */
async function expectHeldByCampaign(page: Page): Promise<void> {
  for (const id of [2, 3]) await callApi(owner, 'PATCH', `/campaign/${id}/full`, { name: 'Twins' })
  for (const [campaign, held] of [
    [3, 'true'],
    [2, null],
  ] as const) {
    await openScreen(page, stage.server, `/conversions?campaign=${campaign}&period=all_time`)
    await page.getByRole('row').getByRole('checkbox').last().check()
    const remove = page.getByRole('button', { name: 'Delete', exact: true })
    expect(await remove.getAttribute('aria-disabled')).toBe(held)
  }
}

test(
  'from whom money is kept has leads where others see profit',
  async () => {
    await stage.open('/')
    const poor = { login: 'poor@example.com', password: LOGIN.password }
    const { user_id: id } = (await callApi(owner, 'POST', '/user/create', {
      ...poor,
      role: 'user',
      permissions: [{ subject: 'campaign', accessLevel: 'READ' }],
    })) as { user_id: number }
    await callApi(owner, 'PUT', `/user/${id}/hide_profit`, { hideProfit: true })
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
    const { page, context } = await openAdmin(stage.browser, stage.server, phone)
    await logIn(page, stage.server, poor)
    await openScreen(page, stage.server, '/report?by=campaign&period=all_time')
    const titles = await page.locator('thead th').allInnerTexts()
    expect(titles.map((title) => title.trim())).toEqual(['Campaign', 'Clicks', 'Leads'])
    await openScreen(page, stage.server, '/')
    await page.getByRole('heading', { name: 'Clicks and leads' }).waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/profit/i)
    await context.close()
  },
  LONG,
)

test(
  'the oldest of very many links is found and granted by a part of its title',
  async () => {
    await stage.open('/networks')
    const domain = crypto.randomUUID()
    await callApi(owner, 'POST', `/domain/${domain}`, { host: 'links.example.com' })
    const webUrl = 'https://example.com/'
    const first = { domainUuid: domain, word: 'oldest', title: 'Весенняя распродажа', webUrl }
    await callApi(owner, 'POST', '/links', first)
    const items = Array.from({ length: 600 }, () => ({ domainUuid: domain, webUrl }))
    for (const part of [items, items]) await callApi(owner, 'POST', '/links/bulk', { items: part })
    const login = 'linker@example.com'
    const user = { ...LOGIN, login, role: 'user', permissions: [] }
    const { user_id: id } = (await callApi(owner, 'POST', '/user/create', user)) as {
      user_id: number
    }
    await stage.open(`/users/${id}`)
    await owner.getByLabel('Links', { exact: true }).selectOption('CUSTOM')
    const see = owner.getByRole('textbox', { name: 'May see', exact: true })
    await see.fill('распродажа')
    await owner.getByText('Весенняя распродажа').first().click()
    await see.fill('')
    expect(await owner.locator('.chip', { hasText: 'oldest' }).count()).toBe(1)
    await stage.save()
    const { permissions } = (await callApi(owner, 'GET', `/identity/${id}`)) as {
      permissions: readonly { subject: string; read: readonly { name: string }[] }[]
    }
    const granted = permissions.find(({ subject }) => subject === 'LINK')
    expect(granted?.read.map(({ name }) => name)).toEqual([expect.stringContaining('oldest')])
  },
  LONG,
)

/** Of each user: what he may, and the name to log in by. */
async function newUser(login: string, permissions: readonly unknown[]): Promise<typeof LOGIN> {
  const user = { ...LOGIN, login, role: 'user', permissions }
  await callApi(owner, 'POST', '/user/create', user)
  return { ...LOGIN, login }
}

test(
  'what is used by his campaign and not open to him leads nowhere, and refuses nothing',
  async () => {
    await stage.open('/campaigns')
    const rotation = (await callApi(owner, 'POST', '/rotation', { name: 'Ours' })) as { id: number }
    await callApi(owner, 'PATCH', '/campaign/5/full', { rotationId: rotation.id })
    const campaign = { accessLevel: 'CUSTOM', readUuids: ['5'], modifyUuids: ['3'] }
    const his = await newUser('buyer@example.com', [{ subject: 'campaign', ...campaign }])
    const { page, context, complaints } = await openAdmin(stage.browser, stage.server)
    await logIn(page, stage.server, his)
    const refused = watchRefusals(page)
    await openScreen(page, stage.server, '/campaigns/5/flows')
    await page.getByText(`a shared rotation that is not open to you: #${rotation.id}`).waitFor()
    await openScreen(page, stage.server, '/campaigns/3')
    const source = page.getByLabel('Traffic source', { exact: true })
    expect(await source.locator('option:checked').textContent()).toMatch(/^#\d+, not open to you$/)
    await openScreen(page, stage.server, '/campaigns/3/flows')
    const path = page.locator('.path').first()
    await path.getByText('not open to you').first().waitFor()
    expect(await path.getByRole('link').count()).toBe(0)
    await path.getByRole('button', { name: 'Offer', exact: true }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.getByText('Nothing matches').waitFor()
    expect(await dialog.getByRole('button', { name: 'Make a new one' }).count()).toBe(0)
    expect([refused, complaints]).toEqual([[], []])
    await context.close()
  },
  LONG,
)

test(
  'who was given nothing is told so, and who was given links has them on his phone',
  async () => {
    await stage.open('/campaigns')
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const links = [{ subject: 'link', accessLevel: 'CUSTOM', canCreate: true }]
    for (const [login, permissions, ways] of [
      ['none@example.com', [], ['Dashboard', 'Report', 'Clicks']],
      ['short@example.com', links, ['Dashboard', 'Report', 'Clicks', 'Links']],
    ] as const) {
      const his = await newUser(login, permissions)
      const { page, context } = await openAdmin(stage.browser, stage.server, phone)
      await logIn(page, stage.server, his)
      await openScreen(page, stage.server, '/')
      const told = page.getByText('Nothing is open to you yet')
      expect(await told.count()).toBe(permissions.length === 0 ? 1 : 0)
      expect(await page.locator('.bottom-bar a').allInnerTexts()).toEqual([...ways])
      for (const path of ['/report?by=campaign', '/clicks', '/conversions']) {
        await openScreen(page, stage.server, path)
        await page.locator('.empty').waitFor()
        // But that to who made the country database.
        expect([path, await page.locator('main a:not(.credit *)').count()]).toEqual([path, 0])
      }
      await context.close()
    }
  },
  LONG,
)
