import { afterAll, expect, test } from 'bun:test'

import { NOW, openManagement } from '../../../support/management.ts'

/** Settings under the words of the dialect, and the traffic of the last day. */
const periods: { from: number; to: number }[] = []
const management = openManagement({
  reports: {
    minutes: ({ period }) => {
      periods.push(period)
      return Promise.resolve(Array.from({ length: 1440 }, (_, at) => at))
    },
  },
})
afterAll(() => management.close())
const { call } = management

const views: [word: string, change: object][] = [
  ['clearings', { days: 90 }],
  ['bot/cost', { isFree: true }],
  ['click/api', { isActive: false }],
  ['info', { timezone: 'Europe/Berlin' }],
  ['stats', { weekStart: 7, withTrafficMinClicks: 10 }],
]

test.each(views)('%s is shown and changed, and is live', async (word, change) => {
  const path = `/settings/${word}`
  const before = await call('GET', path)
  expect(Object.keys(before.body)).toEqual(expect.arrayContaining(Object.keys(change)))
  const changed = await call('PUT', path, change)
  expect([changed.status, changed.body]).toEqual([200, { ...before.body, ...change }])
  expect((await call('GET', path)).body).toEqual({ ...before.body, ...change })
})

test('a change is one of the setting behind the name', async () => {
  expect(management.routing.current().settings.get('retention_days')).toBe('90')
  const { body } = await call('PUT', '/settings/clearings', { days: -1 })
  expect(body.errors.status).toBe(400)
  expect((await call('PUT', '/settings/info', { timezone: 'Mars' })).status).toBe(400)
})

test.each(['tracking_links', 'url_customization', 'uclick_ttl', 'cors', 'login_page'])(
  '%s is fixed and shown',
  async (word) => {
    const { status, body } = await call('GET', `/settings/${word}`)
    expect([status, Object.keys(body).length > 0]).toEqual([200, true])
    expect((await call('PUT', `/settings/${word}`, {})).status).toBe(405)
  },
)

test('the key for updates is written and never shown', async () => {
  const isKey = ({ key }: { key: string }) => key === 'conversions.update_key'
  const state = async () => {
    const { body } = await call('GET', '/settings')
    const { value, isSet } = body.find(isKey)
    return [(await call('GET', '/settings/user_keys')).body, value, isSet]
  }
  expect(await state()).toEqual([{ isUpdateKeySet: false }, null, false])
  const put = await call('PUT', '/settings/user_keys', { updateKey: 'open-sesame' })
  expect(put.body).toEqual({ isUpdateKeySet: true })
  expect(await state()).toEqual([{ isUpdateKeySet: true }, null, true])
  const { body } = await call('PATCH', '/settings', { 'conversions.update_key': 'sesame' })
  expect(JSON.stringify(body)).not.toContain('sesame')
  expect(management.routing.current().settings.get('conversions.update_key')).toBe('sesame')
})

test('the audit does not tell the key for updates', async () => {
  await call('PUT', '/settings/user_keys', { updateKey: 'open-sesame' })
  const { body } = await call('GET', '/audit?kind=settings')
  expect(JSON.stringify(body)).toContain('conversions.update_key')
  expect(JSON.stringify(body)).not.toContain('open-sesame')
})

test('secrets are in no file of the configuration', async () => {
  await call('PUT', '/settings/user_keys', { updateKey: 'open-sesame' })
  await call('PATCH', '/settings', { timezone: 'Europe/Paris' })
  const { body } = await call('GET', '/config/export?include=settings')
  expect(JSON.stringify(body)).toContain('Europe/Paris')
  expect(JSON.stringify(body)).not.toContain('open-sesame')
})

