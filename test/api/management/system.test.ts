import { afterAll, expect, test } from 'bun:test'

import { noReports, openManagement } from '../../support/management.ts'

const seen = [['ISP One', 'ISP Two']]
const management = openManagement({
  ...noReports,
  query: () =>
    Promise.resolve({
      rows: (seen[0] ?? []).map((value) => ({ path: [{ value }], m: { clicks: 1 } })),
    } as never),
})
afterAll(() => management.close())

test('the state of the server says what waits, how old its data is, and what needs a person', async () => {
  const { status, body } = await management.call('GET', '/system/status')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    version: '0.0.0',
    uptimeSeconds: 60,
    clicks: { queued: 0, dropped: 0, lastSyncMsAgo: null },
    postbacks: { unmatched: 0, waiting: 0 },
    backup: { lastAt: null },
    request: { isSecure: false, proxyHeaders: [] },
  })
  const codes = body.warnings.map(({ code }: { code: string }) => code)
  expect(codes).toEqual(['one_host', 'no_abuse_contact'])
})

const choices: [string, string, string[]][] = [
  ['a complete list by its labels', 'key=country&q=germ', ['DE']],
  ['what visits brought', 'key=isp', ['ISP One', 'ISP Two']],
  ['the usual ones behind them', 'key=os&q=ios', ['iOS']],
  ['no more than asked for', 'key=isp&limit=1', ['ISP One']],
]

test.each(choices)('values for a filter: %s', async (_what, query, wanted) => {
  const { status, body } = await management.call('GET', `/flow/values?${query}`)
  expect(status).toBe(200)
  expect(body.rows.map(({ value }: { value: string }) => value)).toEqual(wanted)
})

test('a filter without a list of values is refused by name', async () => {
  const { status, body } = await management.call('GET', '/flow/values?key=schedule')
  expect([status, Object.keys(body.errors.fields)]).toEqual([400, ['key']])
})

test('the host of the admin is no domain for visits', async () => {
  const path = `/domain/${crypto.randomUUID()}`
  const { status, body } = await management.call('POST', path, { host: 'Admin.Example.test' })
  expect([status, Object.keys(body.errors.fields)]).toEqual([400, ['host']])
})
