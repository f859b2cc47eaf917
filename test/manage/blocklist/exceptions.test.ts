/** What the operator allows whatever lists say: links may lead there, and those that were closed for it open. */
import { beforeEach, expect, test } from 'bun:test'

import { atDesk, placeOf } from '../../../src/manage/alone.ts'
import { blocklistStages } from '../../support/blocklists.ts'
import { addPerson } from '../../support/people.ts'

const ZONE = 'list.test'

const lists = blocklistStages()
const { made, link, read, isBlocked } = lists

beforeEach(async () => {
  await made('POST', `/domain/${crypto.randomUUID()}`, { host: 's.example.test' })
})

const allow = async (place: string, note = '') =>
  (await made('POST', '/blocklist_exceptions', { place, note })).id as number
const forbid = (id: number) => made('DELETE', `/blocklist_exceptions/${id}`)
const status = async (webUrl: string) =>
  (await lists.stage.management.call('POST', '/links', { webUrl })).status

const LISTS = { 'spam.txt': 'evil.test\n||пример.рф^\nother.test\n||sure.test^$important\n' }

test.each<[place: string, free: readonly string[], listed: readonly string[]]>([
  ['good.evil.test', ['http://good.evil.test', 'https://a.good.evil.test/x'], ['http://evil.test']],
  ['https://ПРИМЕР.рф', ['https://магазин.пример.рф/а'], ['http://evil.test']],
  ['.sure.test', ['https://www.sure.test:8443'], ['http://other.test']],
  [
    'https://пример.рф/Каталог/Наш',
    ['https://xn--e1afmkfd.xn--p1ai/Каталог/Наш/1', 'http://пример.рф/Каталог/Наш?a'],
    ['https://пример.рф/Каталог/Нашли', 'https://пример.рф/', 'https://www.пример.рф/Каталог/Наш'],
  ],
  ['evil.test/u/', ['https://evil.test/u/ann', 'https://evil.test/u/'], ['https://evil.test/u']],
  [
    'https://evil.test/a(1),b;c?d=$1|2',
    ['https://evil.test/a(1),b;c?d=$1|2&e'],
    ['http://evil.test/a'],
  ],
])('with %s links may lead there and nowhere else', async (place, free, listed) => {
  await lists.stage.put(LISTS)
  expect(await Promise.all([...free, ...listed].map(status))).not.toContain(201)
  await allow(place)
  expect(await Promise.all(free.map(status))).toEqual(free.map(() => 201))
  expect(await Promise.all(listed.map(status))).toEqual(listed.map(() => 400))
})

interface Row {
  readonly kind: string
  readonly action: string
}
const hosts = () =>
  lists.stage.management.read.domains.list('active').map(({ id, host }) => ({ id, host }))
const linkOn = ([domain]: readonly { readonly id: string }[]) => ({
  word: 'from-file',
  domainId: domain!.id,
  webUrl: 'https://evil.test/there',
})
const takeIn = async (path: string, sections: object): Promise<Row[]> => {
  const body = { format: 'sluice-config', version: 1, ...sections }
  return (await made('POST', `/config/import${path}`, body)).plan
}

test('a file brings what is allowed, for its own links and those that are here', async () => {
  const domains = hosts()
  const id = await link({ webUrl: 'https://evil.test/here' })
  await lists.stage.say(LISTS)
  expect(isBlocked(id)).toEqual([true])
  const file = {
    blocklist_exceptions: [{ place: 'https://EVIL.test', note: 'ours' }],
    domains,
    links: [linkOn(domains)],
  }
  const plan = await takeIn('', file)
  expect(plan.map(({ kind, action }) => [kind, action])).toEqual([
    ['domains', 'skip'],
    ['blocklist_exceptions', 'create'],
    ['links', 'create'],
  ])
  expect(isBlocked(id + 1)).toEqual([false])
  await lists.stage.rounds.tend()
  expect(isBlocked(id)).toEqual([false])
  const again = await takeIn('?mode=merge', file)
  expect(again.map(({ action }) => action)).toEqual(['skip', 'skip', 'skip'])
  const { rows } = await made('GET', '/blocklist_exceptions')
  expect(rows).toMatchObject([{ place: 'evil.test', note: 'ours', login: expect.any(String) }])
})

test('what a dry run would have allowed is not allowed', async () => {
  const domains = hosts()
  await lists.stage.put(LISTS)
  const file = { blocklist_exceptions: [{ place: 'evil.test' }], domains, links: [linkOn(domains)] }
  await takeIn('?dryRun=1', file)
  await allow('other.test')
  expect([await status('https://evil.test'), await status('https://other.test')]).toEqual([
    400, 201,
  ])
})

test('links that were closed for what is allowed open, and close when it no longer is', async () => {
  const id = await link({ webUrl: 'https://www.evil.test/a', iosUrl: 'https://ok.test' })
  const other = await link({ webUrl: 'https://other.test' })
  await lists.stage.say(LISTS)
  expect(isBlocked(id, other)).toEqual([true, true])
  const exception = await allow('evil.test')
  expect(isBlocked(id, other)).toEqual([false, true])
  expect(read(id).blockReason).toBe('')
  expect(lists.stage.facts().links).toMatchObject({ closed: 1, opened: 0 })
  const { rows } = await made('GET', '/audit?event=kill_switch_off')
  expect(rows).toMatchObject([{ via: 'system', kind: 'links', objectId: String(id), login: null }])
  await lists.stage.rounds.tend()
  expect(isBlocked(id)).toEqual([false])
  await forbid(exception)
  expect(await status('https://evil.test')).toBe(400)
  await lists.stage.rounds.tend()
  expect(isBlocked(id)).toEqual([true])
  expect(read(id).blockReason).toBe('on the blocklist spam.txt: evil.test')
})

