/** Many clicks from one address go on as all others do, and can be left out of a report. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { actionFlow, type Installation, openInstallation } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

let made: Installation

beforeAll(async () => {
  made = await openInstallation()
  await made.campaign('busy', [actionFlow('do_nothing')])
}, 60_000)

afterAll(cleanUp)

interface Report {
  readonly rows: readonly { readonly path: readonly { readonly value: string }[] }[]
  readonly totals: { readonly clicks: number }
}

test('from as many as the setting says', async () => {
  const visit = () => fetch(`${made.server.url}/busy`, { headers: { 'user-agent': 'A browser' } })
  expect((await visit()).status).toBe(200)
  await made.api('PATCH', '/settings', { flood_clicks: 0 })
  expect((await visit()).status).toBe(200)
  await made.api('PATCH', '/settings', { flood_clicks: 1 })
  // Two windows have a click each that is no flood.
  for (let i = 0; i < 3; i++) expect((await visit()).status).toBe(200)
  await until('floods are told apart', async () => {
    const query = { groupings: ['flood'], measures: ['clicks'] }
    const { body } = await made.api<Report>('POST', '/report/query', query)
    return body.totals.clicks === 5 && body.rows.some(({ path }) => path[0]!.value === 'true')
  })
  const field = { field: 'flood', op: 'eq', value: false }
  const query = { groupings: ['campaign'], measures: ['clicks'], filters: [field] }
  const { body } = await made.api<Report>('POST', '/report/query', query)
  expect(body.totals.clicks).toBeLessThan(5)
})
