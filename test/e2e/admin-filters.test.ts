/** Filters in a browser: each kind of value is asked for by fields of its own, and comes back in them. */
import { expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'

const stage = demoStage({ clicks: 50 })
const { open, field } = stage

interface Flows {
  readonly flows: readonly { readonly filters: readonly { key: string; payload: unknown }[] }[]
}

const dialog = () => stage.page.getByRole('dialog')
const press = (name: string) => dialog().getByRole('button', { name, exact: true }).click()

async function begin(title: string): Promise<void> {
  await stage.page.getByRole('button', { name: 'Filter', exact: true }).first().click()
  await press(title)
}

test(
  'hours, limits, periods and parameters have fields, and are stored as they were entered',
  async () => {
    await open('/campaigns/1/flows')

    await begin('Schedule')
    await press('Fri')
    await dialog().getByLabel('To').fill('24:30')
    await dialog().getByText('A time such as 09:30, or 24:00').waitFor()
    expect(await dialog().getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    await dialog().getByLabel('To').fill('24:00')
    await press('Add hours')
    expect(await dialog().getByRole('button', { name: 'Remove hours 2' }).count()).toBe(1)
    await press('Remove hours 1')
    await press('Sat')
    await field('Time zone').selectOption('Asia/Tokyo')
    await press('Apply')
    await stage.page.getByText('Mon–Sat 09:00–18:00, Asia/Tokyo').waitFor()

    await begin('Bot')
    await press('Apply')
    await begin('Click limit')
    expect(await dialog().getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    await dialog().getByLabel('Clicks a day').fill('100')
    await press('Apply')
    await stage.page.getByText('100 a day').waitFor()

    await begin('Period')
    await dialog().getByLabel('From').fill('2026-12-01T08:30')
    await press('Apply')

    await begin('URL parameter')
    await dialog().getByLabel('Name').fill('зона')
    await dialog().getByPlaceholder('Type or paste values').fill('81')
    await dialog().getByPlaceholder('Type or paste values').press('Enter')
    await dialog().getByPlaceholder('Type or paste values').fill('9*')
    await press('Apply')
    await stage.page.getByText('зона=81, зона=9*').waitFor()

    await stage.save()
    const { flows } = (await callApi(stage.page, 'GET', '/campaign/1/flows')) as Flows
    expect(flows[0]?.filters.slice(-5).map(({ key, payload }) => [key, payload])).toEqual([
      [
        'schedule',
        {
          timezone: 'Asia/Tokyo',
          slots: [{ days: [1, 2, 3, 4, 5, 6], from: '09:00', to: '18:00' }],
        },
      ],
      ['bot', []],
      ['limit', { per_day: 100 }],
      ['interval', { from: '2026-12-01 08:30', timezone: 'UTC' }],
      ['parameter', { name: 'зона', values: ['81', '9*'] }],
    ])

    await stage.page.getByText('100 a day').click()
    expect(await dialog().getByLabel('Clicks a day').inputValue()).toBe('100')
    await dialog().getByLabel('Clicks a day').fill('')
    await dialog().getByLabel('Clicks in all').fill('7')
    await press('Apply')
    await stage.page.getByText('7 in all').waitFor()
    await stage.page.getByText('Period is').click()
    expect(await dialog().getByLabel('From').inputValue()).toBe('2026-12-01T08:30')
    await press('Cancel')
  },
  LONG,
)

test(
  'what a program stored as texts stays a list of them',
  async () => {
    await open('/networks')
    const path = '/campaign/2/flows'
    const set = (await callApi(stage.page, 'GET', path)) as { flows: object[] }
    const payload = ['1-5 09:00-18:00', 'timezone=UTC']
    const filter = { key: 'schedule', mode: 'accept', payload, onUnknown: 'defer', enabled: true }
    const flow = {
      type: 'forced',
      name: 'By hours',
      filters: [filter],
      action: { key: 'status404' },
    }
    await callApi(stage.page, 'PUT', path, { ...set, flows: [flow, ...set.flows] })
    await open('/campaigns/2/flows')
    await stage.page.getByText('Schedule is 1-5 09:00-18:00, timezone=UTC').click()
    await dialog().getByPlaceholder('Type or paste values').fill('6 10:00-12:00')
    await dialog().getByPlaceholder('Type or paste values').press('Enter')
    expect(await dialog().locator('.chip').allInnerTexts()).toHaveLength(3)
  },
  LONG,
)

test(
  'on a phone the days of a week stand beside each other, as high as a finger',
  async () => {
    await stage.page.setViewportSize({ width: 360, height: 740 })
    await open('/campaigns/1/flows')
    await begin('Schedule')
    const days = await dialog()
      .locator('.weekdays button')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect))
    expect(days).toHaveLength(7)
    expect(new Set(days.map(({ top }) => top)).size).toBe(1)
    expect(Math.max(...days.map(({ right }) => right))).toBeLessThan(360)
  },
  LONG,
)
