import { afterAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'

import { NOW, openManagement } from '../../../support/management.ts'

const seen = [['ISP One', 'ISP Two']]
const management = openManagement({
  reports: {
    query: () =>
      Promise.resolve({
        rows: (seen[0] ?? []).map((value) => ({ path: [{ value }], m: { clicks: 1 } })),
      } as never),
  },
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
    request: { isSecure: false, address: '127.0.0.1', isProxyTrusted: false, proxyHeaders: [] },
  })
  const codes = body.warnings.map(({ code }: { code: string }) => code)
  expect(codes).toEqual(['one_host', 'no_abuse_contact'])
})

test.each([
  [8, true],
  [6, false],
])('a last backup of %d days ago is old: %p', async (days, isOld) => {
  const lastAt = NOW - days * 86_400_000
  const told = openManagement({
    facts: {
      backup: { running: null, failed: null, lastAt },
    },
  })
  const { body } = await told.call('GET', '/system/status')
  told.close()
  const codes = body.warnings.map(({ code }: { code: string }) => code)
  expect(codes.includes('backup_old')).toBe(isOld)
})

test.each([
  [0, 'within a day'],
  [1, 'in a day'],
  [13, 'in 13 days'],
  [14, null],
  [null, null],
])('a disk that is full in %p days is a warning for two weeks before', async (days, when) => {
  const disk = { free: 2e9, total: 9e9, bytesPerDay: 1e6, fullInDays: days }
  const told = openManagement({ facts: { disk } })
  const { body } = await told.call('GET', '/system/status')
  told.close()
  expect(body.disk).toEqual(disk)
  const message = `At the pace of the last days the disk is full ${when}`
  const wanted = when === null ? [] : [{ code: 'disk_filling', message }]
  const codes = body.warnings.filter(({ code }: { code: string }) => code === 'disk_filling')
  expect(codes).toEqual(wanted)
})

test('full offers that are visited and flows without an address are told for an hour', async () => {
  const detour = { campaignId: 9, count: 1, lastAt: NOW - 1_000 }
  const told = openManagement({
    facts: {
      detours: [
        { ...detour, of: 'offer', id: 4 },
        { ...detour, of: 'offer', id: 4, campaignId: 10 },
        { ...detour, of: 'flow', id: 2 },
        { ...detour, of: 'offer', id: 5, lastAt: NOW - 7_200_000 },
      ],
    },
  })
  const { body } = await told.call('GET', '/system/status')
  told.close()
  const codes = ['caps_passed', 'targets_broken']
  expect(body.warnings.filter(({ code }: { code: string }) => codes.includes(code))).toEqual([
    {
      code: 'caps_passed',
      message: 'Offers that are full, and visited for want of another: offer 4',
    },
    {
      code: 'targets_broken',
      message:
        'Campaigns with flows that are passed over, because their address is none: campaign 9',
    },
  ])
})

test('a write-ahead log that is not emptied is a warning', async () => {
  const told = openManagement({ facts: { writeAhead: { config: 612e6, ledger: 5e8 } } })
  const { body } = await told.call('GET', '/system/status')
  told.close()
  const [warning] = body.warnings
  expect([warning.code, warning.message]).toEqual([
    'write_ahead_large',
    expect.stringMatching(/: config\.db-wal, 612 MB$/),
  ])
})

test('filters that can’t be judged and hits without a campaign are told', async () => {
  const filter = { campaignId: 9, key: 'isp', why: 'no isp database', count: 3 }
  const told = openManagement({
    facts: {
      unknownFilters: [
        { ...filter, lastAt: NOW - 1_000 },
        { ...filter, key: 'old', lastAt: NOW - 7_200_000 },
      ],
      orphans: {
        counts: new Map([['go.example', 2]]),
        last: [{ host: 'go.example', path: '/tpyo', time: NOW }],
      },
    },
  })
  const { body } = await told.call('GET', '/system/status')
  told.close()
  expect(body.warnings).toContainEqual({
    code: 'filters_unknown',
    message: 'Filters that can’t be judged: isp in campaign 9 (no isp database)',
  })
  expect(body.unknownFilters).toHaveLength(2)
  expect(body.unknownFilters[0]).toMatchObject({ key: 'isp', count: 3, campaign: '' })
  expect(body.orphans).toMatchObject({
    hosts: [{ host: 'go.example', count: 2 }],
    last: [{ host: 'go.example', path: '/tpyo' }],
  })
})

const choices: [string, string, string[]][] = [
  ['a complete list by its labels', 'key=country&q=germ', ['DE']],
  ['what visits brought', 'key=isp', ['ISP One', 'ISP Two']],
  ['the usual ones behind them', 'key=os&q=ios', ['iOS']],
  ['no more than asked for', 'key=isp&limit=1', ['ISP One']],
  ['as the filter takes them', 'key=referrer', ['host:ISP One', 'host:ISP Two']],
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

test('the self-test says of each part whether it works, and leaves nothing behind', async () => {
  for (const host of ['far.example.test', 'near.example.test'])
    await management.call('POST', `/domain/${crypto.randomUUID()}`, { host })
  const before = readdirSync(management.folder)
  const { status, body } = await management.call('POST', '/system/selftest')
  expect(status).toBe(200)
  const found = body.checks.map(({ id, ok }: { id: string; ok: boolean }) => [id, ok])
  expect(found).toEqual([
    ['clock', false], // nobody can look at the newest clicks
    ['disk', true],
    ['postback', false], // there is no key yet
    ['dns:far.example.test', false],
    ['dns:near.example.test', true],
    ['certificate:near.example.test', false],
  ])
  expect(readdirSync(management.folder)).toEqual(before)
})

test('of two self-tests at once the second is refused, and one is possible again afterwards', async () => {
  const run = () => management.call('POST', '/system/selftest')
  const statuses = (await Promise.all([run(), run()])).map(({ status }) => status)
  expect(statuses).toEqual([200, 409])
  expect((await run()).status).toBe(200)
})

test('the licences of everything that is inside are told as plain text', async () => {
  const { status, body, headers } = await management.call('GET', '/system/licences')
  expect([status, body]).toEqual([200, 'MIT\n'])
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
})
