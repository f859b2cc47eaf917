/** What all lists of the admin can do: a state is chosen, and the address keeps it. */
import { expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, isDrawn } from '../support/admin.ts'
import { until } from '../support/until.ts'

const stage = demoStage({ clicks: 3000 })

/** Does what makes a list ask the server, and waits until its answer is drawn. */
async function listed(act: () => Promise<unknown>): Promise<void> {
  const { page } = stage
  const answer = page.waitForResponse(/\/v1\/page\//)
  await act()
  await (await answer).finished()
  await isDrawn(page)
}

const names = () => stage.page.locator('tbody tr').getByRole('link').allTextContents()
/** Rows are drawn after their answer. */
const shows = (what: string, isSo: (shown: readonly string[]) => boolean) =>
  until(`${what} are listed`, async () => isSo(await names()))
const showsOnly = (...wanted: readonly string[]) =>
  shows(wanted.join(', '), (shown) => Bun.deepEquals(shown, wanted))
const footSays = (text: string) =>
  stage.page.locator('.table-foot > span', { hasText: text }).first().waitFor()

test(
  'campaigns are found by their state, which stands in the address and can be a column',
  async () => {
    const { page, open, field } = stage
    await open('/campaigns')
    expect(await names()).toHaveLength(6)
    await callApi(page, 'PATCH', '/campaign/1/full', { state: 'paused' })
    await callApi(page, 'PUT', '/kill_switch/campaign/2', { blocked: true, reason: 'test' })
    await open('/campaigns?status=paused')
    await showsOnly('Nutra Tier 1')
    await listed(() => field('State').selectOption('Stopped'))
    await page.waitForURL('**status=stopped**')
    await showsOnly('Crypto US')
    await listed(() => field('State').selectOption('Active'))
    await shows('four', ({ length }) => length === 4)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('dialog').getByText('State', { exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
    await listed(() => field('State').selectOption('Any state'))
    await listed(() => page.getByRole('button', { name: 'State' }).click())
    await shows('the stopped last', (shown) =>
      Bun.deepEquals(shown.slice(-2), ['Nutra Tier 1', 'Crypto US']),
    )
    await field('State').selectOption('Deleted')
    await page.getByText('Nothing is deleted').waitFor()
  },
  LONG,
)

test(
  'users are found by their state',
  async () => {
    const { page, open, field } = stage
    await open('/users')
    await field('State').selectOption('Stopped')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('link', { name: 'owner@example.com' }).waitFor()
  },
  LONG,
)

test(
  'of many offers a page is shown, and all are searched, sorted, chosen and deleted',
  async () => {
    const { page, open, field, press } = stage
    const lines = Array.from({ length: 240 }, (_none, n) => `Many ${n};https://o.example/${n};;;;;`)
    await open('/offers')
    await callApi(page, 'POST', '/offers/import', { offers: lines.join('\n') })
    await open('/offers?sort=name.asc')
    const all = (await callApi(page, 'GET', '/page/offer')) as { total: number }
    expect(all.total).toBe(248)
    await footSays('100 of 248')
    await listed(() => press('Show more'))
    await footSays('200 of 248')
    const box = page.locator('.table-scroll')
    await box.evaluate((element) => element.scrollTo(0, 5000))
    await listed(() => page.keyboard.press('r'))
    await footSays('200 of 248')
    expect(await box.evaluate(({ scrollTop }) => scrollTop)).toBe(5000)
    await listed(() => page.getByRole('button', { name: 'Name' }).click())
    await shows('the last first', ([first]) => first === 'VPN Trial Worldwide')
    await listed(() => field('Filter by name or id').fill('many 23'))
    await showsOnly(...Array.from({ length: 10 }, (_none, n) => `Many ${239 - n}`), 'Many 23')
    expect(page.url()).toContain('q=many+23')
    await listed(() => field('Filter by name or id').fill('many'))
    const boxes = page.locator('tbody').getByRole('checkbox')
    await boxes.nth(0).click()
    await boxes.nth(3).click({ modifiers: ['Shift'] })
    await page.getByText('4 selected').waitFor()
    await press('Select all 240')
    await page.getByText('240 selected').waitFor()
    await page.locator('.table-foot').getByRole('button', { name: 'Delete' }).click()
    await listed(() => page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click())
    await page.getByText('Nothing matches').waitFor()
    await page.getByText('240 of 240 changed').waitFor()
    await listed(() => field('State').getByRole('button', { name: 'Deleted' }).click())
    await footSays('100 of 240')
    await listed(() => press('Undo'))
    await page.getByText('Nothing matches').waitFor()
  },
  LONG,
)

test(
  'a list is narrowed to a group and a tag, which stand in the address and count for all that is done',
  async () => {
    const { page, open, field, press } = stage
    await open('/landings')
    expect(await page.getByRole('combobox', { name: /^(Group|Tag)$/ }).count()).toBe(0)
    const group = crypto.randomUUID()
    await callApi(page, 'POST', `/group/offers/${group}`, { name: 'Весна' })
    await callApi(page, 'POST', '/offer/change_group', { ids: [1, 2, 3], groupUuid: group })
    const tag = (await callApi(page, 'POST', '/tags', { name: 'hot' })) as { id: string }
    await callApi(page, 'POST', '/tags/offer/change_tags', { ids: [2, 3, 4], addTagIds: [tag.id] })
    await open('/offers?sort=name.asc&period=all_time')
    await listed(() => field('Group').selectOption('Весна'))
    await footSays('3 rows')
    await page.waitForURL(`**group=${group}**`)
    await listed(() => field('Tag').selectOption('hot'))
    await footSays('2 rows')
    const { totals } = (await callApi(
      page,
      'GET',
      `/page/offer?groupUuids[]=${group}&tags[]=${tag.id}&measures[]=clicks&datePreset=all_time`,
    )) as { totals: { clicks: number } }
    const clicks = totals.clicks.toLocaleString('en')
    await page
      .getByRole('row', { name: /^Total/ })
      .getByText(clicks, { exact: true })
      .waitFor()
    await page.reload()
    await footSays('2 rows')
    expect(await field('Group').locator('option:checked').textContent()).toBe('Весна')
    await listed(() => field('Filter by name or id').fill('no such offer'))
    await press('Clear filters')
    await footSays('100 of 248')
    expect(page.url()).not.toMatch(/group|tag|q=/)
    await listed(() => field('Tag').selectOption('hot'))
    await footSays('3 rows')
    await page.locator('tbody').getByRole('checkbox').first().click()
    await press('Select all 3')
    await page.getByText('3 selected').waitFor()
    await page.locator('.table-foot').getByRole('button', { name: 'Delete' }).click()
    await listed(() => page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click())
    await page.getByText('Nothing matches').waitFor()
    await listed(() => press('Undo'))
    await footSays('3 rows')
  },
  LONG,
)

test(
  'conversions are found by pasted ids',
  async () => {
    const { page, open, field } = stage
    await open('/conversions?period=last_30_days')
    const rows = page.locator('tbody tr')
    const asked = '/conversions?datePreset=last_30_days&timezone=UTC'
    const all = (await callApi(page, 'GET', asked)) as { rows: { id: string }[] }
    expect(all.rows.length).toBeGreaterThan(1)
    await field('Transaction or click ids').fill(`no-such-id\n ${all.rows[1]?.id}`)
    await page.waitForURL('**ids=**')
    await page.getByText('1 row', { exact: true }).waitFor()
    expect(await rows.count()).toBe(1)
    await field('Transaction or click ids').fill('no-such-id')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await rows.nth(1).waitFor()
  },
  LONG,
)

test(
  'a refresh asks for lists that are kept, too',
  async () => {
    const { page, open } = stage
    for (const path of ['/users', '/domains', '/campaigns']) {
      await open(path)
      const isListed = /\/(page\/user|domains|page\/campaign)($|[?&])/
      const listed = page.waitForResponse((one) => isListed.test(decodeURIComponent(one.url())))
      await page.keyboard.press('r')
      expect((await listed).status()).toBe(200)
    }
  },
  LONG,
)

test(
  'the key of filters opens those of the report, and goes to the field of a list',
  async () => {
    const { page, open, field } = stage
    await open('/report?by=campaign')
    await page.keyboard.press('/')
    await page.getByRole('dialog').getByLabel('Field').waitFor()
    await open('/conversions')
    await page.keyboard.press('/')
    const hasFocus = (input: ReturnType<typeof field>) =>
      input.evaluate((element) => element === document.activeElement)
    expect(await hasFocus(field('Transaction or click ids'))).toBe(true)
  },
  LONG,
)

test(
  'the search for anything opens what is typed, though Enter comes before the answer',
  async () => {
    const { page, open } = stage
    await open('/system')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('slim drops de')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/offers/1')
    await page.getByRole('heading', { level: 1, name: 'Slim Drops DE' }).waitFor()
  },
  LONG,
)
