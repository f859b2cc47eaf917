/** Lists and links in a real database: who is refused, who is closed, and who stays open. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { workerFile } from '../../../src/lib/worker-file.ts'
import { blocklistFacts } from '../../../src/manage/blocklist/facts.ts'
import { type LiveBlocklist, liveBlocklist } from '../../../src/manage/blocklist/live-blocklist.ts'
import {
  type BlocklistRounds,
  blocklistRounds,
  readInWorker,
} from '../../../src/manage/blocklist/rounds.ts'
import { type Management, NOW, openManagement } from '../../support/management.ts'
import { type NameServer, startNameServer } from '../../support/name-server.ts'
import { until } from '../../support/until.ts'

const WORKER = workerFile('manage/blocklist/worker.ts')
const DAY_MS = 86_400_000
const ZONE = 'list.test'

let names: NameServer
beforeAll(async () => {
  names = await startNameServer()
})
afterAll(() => names.close())

let management: Management
let blocklist: LiveBlocklist
let rounds: BlocklistRounds
let problems: string[]
let now: number
let changes = 0

beforeEach(async () => {
  now = NOW
  problems = []
  names.answers.clear()
  const onProblem = (problem: string) => void problems.push(problem)
  management = openManagement({
    blocklistIn: (dataDir, settings) => {
      const read = () => readInWorker(WORKER, dataDir)
      blocklist = liveBlocklist({ dataDir, read, settings, clock: () => now, onProblem })
      return blocklist
    },
  })
  rounds = newRounds()
  await made('POST', `/domain/${crypto.randomUUID()}`, { host: 's.example.test' })
})
afterEach(() => management.close())

/** As after a start. */
function newRounds(): BlocklistRounds {
  return blocklistRounds({
    desk: { ...management.desk, clock: () => now },
    dataDir: management.folder,
    blocklist,
    worker: WORKER,
    calm: () => Promise.resolve(),
    onProblem: (problem) => void problems.push(problem),
  })
}

async function made(method: string, path: string, body?: unknown) {
  const answer = await management.call(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

const link = async (more: object) => (await made('POST', '/links', more)).id as number
const read = (id: number) => management.desk.stores.links.find(id)!
const isBlocked = (...ids: readonly number[]) => ids.map((id) => read(id).blocked)
const facts = () => blocklistFacts(blocklist, rounds, management.desk.stores.linkListings, now)

/** Puts lists into the folder and lets the server find them there. */
async function put(files: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(management.folder, 'blocklists')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text)
    const at = 1_700_000_000 + ++changes
    utimesSync(join(folder, name), at, at)
  }
  await blocklist.refresh()
  await blocklist.refresh()
}

/** As `put`, and goes through the links. */
async function say(files: Readonly<Record<string, string>>): Promise<void> {
  await put(files)
  await rounds.tend()
}

const useZone = () =>
  made('PATCH', '/settings', {
    'links.blocklist_zone': ZONE,
    'links.blocklist_server': names.address,
  })

