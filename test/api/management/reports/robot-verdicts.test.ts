/** Telling robots apart anew: what the ledger is asked for, and what is told of it. */
import { afterAll, beforeEach, expect, test } from 'bun:test'

import { NO_CHANGES } from '../../../../src/core/robot-verdicts.ts'
import type { ReclassificationState } from '../../../../src/ledger/verdicts/reclassify.ts'
import type { VerdictLedger } from '../../../../src/ledger/verdicts/verdict-link.ts'
import type { VerdictWork } from '../../../../src/ledger/verdicts/verdict-store.ts'
import { NOW, openManagement } from '../../../support/management.ts'
import { addPerson } from '../../../support/people.ts'

const asked: VerdictWork[] = []
let ends: Promise<void> = Promise.resolve()

function stateOf({ uuid, isDry, clicks }: VerdictWork): ReclassificationState {
  const changes = {
    ...NO_CHANGES,
    toRobots: 2,
    reasons: { ip_list: { toRobots: 2, toPeople: 0 } },
  }
  const times = { askedAt: NOW, startedAt: NOW, endedAt: NOW + 1000 }
  const known = { id: 1, uuid, isDry, clicks, changes, looked: 9, unreadable: 1, tries: 0 }
  return { ...known, ...times, outcome: 'done', state: 'done', progress: 1 }
}

const verdicts: VerdictLedger = {
  async apply(work) {
    asked.push(work)
    await ends
  },
  of: (uuid) => {
    const work = asked.find((one) => one.uuid === uuid)
    return Promise.resolve(work === undefined ? null : stateOf(work))
  },
  list: () => Promise.resolve(asked.map(stateOf).toReversed()),
}

const management = openManagement({ verdicts })
afterAll(() => management.close())
beforeEach(() => {
  asked.length = 0
  ends = Promise.resolve()
})
const { call } = management
await call('POST', '/traffic_source', { name: 's' })
await call('POST', '/campaign', { name: 'c', trafficSourceId: 1, key: 'go' })
await call('PATCH', '/settings', {
  'bots.user_agents': ['робот'],
  'bots.addresses': ['10.0.0.0/8'],
  'bots.people_addresses': ['10.1.1.1'],
})
const again = (body: object, key?: string) => call('POST', '/clicks/reclassify', body, key)
const deeds = async () => (await call('GET', '/audit?kind=clicks&datePreset=all_time')).body.rows

test('the lists of now judge the clicks of the period, up to now, and it is told what came of it', async () => {
  const dates = { dateFrom: '2026-11-20', dateTo: '2026-11-30', timezone: 'Europe/Berlin' }
  const { status, body } = await again({ ...dates, campaigns: [1, 1] })
  const work = asked[0]!
  expect(work).toMatchObject({
    isDry: false,
    clicks: { period: { from: Date.UTC(2026, 10, 19, 23), to: NOW }, campaigns: [1] },
    lists: {
      userAgents: ['робот'],
      addresses: ['10.0.0.0/8'],
      peopleUserAgents: [],
      peopleAddresses: ['10.1.1.1'],
    },
  })
  expect(status).toBe(200)
  expect(body).toEqual({
    id: work.uuid,
    dryRun: false,
    state: 'done',
    progress: 1,
    fromUtc: '2026-11-19T23:00:00.000Z',
    toUtc: new Date(NOW).toISOString(),
    campaigns: [1],
    createdAt: new Date(NOW).toISOString(),
    endedAt: new Date(NOW + 1000).toISOString(),
    clicks: 9,
    toBots: 2,
    toPeople: 0,
    otherReasons: 0,
    uncounted: 0,
    reasons: [{ reason: 'ip_list', toBots: 2, toPeople: 0 }],
    unreadableSegments: 1,
    costs: 'unchanged',
  })
  expect((await call('GET', `/clicks/reclassify/${work.uuid}`)).body).toEqual(body)
  expect((await call('GET', '/clicks/reclassify')).body).toEqual([body])
  expect(await deeds()).toMatchObject([
    { event: 'reclassify', kind: 'clicks', objectId: work.uuid },
  ])
})

test('one that only counts is no deed', async () => {
  const before = await deeds()
  expect((await again({ datePreset: 'all_time', dryRun: true })).body.dryRun).toBe(true)
  expect(asked[0]).toMatchObject({ isDry: true, clicks: { campaigns: null } })
  expect(await deeds()).toEqual(before)
})

test.each([
  [{}, 'datePreset'],
  [{ dryRun: false, campaigns: [1] }, 'datePreset'],
  [{ datePreset: 'custom_time' }, 'dateFrom'],
  [{ datePreset: 'now and then' }, 'datePreset'],
  [{ dateFrom: '2026-11-32' }, 'dateFrom'],
  [{ dateFrom: '2026-11-20', dateTo: '2026-11-19' }, 'dateFrom'],
  [{ dateFrom: '2027-01-01', dateTo: '2027-01-02' }, 'dateFrom'],
  [{ datePreset: 'today', timezone: 'Mars/Base' }, 'timezone'],
  [{ datePreset: 'today', campaigns: [9] }, 'campaigns'],
  [{ datePreset: 'today', campaigns: [] }, 'campaigns'],
  [{ datePreset: 'today', dryRun: 'yes' }, 'dryRun'],
])('%j is refused', async (body, field) => {
  const answer = await again(body)
  expect(answer.status).toBe(400)
  expect(Object.keys(answer.body.errors.fields)).toEqual([field])
  expect(asked).toEqual([])
})

test('while one is done, another one is told to wait', async () => {
  const end = Promise.withResolvers<void>()
  ends = end.promise
  const first = again({ datePreset: 'today' })
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
  expect((await again({ datePreset: 'today' })).status).toBe(503)
  end.resolve()
  expect((await first).status).toBe(200)
  expect((await again({ datePreset: 'today' })).status).toBe(200)
})

test('it is for administrators, and nobody knows of others than there were', async () => {
  const { key } = addPerson(management, 'limited', { role: 'user', permissions: [] })
  expect((await again({ datePreset: 'today' }, key)).status).toBe(403)
  expect((await call('GET', '/clicks/reclassify', undefined, key)).status).toBe(403)
  expect((await call('GET', '/clicks/reclassify/x', undefined, key)).status).toBe(403)
  expect((await call('GET', '/clicks/reclassify/x')).status).toBe(404)
})
