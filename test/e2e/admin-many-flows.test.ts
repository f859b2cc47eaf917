/** A campaign of very many flows: one is found, moved and saved, on a phone as well. */
import { beforeEach, expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, openScreen } from '../support/admin.ts'

const stage = demoStage({ clicks: 500 })
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const COUNT = 120

const path = (offerId: number) => {
  const offer = { offerId, campaignId: null, directUrl: null, weight: 100, enabled: true }
  return { name: '', enabled: true, weight: 100, landings: [], offers: [offer] }
}
const rest = { weight: 100, enabled: true, combine: 'and', markAsBot: false, storeClicks: true }
const flow = (name: string, payload: readonly string[], offerId: number) => {
  const filter = { key: 'country', mode: 'accept', payload, onUnknown: 'defer', enabled: true }
  const does = { action: null, paths: [path(offerId)] }
  return { ...rest, ...does, type: 'regular', name, filters: [filter] }
}

beforeEach(async () => {
  await stage.open('/networks')
  const flows = Array.from({ length: COUNT }, (_, at) => {
    const isRare = at === COUNT - 2
    return flow(`Поток ${at + 1}`, [isRare ? 'IS' : 'DE'], isRare ? 2 : 1)
  })
  const everybody = { ...flow('', [], 1), type: 'default', filters: [] }
  const set = { mode: 'position', flows: [...flows, everybody] }
  await callApi(stage.page, 'PUT', '/campaign/3/flows', set)
})

async function nameAt(place: number): Promise<string | undefined> {
  const { flows } = (await callApi(stage.page, 'GET', '/campaign/3/flows')) as {
    flows: { name: string }[]
  }
  return flows[place - 1]?.name
}

test(
  'the one for a country is found on a phone, put on the third place and saved from where it stands',
  async () => {
    const { page, context, complaints } = await stage.openAnother(PHONE)
    await openScreen(page, stage.server, '/campaigns/3/flows')
    const cards = page.locator('.lanes article')
    expect(await cards.count()).toBe(COUNT + 1)
    expect(await cards.first().getByText('→').textContent()).toMatch(/^→ \S/)
    await page.getByRole('searchbox', { name: 'Name, filter, offer…' }).fill('iceland')
    await page.getByText(`1 of ${COUNT + 1}`).waitFor()
    expect(await cards.count()).toBe(1)
    await cards.getByRole('button', { name: 'Actions: Поток 119' }).tap()
    await page.getByRole('menuitem', { name: 'Move to a place…' }).tap()
    const dialog = page.locator('dialog[open]')
    expect(await dialog.getByLabel('Position').inputValue()).toBe('119')
    await dialog.getByLabel('Position').fill('3')
    await dialog.getByRole('button', { name: 'Move', exact: true }).tap()
    await page.getByRole('searchbox').fill('')
    await cards.last().scrollIntoViewIfNeeded()
    const save = page.getByRole('button', { name: 'Save', exact: true })
    const box = await save.boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.viewport.height)
    await save.tap()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect([await nameAt(3), await nameAt(4)]).toEqual(['Поток 119', 'Поток 3'])
    expect(complaints).toEqual([])
    await context.close()
  },
  LONG,
)

test(
  'what is added while something is looked for is shown, and the last flow is saved from below',
  async () => {
    const { page } = stage
    await stage.open('/campaigns/3/flows')
    await page.keyboard.press('/')
    await page.keyboard.type('nothing has this name')
    await page.getByText(`0 of ${COUNT + 1}`).waitFor()
    await page.getByRole('searchbox').nth(0).fill('')
    await page.getByRole('searchbox').nth(0).fill('Поток 7')
    await page.getByRole('button', { name: 'Add flow' }).last().click()
    await page.keyboard.type('Новый')
    await page.getByText(`${COUNT + 2} flows`).waitFor()
    const added = page.getByRole('article', { name: 'Новый' })
    await added.waitFor()
    const save = page.getByRole('button', { name: 'Save', exact: true })
    const box = await save.boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    await stage.save()
    expect(await nameAt(COUNT + 1)).toBe('Новый')
  },
  LONG,
)

test(
  'a rotation gets another name, and what is edited of its flows meanwhile stays',
  async () => {
    const { page } = stage
    const made = await callApi(page, 'POST', '/rotation', { name: 'Before' })
    const { id } = made as { id: number }
    await stage.open(`/rotations/${id}`)
    await page.getByRole('button', { name: 'Add flow' }).last().click()
    await page.keyboard.type('Новый')
    await stage.press('Rename')
    const dialog = page.locator('dialog[open]')
    await dialog.getByLabel('Name', { exact: true }).fill('После')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'После', level: 1 }).waitFor()
    await page.getByRole('article', { name: 'Новый' }).waitFor()
    await stage.save()
    const { flows } = (await callApi(page, 'GET', `/rotation/${id}/flows`)) as {
      flows: { name: string }[]
    }
    expect(flows.map(({ name }) => name)).toContain('Новый')
    await stage.open('/rotations')
    await page.getByRole('link', { name: 'После', exact: true }).waitFor()
  },
  LONG,
)
