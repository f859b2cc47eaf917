/** From a losing row of the report to a flow that keeps it out: in a browser, and with real visits. */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { CHROME, demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, logIn, openAdmin, openScreen } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'

const stage = demoStage({ clicks: 50 })
let page: Page

beforeEach(async () => {
  page = stage.page
  await stage.open('/networks')
})

interface Flows {
  readonly flows: readonly {
    readonly id: number
    readonly type: string
    readonly name: string
    readonly filters: readonly { key: string; mode: string; payload: unknown; onUnknown: string }[]
  }[]
}

const show = (payload: string) => ({ key: 'show_text', payload })
const MAIN = { type: 'regular', name: 'Main', action: show('main') }
const REST = { type: 'default', action: show('rest') }

async function campaignWith(name: string, flows: readonly object[]): Promise<number> {
  const campaign = { name, trafficSourceId: 1, key: name }
  const { id } = (await callApi(page, 'POST', '/campaign', campaign)) as { id: number }
  await callApi(page, 'PUT', `/campaign/${id}/flows`, { flows })
  return id
}

async function visit(campaign: string, zone: string): Promise<string> {
  const query = new URLSearchParams({ key: campaign, sub_id_1: zone })
  const answer = await fetch(`${stage.server.url}/click?${query}`, {
    headers: { 'user-agent': CHROME },
  })
  return answer.text()
}

const reportOf = (id: number) => {
  const filter = JSON.stringify([{ field: 'campaign', op: 'in', value: [String(id)] }])
  const query = new URLSearchParams({ by: 'token_1', filters: filter, period: 'all_time' })
  return `/report?${query.toString()}`
}
async function select(...names: string[]): Promise<void> {
  for (const name of names)
    await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
}
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const dialog = () => page.getByRole('dialog').last()
const pressIn = (name: string) => dialog().getByRole('button', { name, exact: true }).click()
const flowsOf = async (id: number) =>
  ((await callApi(page, 'GET', `/campaign/${id}/flows`)) as Flows).flows
const listsOf = async (id: number) =>
  (await flowsOf(id)).map(({ filters }) => filters.map(({ mode, payload }) => [mode, payload]))

/** The report of a campaign whose zones were visited once each. */
async function openReport(campaign: string, id: number, zones: readonly string[]): Promise<void> {
  for (const zone of zones) await visit(campaign, zone)
  await stage.open(reportOf(id))
}

async function use(...names: string[]): Promise<void> {
  await select(...names)
  await press('Use in a flow')
  await dialog().getByText('“Zone · sub_id_1”').first().waitFor()
}

const choose = (flow: string, lane = 'Regular flows') =>
  dialog()
    .locator('select')
    .last()
    .selectOption({ label: `${flow} · ${lane}` })

const toldOf = (added: number, known: number) =>
  dialog().getByText(`New: ${added}. There already: ${known}.`).waitFor()

async function save(added: number, known: number): Promise<void> {
  await toldOf(added, known)
  await pressIn('Save')
  await dialog().getByRole('button', { name: 'Undo' }).waitFor()
  await toldOf(added, known)
}

test(
  'chosen zones are left out of a flow, and let back by one press',
  async () => {
    const id = await campaignWith('cut', [MAIN, REST])
    await openReport('cut', id, ['zone-1', 'Зона*2', 'zone-3'])
    expect(await visit('cut', 'zone-1')).toBe('main')
    await use('zone-1', 'Зона*2')
    await choose('Main')
    await dialog().getByText('“Main” no longer takes them').waitFor()
    await save(2, 0)
    const after = ['ZONE-1', 'Зона*2', 'Зона-2', 'zone-3'].map(async (zone) => visit('cut', zone))
    expect(await Promise.all(after)).toEqual(['rest', 'rest', 'main', 'main'])

    await pressIn('Undo')
    await dialog().getByText('Taken back').waitFor()
    expect(await visit('cut', 'zone-1')).toBe('main')
    expect(await listsOf(id)).toEqual([[], []])
    await page.keyboard.press('Escape')

    await press('Use in a flow')
    await choose('Main')
    await save(2, 0)
    await page.getByRole('link', { name: 'Open the flow' }).click()
    await page.getByText('sub_id_1 is not zone-1').waitFor()
  },
  LONG,
)

