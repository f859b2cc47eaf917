/** Blocklists in the admin: why a link is stopped, what may be done about it, and what is allowed. */
import { beforeEach, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

import { linkStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'
import { until } from '../support/until.ts'

const stage = linkStage({ clicks: 1000 })
const { open, press, field } = stage
let page: Page

beforeEach(() => {
  page = stage.page
})

interface Link {
  readonly id: number
  readonly blocked: boolean
}

const linkAt = async (id: number) => (await callApi(page, 'GET', `/links/${id}`)) as Link
const made = async (body: object) => ((await callApi(page, 'POST', '/links', body)) as Link).id

function list(text: string): void {
  const folder = join(stage.server.dataDir, 'blocklists')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'spam.txt'), text)
}

test(
  'a link that a blocklist stops says why, and stays open when it is started by hand',
  async () => {
    const id = await made({ word: 'listed', webUrl: 'https://плохо.example/a' })
    list('||плохо.example^\n')
    const isStopped = async () => (await linkAt(id)).blocked
    await until('the list is read', isStopped, LONG)
    await open('/links?status=blocked')
    await page.getByRole('link', { name: 'listed', exact: true }).click()
    await page.getByText('on the blocklist spam.txt: xn--').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Let it run again')
    await page.getByText('Running again').first().waitFor()
    await open('/system')
    const card = page.locator('.card', { hasText: 'Blocklists' })
    await card.getByText('1 entry').waitFor()
    expect(await card.getByRole('row', { name: /Started again by hand/ }).innerText()).toMatch(/1$/)
    expect(await isStopped()).toBe(false)
    await open('/links/new')
    await field('Destination').fill('https://плохо.example/b')
    await press('Save')
    await page.getByText(/^leads to xn--.*, which is on the blocklist spam\.txt$/).waitFor()
    stage.takeComplaints()
  },
  LONG,
)

test(
  'what a list names wrongly is allowed where the link says why it is stopped, and again is not',
  async () => {
    const id = await made({ word: 'wronged', webUrl: 'https://магазин.верно.example/a' })
    const other = await made({ word: 'wronged-too', webUrl: 'https://магазин.верно.example/b' })
    const isStopped = async (one: number) => (await linkAt(one)).blocked
    list('||плохо.example^\n||верно.example^\n')
    await until(
      'the links are stopped',
      async () => (await isStopped(id)) && isStopped(other),
      LONG,
    )
    await open(`/links/${id}`)
    await field('Title').fill('Not saved yet')
    await press('Allow this host')
    const dialog = page.getByRole('dialog')
    const place = dialog.getByLabel('Host or address')
    expect(await place.inputValue()).toBe('xn--80aairftm.xn--b1agyei.example')
    expect(await seriousFaults(page)).toEqual([])
    await place.fill('два слова')
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await dialog.getByText('is neither a host nor an address of the web').waitFor()
    await place.fill('верно.example')
    await dialog.getByLabel('Why').fill('We know them')
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click()
    await page.getByText('Visitors see a neutral notice').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Stop at once' }).waitFor()
    expect(await field('Title').inputValue()).toBe('Not saved yet')
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await linkAt(id)).toMatchObject({ title: 'Not saved yet', blocked: false })
    expect([await isStopped(id), await isStopped(other)]).toEqual([false, false])

    await open('/system')
    const card = page.locator('.card', { hasText: 'Blocklists' })
    await card.getByRole('button', { name: 'Allowed hosts' }).click()
    const row = dialog.getByRole('row', { name: /xn--b1agyei\.example.*We know them/ })
    await row.waitFor()
    expect(await row.innerText()).toContain('owner@')
    expect(await seriousFaults(page)).toEqual([])
    await row.getByRole('button', { name: 'Allow no longer' }).click()
    const question = page.getByRole('dialog', { name: /no longer\?$/ })
    await question.getByRole('button', { name: 'Allow no longer' }).click()
    await dialog.getByText('Nothing is allowed so far.').waitFor()
    await until('the links are stopped again', () => isStopped(id), LONG)
    stage.takeComplaints()
  },
  LONG,
)

test(
  'an offer and a landing that a list names say so and go on',
  async () => {
    const url = 'https://оффер.example/?sub={subid}'
    const named = { name: 'Listed offer', url }
    const offer = (await callApi(page, 'POST', '/offer', named)) as { id: number }
    const place = { name: 'Listed landing', url: 'https://оффер.example/page' }
    const landing = (await callApi(page, 'POST', '/landing/not_integrated', place)) as typeof offer
    list('||оффер.example^\n')
    const isTold = async () => {
      const { rows } = (await callApi(page, 'GET', `/offer/${offer.id}/listings`)) as {
        rows: object[]
      }
      return rows.length > 0
    }
    await until('the list is read', isTold, LONG)
    for (const [screen, { name }, id] of [
      ['offers', named, offer.id],
      ['landings', place, landing.id],
    ] as const) {
      await open(`/${screen}`)
      const row = page.getByRole('row', { name })
      await row.getByText('listed', { exact: true }).waitFor()
      expect(await row.getByTitle(/^on the blocklist spam\.txt: xn--/).count()).toBe(1)
      await open(`/${screen}/${id}`)
      await page.getByText(/^Where it leads is on the blocklist spam.txt/).waitFor()
      expect(await seriousFaults(page)).toEqual([])
    }
    const isCounted = async () => {
      const { blocklists } = (await callApi(page, 'GET', '/system/status')) as {
        blocklists: { listedTargets: number }
      }
      return blocklists.listedTargets === 2
    }
    await until('they are looked at', isCounted, LONG)
    await open('/system')
    const card = page.locator('.card', { hasText: 'Blocklists' })
    await card.getByRole('link', { name: 'Listed landing' }).waitFor()
    await card.getByRole('link', { name: 'Listed offer' }).click()
    await press('Allow this host')
    await page.getByRole('dialog').getByRole('button', { name: 'Allow', exact: true }).click()
    await page.getByText(/^Where it leads is on/).waitFor({ state: 'detached' })
    stage.takeComplaints()
  },
  LONG,
)
