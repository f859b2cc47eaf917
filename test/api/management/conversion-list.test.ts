import { afterAll, expect, test } from 'bun:test'

import type { Conversion } from '../../../src/core/conversions/conversion.ts'
import { conversionStore } from '../../../src/db/money/conversions.ts'
import { someConversion } from '../../support/conversions.ts'
import { clickIdOf, NOW, openManagement } from '../../support/management.ts'
import { addPerson, permission } from '../../support/people.ts'

const management = openManagement()
afterAll(() => management.close())

const SALE = someConversion({
  id: 0,
  clickTime: NOW - 60_000,
  sourceId: 0,
  time: NOW - 1000,
  arrivedAt: NOW - 1000,
  changedAt: NOW - 1000,
  word: 'sale',
  class: 'sale',
})
const store = conversionStore(management.config.writer)
for (let seq = 1; seq <= 7; seq++) {
  const country = seq % 2 === 0 ? 'DE' : 'FR'
  store.add({ ...SALE, clickSeq: seq, clickId: clickIdOf(seq), country })
}

interface Page {
  readonly ids: readonly number[]
  readonly info: Record<string, string | boolean>
}

async function page(query: string): Promise<Page> {
  const { status, body } = await management.call('GET', `/conversions?limit=3${query}`)
  expect(status).toBe(200)
  const ids = body.rows.map((row: { conversion_id: string }) => Number(row.conversion_id))
  return { ids, info: body.pageInfo }
}

const orders: [string, number[]][] = [
  ['desc', [7, 6, 5, 4, 3, 2, 1]],
  ['asc', [1, 2, 3, 4, 5, 6, 7]],
]

test.each(orders)(
  'pages in order %s go on where the one before ended, and back',
  async (order, all) => {
    const sort = `&sortType=${order}`
    const first = await page(sort)
    expect(first.ids).toEqual(all.slice(0, 3))
    expect(first.info).toMatchObject({ hasNextPage: true, hasPrevPage: false })
    const second = await page(`${sort}&cursor=${first.info['to']}`)
    expect(second.ids).toEqual(all.slice(3, 6))
    const third = await page(`${sort}&to=${second.info['to']}`)
    expect([third.ids, third.info['hasNextPage']]).toEqual([all.slice(6), false])
    const back = await page(`${sort}&direction=prev&cursor=${third.info['from']}`)
    expect(back.ids).toEqual(all.slice(3, 6))
    expect(back.info).toMatchObject({ hasPrevPage: true, hasNextPage: true, direction: 'prev' })
    const start = await page(`${sort}&direction=prev&from=${second.info['from']}`)
    expect([start.ids, start.info['hasPrevPage']]).toEqual([all.slice(0, 3), false])
  },
)

test('a click may be the cursor, and countries are chosen in any letter case', async () => {
  expect((await page(`&cursor=${clickIdOf(3)}`)).ids).toEqual([2, 1])
  expect((await page('&geoIds[]=de')).ids).toEqual([6, 4, 2])
  expect((await page('&geoIds[]=US')).ids).toEqual([])
})

test.each(['cursor', 'to', 'from&direction=prev'])(
  'what names no conversion that one may see is no %s: the first page would come again',
  async (name) => {
    const [parameter = '', ...rest] = name.split('&')
    const answerTo = async (id: string, key?: string) => {
      const path = `/conversions?${[`${parameter}=${id}`, ...rest].join('&')}`
      const { status, body } = await management.call('GET', path, undefined, key)
      return status === 200 ? 200 : [status, Object.keys(body.errors.fields)]
    }
    const refused = [400, [parameter]]
    expect(await answerTo(clickIdOf(3))).toBe(200)
    expect(await answerTo(clickIdOf(4242))).toEqual(refused)
    expect(await answerTo('page2')).toEqual(refused)
    const { key } = addPerson(management, `nobody ${parameter}`)
    expect(await answerTo(clickIdOf(3), key)).toEqual(refused)
  },
)

test('filters name the campaigns and offers that have conversions, each user’s own', async () => {
  await management.call('POST', '/traffic_source', { name: 'S' })
  await management.call('POST', '/campaign', { name: 'Push', trafficSourceId: 1 })
  await management.call('POST', '/campaign', { name: 'Pop', trafficSourceId: 1 })
  await management.call('POST', '/offer', { offer: { name: 'Game', url: 'https://o.example/' } })
  store.add({
    ...SALE,
    clickSeq: 8,
    clickId: clickIdOf(8),
    country: 'DE',
    campaignId: 2,
    offerId: 0,
  })
  const { body } = await management.call('GET', '/conversions/filters')
  expect(body).toEqual({
    offers: [
      { id: 1, name: 'Game (id:1)' },
      { id: 0, name: 'Unknown (id:0)' },
    ],
    directUrls: [],
    campaignAsOffers: [],
    campaigns: [
      { id: 2, name: 'Pop (id:2)' },
      { id: 1, name: 'Push (id:1)' },
    ],
  })
  const permissions = [permission('campaign', { readUuids: ['2'] })]
  const { key } = addPerson(management, 'ann', { permissions })
  const own = await management.call('GET', '/conversions/filters', undefined, key)
  expect(own.body.campaigns).toEqual([{ id: 2, name: 'Pop (id:2)' }])
  expect(own.body.offers).toEqual([{ id: 0, name: 'Unknown (id:0)' }])
})

