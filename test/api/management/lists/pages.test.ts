import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'

import type { Query } from '../../../../src/core/reports/query.ts'
import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

/** Clicks by the id of the object, of the period and of the last hour. */
let clicks: Readonly<Record<number, number>> = {}
let lastHour: Readonly<Record<number, number>> = {}
let asked: Query[] = []
const HOUR_MS = 3_600_000

const management = openManagement({
  reports: {
    sums(query) {
      asked.push(query)
      const { from, to } = query.period
      const of = to - from <= HOUR_MS + 1 ? lastHour : clicks
      const [wanted] = query.where.at(-1)?.any ?? []
      const isWanted = (id: string) => wanted?.op === 'in' && wanted.values.includes(id)
      const rows = Object.entries(of).filter(([id]) => isWanted(id))
      const column = Float64Array.from(rows, ([, count]) => count)
      return Promise.resolve({
        ids: Float64Array.from(rows, ([id]) => Number(id)),
        columns: new Map(query.columns.map(({ key }) => [key, column])),
        totals: { clicks: column.reduce((sum, count) => sum + count, 0) },
        asOf: Date.UTC(2026, 10, 21, 12),
        currency: 'USD',
      })
    },
  },
})
afterAll(() => management.close())

const NAMES = ['Ёлка 10', 'ель 9', 'Zone', 'apple', 'Яблоко', 'apple 2']
const GROUP = '0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d1'

async function page(search: string, key: string | null = management.key) {
  const { status, body } = await management.call('GET', `/page/${search}`, undefined, key)
  return { status, ...body } as {
    status: number
    rows: { id: number; name: string; tags: string[]; [more: string]: unknown }[]
    total: number
    totals: Record<string, number>
    groups: { id: string; name: string }[]
    tags: { id: string; name: string }[]
    errors: { message: string }
  }
}
const ids = async (search: string) => (await page(search)).rows.map(({ id }) => id)

beforeAll(async () => {
  const made = async (path: string, body: object) =>
    expect([path, (await management.call('POST', path, body)).status]).toEqual([path, 201])
  await made('/traffic_source', { name: 'PropellerAds' })
  await made(`/group/campaigns/${GROUP}`, { name: 'Spring' })
  for (const name of NAMES) await made('/campaign', { name, trafficSourceId: 1 })
  const ids = { ids: [2, 3], groupUuid: GROUP }
  expect((await management.call('POST', '/campaign/change_group', ids)).status).toBe(200)
  await management.call('PATCH', '/campaign/4/full', { state: 'paused' })
  await management.call('PUT', '/kill_switch/campaign/5', { blocked: true, reason: 'spam' })
  await management.call('DELETE', '/campaign/6')
  await made('/affiliate_network', { name: 'Best' })
  for (const [name, amount] of [
    ['Dear', 40],
    ['Cheap', 9],
  ] as const) {
    const offer = { name, url: 'https://o.example/', amount, affiliateNetworkId: 1 }
    await made('/offer', { offer: { ...offer, countryCode: amount > 10 ? 'DE' : '' } })
  }
})
beforeEach(() => {
  clicks = {}
  lastHour = {}
  asked = []
})

describe('a page', () => {
  test('tells what a list shows, its measures and how many there are in all', async () => {
    clicks = { 1: 3, 3: 8, 6: 100 }
    lastHour = { 3: 2 }
    const found = await page('campaign?measures[]=clicks&lastHour=true&limit=2')
    expect(found).toMatchObject({ total: 5, totals: { clicks: 11 }, currency: 'USD' })
    expect(found.rows).toHaveLength(2)
    expect(found.rows[0]).toMatchObject({
      id: 1,
      name: 'Ёлка 10',
      trafficSourceName: 'PropellerAds',
      state: 'active',
      accessLevel: 'modify',
      m: { clicks: 3 },
      clicksLastHour: 0,
    })
    expect(String(found.rows[0]!['link'])).toStartWith('http')
    expect(found.rows[1]).toMatchObject({ id: 2, groupName: 'Spring', m: null })
  })

  test('asks for no sums where none are wanted', async () => {
    await page('traffic_source?limit=10')
    expect(asked).toEqual([])
  })

  test('is of all kinds that have statistics', async () => {
    for (const kind of ['landing', 'offer', 'rotation', 'affiliate_network', 'traffic_source']) {
      expect((await page(`${kind}?measures[]=clicks&sortColumn=name`)).status).toBe(200)
    }
    expect((await page('country')).status).toBe(400)
  })
})