test(
  'those that are there already are told, and somebody else’s change in between is kept',
  async () => {
    const filters = [{ key: 'sub_id_1', mode: 'reject', payload: ['ZONE-1'] }]
    const id = await campaignWith('twice', [{ ...MAIN, filters }, REST])
    await openReport('twice', id, ['zone-1', 'zone-2'])
    await use('zone-1', 'zone-2')
    const [main] = await flowsOf(id)
    const other = await stage.openAnother()
    await openScreen(other.page, stage.server, '/networks')
    const theirs = [{ ...filters[0], payload: ['ZONE-1', 'theirs'] }]
    let theirTurns = 1
    await page.route(`**/campaign/${id}/flows`, async (route) => {
      if (route.request().method() === 'PUT' && theirTurns-- > 0) {
        const flows = [{ ...MAIN, id: main?.id, filters: theirs }, REST]
        await callApi(other.page, 'PUT', `/campaign/${id}/flows`, { flows })
      }
      await route.continue()
    })
    await choose('Main')
    await save(1, 1)
    expect(await listsOf(id)).toEqual([[['reject', ['ZONE-1', 'theirs', 'zone-2']]], []])
    await pressIn('Undo')
    await dialog().getByText('Taken back').waitFor()
    expect(await listsOf(id)).toEqual([[['reject', ['ZONE-1', 'theirs']]], []])
    await other.context.close()
  },
  LONG,
)