test('those of a class are chosen, in the export as well', async () => {
  const add = (seq: number, differs: Partial<Conversion>) =>
    store.add({ ...SALE, clickSeq: seq, clickId: clickIdOf(seq), country: '', ...differs })
  add(9, { class: 'lead', word: 'hold' })
  add(10, { class: 'rejected', word: 'void' })
  expect((await page('&classes[]=lead')).ids).toEqual([9])
  expect((await page('&classes[]=LEAD&classes[]=rejected')).ids).toEqual([10, 9])
  expect((await page('&classes[]=trash')).ids).toEqual([])
  const wrong = await management.call('GET', '/conversions?classes[]=hold')
  expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([
    400,
    expect.stringContaining('must be one of lead, sale'),
  ])
  const { body } = await management.call(
    'GET',
    '/conversions/export?classes[]=rejected&format=ndjson',
  )
  expect(body).toMatchObject([{ status: 'void', class: 'rejected' }])
})

const PLACED: [query: string, clicks: number[]][] = [
  ['directUrls[]=https%3A%2F%2Fd.test%2F%3Fa%3D%7Bsubid%7D', [11]],
  ['campaignOfferIds[]=1', [12]],
  ['campaignOfferIds[]=2', []],
  ['offerIds[]=7&campaignOfferIds[]=1', [12, 13]],
]
test.each(PLACED)('conversions by where their clicks led to: %s', async (query, clicks) => {
  addPlaced()
  const { status, body } = await management.call('GET', `/conversions?datePreset=all_time&${query}`)
  expect(status).toBe(200)
  const ids = (body.rows as { id: string }[]).map(({ id }) => id)
  expect(ids.toSorted()).toEqual(clicks.map(clickIdOf).toSorted())
})

test('what clicks led to is among the filters', async () => {
  addPlaced()
  const { body } = await management.call('GET', '/conversions/filters')
  expect(body.directUrls).toEqual(['https://d.test/?a={subid}'])
  expect(body.campaignAsOffers).toEqual([{ id: 1, name: 'Push (id:1)' }])
})

test('a day is that of the user’s zone, in the list, the export and of a single one', async () => {
  const { id, key } = addPerson(management, 'tokyo', { role: 'admin' })
  management.desk.stores.users.setPreferences(id, { timezone: 'Asia/Tokyo' })
  const time = Date.UTC(2026, 10, 20, 16)
  store.add({ ...SALE, clickSeq: 20, clickId: clickIdOf(20), time, class: 'trash', offerId: 20 })
  const asked = 'datePreset=today&classes[]=trash'
  const seenBy = async (whose?: string) => {
    const listed = await management.call('GET', `/conversions?${asked}`, undefined, whose)
    const exported = await management.call('GET', `/conversions/export?${asked}`, undefined, whose)
    const one = await management.call('GET', `/conversion/${clickIdOf(20)}`, undefined, whose)
    const at = '2026-11-21 01:00:00'
    return [
      listed.body.rows.some((row: { conversed_at: string }) => row.conversed_at === at),
      String(exported.body).includes(at),
      one.body.conversed_at,
    ]
  }
  expect(await seenBy()).toEqual([false, false, '2026-11-20 16:00:00'])
  expect(await seenBy(key)).toEqual([true, true, '2026-11-21 01:00:00'])
})

let isPlaced = false
function addPlaced(): void {
  if (isPlaced) return
  isPlaced = true
  const add = (seq: number, differs: Partial<Conversion>) =>
    store.add({ ...SALE, clickSeq: seq, clickId: clickIdOf(seq), country: '', ...differs })
  add(11, { offerId: 0, directUrl: 'https://d.test/?a={subid}' })
  add(12, { offerId: 0, parentCampaignId: 2 })
  add(13, { offerId: 7 })
}

test('conversions are found by transaction ids and click ids, several at once', async () => {
  const own = openManagement()
  const store = conversionStore(own.config.writer)
  const add = (seq: number, differs: Partial<Conversion> = {}) =>
    store.add({ ...SALE, clickSeq: seq, clickId: clickIdOf(seq), ...differs })
  for (const seq of [1, 2, 3]) add(seq)
  const idsOf = async (asked: string) => {
    const { body } = await own.call('GET', `/conversions?${asked}`)
    return body.rows.map((row: { conversion_id: string }) => Number(row.conversion_id))
  }
  add(4, { transactionId: 'T-4', isDeleted: true })
  add(3, { transactionId: 'T-3' })
  expect(await idsOf('anyIds[]=T-3')).toEqual([5])
  expect(await idsOf(`anyIds[]=${clickIdOf(3).toUpperCase()}`)).toEqual([5, 3])
  expect(await idsOf(`anyIds[]=T-3&anyIds[]=${clickIdOf(2)}&anyIds[]=T-4`)).toEqual([5, 2])
  expect(await idsOf('anyIds[]=t-3')).toEqual([])
  expect(await idsOf('anyIds[]=')).toEqual([])
  const { body } = await own.call('GET', '/conversions/export?format=ndjson&anyIds[]=T-3')
  own.close()
  expect(JSON.stringify(body)).toContain(`"T-3"`)
  expect(JSON.stringify(body)).not.toContain(clickIdOf(2))
})
