/** Who sees which calls that did not count. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { conversionStore } from '../../../../src/db/money/conversions.ts'
import { incomingCallStore } from '../../../../src/db/money/incoming-calls.ts'
import { aCall } from '../../../support/calls.ts'
import { someConversion } from '../../../support/conversions.ts'
import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

const management = openManagement()
const keys: Record<string, string> = {}
const MAY_READ = [
  permission('postback_log', { accessLevel: 'READ' }),
  permission('affiliate_network', { readUuids: ['2'] }),
]

beforeAll(async () => {
  for (const name of ['Theirs', 'Ours']) {
    await management.call('POST', '/affiliate_network', { name })
  }
  const calls = incomingCallStore(management.desk.db)
  for (const networkId of [0, 1, 2]) {
    const cause = networkId === 0 ? 'missing_click_id' : 'bad_payout'
    const amount = { amountText: '77.25', amountCurrency: 'USD', url: '/postback?payout=77.25' }
    calls.add(aCall({ verdict: 'parked', cause, networkId, ...amount }))
  }
  const pending = { payoutMicros: 77_250_000, payoutCurrency: 'XPF', amountMicros: null }
  conversionStore(management.desk.db).add(someConversion(pending))
  keys['log'] = addPerson(management, 'log', { permissions: MAY_READ }).key
  keys['discreet'] = addPerson(management, 'discreet', {
    permissions: MAY_READ,
    hideProfit: true,
  }).key
  keys['network'] = addPerson(management, 'network', { permissions: MAY_READ.slice(1) }).key
  // As forms send for "none".
  const nothing = [permission('postback_log', { accessLevel: 'CUSTOM' })]
  keys['nobody'] = addPerson(management, 'nobody', { permissions: nothing }).key
  keys['chief'] = addPerson(management, 'chief', { role: 'admin' }).key
  const discreet = { role: 'admin', hideProfit: true } as const
  keys['discreet chief'] = addPerson(management, 'discreet chief', discreet).key
})
afterAll(() => management.close())

interface Inbox {
  readonly pending: readonly object[]
  readonly groups: readonly { readonly networkId: number; readonly count: number }[]
  readonly rows: readonly { readonly networkId: number }[]
}

async function inboxOf(who: string, query = '') {
  const path = `/postbacks/unmatched${query}`
  const { status, body } = await management.call('GET', path, undefined, keys[who])
  return { status, text: JSON.stringify(body), inbox: body as Inbox }
}

test('an administrator sees all, a reader of the log those of networks that he may read', async () => {
  const seen = async (who: string, query?: string) => {
    const { groups, rows } = (await inboxOf(who, query)).inbox
    return [groups, rows].map((list) =>
      list.map(({ networkId }) => networkId).toSorted((a, b) => a - b),
    )
  }
  expect(await seen('chief')).toEqual([
    [0, 1, 2],
    [0, 1, 2],
  ])
  expect(await seen('log')).toEqual([[2], [2]])
  expect(await seen('log', '?networkId=1')).toEqual([[], []])
  expect(await seen('log', '?networkId=0')).toEqual([[], []])
  expect((await inboxOf('network')).status).toBe(403)
  expect((await inboxOf('nobody')).status).toBe(403)
})

test.each([
  [2, true],
  [3, false],
  [10_000, false],
])('a page of %d says whether there is another: %p', async (limit, hasNextPage) => {
  const path = `/postbacks/unmatched?limit=${limit}`
  const { body } = await management.call('GET', path, undefined, keys['chief'])
  expect(body.pageInfo).toMatchObject({ hasNextPage, limit })
})

test('amounts are kept from whom revenue is kept', async () => {
  expect((await inboxOf('log')).text).toContain('77.25')
  const { text, inbox } = await inboxOf('discreet')
  expect([inbox.rows.length, text.includes('77.25')]).toEqual([1, false])
})

test('payouts without a rate are for administrators, their amounts for those who see revenue', async () => {
  const pendingOf = async (who: string) => (await inboxOf(who)).inbox.pending
  const waiting = { currency: 'XPF', count: 1 }
  expect(await pendingOf('chief')).toEqual([{ ...waiting, amount: '77.25' }])
  expect(await pendingOf('discreet chief')).toEqual([waiting])
  expect(await pendingOf('log')).toEqual([])
})

const CHANGES = [
  ['/postbacks/unmatched/reapply', { ids: [3] }],
  ['/postbacks/unmatched/dismiss', { ids: [3] }],
  ['/postbacks/unmatched/map', { parameter: 'ref' }],
] as const

test.each(CHANGES)('%s is for administrators', async (path, body) => {
  const { status } = await management.call('POST', path, body, keys['log'])
  expect(status).toBe(403)
})

test('calls for clicks of campaigns that he may not read are none of a reader’s, whatever their network', async () => {
  const { call, desk } = management
  await call('POST', '/traffic_source', { name: 'S' })
  for (const name of ['His', 'Foreign'])
    await call('POST', '/campaign', { name, trafficSourceId: 1 })
  const { key } = addPerson(management, 'reader', {
    permissions: [...MAY_READ, permission('campaign', { readUuids: ['1'] })],
  })
  keys['reader'] = key
  const parked = {
    verdict: 'parked',
    cause: 'unmapped_status',
    networkId: 2,
    amountCurrency: 'USD',
  }
  const of = (campaignId: number, amountText: string) =>
    incomingCallStore(desk.db).add(
      aCall({ ...parked, clickSeq: campaignId, campaignId, amountText }),
    )
  const own = of(1, '3')
  of(2, '999')
  of(0, '888')
  const { text, inbox } = await inboxOf('reader', '?cause=unmapped_status')
  expect(inbox.rows).toMatchObject([{ id: own }])
  expect(inbox.groups).toMatchObject([{ count: 1, sample: { id: own } }])
  expect(['999', '888'].filter((amount) => text.includes(amount))).toEqual([])
  expect((await inboxOf('chief', '?cause=unmapped_status')).inbox.rows).toHaveLength(3)
})

test('what was put aside stays to be seen, and is in no count of what waits', async () => {
  const { call } = management
  const before = (await inboxOf('chief')).inbox
  const [first] = before.rows as { id: number; networkId: number }[]
  expect((await inboxOf('chief', '?dismissed=true')).inbox).toMatchObject({ rows: [], groups: [] })
  const asked = { ids: [first!.id] }
  await call('POST', '/postbacks/unmatched/dismiss', asked, keys['chief'])
  const waiting = (await inboxOf('chief')).inbox
  expect(waiting.rows).toHaveLength(before.rows.length - 1)
  const aside = (await inboxOf('chief', '?dismissed=true')).inbox
  expect(aside.rows).toMatchObject([{ id: first!.id }])
  expect(aside.groups).toMatchObject([{ count: 1, networkId: first!.networkId }])
  const other = `?dismissed=true&networkId=${first!.networkId + 1}`
  expect((await inboxOf('chief', other)).inbox.rows).toEqual([])
})
