/** Lists and links in a real database: who is refused, who is closed, and who stays open. */
import { beforeEach, expect, test } from 'bun:test'

import { blocklistStages } from '../../support/blocklists.ts'
import { until } from '../../support/until.ts'

const DAY_MS = 86_400_000
const ZONE = 'list.test'

const lists = blocklistStages()
const { made, link, read, isBlocked } = lists

beforeEach(async () => {
  await made('POST', `/domain/${crypto.randomUUID()}`, { host: 's.example.test' })
})

const useZone = () => lists.stage.useZone(ZONE, lists.names.address)

test('links that a list names are closed, wherever they name it', async () => {
  const bad = await Promise.all([
    link({ webUrl: 'https://www.evil.test/a' }),
    link({ webUrl: 'https://ok.test', iosUrl: 'https://пример.рф/путь' }),
    link({ webUrl: 'https://ok.test', androidUrl: 'http://share.test/mal/x' }),
    link({ webUrl: 'https://ok.test', expiredUrl: 'http://evil.test:8080' }),
  ])
  const good = await link({ webUrl: 'https://ok.test/?to=evil.test' })
  await lists.stage.say({ 'spam.txt': 'evil.test\n||пример.рф^\nhttp://share.test/mal\n' })
  expect(isBlocked(...bad, good)).toEqual([true, true, true, true, false])
  expect(read(bad[0]!).blockReason).toBe('on the blocklist spam.txt: evil.test')
  const { rows } = await made('GET', '/audit?event=kill_switch')
  expect(rows).toHaveLength(4)
  expect(rows.at(-1)).toMatchObject({ via: 'system', kind: 'links', userId: null, login: null })
  expect(lists.stage.facts()).toMatchObject({
    files: [{ name: 'spam.txt', entries: 3, problem: null }],
    rounds: { files: { looked: 5, closed: 4, problem: null } },
    links: { recent: 4, closed: 4, opened: 0, hasMore: false },
  })
  const { rows: listed } = await made('GET', '/links?status=blocked&order=oldest')
  expect(listed.map(({ id }: { id: number }) => id)).toEqual(bad.toSorted((a, b) => a - b))
})

test('who opens a link by hand is not contradicted by the same entry', async () => {
  const webUrl = 'https://evil.test/a'
  const opened = await link({ webUrl })
  const moved = await link({ webUrl })
  await lists.stage.say({ 'spam.txt': 'evil.test' })
  await made('PATCH', `/links/${opened}`, { blocked: false })
  await made('PUT', `/kill_switch/link/${moved}`, { blocked: false, reason: '' })
  await lists.stage.say({ 'spam.txt': 'evil.test\nother.test' })
  expect(isBlocked(opened, moved)).toEqual([false, false])
  expect(lists.stage.facts().links).toMatchObject({ recent: 0, closed: 0, opened: 2 })
  // The rest of it can be changed, to another address of the host it can't.
  await made('PATCH', `/links/${opened}`, { title: 'Looked at', webUrl, utm: { source: 'mail' } })
  const elsewhere = await lists.stage.management.call('PATCH', `/links/${opened}`, {
    webUrl: `${webUrl}b`,
  })
  expect(elsewhere.status).toBe(400)
  await lists.stage.say({ 'spam.txt': 'evil.test', 'zen.txt': 'evil.test' })
  expect(isBlocked(opened)).toEqual([true])
  expect(read(opened).blockReason).toBe('on the blocklist zen.txt: evil.test')
})

test('a list is gone through once, also after a restart, and again when it has changed', async () => {
  await lists.stage.say({ 'spam.txt': 'evil.test' })
  const { at } = lists.stage.rounds.last().files!
  lists.stage.now += 1000
  await lists.stage.rounds.tend()
  lists.stage.startAnew()
  await lists.stage.rounds.tend()
  expect(lists.stage.rounds.last().files?.at).toBe(at)
  await lists.stage.say({ 'spam.txt': 'other.test' })
  expect(lists.stage.rounds.last().files?.at).toBe(lists.stage.now)
})

