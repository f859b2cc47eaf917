/** What people set by hand in the admin: amounts that stand until they are let go of, cells left empty, tags as filters. */
import { expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, postbackPath } from '../support/admin.ts'

const stage = demoStage({ clicks: 1000 })
interface Logged {
  readonly id: string
  readonly offer?: unknown
  readonly payout_original?: string
  readonly notes?: readonly string[]
}

async function rowsOf(list: string): Promise<readonly Logged[]> {
  const answer = await callApi(stage.page, 'GET', `/${list}?datePreset=last_7_days&limit=500`)
  return (answer as { rows: Logged[] }).rows
}

async function freshClick(): Promise<string> {
  const converted = new Set((await rowsOf('conversions')).map(({ id }) => id))
  const found = (await rowsOf('clicklog')).find(({ id, offer }) => offer && !converted.has(id))
  return found?.id ?? ''
}

test(
  'a payout that is changed stands against the network’s next call, and can be let go of',
  async () => {
    const { page, server, open } = stage
    await open('/conversions')
    const id = await freshClick()
    const call = async (status: string, payout: string) => {
      const query = new URLSearchParams({ subid: id, status, payout, tid: 'hand-1' })
      await fetch(`${server.url}${await postbackPath(page)}?${query.toString()}`)
    }
    const stored = async () => (await rowsOf('conversions')).find((row) => row.id === id)
    await call('lead', '5')
    const change = async (fill: () => Promise<void>) => {
      await page.reload()
      await page.getByRole('row').filter({ hasText: id }).getByRole('checkbox').check()
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await fill()
      await page.locator('dialog').getByLabel('Reason').fill('as agreed')
      await page.locator('dialog').getByRole('button', { name: 'Save' }).click()
      await page.getByText('1 of 1 changed').waitFor()
    }
    await change(() =>
      page
        .locator('dialog')
        .getByLabel(/^Payout/)
        .fill('77'),
    )
    await call('sale', '6')
    const kept = await stored()
    expect([kept?.payout_original, kept?.notes]).toEqual(['77 USD', ['payout_by_hand']])
    await open(`/clicks?click=${id}`)
    await page.getByText('77 USD was kept, set by hand at').first().waitFor({ state: 'attached' })
    await open('/conversions')
    await change(() =>
      page.getByRole('switch', { name: 'The network decides again' }).check({ force: true }),
    )
    await call('approved', '6.5')
    const freed = await stored()
    expect(freed?.notes).not.toContain('payout_by_hand')
  },
  LONG,
)

test(
  'an upload asks what empty statuses mean',
  async () => {
    const { page, open } = stage
    await open('/conversions')
    const id = await freshClick()
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const dialog = page.locator('dialog')
    await dialog.locator('textarea').fill(`subid,status,payout\n${id},,5`)
    await dialog.getByRole('button', { name: 'Check first' }).click()
    await dialog.getByText('The column of statuses is empty in some lines').waitFor()
    await dialog.getByRole('button', { name: 'Take it so' }).click()
    await dialog.getByText('1 of 1 would count', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Book them' }).click()
    await dialog.waitFor({ state: 'detached' })
    const booked = (await callApi(page, 'GET', `/conversion/${id}`)) as { class: string }
    expect(booked.class).toBe('lead')
  },
  LONG,
)

test(
  'a report is filtered by a tag of campaigns',
  async () => {
    const { page, open } = stage
    await open('/report')
    const tag = (await callApi(page, 'POST', '/tags', { name: 'summer' })) as { id: string }
    await callApi(page, 'POST', `/tags/${tag.id}/link`, { subject: 'campaign', subjectId: 1 })
    await page.reload()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    const dialog = page.locator('dialog')
    await dialog.getByLabel('Field').selectOption('Campaign: tags')
    await dialog.getByRole('checkbox', { name: 'summer' }).check()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('Campaign: tags is one of summer').waitFor()
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
  },
  LONG,
)