test('only what lists closed for nothing else opens', async () => {
  const both = await link({ webUrl: 'https://evil.test', iosUrl: 'https://other.test' })
  const byHand = await link({ webUrl: 'https://evil.test' })
  const deleted = await link({ webUrl: 'https://evil.test' })
  const moved = await link({ webUrl: 'https://other.test', iosUrl: 'https://evil.test' })
  await lists.stage.say(LISTS)
  await made('PATCH', `/links/${byHand}`, { blockReason: 'we know these people' })
  await made('PATCH', `/links/${moved}`, { webUrl: 'https://ok.test' })
  await made('DELETE', `/links/${deleted}`)
  await allow('evil.test')
  expect(isBlocked(both, byHand, deleted)).toEqual([true, true, true])
  await allow('other.test')
  expect(isBlocked(both, byHand, deleted)).toEqual([false, true, true])
})

test('what an interrupted server did not open is opened by the next one', async () => {
  const ids = await Promise.all(
    Array.from({ length: 120 }, (_, at) => link({ webUrl: `https://h${at}.evil.test` })),
  )
  await lists.stage.say(LISTS)
  const { blocklistExceptions } = lists.stage.management.desk.stores
  blocklistExceptions.add({ place: 'evil.test', note: '', userId: null })
  expect(isBlocked(...ids)).not.toContain(false)
  lists.stage.startAnew()
  await lists.stage.rounds.tend()
  expect(isBlocked(...ids)).not.toContain(true)
})

test('a list that is asked is overruled alike', async () => {
  await lists.stage.useZone(ZONE, lists.names.address)
  lists.names.answers.set(`asked.test.${ZONE}`, [127, 0, 1, 4])
  expect(await status('https://asked.test')).toBe(400)
  const exception = await allow('asked.test')
  const id = await link({ webUrl: 'https://asked.test' })
  await lists.stage.rounds.tend()
  expect(isBlocked(id)).toEqual([false])
  await forbid(exception)
  lists.stage.now += 86_400_000
  await lists.stage.rounds.tend()
  expect(isBlocked(id)).toEqual([true])
})

test('workers that write links know what is allowed', async () => {
  await lists.stage.put(LISTS)
  await allow('evil.test')
  const { desk, folder } = lists.stage.management
  const entries = atDesk(placeOf(folder, desk), ({ blocklist }) =>
    ['http://evil.test', 'http://other.test'].map((address) => blocklist.find(address).length),
  )
  expect(entries).toEqual([0, 1])
})

test('what is allowed says who allowed it, when and why', async () => {
  const id = await allow('HTTPS://Good.Evil.Test/', 'asked them')
  const second = await allow('docs.example/shared')
  const { rows, total } = await made('GET', '/blocklist_exceptions')
  expect(total).toBe(2)
  expect(rows).toMatchObject([
    { id: second, place: 'docs.example/shared', note: '' },
    {
      id,
      place: 'good.evil.test',
      note: 'asked them',
      login: 'admin@example.test',
      createdAt: expect.stringMatching(/^20\d\d-/),
    },
  ])
  await forbid(id)
  const { rows: audit } = await made('GET', '/audit?kind=blocklist_exceptions')
  expect(audit.map(({ event, name }: Record<string, string>) => `${event} ${name}`)).toEqual([
    'remove good.evil.test',
    'create docs.example/shared',
    'create good.evil.test',
  ])
  expect((await lists.stage.management.call('DELETE', `/blocklist_exceptions/${id}`)).status).toBe(
    404,
  )
})

test.each([
  'com',
  'localhost',
  'два слова',
  'ftp://evil.test',
  'http://user@evil.test/',
  '||evil.test^',
  ' ',
])('%p is nothing that can be allowed', async (place) => {
  const refused = await lists.stage.management.call('POST', '/blocklist_exceptions', { place })
  expect([refused.status, refused.body.errors.fields]).toEqual([
    400,
    { place: ['is neither a host nor an address of the web'] },
  ])
})

test('nothing is allowed twice, nor by somebody who may not change the settings', async () => {
  await allow('evil.test')
  const again = await lists.stage.management.call('POST', '/blocklist_exceptions', {
    place: 'http://EVIL.test',
  })
  expect([again.status, again.body.errors.fields]).toEqual([409, { place: ['is taken'] }])
  const { key } = addPerson(lists.stage.management, 'chief', { role: 'admin' })
  const body = { place: 'other.test' }
  const { call } = lists.stage.management
  expect((await call('POST', '/blocklist_exceptions', body, key)).status).toBe(403)
  expect((await call('GET', '/blocklist_exceptions', undefined, key)).status).toBe(403)
})

test('a link tells which entries have stopped it', async () => {
  const webUrl = 'https://www.evil.test/a'
  const id = await link({ webUrl })
  await lists.stage.say(LISTS)
  expect(await made('GET', `/links/${id}/listings`)).toMatchObject({
    rows: [{ list: 'spam.txt', entry: 'evil.test', target: webUrl, isReason: true }],
    total: 1,
  })
  await made('PATCH', `/links/${id}`, { blocked: false })
  const { rows } = await made('GET', `/links/${id}/listings`)
  expect(rows).toMatchObject([{ isReason: false }])
})
