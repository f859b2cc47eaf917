/** Where robots are free, so is whom a flow takes for one. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { actionFlow, type Installation, openInstallation } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

let made: Installation

beforeAll(async () => {
  made = await openInstallation()
  const cost = { model: 'CPC', amount: 0.5 }
  const flows = [actionFlow('do_nothing', '', { markAsBot: true })]
  await made.campaign('marked', flows, { cost })
}, 60_000)

afterAll(cleanUp)

interface Report {
  readonly totals: { readonly clicks: number; readonly cost: number }
}

/** What the campaign cost when that many clicks are in. */
async function costOf(clicks: number): Promise<number> {
  let cost = 0
  await until('the clicks are in', async () => {
    const query = { groupings: ['campaign'], measures: ['clicks', 'cost'] }
    const { body } = await made.api<Report>('POST', '/report/query', query)
    cost = body.totals.cost
    return body.totals.clicks === clicks
  })
  return cost
}

test('only from when the setting says so', async () => {
  const visit = () => fetch(`${made.server.url}/marked`, { headers: { 'user-agent': 'A browser' } })
  await visit()
  expect(await costOf(1)).toBe(0.5)
  await made.api('PATCH', '/settings', { bots_free: true })
  await visit()
  expect(await costOf(2)).toBe(0.5)
})