test('what is saved while a round is made is held against the same lists', async () => {
  await lists.stage.put({ 'spam.txt': 'evil.test' })
  const refused = await lists.stage.management.call('POST', '/links', {
    webUrl: 'https://evil.test',
  })
  expect(refused.body.errors.fields).toEqual({
    webUrl: ['leads to evil.test, which is on the blocklist spam.txt'],
  })
})

test('a list that became unreadable stays in force as it was, and is told of', async () => {
  await lists.stage.put({ 'spam.txt': 'evil.test' })
  await lists.stage.put({ 'spam.txt': 'no list at all' })
  const refused = await lists.stage.management.call('POST', '/links', {
    webUrl: 'https://evil.test',
  })
  expect(refused.status).toBe(400)
  expect(lists.stage.facts().files).toMatchObject([
    { entries: 1, problem: expect.stringMatching(/in force/) },
  ])
  expect(lists.stage.problems.join()).toMatch(/spam\.txt no line of it is understood/)
  await lists.stage.put({})
  await link({ webUrl: 'https://evil.test' })
  expect(lists.stage.facts().files).toEqual([])
})

test('a link that was deleted when its host was listed comes back closed, once', async () => {
  const id = await link({ webUrl: 'https://evil.test' })
  await made('DELETE', `/links/${id}`)
  await lists.stage.say({ 'spam.txt': 'evil.test' })
  expect(isBlocked(id)).toEqual([false])
  await made('POST', `/links/${id}/restore`)
  expect(isBlocked(id)).toEqual([true])
  await made('PATCH', `/links/${id}`, { blocked: false })
  await made('DELETE', `/links/${id}`)
  await made('POST', `/links/${id}/restore`)
  expect(isBlocked(id)).toEqual([false])
})

test('a configuration file brings listed links in closed, and opens none', async () => {
  const id = await link({ word: 'listed', webUrl: 'https://evil.test' })
  await link({ word: 'sound', webUrl: 'https://ok.test' })
  const file = await made('GET', '/config/export')
  await lists.stage.say({ 'spam.txt': 'evil.test' })
  await made('POST', '/config/import?mode=merge', file)
  expect(isBlocked(id)).toEqual([true])
  await made('PATCH', `/links/${id}`, { blocked: false })
  await made('POST', '/config/import?mode=merge', file)
  expect(isBlocked(id)).toEqual([false])
  await made('PATCH', `/links/${id}`, { word: 'other' })
  const { applied, plan } = await made('POST', '/config/import', file)
  expect(applied).toBe(true)
  expect(plan.find(({ name }: { name: string }) => name === 'listed')).toMatchObject({
    action: 'create',
    reason: expect.stringMatching(
      /^links\.[01]: is blocked: leads to evil\.test, which is on the blocklist spam\.txt$/,
    ),
  })
})

test('a list that is asked closes links once a day', async () => {
  const [early, good] = [
    await link({ webUrl: 'https://evil.test' }),
    await link({ webUrl: 'https://ok.test' }),
  ]
  await useZone()
  lists.names.answers.set(`evil.test.${ZONE}`, [127, 0, 1, 4])
  await lists.stage.rounds.tend()
  expect(isBlocked(early, good)).toEqual([true, false])
  expect(read(early).blockReason).toBe(`on the blocklist ${ZONE}: evil.test`)
  await made('PATCH', `/links/${early}`, { blocked: false })
  lists.names.answers.set(`ok.test.${ZONE}`, [127, 0, 1, 4])
  await lists.stage.rounds.tend()
  expect(isBlocked(early, good)).toEqual([false, false])
  lists.stage.now += DAY_MS
  await lists.stage.rounds.tend()
  expect(isBlocked(early, good)).toEqual([false, true])
})

