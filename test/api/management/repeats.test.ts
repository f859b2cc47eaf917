import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, expect, test } from 'bun:test'

import { rememberRepeats, type Repeats } from '../../../src/api/management/repeats.ts'
import { begunRequestStore } from '../../../src/db/begun-requests.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { openManagement } from '../../support/management.ts'

const DAY = 24 * 3_600_000
const request = (key: string, content = 'the same') => ({ caller: '1', key, content })
const textOf = async (answer: Awaited<ReturnType<Repeats['once']>>) =>
  answer instanceof Response ? answer.text() : answer.message
const LOST = 'look whether it was done'

let db: Database
let now = 0
beforeEach(() => {
  db = new Database(':memory:', { strict: true })
  migrate(db)
  now = 1_000_000
})
afterEach(() => db.close())

/** As the program has them after a start; `secret` is that of the installation. */
function started(secret = 1): Repeats {
  const of = () => new Uint8Array(32).fill(secret)
  const secrets = { of, ring: () => [of()] as [Uint8Array] }
  return rememberRepeats({
    store: begunRequestStore(db),
    secrets,
    clock: () => now,
    calm: () => Promise.resolve(),
  })
}

/** Counts how often it is done, and says so. */
function counting(init: ResponseInit = {}) {
  let works = 0
  return () => Promise.resolve(new Response(`work ${++works}`, init))
}

const settled = () => Bun.sleep(0)

test('work that fails is done again, and again until it does not', async () => {
  const repeats = started()
  const full = () => Promise.reject(new Error('the disk is full'))
  for (let tries = 0; tries < 3; tries++) {
    expect(repeats.once(request('k'), full)).rejects.toThrow('the disk is full')
    await settled()
  }
  const late = await repeats.once(request('k'), () => Promise.resolve(new Response('done')))
  expect(await textOf(late)).toBe('done')
})

test.each([500, 503, 429])('an answer of %p is no answer', async (status) => {
  const [repeats, work] = [started(), counting({ status })]
  await repeats.once(request('k'), work)
  await settled()
  expect(await textOf(await repeats.once(request('k'), work))).toBe('work 2')
})

test('requests at the same time have the same answer, and the work is done once', async () => {
  const [repeats, work] = [started(), counting({ status: 201 })]
  const answers = await Promise.all([1, 2, 3].map(() => repeats.once(request('k'), work)))
  expect(await Promise.all(answers.map(textOf))).toEqual(['work 1', 'work 1', 'work 1'])
  expect(await textOf(await repeats.once(request('k', 'other'), work))).toContain('another request')
})

test('while the clock is doubted, and by a start that believes it, nothing is done twice', async () => {
  const [repeats, work] = [started(), counting({ status: 201 })]
  now += 3 * DAY
  expect(await textOf(await repeats.once(request('k'), work))).toBe('work 1')
  await settled()
  expect(await textOf(await repeats.once(request('k'), work))).toBe('work 1')
  expect(await textOf(await started().once(request('k'), work))).toBe('work 1')
})

test('the answer outlives a restart, whole and unreadable to whoever copies the database', async () => {
  const headers = { 'content-type': 'text/x', etag: '"e"' }
  const work = counting({ status: 201, headers })
  await started().once(request('k'), work)
  await settled()
  expect(Buffer.from(db.serialize()).includes('work 1')).toBe(false)
  const again = (await started().once(request('k'), work)) as Response
  expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([
    201,
    '"e"',
    'work 1',
  ])
  expect(await textOf(await started().once(request('k', 'other'), work))).toContain('another')
  expect(await textOf(await started(2).once(request('k'), work))).toContain(LOST)
})

test('a request that a kill interrupted is not done again', async () => {
  const never = () => new Promise<Response>(() => {})
  void started().once(request('k'), never)
  const answer = await started().once(request('k'), counting())
  expect([answer.status, (await textOf(answer)).includes(LOST)]).toEqual([409, true])
  now += DAY
  expect(await textOf(await started().once(request('k'), counting()))).toBe('work 1')
})

test('a long answer is not kept, but that there was one', async () => {
  const [repeats, long] = [started(), 'x'.repeat(4 * 1024 * 1024 + 1)]
  await repeats.once(request('k'), () => Promise.resolve(new Response(long)))
  await settled()
  const again = await repeats.once(request('k'), counting())
  expect(await textOf(again)).toContain(LOST)
})

test('who copies the database can try no passwords against it', async () => {
  const content = JSON.stringify({ password: 'summer' })
  await started().once(request('k', content), counting())
  const hash = new Bun.CryptoHasher('sha256').update(content).digest()
  for (const encoding of ['hex', 'base64', 'latin1'] as const)
    expect(Buffer.from(db.serialize()).includes(hash.toString(encoding), 0, 'latin1')).toBe(false)
})

test('what is old is forgotten, and the oldest of who has too much, nothing of others', () => {
  const store = begunRequestStore(db)
  for (let n = 1; n <= 6; n++) {
    store.begin(`7 r${n}`, new Uint8Array(1), n)
    store.finish(`7 r${n}`, new Uint8Array(10))
  }
  store.begin('8 r', new Uint8Array(1), 2)
  const kept = () => ['8 r', ...[1, 2, 3, 4, 5, 6].map((n) => `7 r${n}`)].filter(store.find)
  const numbers = () =>
    kept()
      .map((name) => name.slice(3))
      .join('')
  store.trim({ before: 2, caller: '8', requests: 1, bytes: 9 })
  expect(numbers()).toBe('23456')
  store.trim({ before: 0, caller: '7', requests: 4, bytes: 999 })
  expect(numbers()).toBe('3456')
  store.trim({ before: 0, caller: '7', requests: 9, bytes: 25 })
  expect(numbers()).toBe('56')
  expect(kept()).toContain('8 r')
})

test('many requests of one user take nothing from another', async () => {
  const [repeats, work] = [started(), counting()]
  await repeats.once({ caller: '2', key: 'k', content: 'x' }, work)
  db.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
    INSERT INTO begun_requests (name, content_hash, at) SELECT '1 k' || i, 'x', ${now} + i FROM n`)
  now += 30_000
  await repeats.once(request('k'), work)
  const count = db.query("SELECT count(*) AS n FROM begun_requests WHERE name LIKE '1 %'").get()
  expect(count).toEqual({ n: 5000 })
  const again = await started().once({ caller: '2', key: 'k', content: 'x' }, work)
  expect(await textOf(again)).toBe('work 1')
})

test('who has no key yet sends 64 KB at most', async () => {
  const management = openManagement()
  const body = { login: 'x'.repeat(65 * 1024), password: 'x' }
  expect((await management.call('POST', '/session', body, null)).status).toBe(413)
  expect((await management.call('POST', '/campaign', body)).status).toBe(400)
  management.close()
})
