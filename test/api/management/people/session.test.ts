import { afterEach, beforeEach, describe, expect, test } from 'bun:test'

import { COMMAND_LINE } from '../../../../src/manage/access.ts'
import { createKey } from '../../../../src/manage/people/keys.ts'
import { IDLE_MS, LIFE_MS, logIn as logInAt } from '../../../../src/manage/people/sessions.ts'
import { newSetupToken } from '../../../../src/manage/people/setup.ts'
import { answerOf, type Management, openManagement } from '../../../support/management.ts'
import { quickHash } from '../../../support/people.ts'

const HOST = 'localhost'
const BASE = `http://${HOST}/public/api/v1`
const LOGIN = { login: 'bob', password: 'long enough' }
const passwordHash = await quickHash(LOGIN.password)

let management: Management
beforeEach(() => {
  management = openManagement()
  const { login } = LOGIN
  management.desk.stores.users.add({ login, passwordHash, role: 'user', permissions: [] })
})
afterEach(() => management.close())

type Headers = Record<string, string>

async function send(method: string, path: string, headers: Headers = {}, body?: unknown) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const all = { host: HOST, ...headers }
  const response = await management.send(
    new Request(BASE + path, { method, headers: all, ...content }),
  )
  return { cookie: response.headers.get('set-cookie') ?? '', ...(await answerOf(response)) }
}

async function logIn() {
  const { status, body, cookie } = await send('POST', '/session', {}, LOGIN)
  expect(status).toBe(200)
  return { cookie: cookie.split(';')[0] ?? '', csrf: String(body.csrfToken), flags: cookie }
}

const safe = (cookie: string, csrf: string): Headers => ({
  cookie,
  'x-csrf-token': csrf,
  origin: `http://${HOST}`,
  'content-type': 'application/json',
})

