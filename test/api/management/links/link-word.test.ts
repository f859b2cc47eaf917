/** Whether a link may have a word: what the check says is what saving does. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { openManagement } from '../../../support/management.ts'
import { addPerson, permission } from '../../../support/people.ts'

const api = openManagement()
afterAll(api.close)

const GO = crypto.randomUUID()
const SHOP = crypto.randomUUID()
let id = 0

const make = (body: object, key?: string) =>
  api.call('POST', '/links', { webUrl: 'https://a.test/', domainUuid: GO, ...body }, key)

beforeAll(async () => {
  await api.call('POST', `/domain/${GO}`, { host: 'go.example.test' })
  await api.call('POST', `/domain/${SHOP}`, { host: 'shop.example.test' })
  await api.call('PATCH', `/domain/${SHOP}/link_settings`, { caseSensitive: false })
  id = (await make({ word: 'summer' })).body.id
  await make({ word: 'Winter', domainUuid: SHOP })
  await api.call('POST', '/traffic_source', { name: 'S' })
  await api.call('POST', '/campaign', { name: 'C', trafficSourceId: 1 })
  await api.call('PATCH', '/campaign/1/full', { alias: 'pushes' })
})

async function verdictOf(query: Record<string, string | number>, key?: string): Promise<unknown> {
  const asked = new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))
  const { status, body } = await api.call('GET', `/links/word?${asked.toString()}`, undefined, key)
  return status === 200 ? body.verdict : status
}

const WORDS: [word: string, verdict: string, what: string, domain: string][] = [
  ['autumn', 'free', 'nobody has it', GO],
  ['summer', 'taken', 'a link has it', GO],
  ['Summer', 'free', 'letter case counts', GO],
  ['summer', 'free', 'a link has it elsewhere', SHOP],
  ['wINTER', 'taken', 'letter case does not count', SHOP],
  ['pushes', 'taken', 'a campaign has it', GO],
  ['abcd', 'too_short', 'four letters', GO],
  ['a'.repeat(31), 'too_long', '31 letters', GO],
  ['два слова', 'invalid', 'other letters', GO],
  ['admin', 'reserved', 'the admin is there', GO],
]

test.each(WORDS)('%s is %s (%s), and saving agrees', async (word, verdict, _, domainUuid) => {
  expect(await verdictOf({ word, domainUuid })).toBe(verdict)
  const made = await make({ word, domainUuid })
  expect(made.status).toBe(verdict === 'free' ? 201 : verdict === 'taken' ? 409 : 400)
  if (made.status === 201) await api.call('DELETE', `/links/${made.body.id}`)
})

test('a link’s own word is its own where it is, and another’s is not', async () => {
  const other = (await make({ word: 'spring' })).body.id as number
  expect(await verdictOf({ word: 'summer', id })).toBe('own')
  expect(await verdictOf({ word: 'summer', id, domainUuid: SHOP })).toBe('free')
  expect(await verdictOf({ word: 'summer', id: other })).toBe('taken')
})

test('only who could save it may ask, and only of domains he may use', async () => {
  const reads = permission('domain', { readUuids: [GO] })
  const make = permission('link', { canCreate: true })
  const maker = addPerson(api, 'maker@example.test', { permissions: [reads, make] })
  const reader = addPerson(api, 'reader@example.test', { permissions: [reads] })
  expect(await verdictOf({ word: 'summer' }, maker.key)).toBe('taken')
  expect(await verdictOf({ word: 'summer', domainUuid: SHOP }, maker.key)).toBe(400)
  expect(await verdictOf({ word: 'summer', id }, maker.key)).toBe(403)
  expect(await verdictOf({ word: 'summer' }, reader.key)).toBe(403)
  expect(await verdictOf({ word: 'summer', id: 999 })).toBe(404)
})