describe('all that match are sorted, whichever page is asked for', () => {
  test('by a measure, those without it last either way', async () => {
    clicks = { 1: 3, 3: 8, 5: 5 }
    const by = 'campaign?measures[]=clicks&sortColumn=clicks'
    expect(await ids(`${by}&sortType=desc`)).toEqual([3, 5, 1, 2, 4])
    expect(await ids(`${by}&sortType=asc`)).toEqual([1, 5, 3, 2, 4])
    expect(await ids(`${by}&sortType=desc&limit=2&offset=1`)).toEqual([5, 1])
  })

  test('by name in the order of the language', async () => {
    expect(await ids('campaign?sortColumn=name')).toEqual([4, 3, 1, 2, 5])
    expect(await ids('campaign?sortColumn=name&language=ru')).toEqual([1, 2, 5, 4, 3])
    expect(await ids('campaign?sortColumn=name&sortType=desc&limit=1')).toEqual([5])
  })

  test('by a column of the kind', async () => {
    lastHour = { 4: 2, 2: 1 }
    expect(await ids('campaign?lastHour=true&sortColumn=last_hour&sortType=desc&limit=2')).toEqual([
      4, 2,
    ])
    expect(await ids('campaign?sortColumn=group&sortType=desc&limit=3')).toEqual([2, 3, 1])
    expect(await ids('campaign?sortColumn=state')).toEqual([1, 2, 3, 4, 5])
    expect(await ids('offer?sortColumn=payout')).toEqual([2, 1])
    expect(await ids('offer?sortColumn=country')).toEqual([1, 2])
  })

  test('by nothing that is not there', async () => {
    for (const wrong of ['sortColumn=profit', 'sortColumn=toString', 'language=x', 'status=gone']) {
      expect([wrong, (await page(`campaign?${wrong}`)).status]).toEqual([wrong, 400])
    }
    expect((await page('campaign?status=toString')).status).toBe(400)
    expect((await page('offer?status=paused')).status).toBe(400)
    expect((await page('campaign?measures[]=nothing')).status).toBe(400)
  })
})

describe('a page is of those that match', () => {
  test('a text of theirs in any letter case, or the number', async () => {
    expect(await ids(`campaign?search=${encodeURIComponent('ЕЛЬ')}`)).toEqual([2])
    expect(await ids('campaign?search=spring')).toEqual([2, 3])
    expect(await ids('campaign?search=propeller')).toEqual([1, 2, 3, 4, 5])
    expect(await ids('campaign?search=3')).toEqual([3])
    expect(await ids('offer?search=best')).toEqual([1, 2])
  })

  test('their totals are those of what matches', async () => {
    clicks = { 2: 4, 3: 1, 1: 90 }
    const found = await page('campaign?search=spring&measures[]=clicks&limit=1')
    expect(found).toMatchObject({ total: 2, totals: { clicks: 5 } })
  })

  test('their state, the kill switch before a pause', async () => {
    expect(await ids('campaign?status=running')).toEqual([1, 2, 3])
    expect(await ids('campaign?status=paused')).toEqual([4])
    expect(await ids('campaign?status=stopped')).toEqual([5])
    const { rows } = await page('campaign?status=deleted')
    expect(rows).toMatchObject([{ id: 6, deletedAt: '2026-11-21 12:00:00' }])
  })

  test('their group and their tags, which rows tell by name', async () => {
    expect(await page('campaign')).toMatchObject({
      groups: [{ id: GROUP, name: 'Spring' }],
      tags: [],
    })
    const { id } = (await management.call('POST', '/tags', { name: 'Test' })).body as { id: string }
    await management.call('POST', `/tags/${id}/link`, { subject: 'campaign', subjectId: 3 })
    expect(await ids(`campaign?groupUuids[]=${GROUP}`)).toEqual([2, 3])
    expect(await ids(`campaign?tags[]=${id}`)).toEqual([3])
    expect(await ids('campaign?search=TES')).toEqual([3])
    const found = await page('campaign?sortColumn=tags')
    expect(found.rows.map(({ tags }) => tags)).toEqual([['Test'], [], [], [], []])
    expect(found).toMatchObject({ tags: [{ id, name: 'Test' }] })
    expect(await page('offer')).toMatchObject({ groups: [], tags: [] })
    // Also of those that the question leaves out.
    const one = await page(`campaign?search=zone&status=running&tags[]=${id}`)
    expect(one).toMatchObject({ total: 1, groups: found.groups, tags: found.tags })
    const names = await page(`campaign?groupUuids[]=${GROUP}&tags[]=${id}&namesOnly=true`)
    expect(names.rows).toMatchObject([{ id: 3 }])
    expect(await ids(`user?groupUuids[]=${GROUP}`)).toEqual([1])
  })

  test('all their names at once, for what is done to all of them', async () => {
    const { rows, total } = await page('campaign?search=spring&namesOnly=true&limit=1')
    expect(total).toBe(2)
    expect(rows).toEqual([
      { id: 2, name: 'ель 9', accessLevel: 'modify' } as never,
      { id: 3, name: 'Zone', accessLevel: 'modify' } as never,
    ])
  })
})