test(
  'where there is only the default flow, a new one before it sends them elsewhere',
  async () => {
    const id = await campaignWith('alone', [REST])
    await openReport('alone', id, ['zone-1', 'zone-2'])
    await use('zone-1')
    await dialog().getByText('The default flow takes everybody who is left').waitFor()
    expect(await dialog().getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await pressIn('Action')
    await dialog().getByLabel('Action').selectOption('show_text')
    await dialog().getByLabel('Content').fill('elsewhere')
    await pressIn('Save')
    await toldOf(1, 0)
    expect([await visit('alone', 'zone-1'), await visit('alone', 'zone-2')]).toEqual([
      'elsewhere',
      'rest',
    ])
    await page.keyboard.press('Escape')

    await stage.open(reportOf(id))
    await use('zone-2')
    await choose('Elsewhere: Zone · sub_id_1', 'Forced flows')
    await pressIn('Let in')
    await save(1, 0)
    expect(await visit('alone', 'zone-2')).toBe('elsewhere')
    expect(await listsOf(id)).toEqual([[['accept', ['zone-1', 'zone-2']]], []])
  },
  LONG,
)

test(
  'flows of a rotation say where the change counts, and who may only read them can’t save',
  async () => {
    const rotation = { name: 'Shared', flows: [MAIN, REST] }
    const { id: rotationId } = (await callApi(page, 'POST', '/rotation', rotation)) as {
      id: number
    }
    await callApi(page, 'PUT', `/rotation/${rotationId}/flows`, { flows: [MAIN, REST] })
    const [id, second] = [await campaignWith('one', [REST]), await campaignWith('two', [REST])]
    for (const each of [id, second])
      await callApi(page, 'PATCH', `/campaign/${each}/full`, { rotationId })
    await openReport('one', id, ['zone-1'])
    await use('zone-1')
    await dialog().getByText('the change counts in 2 campaigns: one, two').waitFor()
    await choose('Main')
    await save(1, 0)
    expect([await visit('one', 'zone-1'), await visit('two', 'zone-1')]).toEqual(['rest', 'rest'])

    const user = { login: 'buyer@example.com', password: 'another long password 7' }
    const permissions = [
      { subject: 'campaign', accessLevel: 'CUSTOM', modifyUuids: [String(id)] },
      { subject: 'rotation', accessLevel: 'READ' },
    ]
    await callApi(page, 'POST', '/user/create', { ...user, role: 'user', permissions })
    const other = await openAdmin(stage.browser, stage.server)
    page = other.page
    await logIn(page, stage.server, user)
    await openScreen(page, stage.server, reportOf(id))
    await use('zone-1')
    await dialog().getByText('You may look at this, not change it').waitFor()
    await dialog().getByText('the change counts in 1 campaign: one').waitFor()
    await dialog().getByText('Campaigns that you do not see may use it').waitFor()
    await choose('Main')
    const held = dialog().getByRole('button', { name: 'Save' })
    expect(await held.getAttribute('aria-disabled')).toBe('true')
    expect(other.complaints).toEqual([])
    await other.context.close()
  },
  LONG,
)

test(
  'what no filter can say is told before; values of several levels are not mixed',
  async () => {
    const id = await campaignWith('levels', [MAIN, REST])
    await visit('levels', 'zone-1')
    const filter = JSON.stringify([{ field: 'campaign', op: 'eq', value: String(id) }])
    await stage.open(
      `/report?${new URLSearchParams({ by: 'days,token_1', filters: filter, period: 'all_time' })}`,
    )
    await page.getByRole('treegrid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.getByRole('checkbox', { name: 'Select zone-1' }).waitFor()
    await page.locator('tbody input[type=checkbox]').nth(0).check()
    await press('Use in a flow')
    await dialog().getByText('No filter of a flow takes values of “Day”.').waitFor()
    await page.keyboard.press('Escape')
    await select('zone-1')
    await press('Use in a flow')
    await dialog().getByText('1 value of “Zone · sub_id_1”: zone-1').waitFor()
    await dialog().getByText('holds for every Day').waitFor()
    await dialog().getByLabel('Values of').selectOption('days')
    await dialog().getByText('No filter of a flow takes').waitFor()
  },
  LONG,
)

test(
  'of a page that is chosen whole the other pages can go along',
  async () => {
    const id = await campaignWith('pages', [MAIN, REST])
    const zones = Array.from({ length: 520 }, (_, n) => `z${n}`)
    await Promise.all(zones.map(async (zone) => visit('pages', zone)))
    await stage.open(reportOf(id))
    await press('Use in a flow')
    await dialog().getByText('500 values of').waitFor()
    await dialog().getByText('All 520 rows of the report').click()
    await dialog().getByText('520 values of').waitFor()
    await choose('Main')
    await save(520, 0)
    const [[list] = []] = await listsOf(id)
    expect(new Set(list?.[1] as string[])).toEqual(new Set(zones))
  },
  LONG,
)

test(
  'the way to a flow among many ends at it, opened',
  async () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ ...MAIN, name: `Flow ${n}` }))
    const id = await campaignWith('many', [...many, REST])
    await stage.open(`/campaigns/${id}/flows#flows-25`)
    const card = page.locator('#flows-25')
    await card.getByLabel('Content').waitFor()
    expect(await page.locator('main').getByLabel('Content').count()).toBe(1)
    const box = (await card.boundingBox())!
    expect(box.y + box.height).toBeGreaterThan(0)
    expect(box.y).toBeLessThan(page.viewportSize()!.height)
  },
  LONG,
)

/** The last: its language stays with the account. */
test(
  'on a phone all of it fits, in Russian too',
  async () => {
    const id = await campaignWith('phone', [MAIN, REST])
    await openReport('phone', id, ['zone-1'])
    const other = await stage.openAnother({ viewport: { width: 360, height: 740 } })
    await callApi(page, 'PUT', '/me/preferences', { language: 'ru' })
    page = other.page
    await openScreen(page, stage.server, reportOf(id))
    await page.locator('tbody input[type=checkbox]').check()
    await press('В фильтр потока')
    await choose('Main', 'Обычные потоки')
    await dialog().getByText('1 значение «Zone · sub_id_1»: zone-1').waitFor()
    await dialog().getByText('Новых: 1. Уже были: 0.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    const wide = await dialog().evaluate((shown) => shown.scrollWidth - shown.clientWidth)
    expect(wide).toBe(0)
    await pressIn('Сохранить')
    await dialog().getByRole('button', { name: 'Отменить' }).waitFor()
    expect(await visit('phone', 'zone-1')).toBe('rest')
    expect(other.complaints).toEqual([])
    await other.context.close()
  },
  LONG,
)