test('another server of the messenger does not get the token that is stored', async () => {
  const server = 'notifications.telegram_server'
  const token = 'notifications.telegram_token'
  const change = (values: object) => call('PATCH', '/settings', values)
  expect((await change({ [server]: 'https://bot.example.test' })).status).toBe(200)
  expect((await change({ [token]: '123456:abcdefghijklmnopqrstuvwxyz012345678' })).status).toBe(200)
  expect((await change({ [server]: 'https://bot.example.test' })).status).toBe(200)
  const taken = await change({ [server]: 'https://elsewhere.example.test' })
  expect([taken.status, Object.keys(taken.body.errors.fields)]).toEqual([400, [server]])
  const { body: file } = await call('GET', '/config/export?include=settings')
  const changed = { ...file, settings: { [server]: 'https://elsewhere.example.test' } }
  const imported = await call('POST', '/config/import?mode=merge', changed)
  expect([imported.status, Object.keys(imported.body.errors.fields)]).toEqual([
    400,
    [`settings.${server}`],
  ])
  expect(management.routing.current().settings.get(server)).toBe('https://bot.example.test')
  const both = { [server]: 'https://elsewhere.example.test', [token]: '' }
  expect((await change(both)).status).toBe(200)
})

test('the moment of choosing the offer is toggled or set', async () => {
  const get = async () => (await call('GET', '/settings/get/offer/click')).body
  const toggle = async (body: object) =>
    (await call('PUT', '/settings/toggle/offer/click', body)).body
  expect(await get()).toEqual({ isActive: true })
  expect(await toggle({})).toEqual({ isActive: false })
  expect(await get()).toEqual({ isActive: false })
  expect(management.routing.current().settings.get('offer_choice')).toBe('visit')
  expect(await toggle({ isActive: true })).toEqual({ isActive: true })
})

test('the monitor has a row for every minute of the last day', async () => {
  const { status, body } = await call('GET', '/monitor?timezone=UTC')
  expect(status).toBe(200)
  expect(body.user).toBe('[ID: 1] [Role: super_admin] admin@example.test')
  expect(body.clicks[0]).toHaveLength(1440)
  expect(body.clicks[0][1439]).toEqual({ time: '2026-11-21 12:00:00', count: '1439' })
  expect(body.clicks[0][0]).toEqual({ time: '2026-11-20 12:01:00', count: '0' })
  expect(periods[0]).toEqual({ from: NOW - 1439 * 60_000, to: NOW + 60_000 })
  expect((await call('GET', '/monitor?timezone=Mars')).status).toBe(400)
})

test('networks are found by name, presets are ready to be posted', async () => {
  await call('POST', '/affiliate_network', { name: 'Alpha' })
  await call('POST', '/affiliate_network', { name: 'Beta' })
  await call('DELETE', '/affiliate_network/2')
  const names = async (query: string) =>
    (await call('GET', `/affiliate_network/list/filtered${query}`)).body.map(
      ({ name }: { name: string }) => name,
    )
  expect(await names('')).toEqual(['Alpha'])
  expect(await names('?status=all&name=BET')).toEqual(['Beta'])
  const { body } = await call('GET', '/affiliate_network/preset/catalog')
  expect(body.length).toBeGreaterThan(20)
  for (const { name, offerUrlTemplate, postbackUrl } of body) {
    const made = await call('POST', '/affiliate_network', { name, offerUrlTemplate, postbackUrl })
    expect(made.status).toBe(201)
  }
})

test('campaigns of a source are counted', async () => {
  await call('POST', '/traffic_source', { name: 'S' })
  for (const name of ['A', 'B']) await call('POST', '/campaign', { name, trafficSourceId: 1 })
  await call('DELETE', '/campaign/2')
  expect((await call('GET', '/traffic_source/campaigns_count/1')).body).toEqual({ count: 1 })
  expect((await call('GET', '/traffic_source/campaigns_count/9')).status).toBe(404)
})

test('all domains are looked at in one request', async () => {
  for (const host of ['near.test', 'far.test']) {
    await call('POST', `/domain/${crypto.randomUUID()}`, { host })
  }
  const { body } = await call('GET', '/domains/check')
  const errors = Object.fromEntries(
    body.map(({ domain, error }: { domain: string; error: string }) => [domain, error]),
  )
  expect(errors).toEqual({ 'near.test': '', 'far.test': 'elsewhere' })
  expect((await call('GET', '/domain/mode')).body).toEqual({ mode: 'proxy' })
})