describe('a session', () => {
  test('begins with login and password, is known by its cookie and ends with a logout', async () => {
    const { cookie, csrf } = await logIn()
    const session = await send('GET', '/session', { cookie })
    expect(session.body).toMatchObject({ user: { login: 'bob', role: 'user' }, csrfToken: csrf })
    expect((await send('DELETE', '/session', safe(cookie, csrf))).status).toBe(200)
    expect((await send('GET', '/session', { cookie })).status).toBe(401)
  })

  test('has a cookie that scripts and other sites do not get', async () => {
    const { flags } = await logIn()
    expect(flags).toMatch(/^sluice=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
  })

  test('never takes over a cookie that was there before', async () => {
    const fixed = { cookie: 'sluice=attacker' }
    const { cookie } = await send('POST', '/session', fixed, LOGIN)
    expect(cookie).not.toContain('attacker')
    expect((await send('GET', '/session', fixed)).status).toBe(401)
  })

  test.each([
    ['twelve hours without a request', IDLE_MS, 0],
    ['thirty days in all', 0, LIFE_MS],
  ])('is over after %s', async (_name, idle, life) => {
    const { cookie } = await logIn()
    management.config.writer
      .query('UPDATE sessions SET seen_at = seen_at - ?, created_at = created_at - ?')
      .run(idle, life)
    expect((await send('GET', '/session', { cookie })).status).toBe(401)
  })

  test('ends when an administrator changes the password, the role, or blocks the user', async () => {
    const { cookie } = await logIn()
    await management.call('PUT', '/user/2/edit', { password: 'another one' })
    expect((await send('GET', '/session', { cookie })).status).toBe(401)
  })

  test('is told by every answer that its rights are others, and by which request of its own', async () => {
    const { cookie, csrf } = await logIn()
    const marks = async (method: string, path: string, body?: unknown) => {
      const { headers } = await send(method, path, safe(cookie, csrf), body)
      return (headers.get('x-rights') ?? '').split(' ')
    }
    const [first] = await marks('GET', '/user/role')
    expect(first).toMatch(/^[0-9a-z]+$/)
    expect(await marks('GET', '/campaign/999')).toEqual([first!])
    const permissions = [{ subject: 'rotation', accessLevel: 'CUSTOM', canCreate: true }]
    await management.call('PUT', '/user/2/permissions', { permissions })
    const [before, after] = await marks('POST', '/rotation', { name: 'his own' })
    expect(before).not.toBe(first)
    expect(after).toBeString()
    expect(await marks('GET', '/user/role')).toEqual([after!])
    const byKey = await management.call('GET', '/user/role')
    expect(byKey.headers.has('x-rights')).toBe(false)
  })

  test('stays the only one when its owner changes the password', async () => {
    const other = await logIn()
    const { cookie, csrf } = await logIn()
    const change = { password: LOGIN.password, newPassword: 'something new' }
    const wrong = { ...change, password: 'no' }
    const headers = safe(cookie, csrf)
    expect((await send('PUT', '/user/change_password', headers, wrong)).status).toBe(403)
    const short = { ...change, newPassword: 'eleven long' }
    const refused = await send('PUT', '/user/change_password', headers, short)
    expect([refused.status, refused.body.errors.fields]).toEqual([
      400,
      { newPassword: ['12 to 256 characters'] },
    ])
    expect((await send('PUT', '/user/change_password', headers, change)).status).toBe(201)
    expect((await send('GET', '/session', { cookie: other.cookie })).status).toBe(401)
    expect((await send('GET', '/session', { cookie })).status).toBe(200)
  })

  test('wants a longer password than a key, which may set what the dialect takes', async () => {
    const headers = { 'api-key': createKey(management.desk, COMMAND_LINE, LOGIN.login) as string }
    const change = { password: LOGIN.password, newPassword: 'eight ch' }
    const byKey = await send('PUT', '/user/change_password', headers, change)
    expect(byKey.status).toBe(201)
    const short = { password: change.newPassword, newPassword: 'seven c' }
    const refused = await send('PUT', '/user/change_password', headers, short)
    expect(refused.body.errors.fields).toEqual({ newPassword: ['8 to 256 characters'] })
  })

  test('can be listed and ended by its owner alone', async () => {
    const { cookie, csrf } = await logIn()
    const { body } = await send('GET', '/sessions', { cookie })
    expect(body.rows).toEqual([expect.objectContaining({ isCurrent: true, address: '127.0.0.1' })])
    const id = body.rows[0].id
    expect((await management.call('DELETE', `/sessions/${id}`)).status).toBe(404)
    expect((await send('DELETE', `/sessions/${id}`, safe(cookie, csrf))).status).toBe(200)
  })

  test('say what they were opened with, in the words of people', async () => {
    const chrome =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'
    const agent = `${chrome} Chrome/129.0.0.0 Safari/537.36`
    const { cookie } = await send('POST', '/session', { 'user-agent': agent }, LOGIN)
    await send('POST', '/session', { 'user-agent': 'my-own-thing' }, LOGIN)
    const { body } = await send('GET', '/sessions', { cookie: cookie.split(';')[0] ?? '' })
    const rows = body.rows as { userAgent: string; browser: string; os: string }[]
    const toldOf = (text: string) => rows.find(({ userAgent }) => userAgent === text)
    expect(toldOf(agent)).toMatchObject({ browser: 'Chrome 129', os: 'Windows 10' })
    expect(toldOf('my-own-thing')).toMatchObject({ browser: '', os: '' })
  })

  test('does not count when a key is sent', async () => {
    const { cookie } = await logIn()
    expect((await send('GET', '/session', { cookie, 'api-key': 'slc_wrong' })).status).toBe(401)
    expect((await send('GET', '/user/role', { cookie, 'api-key': '' })).status).toBe(401)
  })
})

describe('a change with a cookie', () => {
  const change = (headers: Headers) => send('PUT', '/me/preferences', headers, { theme: 'dark' })

  test('goes through from the admin itself', async () => {
    const { cookie, csrf } = await logIn()
    expect((await change(safe(cookie, csrf))).body).toMatchObject({ theme: 'dark' })
    const { origin: _none, ...rest } = safe(cookie, csrf)
    expect((await change({ ...rest, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test.each<[string, Headers]>([
    ['no token', { 'x-csrf-token': '' }],
    ['a wrong token', { 'x-csrf-token': 'x'.repeat(43) }],
    ['a foreign origin', { origin: 'https://evil.test' }],
    ['a sibling as origin', { origin: `http://trk.${HOST}` }],
    ['another port as origin', { origin: `http://${HOST}:81` }],
    ['more than an origin', { origin: `http://x@${HOST}` }],
    ['an address as origin', { origin: `http://${HOST}/` }],
    ['no origin at all', { origin: 'null' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['a form where no file is taken', { 'content-type': 'multipart/form-data; boundary=x' }],
  ])('is refused with %s', async (_name, spoilt) => {
    const { cookie, csrf } = await logIn()
    const refused = await change({ ...safe(cookie, csrf), ...spoilt })
    expect(refused.status).toBe(403)
    // By this the admin knows that another tab has begun another session.
    expect(refused.body.errors.detail?.csrfToken).toBe(
      'x-csrf-token' in spoilt ? 'other' : undefined,
    )
    const { body } = await send('GET', '/me/preferences', { cookie })
    expect(body.theme).toBe('auto')
  })

  test.each([`http://${HOST}`, `HTTP://${HOST}`, `https://${HOST}`])(
    'is taken over http from %s: TLS may end in front without a word',
    async (origin) => {
      const { cookie, csrf } = await logIn()
      expect((await change({ ...safe(cookie, csrf), origin })).status).toBe(200)
    },
  )

  test('is refused without Origin and Sec-Fetch-Site', async () => {
    const { cookie, csrf } = await logIn()
    const { origin: _none, ...rest } = safe(cookie, csrf)
    expect((await change(rest)).status).toBe(403)
    expect((await change({ ...rest, 'sec-fetch-site': 'same-site' })).status).toBe(403)
  })
})

describe('logging in', () => {
  test('tells nobody which logins exist', async () => {
    const wrong = await send('POST', '/session', {}, { ...LOGIN, password: 'nope' })
    const unknown = await send('POST', '/session', {}, { login: 'nobody', password: 'nope' })
    expect(unknown.status).toBe(401)
    expect(unknown.body).toEqual(wrong.body)
  })

  test('is throttled, with a time to come back', async () => {
    for (let n = 0; n < 10; n++) management.desk.logins.take('bob', null)
    management.desk.logins.take('bob', null)
    const take = () => management.desk.logins.take('bob', { version: 4, words: [0x7f000001] })
    for (let n = 0; n < 10; n++) take()
    const answer = await send('POST', '/session', {}, LOGIN)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('from a page of another site is refused', async () => {
    const { status } = await send('POST', '/session', { origin: 'https://evil.test' }, LOGIN)
    expect(status).toBe(403)
  })

  test('is written down, right or wrong, without the password', async () => {
    await logIn()
    await send('POST', '/session', {}, { ...LOGIN, password: 'secret-guess' })
    const rows = management.config.reader
      .query("SELECT event, name, address, changes FROM audit WHERE kind = 'sessions'")
      .all()
    expect(rows).toMatchObject([
      { event: 'login', name: 'bob', address: '127.0.0.1' },
      { event: 'login_failed', name: 'bob', address: '127.0.0.1' },
    ])
    expect(JSON.stringify(rows)).not.toContain('secret-guess')
  })
})

test('failed logins from everywhere leave a bounded number of entries in the audit', async () => {
  const { desk } = management
  const address = (n: number) => ({ version: 4, words: [n] }) as const
  const desks = { ...desk, passwords: { ...desk.passwords, verify: async () => false } }
  for (let n = 0; n < 2000; n++) {
    const browser = { address: address(n), userAgent: '' }
    const tried = await logInAt(desks, { login: `nobody${n}`, password: 'x', code: '' }, browser)
    expect(tried).toEqual({ refused: 'wrong_login' })
  }
  const sql = "SELECT count(*) FROM audit WHERE event = 'login_failed'"
  expect(management.config.reader.query(sql).values()).toEqual([[300]])
})

describe('the set-up', () => {
  const CHOICES = {
    login: 'me@example.test',
    password: 'long enough too',
    language: 'ru',
    timezone: 'Europe/Berlin',
    currency: 'eur',
    domain: 'Trk.Example.test',
  }

  function fresh(): string {
    management.config.writer.run('DELETE FROM users')
    return newSetupToken(management.desk) ?? ''
  }

  test('makes account, settings and domain, and logs in', async () => {
    const token = fresh()
    expect((await send('POST', '/setup/start', {}, { token })).body.checks).toBeArray()
    const done = await send('POST', '/setup/finish', {}, { token, ...CHOICES })
    expect(done.body).toMatchObject({
      user: { login: CHOICES.login, role: 'super_admin', preferences: { language: 'ru' } },
      tracker: { timezone: 'Europe/Berlin', currency: 'EUR' },
    })
    const cookie = done.cookie.split(';')[0] ?? ''
    expect((await send('GET', '/domains', { cookie })).body).toMatchObject([
      { domain: 'trk.example.test', isDefault: true },
    ])
    expect((await send('POST', '/setup/finish', {}, { token, ...CHOICES })).status).toBe(404)
  })

  test('is what a login is told of as long as nobody has an account', async () => {
    const token = fresh()
    const { login, password } = CHOICES
    const early = await send('POST', '/session', {}, { login, password })
    expect([early.status, early.body.errors.message]).toEqual([
      409,
      'Nobody has an account here yet: open the link that "sluice serve" printed, or the one that "sluice setup-link" makes',
    ])
    await send('POST', '/setup/finish', {}, { token, ...CHOICES })
    expect((await send('POST', '/session', {}, { login, password: 'wrong' })).status).toBe(401)
  })

  test('opens with the newest link only, for half an hour', async () => {
    const old = fresh()
    const token = newSetupToken(management.desk) ?? ''
    expect((await send('POST', '/setup/start', {}, { token: old })).status).toBe(401)
    management.config.writer.run('UPDATE setup_links SET expires_at = expires_at - 1800000')
    expect((await send('POST', '/setup/start', {}, { token })).status).toBe(401)
  })

  test('changes nothing when a choice is wrong, and says which', async () => {
    const token = fresh()
    const wrong = { ...CHOICES, password: 'short', timezone: 'Mars', domain: 'http://x/' }
    const { status, body } = await send('POST', '/setup/finish', {}, { token, ...wrong })
    expect(status).toBe(400)
    expect(Object.keys(body.errors.fields).toSorted()).toEqual(['domain', 'password', 'timezone'])
    expect(management.read.users.count()).toBe(0)
  })

  test('is gone once there is an account', async () => {
    expect(newSetupToken(management.desk)).toBeNull()
    expect((await send('POST', '/setup/start', {}, { token: 'x' })).status).toBe(404)
  })
})

describe('settings', () => {
  test('change together or not at all, and are live at once', async () => {
    const wrong = { timezone: 'Asia/Tokyo', week_start: 9, nonsense: 1 }
    const { status, body } = await management.call('PATCH', '/settings', wrong)
    expect(status).toBe(400)
    expect(Object.keys(body.errors.fields)).toEqual(['week_start', 'nonsense'])
    expect(management.routing.current().settings.get('timezone')).toBeUndefined()
    const changed = await management.call('PATCH', '/settings', { timezone: 'Asia/Tokyo' })
    expect(changed.body).toMatchObject([
      { key: 'timezone', value: 'Asia/Tokyo', origin: 'database' },
    ])
    expect(management.routing.current().settings.get('timezone')).toBe('Asia/Tokyo')
  })

  test('are for super administrators alone', async () => {
    const { cookie, csrf } = await logIn()
    expect((await send('GET', '/settings', { cookie })).status).toBe(403)
    const patched = await send('PATCH', '/settings', safe(cookie, csrf), { timezone: 'UTC' })
    expect(patched.status).toBe(403)
  })
})
