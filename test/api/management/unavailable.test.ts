/** A disk that is full or gone: 503 with a time to try again, whatever thread or layer noticed it. */
import { afterAll, expect, test } from 'bun:test'

import { UNWATCHED } from '../../../src/lib/disk-watch.ts'
import { errorFrom } from '../../../src/lib/errors.ts'
import { IDLE_MS, noteUse, openSession } from '../../../src/manage/people/sessions.ts'
import { openManagement } from '../../support/management.ts'

let failure: Error = new Error('none yet')
const fails = () => Promise.reject(failure)
const management = openManagement({
  costs: {
    apply: fails,
    set: fails,
    setUpload: fails,
    list: fails,
    campaignsOf: fails,
    uploadOf: fails,
    takeResumed: fails,
    replan: fails,
    ofClick: fails,
  },
})
afterAll(() => management.close())

test('while the disk hangs nothing is written by the thread that answers, and reading goes on', async () => {
  const answers = () => Promise.resolve(false)
  const answered = () => new Promise<never>(() => undefined)
  const hanging = openManagement({ disk: { ...UNWATCHED, answers, answered } })
  const created = await hanging.call('POST', '/traffic_source', { name: 'Never' })
  expect([created.status, created.headers.get('retry-after')]).toEqual([503, '5'])
  const listed = await hanging.call('GET', '/traffic_source/list/filtered')
  expect([listed.status, listed.body]).toEqual([200, []])
  expect(hanging.read.users.list()[0]?.seenAt).toBeNull()
  hanging.close()
})

test.each([
  ['SQLITE_FULL', 503],
  ['SQLITE_IOERR_FSYNC', 503],
  ['ENOSPC', 503],
  ['EROFS', 503],
  ['UNAVAILABLE', 503],
  ['SQLITE_ERROR', 500],
  ['', 500],
])('a failure with code %j answers %i', async (code, status) => {
  failure = errorFrom('database or disk is full', code)
  const answer = await management.call('GET', '/costs')
  expect(answer.status).toBe(status)
  expect(answer.headers.has('retry-after')).toBe(status === 503)
})

test.each([
  ['SQLITE_FULL', 'The disk of the server is full'],
  ['ENOSPC', 'The disk of the server is full'],
  ['SQLITE_IOERR_FSYNC', 'Nothing can be stored at the moment'],
])('of code %s it is said: %s', async (code, message) => {
  failure = errorFrom('database or disk is full', code)
  const { body } = await management.call('GET', '/costs')
  expect((body as { errors: { message: string } }).errors.message).toStartWith(message)
})

test('who is logged in stays so while the disk is full', () => {
  const { desk } = management
  const [user] = desk.stores.users.list()
  if (user === undefined) throw new Error('nobody')
  const { session } = openSession(desk, user, { address: null, userAgent: '' })
  const full = () => {
    throw errorFrom('database or disk is full', 'SQLITE_FULL')
  }
  const stores = { ...desk.stores, sessions: { ...desk.stores.sessions, touch: full } }
  const later = () => session.seenAt + IDLE_MS / 2
  expect(() => noteUse({ ...desk, stores, clock: later }, session)).not.toThrow()
})