test('a limited user sees what he may read, and is not told what is hidden by an order', async () => {
  const permissions = [
    permission('campaign', { readUuids: ['2'] }),
    permission('offer', { accessLevel: 'READ' }),
  ]
  const { key } = addPerson(management, 'limited', { permissions, hideProfit: true })
  clicks = { 1: 7, 2: 5 }
  const found = await page('campaign?measures[]=clicks', key)
  expect(found).toMatchObject({ total: 1, totals: { clicks: 5 } })
  // The tag is on another one, the group of both.
  expect(found).toMatchObject({ groups: [{ id: GROUP }], tags: [] })
  expect(found.rows).toMatchObject([{ id: 2, accessLevel: 'read' }])
  expect((await page('campaign?measures[]=profit', key)).status).toBe(400)
  const { rows } = await page('offer?sortColumn=payout', key)
  expect(rows.map(({ id, payout }) => [id, payout])).toEqual([
    [1, undefined],
    [2, undefined],
  ])
})

test('users and pixels are listed the same way, but for measures', async () => {
  for (const [name, code] of [
    ['Meta', '<i></i>'],
    ['google', '<b></b>'],
  ]) {
    await management.call('POST', '/pixels', { name, code })
  }
  await management.call('POST', `/domain/${GROUP}`, { host: 'go.example.com' })
  const link = {
    word: 'first-word',
    domainUuid: GROUP,
    webUrl: 'https://a.example/path',
    pixelIds: [2],
  }
  expect((await management.call('POST', '/links', link)).body).not.toHaveProperty('errors')
  expect(await ids('pixel?sortColumn=name')).toEqual([2, 1])
  const found = await page('pixel?sortColumn=usedBy&sortType=desc')
  expect(found.rows.map(({ name, usedBy, code }) => [name, usedBy, code])).toEqual([
    ['google', 1, undefined],
    ['Meta', 0, undefined],
  ])
  expect(await ids('pixel?status=deleted')).toEqual([])
  expect((await page('pixel?measures[]=clicks')).status).toBe(400)
  const users = await page('user?search=limit&sortColumn=owned')
  expect(users.rows).toMatchObject([{ name: 'limited', login: 'limited', role: 'user' }])
  expect(JSON.stringify(users)).not.toContain('password')
})

describe('several are deleted at once', () => {
  test('and come back; those that could not be are named', async () => {
    const change = (ids: readonly number[], deleted: boolean) =>
      management.call('POST', '/campaign/change_deleted', { ids, deleted })
    expect((await change([1, 3, 99], true)).body).toEqual({ failedIds: [99] })
    expect(await ids('campaign?status=deleted')).toEqual([1, 3, 6])
    expect((await change([1, 3], false)).body).toEqual({ failedIds: [] })
    expect(await ids('campaign')).toEqual([1, 2, 3, 4, 5])
  })

  test('a rotation that campaigns use stays', async () => {
    await management.call('POST', '/rotation', { name: 'Used' })
    await management.call('POST', '/campaign', {
      name: 'Uses it',
      trafficSourceId: 1,
      rotationId: 1,
    })
    const body = { ids: [1], deleted: true }
    const { failedIds } = (await management.call('POST', '/rotation/change_deleted', body)).body
    expect(failedIds).toEqual([1])
    expect(await ids('rotation')).toEqual([1])
  })

  test('of those that he may only read, none', async () => {
    const permissions = [permission('offer', { accessLevel: 'READ' })]
    const { key } = addPerson(management, 'reader', { permissions })
    const body = { ids: [1, 2], deleted: true }
    const answer = await management.call('POST', '/offer/change_deleted', body, key)
    expect(answer.body).toEqual({ failedIds: [1, 2] })
  })
})
