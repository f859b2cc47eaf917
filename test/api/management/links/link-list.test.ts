/** The list of links: clicks of all times are those of the statistics, and addresses find their link. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'

/** By id, since each link was made. */
const EVER = new Map<number, number>()

const api = openManagement({
  reports: {
    linksClicks: (ids) => Promise.resolve(ids.map((id) => EVER.get(id) ?? 0)),
  },
})
afterAll(api.close)

beforeAll(async () => {
  const domainUuid = crypto.randomUUID()
  await api.call('POST', `/domain/${domainUuid}`, { host: 'list.example.test' })
  for (const [word, clicks] of [
    ['seldom', 1],
    ['never-0', 0],
    ['often', 3],
  ] as const) {
    const link = { word, webUrl: 'https://shop.example/', tags: ['x'], domainUuid }
    const { body } = await api.call('POST', '/links', link)
    EVER.set((body as { id: number }).id, clicks)
  }
})

test.each([
  ['order=newest&withClicks=1', ['often 3', 'never-0 0', 'seldom 1']],
  ['order=most_clicks&tag=x', ['often 3', 'seldom 1', 'never-0 0']],
  ['order=fewest_clicks&tag=x', ['never-0 0', 'seldom 1', 'often 3']],
])('%s', async (query, listed) => {
  const { body } = await api.call('GET', `/links?${query}`)
  const { rows } = body as { rows: readonly { word: string; clicks: number }[] }
  expect(rows.map(({ word, clicks }) => `${word} ${clicks}`)).toEqual(listed)
})

test('a link is found by its address on an international domain', async () => {
  const domainUuid = crypto.randomUUID()
  await api.call('POST', `/domain/${domainUuid}`, { host: 'пример.рф' })
  await api.call('POST', '/links', { word: 'seldom', webUrl: 'https://shop.example/', domainUuid })
  for (const host of ['пример.рф', 'ПРИМЕР.РФ', 'xn--e1afmkfd.xn--p1ai']) {
    const q = encodeURIComponent(`https://${host}/seldom`)
    const { body } = await api.call('GET', `/links?q=${q}`)
    expect(body).toMatchObject({ rows: [{ domainUuid, word: 'seldom' }], pageInfo: { total: 1 } })
  }
})

test('of a period they are those of its report', async () => {
  const { status } = await api.call('GET', '/links?withClicks=1&datePreset=last_7_days')
  expect(status).toBe(503)
})
