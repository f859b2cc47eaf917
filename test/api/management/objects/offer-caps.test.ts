import { afterAll, beforeAll, expect, test } from 'bun:test'

import { NOW, openManagement } from '../../../support/management.ts'

/** Caps of offers: how much of them is used, and what people say about it. */
const management = openManagement()
afterAll(() => management.close())
const { call } = management
const DAY_MS = 86_400_000

/** Straight into the table, whatever its other columns are: booking is tested elsewhere. */
function addConversions(offerId: number, count: number, at: number): void {
  const given = { offer_id: offerId, arrived_at: at, class: 'sale' }
  for (let made = 0; made < count; made++) addConversion({ ...given, ...NEITHER })
}

const NEITHER = { is_upsell: 0, is_deleted: 0, is_test: 0 }
let last = 0

function addConversion(given: Readonly<Record<string, string | number>>): void {
  const sql = `SELECT name, type FROM pragma_table_info('conversions')
    WHERE "notnull" = 1 AND dflt_value IS NULL AND pk = 0`
  const needed = management.config.reader.query<{ name: string; type: string }, []>(sql).all()
  const filled = needed.map(({ name, type }) => [name, type === 'TEXT' ? `t${++last}` : ++last])
  const row: Record<string, string | number> = { ...Object.fromEntries(filled), ...given }
  const names = Object.keys(row)
  const marks = names.map(() => '?').join(', ')
  management.desk.db
    .query(`INSERT INTO conversions (${names.join(', ')}) VALUES (${marks})`)
    .run(...Object.values(row))
}

beforeAll(async () => {
  for (const name of ['One', 'Two', 'Three']) {
    await call('POST', '/offer', { name, url: 'https://offer.test/' })
  }
  await call('POST', '/offer/cap/conversion/1', { maxCap: 5 })
  addConversions(1, 2, NOW - 3_600_000)
  addConversions(1, 4, NOW - 2 * DAY_MS)
})

const used = async (id: number) =>
  (await call('GET', `/offer/cap/conversion/${id}`)).body.currentConversionCap

test('a cap tells how many conversions its running period has', async () => {
  expect(await used(1)).toBe(2)
  const { body } = await call('GET', '/offer/alternative/all')
  expect(body[0].conversionCaps.currentConversionCap).toBe(2)
})

test('a cap that is filled up is reached, and open again when it is reset or gets another size', async () => {
  expect((await call('POST', '/offer/cap/conversion/1/maximize')).status).toBe(200)
  expect(await used(1)).toBe(5)
  expect((await call('POST', '/offer/cap/conversion/1/reset')).status).toBe(200)
  expect(await used(1)).toBe(0)
  addConversions(1, 1, NOW)
  await call('POST', '/offer/cap/conversion/1/maximize')
  await call('PUT', '/offer/cap/conversion/1', { maxCap: 5 })
  expect(await used(1)).toBe(5)
  await call('PUT', '/offer/cap/conversion/1', { maxCap: 7 })
  expect(await used(1)).toBe(3)
})

test('an offer without a cap has nothing to adjust', async () => {
  expect((await call('POST', '/offer/cap/conversion/3/reset')).status).toBe(400)
  expect((await call('POST', '/offer/cap/conversion/4242/reset')).status).toBe(404)
})

test('one cap is set for many offers', async () => {
  const body = { ids: [2, 3, 4242], maxCap: 9, timezone: 'Europe/Berlin' }
  const answer = await call('POST', '/offer/change_cap', body)
  expect([answer.status, answer.body]).toEqual([200, { failedIds: [4242] }])
  const cap = await call('GET', '/offer/cap/conversion/3')
  expect(cap.body).toMatchObject({ maxCap: 9, timezone: 'Europe/Berlin', isActive: true })
  const wrong = { ids: [2], maxCap: 9, timezone: 'Mars/Olympus' }
  expect((await call('POST', '/offer/change_cap', wrong)).status).toBe(400)
})

test('a cap that is read and written back, whole or in part, stays what it is', async () => {
  await call('PATCH', '/offer/2/full', {
    cap: { active: true, max: 9, period: 'day', timezone: 'Europe/Berlin', whenFull: 'in_path' },
  })
  const stored = () => management.read.offers.find(2)!.cap
  const before = stored()
  const { body } = await call('GET', '/offer/cap/conversion/2')
  expect((await call('PUT', '/offer/cap/conversion/2', body)).status).toBe(200)
  expect(stored()).toEqual(before)
  expect((await call('PUT', '/offer/cap/conversion/2', { maxCap: 10 })).status).toBe(200)
  expect(stored()).toEqual({ ...before!, max: 10 })
  await call('PUT', '/offer/cap/conversion/2', { resetFrequency: 3600 })
  expect(stored()).toEqual({ ...before!, max: 10, period: 'seconds', seconds: 3600 })
})

test('a cap starts when the clocks of its zone show so, and is shown by them', async () => {
  const stored = () => management.read.offers.find(3)!.cap!
  const shown = async () => (await call('GET', '/offer/cap/conversion/3')).body.startingFrom
  const berlin = { maxCap: 9, timezone: 'Europe/Berlin' }
  const midnight = '2026-07-01 00:00:00'
  await call('POST', '/offer/cap/conversion/3', { ...berlin, startingFrom: midnight })
  expect([await shown(), stored().period]).toEqual([midnight, 'day'])
  const nine = '2026-11-01 09:00:00'
  await call('POST', '/offer/cap/conversion/3', { ...berlin, startingFrom: nine })
  expect([await shown(), stored().period]).toEqual([nine, 'seconds'])
  expect(stored().startsAt).toBe(Date.UTC(2026, 10, 1, 8))
  await call('PUT', '/offer/cap/conversion/3', { timezone: 'Asia/Kathmandu' })
  expect([await shown(), stored().period]).toEqual([nine, 'seconds'])
  expect(stored().startsAt).toBe(Date.UTC(2026, 10, 1, 3, 15))
  const wrong = { ...berlin, startingFrom: 'tomorrow' }
  expect((await call('POST', '/offer/cap/conversion/3', wrong)).status).toBe(400)
})

test('an offer without a cap shows what one would start from', async () => {
  const made = await call('POST', '/offer', { name: 'Four', url: 'https://offer.test/' })
  const { body, headers } = await call('GET', `/offer/cap/conversion/${made.body.id}`)
  expect(body).toMatchObject({ isActive: false, maxCap: 0, startingFrom: '2026-11-21 00:00:00' })
  expect(headers.get('etag')).toBeString()
})
