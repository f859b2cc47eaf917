/** Offers and landings that lists name: told of, and never stopped. */
import { expect, test } from 'bun:test'

import { blocklistStages } from '../../support/blocklists.ts'
import { startNameServer } from '../../support/name-server.ts'
import { addPerson, permission } from '../../support/people.ts'

const ZONE = 'list.test'
const DAY_MS = 86_400_000

const lists = blocklistStages()
const { made } = lists

const offer = async (name: string, url: string) =>
  (await made('POST', '/offer', { name, url })).id as number
const landing = async (name: string, url: string) =>
  (await made('POST', '/landing/not_integrated', { name, url })).id as number
const listed = () => lists.stage.targets.all().map(({ kind, id }) => `${kind} ${id}`)

async function say(files: Readonly<Record<string, string>>): Promise<void> {
  await lists.stage.put(files)
  await lists.stage.targets.tend()
}

const EVIL = { list: 'spam.txt', entry: 'evil.test' }

test('an offer and a landing that a list names say so, and stay as they are', async () => {
  const bad = await offer('Shoes', 'https://www.evil.test/?sub={subid}')
  const page = await landing('Page', 'http://evil.test:8080/')
  await offer('Shirts', 'https://ok.test/?to=evil.test')
  await say({ 'spam.txt': 'evil.test' })
  expect(listed()).toEqual([`offers ${bad}`, `landings ${page}`])
  const offers = await made('GET', '/offer/alternative/all')
  expect(offers.map(({ listings }: { listings?: object }) => listings)).toEqual([[EVIL], undefined])
  const [row] = await made('GET', '/landing/list/filtered')
  expect(row).toMatchObject({ listings: [EVIL], isDomainBanned: true })
  expect(await made('GET', `/offer/${bad}/listings`)).toEqual({
    rows: [{ ...EVIL, target: 'https://www.evil.test/?sub={subid}' }],
    total: 1,
  })
  expect(await made('GET', `/landing/${page}/listings`)).toMatchObject({ total: 1 })
  expect(await made('GET', `/offer/${bad}/full`)).toMatchObject({ state: 'active' })
})

test('what is saved is said at once, and looked at by the next round', async () => {
  await say({ 'spam.txt': 'evil.test' })
  const id = await offer('Shoes', 'https://evil.test')
  expect(await made('GET', `/offer/${id}/listings`)).toMatchObject({ total: 1 })
  expect(listed()).toEqual([])
  await lists.stage.targets.tend()
  expect(listed()).toEqual([`offers ${id}`])
  await made('PUT', `/offer/${id}`, { url: 'https://ok.test' })
  expect(await made('GET', `/offer/${id}/listings`)).toEqual({ rows: [], total: 0 })
  await lists.stage.targets.tend()
  expect(listed()).toEqual([])
})

test('what goes nowhere by itself is not looked at', async () => {
  const gone = await offer('Gone', 'https://evil.test/gone')
  await made('DELETE', `/offer/${gone}`)
  await offer('Anywhere', 'https://{campaign_domain}.evil.test/')
  await made('POST', '/landing/integrated', { name: 'Local', path: 'landers/evil/index.html' })
  const path = await offer('Path', 'https://evil.test/{sub_id_1}?{sub_id_2}={subid}')
  await say({ 'spam.txt': 'evil.test' })
  expect(listed()).toEqual([`offers ${path}`])
})

test('it ends with the entry, the list, and when the operator allows it', async () => {
  const id = await offer('Shoes', 'https://магазин.рф/a')
  await say({ 'spam.txt': '||магазин.рф^' })
  expect(listed()).toEqual([`offers ${id}`])
  const exception = await made('POST', '/blocklist_exceptions', { place: 'магазин.рф' })
  expect(await made('GET', `/offer/${id}/listings`)).toMatchObject({ total: 0 })
  await lists.stage.targets.tend()
  expect(listed()).toEqual([])
  await made('DELETE', `/blocklist_exceptions/${exception.id}`)
  await lists.stage.targets.tend()
  expect(listed()).toEqual([`offers ${id}`])
  await say({ 'spam.txt': '||магазин.рф^\n@@||магазин.рф/a^' })
  expect(listed()).toEqual([])
  await say({ 'spam.txt': 'магазин.рф' })
  await say({})
  expect(listed()).toEqual([])
})

test('a list that is asked is asked once a day, and its silence takes nothing back', async () => {
  const id = await offer('Shoes', 'https://asked.test')
  await offer('Macro', 'https://{campaign_domain}.other.test/')
  const silent = await startNameServer()
  silent.answers.set(`asked.test.${ZONE}`, 'failed')
  lists.names.answers.set(`asked.test.${ZONE}`, [127, 0, 1, 4])
  await lists.stage.useZone(ZONE, lists.names.address)
  const before = lists.names.asked.length
  await lists.stage.targets.tend()
  expect(listed()).toEqual([`offers ${id}`])
  const asked = lists.names.asked.slice(before)
  expect(asked).toContain(`asked.test.${ZONE}`)
  expect(asked.join()).not.toContain('other.test')
  await lists.stage.useZone(ZONE, silent.address)
  await lists.stage.targets.tend()
  expect(silent.asked).toEqual([])
  lists.stage.now += DAY_MS
  await lists.stage.targets.tend()
  expect(silent.asked).toContain(`asked.test.${ZONE}`)
  expect(listed()).toEqual([`offers ${id}`])
  silent.answers.delete(`asked.test.${ZONE}`)
  lists.stage.now += 3_600_000
  await lists.stage.targets.tend()
  expect(listed()).toEqual([])
  silent.close()
})

test('who may not read an offer is not told of it', async () => {
  const id = await offer('Shoes', 'https://evil.test')
  await say({ 'spam.txt': 'evil.test' })
  const records = [permission('offer', { readUuids: ['999'] })]
  const { key } = addPerson(lists.stage.management, 'limited', {
    role: 'user',
    permissions: records,
  })
  const answer = await lists.stage.management.call('GET', `/offer/${id}/listings`, undefined, key)
  expect(answer.status).toBe(403)
})