test('links that a list names are closed, wherever they name it', async () => {
  const bad = await Promise.all([
    link({ webUrl: 'https://www.evil.test/a' }),
    link({ webUrl: 'https://ok.test', iosUrl: 'https://пример.рф/путь' }),
    link({ webUrl: 'https://ok.test', androidUrl: 'http://share.test/mal/x' }),
    link({ webUrl: 'https://ok.test', expiredUrl: 'http://evil.test:8080' }),
  ])
  const good = await link({ webUrl: 'https://ok.test/?to=evil.test' })
  await say({ 'spam.txt': 'evil.test\n||пример.рф^\nhttp://share.test/mal\n' })
  expect(isBlocked(...bad, good)).toEqual([true, true, true, true, false])
  expect(read(bad[0]!).blockReason).toBe('on the blocklist spam.txt: evil.test')
  const { rows } = await made('GET', '/audit?event=kill_switch')
  expect(rows).toHaveLength(4)
  expect(rows.at(-1)).toMatchObject({ via: 'system', kind: 'links', userId: null, login: null })
  expect(facts()).toMatchObject({
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
  await say({ 'spam.txt': 'evil.test' })
  await made('PATCH', `/links/${opened}`, { blocked: false })
  await made('PUT', `/kill_switch/link/${moved}`, { blocked: false, reason: '' })
  await say({ 'spam.txt': 'evil.test\nother.test' })
  expect(isBlocked(opened, moved)).toEqual([false, false])
  expect(facts().links).toMatchObject({ recent: 0, closed: 0, opened: 2 })
  // The rest of it can be changed, to another address of the host it can't.
  await made('PATCH', `/links/${opened}`, { title: 'Looked at', webUrl, utm: { source: 'mail' } })
  const elsewhere = await management.call('PATCH', `/links/${opened}`, { webUrl: `${webUrl}b` })
  expect(elsewhere.status).toBe(400)
  await say({ 'spam.txt': 'evil.test', 'zen.txt': 'evil.test' })
  expect(isBlocked(opened)).toEqual([true])
  expect(read(opened).blockReason).toBe('on the blocklist zen.txt: evil.test')
})

test('a list is gone through once, also after a restart, and again when it has changed', async () => {
  await say({ 'spam.txt': 'evil.test' })
  const { at } = rounds.last().files!
  now += 1000
  await rounds.tend()
  rounds = newRounds()
  await rounds.tend()
  expect(rounds.last().files?.at).toBe(at)
  await say({ 'spam.txt': 'other.test' })
  expect(rounds.last().files?.at).toBe(now)
})

test('what is saved while a round is made is held against the same lists', async () => {
  await put({ 'spam.txt': 'evil.test' })
  const refused = await management.call('POST', '/links', { webUrl: 'https://evil.test' })
  expect(refused.body.errors.fields).toEqual({
    webUrl: ['leads to evil.test, which is on the blocklist spam.txt'],
  })
})

test('a list that became unreadable stays in force as it was, and is told of', async () => {
  await put({ 'spam.txt': 'evil.test' })
  await put({ 'spam.txt': 'no list at all' })
  const refused = await management.call('POST', '/links', { webUrl: 'https://evil.test' })
  expect(refused.status).toBe(400)
  expect(facts().files).toMatchObject([{ entries: 1, problem: expect.stringMatching(/in force/) }])
  expect(problems.join()).toMatch(/spam\.txt no line of it is understood/)
  await put({})
  await link({ webUrl: 'https://evil.test' })
  expect(facts().files).toEqual([])
})

test('a link that was deleted when its host was listed comes back closed, once', async () => {
  const id = await link({ webUrl: 'https://evil.test' })
  await made('DELETE', `/links/${id}`)
  await say({ 'spam.txt': 'evil.test' })
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
  await say({ 'spam.txt': 'evil.test' })
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
  names.answers.set(`evil.test.${ZONE}`, [127, 0, 1, 4])
  await rounds.tend()
  expect(isBlocked(early, good)).toEqual([true, false])
  expect(read(early).blockReason).toBe(`on the blocklist ${ZONE}: evil.test`)
  await made('PATCH', `/links/${early}`, { blocked: false })
  names.answers.set(`ok.test.${ZONE}`, [127, 0, 1, 4])
  await rounds.tend()
  expect(isBlocked(early, good)).toEqual([false, false])
  now += DAY_MS
  await rounds.tend()
  expect(isBlocked(early, good)).toEqual([false, true])
})

test('a list that is asked refuses links, and one that does not answer lets them be saved', async () => {
  await useZone()
  names.answers.set(`evil.test.${ZONE}`, [127, 0, 1, 4])
  names.answers.set(`odd.test.${ZONE}`, 'failed')
  const refused = await management.call('POST', '/links', { webUrl: 'http://www.evil.test' })
  expect(refused.body.errors.fields).toEqual({
    webUrl: [`leads to evil.test, which is on the blocklist ${ZONE}`],
  })
  await link({ webUrl: 'https://odd.test' })
  expect(facts().zone).toEqual({ name: ZONE, problem: 'could not be asked: ESERVFAIL' })
  expect(problems).toEqual([`${ZONE} could not be asked: ESERVFAIL`])
})

test('a list that fails ends its round, which is tried again in an hour', async () => {
  const hosts = Array.from({ length: 25 }, (_, at) => `h${at}.test`)
  for (const host of hosts) names.answers.set(`${host}.${ZONE}`, 'failed')
  await Promise.all(hosts.map((host) => link({ webUrl: `https://${host}` })))
  await useZone()
  await rounds.tend()
  expect(rounds.last().zone).toMatchObject({ closed: 0, problem: 'could not be asked: ESERVFAIL' })
  names.answers.set(`h24.test.${ZONE}`, [127, 0, 0, 2])
  for (const host of hosts.slice(0, 24)) names.answers.delete(`${host}.${ZONE}`)
  now += 3_600_000
  await rounds.tend()
  expect(rounds.last().zone).toMatchObject({ looked: 25, closed: 1, problem: null })
})

test('a round ends with the server, and is made again by the next one', async () => {
  const id = await link({ webUrl: 'https://ok.test', iosUrl: 'https://slow.test' })
  await useZone()
  names.answers.set(`slow.test.${ZONE}`, 'silent')
  const tended = rounds.tend()
  await until('the list is asked', () => names.asked.includes(`slow.test.${ZONE}`))
  await rounds.stop()
  await tended
  expect(rounds.last().zone).toBeNull()
  names.answers.set(`slow.test.${ZONE}`, [127, 0, 0, 2])
  rounds = newRounds()
  await rounds.tend()
  expect(isBlocked(id)).toEqual([true])
})
