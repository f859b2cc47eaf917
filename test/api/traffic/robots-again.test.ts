/** A click that is a robot's by now: what comes of it later is a robot's, too. */
import { afterAll, expect, test } from 'bun:test'

import { admin, makeCampaign } from '../../support/api.ts'
import { postbackKey } from '../../support/postbacks.ts'
import { cleanUp, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

afterAll(cleanUp)

const server = await startServer()
const { api } = await admin(server)
await makeCampaign(api, { alias: 'again' })
const key = await postbackKey(api)

interface Report {
  readonly totals: Counts
}

interface Counts {
  readonly clicks: number
  readonly revenue: number
}

async function counts(botMode: 'include' | 'only'): Promise<Counts> {
  const query = { botMode, measures: ['clicks', 'revenue'] }
  return (await api<Report>('POST', '/report/query', query)).body.totals
}

const all = () => counts('include')
const robots = () => counts('only')

async function judge(userAgents: readonly string[]) {
  await api('PATCH', '/settings', { 'bots.user_agents': userAgents })
  const { status, body } = await api<{ toBots: number; toPeople: number }>(
    'POST',
    '/clicks/reclassify',
    { datePreset: 'today' },
  )
  expect(status).toBe(200)
  return { toBots: body.toBots, toPeople: body.toPeople }
}

async function convert(click: string, status: string, payout: number): Promise<void> {
  const query = `subid=${click}&status=${status}&payout=${payout}`
  const answer = await fetch(`${server.url}/${key}/postback?${query}`)
  expect(await answer.text()).toBe('Success')
}

test('conversions of a click that was just made and judged anew go with their click', async () => {
  const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0' }
  const answer = await fetch(`${server.url}/again`, { headers, redirect: 'manual' })
  expect(answer.status).toBeLessThan(400)
  await until('the click is in', async () => (await all()).clicks === 1)
  const { body } = await api<{ rows: { id: string }[] }>('GET', '/clicklog')
  const click = body.rows[0]!.id
  await convert(click, 'lead', 1)
  await until('it is a lead', async () => (await all()).revenue === 1)

  expect(await judge(['windows nt'])).toEqual({ toBots: 1, toPeople: 0 })
  expect(await robots()).toMatchObject({ clicks: 1, revenue: 1 })
  await convert(click, 'sale', 3)
  await until('it is a sale', async () => (await all()).revenue === 3)
  expect(await robots()).toMatchObject({ clicks: 1, revenue: 3 })

  expect(await judge([])).toEqual({ toBots: 0, toPeople: 1 })
  await convert(click, 'rejected', 3)
  await until('it is rejected', async () => (await all()).revenue === 0)
  expect(await robots()).toMatchObject({ clicks: 0, revenue: 0 })
})
