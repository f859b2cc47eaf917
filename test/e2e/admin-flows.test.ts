/**
 * Flows in a browser: what stays as it is when they are saved, copies for
 * other campaigns, the first offer.
 */
import { beforeEach, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'
import { watchBlinks } from '../support/blinks.ts'
import { until } from '../support/until.ts'

const stage = demoStage({ clicks: 500 })
const { open, press, field } = stage
let page: Page

beforeEach(async () => {
  page = stage.page
  await open('/networks')
})

interface Flows {
  readonly flows: readonly {
    readonly id: number
    readonly type: string
    readonly name: string
    readonly paths: readonly { readonly offers: readonly { readonly offerId: number | null }[] }[]
  }[]
}

const flowsOf = async (id: number) =>
  ((await callApi(page, 'GET', `/campaign/${id}/flows`)) as Flows).flows

async function saved(): Promise<void> {
  await stage.save()
  await page.locator('[inert]').waitFor({ state: 'detached' })
}

test(
  'saving closes no flow and forgets no visitor of the simulator',
  async () => {
    await open('/campaigns/1/flows')
    await page.getByRole('button', { name: 'Add flow' }).first().click()
    await saved()
    expect((await flowsOf(1)).length).toBeGreaterThan(2)
    await field('Country').selectOption('JP')
    await page.getByText('More about the visitor').click()
    await field('Parameters').fill('zone=81')
    const isOpen = () =>
      page.locator('.flow .twist').evaluateAll((all) => all.map((one) => one.ariaExpanded))
    const before = await isOpen()
    expect(before).toContain('true')
    await field('Name of the flow').last().fill('All the others')
    await page.getByText('the visitor goes here').waitFor()
    const blinks = await watchBlinks(page)
    await saved()
    expect(await isOpen()).toEqual(before)
    await page.waitForLoadState('networkidle')
    expect(await blinks()).toEqual([])
    expect(await field('Country').inputValue()).toBe('JP')
    expect(await field('Parameters').inputValue()).toBe('zone=81')
  },
  LONG,
)

test(
  'the simulator tells each step, and beside each flow that was not taken why',
  async () => {
    for (const id of [1, 2, 3, 4, 5, 6]) {
      await open(`/campaigns/${id}/flows`)
      await page.getByText('the visitor goes here').waitFor()
      await page.getByText('Every step').click()
      const steps = page.locator('.steps-told li')
      expect(await steps.count()).toBeGreaterThan(3)
      expect(await steps.first().innerText()).toMatch(/^Campaign /)
      expect(await page.locator('.flow:not(.won)').count()).toBe(
        await page.locator('.flow:not(.won):has(.flow-note)').count(),
      )
    }
    expect(await page.locator('.failed').count()).toBe(0)
  },
  LONG,
)

test(
  'a click decided again says what would be another today, and its address what each macro became',
  async () => {
    const flows = (first: object = {}) => [
      {
        type: 'regular',
        name: 'First',
        ...first,
        action: { key: 'http', payload: 'https://first.example/?s={subid}&e={external_id}' },
      },
      {
        type: 'default',
        name: 'Rest',
        action: { key: 'http', payload: 'https://rest.example/?k={keyword}&e={external_id}' },
      },
    ]
    const made = { name: 'Replayed', key: 'replayed', trafficSourceId: 1 }
    const { id } = (await callApi(page, 'POST', '/campaign', made)) as { readonly id: number }
    await callApi(page, 'PUT', `/campaign/${id}/flows`, { flows: flows() })
    const visit = await fetch(`${stage.server.url}/click?key=replayed&utm_term=red+shoes`, {
      redirect: 'manual',
    })
    const clickId = /s=(\w+)/.exec(visit.headers.get('location') ?? '')?.[1] ?? ''
    await open(`/campaigns/${id}/flows?click=${clickId}`)
    const replay = page.locator('.replay')
    await replay.getByText('would go the same way').waitFor()
    expect(await page.locator('mark').count()).toBe(2)
    expect(await seriousFaults(page)).toEqual([])
    const [first] = await flowsOf(id)
    const off = flows({ id: first?.id, enabled: false })
    await callApi(page, 'PUT', `/campaign/${id}/flows`, { flows: off })
    await open(`/clicks?click=${clickId}`)
    await page.locator('dialog').getByText('keyword: red shoes (parameter utm_term)').waitFor()
    await page.getByRole('link', { name: 'Simulate with this click' }).click()
    await replay.getByText('Flow First is off now.').waitFor()
    expect(await replay.getByRole('row', { name: /^Flow First Rest$/ }).count()).toBe(1)
    expect(await page.locator('mark.filled').innerText()).toBe('red%20shoes')
    expect(await page.getByRole('row', { name: '{keyword} red shoes' }).count()).toBe(1)
    expect(await page.getByRole('img', { name: '{external_id} is empty' }).count()).toBe(1)
  },
  LONG,
)

test(
  'what the simulator warns of has the name of its flow',
  async () => {
    await callApi(page, 'PUT', '/campaign/5/flows', {
      flows: [
        { type: 'regular', name: 'Пустой', paths: [{ offers: [] }] },
        { type: 'default', paths: [{ offers: [{ offerId: 2 }] }] },
      ],
    })
    await open('/campaigns/5/flows')
    await page.locator('[aria-live] .notice', { hasText: /^Пустой: has no active offer/ }).waitFor()
  },
  LONG,
)

test(
  'a flow that was added is seen, and named at once',
  async () => {
    await page.setViewportSize({ width: 1280, height: 500 })
    await open('/campaigns/1/flows')
    const lane = page.locator('.lane').first()
    for (const _ of [1, 2, 3]) {
      await lane.getByRole('button', { name: 'Add flow' }).click()
      await page.keyboard.type('My name')
      const name = lane.getByLabel('Name of the flow').last()
      expect(await name.inputValue()).toBe('My name')
      const box = await name.boundingBox()
      expect((box?.y ?? 0) > 0 && (box?.y ?? 0) < 500).toBe(true)
    }
    await press('Discard changes')
    await page.getByText('Not saved').waitFor({ state: 'detached' })
  },
  LONG,
)

test(
  'a flow is copied to another campaign, whose own flows stay',
  async () => {
    const before = await flowsOf(2)
    const [first] = await flowsOf(1)
    await open('/campaigns/1/flows')
    await page.locator('.flow .menu > button').first().click()
    await page.getByRole('menuitem', { name: 'Copy to a campaign' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: /#1$/ }).count()).toBe(0)
    await dialog.getByRole('button', { name: /#2$/ }).click()
    await page.getByText(/^Copied to /).waitFor()
    const after = await flowsOf(2)
    expect(after).toHaveLength(before.length + 1)
    expect(after.filter(({ name }) => name === first?.name)).toHaveLength(1)
    await press('Open')
    await page.waitForURL('**/campaigns/2/flows')
  },
  LONG,
)

test(
  'no flow is copied to a campaign on a rotation that others share',
  async () => {
    const { id } = (await callApi(page, 'POST', '/rotation', { name: 'Shared' })) as { id: number }
    await callApi(page, 'PATCH', '/campaign/5/full', { rotationId: id })
    const before = (await callApi(page, 'GET', `/rotation/${id}/flows`)) as Flows
    await open('/campaigns/1/flows')
    await page.locator('.flow .menu > button').first().click()
    await page.getByRole('menuitem', { name: 'Copy to a campaign' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /#5$/ }).click()
    await page.getByText('That campaign is on a rotation').waitFor()
    expect(await callApi(page, 'GET', `/rotation/${id}/flows`)).toEqual(before)
    await callApi(page, 'PATCH', '/campaign/5/full', { rotationId: null })
  },
  LONG,
)

test(
  'the first offer of a new campaign is two clicks away',
  async () => {
    const { id } = (await callApi(page, 'POST', '/campaign', {
      name: 'Fresh',
      trafficSourceId: 1,
    })) as { id: number }
    await open(`/campaigns/${id}/flows`)
    await press('Offer')
    await page.getByRole('dialog').getByRole('button', { name: /#1$/ }).click()
    await saved()
    await until('it is stored', async () => {
      const [flow] = await flowsOf(id)
      return flow?.paths[0]?.offers[0]?.offerId === 1
    })
  },
  LONG,
)

test(
  'what a flow does is kept when it is pressed again',
  async () => {
    await open('/campaigns/1/flows#flows-0')
    const card = page.locator('#flows-0')
    const does = card.getByRole('group', { name: 'What the flow does' })
    await does.getByRole('button', { name: 'Action', exact: true }).click()
    await card.getByLabel('URL', { exact: true }).fill('https://kept.example/')
    await does.getByRole('button', { name: 'Action', exact: true }).click()
    expect(await card.getByLabel('URL', { exact: true }).inputValue()).toBe('https://kept.example/')
  },
  LONG,
)

test(
  'what was wrong with a field is gone as soon as it is changed',
  async () => {
    await open('/offers/new')
    await press('Save')
    await page.locator('.field.invalid').nth(1).waitFor()
    await field('Name').fill('A name')
    expect(await field('Name').getAttribute('aria-invalid')).toBe('false')
    expect(await field('Offer URL').getAttribute('aria-invalid')).toBe('true')
  },
  LONG,
)

test(
  'a test conversion says at the campaign why it can’t be made',
  async () => {
    const { id } = (await callApi(page, 'POST', '/affiliate_network', { name: 'Unused' })) as {
      id: number
    }
    await open(`/networks/${id}`)
    await press('Send a test conversion')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Campaign').click()
    await page.keyboard.type('1')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.getByText(/^leads to no offer of this network/).waitFor()
    expect(await dialog.getByText('campaignId').count()).toBe(0)
  },
  LONG,
)

test(
  'an offer shows where it is used, and which braces will be empty',
  async () => {
    await open('/offers/1')
    await page.getByRole('heading', { name: 'Used in' }).waitFor()
    await field('Offer URL').fill('https://x.example/?a={aff_sub}&s={subid}')
    await page.getByText('{aff_sub} is not a macro of Sluice').waitFor()
    await page.getByText('https://x.example/?a=&s=', { exact: false }).waitFor()
    expect(await page.locator('.uses a').first().getAttribute('href')).toMatch(
      /\/campaigns\/\d+\/flows$/,
    )
  },
  LONG,
)

test(
  'an offer with a cap shows how full it is, where visitors are sent to it',
  async () => {
    const cap = { isActive: true, maxCap: 20, resetFrequency: 86_400, priority: 'in_path' }
    await callApi(page, 'POST', '/offer/cap/conversion/2', cap)
    await callApi(page, 'PUT', '/campaign/4/flows', {
      flows: [{ type: 'default', paths: [{ offers: [{ offerId: 2 }, { offerId: 1 }] }] }],
    })
    await open('/campaigns/4/flows')
    await page.locator('.weight-row .cap-bar').first().waitFor()
    expect(await page.locator('.weight-row .cap-bar').allTextContents()).toEqual([
      expect.stringMatching(/^\d+ \/ 20$/),
    ])
  },
  LONG,
)

test(
  'a campaign gets a source from a template without leaving its form',
  async () => {
    await open('/campaigns/new')
    await field('Name').fill('Kept')
    await press('New source')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('searchbox').fill('clickadu')
    await dialog.getByRole('button', { name: /^Clickadu/ }).click()
    await page.getByText('Clickadu is made and chosen').waitFor()
    expect(await field('Name').inputValue()).toBe('Kept')
    const source = field('Traffic source').locator('option:checked')
    await until('it is named', async () => (await source.textContent()) === 'Clickadu')
    await saved()
  },
  LONG,
)

test(
  'whether an offer answers is asked when one wants to know; the search makes an offer, and looks for links',
  async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('spring')
    await page.getByRole('option', { name: /spring.*Look among short links/ }).click()
    await page.waitForURL('**/links?q=spring*')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('new off')
    await page.getByRole('option', { name: 'New offer' }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/offers/new')
    await field('Offer URL').fill('http://127.0.0.1:9/?s={subid}')
    await press('Does it answer?')
    await page.getByText(/^no answer: /).waitFor()
    await field('Offer URL').fill('')
  },
  LONG,
)

test(
  'many simulated visitors are shown beside what the weights let expect',
  async () => {
    await open('/campaigns/1/flows')
    await field('Country').selectOption('FR')
    await page.getByText('✓ the visitor goes here').waitFor()
    await press('Run 10,000')
    const row = page.getByRole('row', { name: /Dating SOI FR 50\.0% (49|50|51)\.\d%/ })
    await row.waitFor()
  },
  LONG,
)
