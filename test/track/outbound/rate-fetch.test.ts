/** Rates are asked for once a day, only from a set address, and a bad answer changes nothing. */
import { expect, test } from 'bun:test'

import { FETCHED_RATES, type StoredTable } from '../../../src/core/conversions/known-rates.ts'
import { rateFetch } from '../../../src/track/outbound/rate-fetch.ts'

const HOUR = 3_600_000
const URL_SET = 'https://rates.test/latest'
const TABLE = '{"base":"USD","rates":{"EUR":0.5}}'

function fetching(bodies: readonly (string | number)[]) {
  const settings = new Map<string, string>()
  const asked: string[] = []
  const problems: string[] = []
  let now = Date.UTC(2026, 10, 21)
  const run = rateFetch({
    client: {
      get: (url) => {
        const body = bodies[asked.push(url) - 1] ?? 500
        const common = { url: new URL(url), headers: new Headers(), isBroken: false }
        return Promise.resolve(
          typeof body === 'number'
            ? { ...common, status: body, body: new Uint8Array() }
            : { ...common, status: 200, body: new TextEncoder().encode(body) },
        )
      },
    },
    settings: () => settings,
    store: (table) => void settings.set(FETCHED_RATES, JSON.stringify(table)),
    clock: () => now,
    onProblem: (problem) => void problems.push(problem),
  })
  const after = (hours: number) => {
    now += hours * HOUR
    return run()
  }
  const stored = () => JSON.parse(settings.get(FETCHED_RATES) ?? 'null') as StoredTable | null
  return { settings, asked, problems, after, stored }
}

test('without an address nothing is asked', async () => {
  const { asked, after } = fetching([TABLE])
  await after(0)
  await after(48)
  expect(asked).toEqual([])
})

test('a table holds for a day', async () => {
  const { settings, asked, after, stored } = fetching([TABLE, TABLE])
  settings.set('conversions.rates_url', URL_SET)
  for (const hours of [0, 1, 22.9, 0.2]) await after(hours)
  expect(asked).toEqual([URL_SET, URL_SET])
  expect(stored()).toMatchObject({ url: URL_SET, perDollar: { EUR: 0.5, USD: 1 } })
})

test('what can not be read is told, changes nothing, and is asked again in an hour', async () => {
  const { settings, asked, problems, after, stored } = fetching([404, '<html>', TABLE])
  settings.set('conversions.rates_url', URL_SET)
  for (const hours of [0, 0.5, 0.6, 1.1]) await after(hours)
  expect(asked).toHaveLength(3)
  expect(problems).toEqual([
    `no rates from ${URL_SET}: status 404`,
    `no rates from ${URL_SET}: the answer is neither JSON nor the table of the European Central Bank`,
  ])
  expect(stored()?.perDollar).toEqual({ EUR: 0.5, USD: 1 })
})

test('another address is asked at once', async () => {
  const { settings, asked, after } = fetching([TABLE, TABLE])
  settings.set('conversions.rates_url', URL_SET)
  await after(0)
  settings.set('conversions.rates_url', 'https://other.test/')
  await after(0)
  expect(asked).toEqual([URL_SET, 'https://other.test/'])
})