test('a list that is asked refuses links, and one that does not answer lets them be saved', async () => {
  await useZone()
  lists.names.answers.set(`evil.test.${ZONE}`, [127, 0, 1, 4])
  lists.names.answers.set(`odd.test.${ZONE}`, 'failed')
  const refused = await lists.stage.management.call('POST', '/links', {
    webUrl: 'http://www.evil.test',
  })
  expect(refused.body.errors.fields).toEqual({
    webUrl: [`leads to evil.test, which is on the blocklist ${ZONE}`],
  })
  await link({ webUrl: 'https://odd.test' })
  expect(lists.stage.facts().zone).toEqual({ name: ZONE, problem: 'could not be asked: ESERVFAIL' })
  expect(lists.stage.problems).toEqual([`${ZONE} could not be asked: ESERVFAIL`])
})

test('a list that fails ends its round, which is tried again in an hour', async () => {
  const hosts = Array.from({ length: 25 }, (_, at) => `h${at}.test`)
  for (const host of hosts) lists.names.answers.set(`${host}.${ZONE}`, 'failed')
  await Promise.all(hosts.map((host) => link({ webUrl: `https://${host}` })))
  await useZone()
  await lists.stage.rounds.tend()
  expect(lists.stage.rounds.last().zone).toMatchObject({
    closed: 0,
    problem: 'could not be asked: ESERVFAIL',
  })
  lists.names.answers.set(`h24.test.${ZONE}`, [127, 0, 0, 2])
  for (const host of hosts.slice(0, 24)) lists.names.answers.delete(`${host}.${ZONE}`)
  lists.stage.now += 3_600_000
  await lists.stage.rounds.tend()
  expect(lists.stage.rounds.last().zone).toMatchObject({ looked: 25, closed: 1, problem: null })
})

test('a round ends with the server, and is gone on with by the next one', async () => {
  const id = await link({ webUrl: 'https://ok.test', iosUrl: 'https://slow.test' })
  await useZone()
  lists.names.answers.set(`slow.test.${ZONE}`, 'silent')
  const tended = lists.stage.rounds.tend()
  await until('the list is asked', () => lists.names.asked.includes(`slow.test.${ZONE}`))
  await lists.stage.rounds.stop()
  await tended
  expect(lists.stage.rounds.last().zone).toBeNull()
  lists.names.answers.set(`slow.test.${ZONE}`, [127, 0, 0, 2])
  lists.stage.startAnew()
  await lists.stage.rounds.tend()
  expect(isBlocked(id)).toEqual([true])
})

test('a round that was interrupted goes on with the page where it was', async () => {
  const first = Array.from({ length: 1000 }, () => ({ webUrl: 'https://early.test' }))
  await made('POST', '/links/bulk', { items: first })
  const late = await link({ webUrl: 'https://late.test' })
  const asked = (host: string) =>
    lists.names.asked.filter((name) => name === `${host}.${ZONE}`).length
  const before = asked('early.test')
  await useZone()
  lists.names.answers.set(`late.test.${ZONE}`, 'silent')
  const tended = lists.stage.rounds.tend()
  await until('the last page is asked about', () => asked('late.test') > 0)
  await lists.stage.rounds.stop()
  await tended
  lists.names.answers.set(`late.test.${ZONE}`, [127, 0, 0, 2])
  lists.stage.startAnew()
  await lists.stage.rounds.tend()
  expect(isBlocked(late)).toEqual([true])
  expect(asked('early.test') - before).toBe(1)
  expect(lists.stage.rounds.last().zone).toMatchObject({ looked: 1001, closed: 1, problem: null })
  // The next one begins at the beginning.
  lists.stage.now += DAY_MS
  await lists.stage.rounds.tend()
  expect(asked('early.test') - before).toBe(2)
  expect(lists.stage.rounds.last().zone).toMatchObject({ looked: 1000, closed: 0 })
})
