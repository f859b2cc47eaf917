/** The second step of a login, and looking as another user. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'

import { TOKENS_MAX } from '../../../../src/manage/links/link-tokens.ts'
import { TRIES_PER_PAIR } from '../../../../src/manage/people/login-throttle.ts'
import { disableTwoFactorOf } from '../../../../src/manage/people/second-factor.ts'
import { SESSIONS_MAX } from '../../../../src/manage/people/sessions.ts'
import { totpCode, totpStep } from '../../../../src/manage/people/totp.ts'
import { answerOf, type Management, NOW, openManagement } from '../../../support/management.ts'
import { quickHash } from '../../../support/people.ts'

const BASE = 'http://localhost/public/api/v1'
const PASSWORD = 'long enough'
const passwordHash = await quickHash(PASSWORD)

let management: Management
beforeEach(async () => {
  management = openManagement()
  const people = [
    ['chief', 'admin'],
    ['bob', 'user'],
    ['eve', 'user'],
  ] as const
  for (const [login, role] of people) {
    management.desk.stores.users.add({ login, passwordHash, role, permissions: [] })
  }
  await management.call('POST', '/user/2/accessible-users', { userIds: [3] })
})
afterEach(() => management.close())

async function send(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const request = new Request(BASE + path, { method, headers, ...content })
  const response = await management.send(request)
  return { cookie: response.headers.get('set-cookie') ?? '', ...(await answerOf(response)) }
}

const tryLogin = (login: string, code?: string) =>
  send(
    'POST',
    '/session',
    {},
    { login, password: PASSWORD, ...(code === undefined ? {} : { code }) },
  )

/** Sends with the cookie of a new session. */
async function browser(login: string, code?: string) {
  const { status, body, cookie } = await tryLogin(login, code)
  expect(status).toBe(200)
  const headers = {
    host: 'localhost',
    origin: 'http://localhost',
    'content-type': 'application/json',
    cookie: cookie.split(';')[0] ?? '',
    'x-csrf-token': String(body.csrfToken),
  }
  return (method: string, path: string, sent?: unknown) => send(method, path, headers, sent)
}

const codeOf = (secret: string, off: number) => totpCode(secret, totpStep(NOW) + off)

/** A session of bob's with the second step on; the code of the step before now is used up. */
async function withTwoFactor() {
  const bob = await browser('bob')
  const { body } = await bob('PUT', '/user/2fa/secret/generate')
  const enabled = await bob('POST', '/user/2fa/enable', { code: codeOf(body.secret, -1) })
  expect(enabled.status).toBe(200)
  return { bob, secret: String(body.secret), codes: enabled.body.recoveryCodes as string[] }
}

describe('the second step', () => {
  test('is asked for once it is on, takes each code once, and is off after a last code', async () => {
    const { secret } = await withTwoFactor()
    const missing = await tryLogin('bob')
    expect([missing.status, missing.body.errors.detail]).toEqual([401, { code: 'wanted' }])
    for (const wrong of ['000000', codeOf(secret, -1), codeOf(secret, 3), 'x']) {
      const { status, body } = await tryLogin('bob', wrong)
      expect([status, body.errors.detail]).toEqual([401, 'Login or password is wrong'])
    }
    const bob = await browser('bob', codeOf(secret, 0))
    expect((await tryLogin('bob', codeOf(secret, 0))).status).toBe(401)
    expect((await bob('POST', '/user/2fa/disable', { code: '000000' })).status).toBe(403)
    expect((await bob('POST', '/user/2fa/disable', { code: codeOf(secret, 1) })).status).toBe(200)
    expect((await tryLogin('bob')).status).toBe(200)
  })

  test('takes each recovery code once, however it is typed', async () => {
    const { codes } = await withTwoFactor()
    expect(codes.length).toBe(10)
    const [first = '', second = ''] = codes
    expect((await tryLogin('bob', first)).status).toBe(200)
    expect((await tryLogin('bob', first)).status).toBe(401)
    const bob = await browser('bob', ` ${second.toLowerCase().replace('-', '')}`)
    const { body } = await bob('GET', '/user/2fa/status')
    expect(body).toEqual({ isEnabled: true, recoveryLeft: 8 })
  })

  test('ends the other sessions, and is asked for only after a code was given', async () => {
    const other = await browser('bob')
    const bob = await browser('bob')
    const { body } = await bob('PUT', '/user/2fa/secret/generate')
    expect(body.uri).toContain(body.secret)
    expect(body.qr).toStartWith('<svg')
    expect((await bob('POST', '/user/2fa/enable', { code: '000000' })).status).toBe(403)
    expect((await tryLogin('bob')).status).toBe(200)
    await bob('POST', '/user/2fa/enable', { code: codeOf(body.secret, 0) })
    expect((await other('GET', '/session')).status).toBe(401)
    expect((await bob('GET', '/session')).status).toBe(200)
    expect((await bob('PUT', '/user/2fa/secret/generate')).status).toBe(409)
  })

  test('gives few tries to somebody who knows the password, whatever his addresses', async () => {
    const { bob, secret } = await withTwoFactor()
    for (let at = 0; at < TRIES_PER_PAIR; at++) {
      expect((await bob('POST', '/user/2fa/disable', { code: '000000' })).status).toBe(403)
    }
    const right = await bob('POST', '/user/2fa/disable', { code: codeOf(secret, 0) })
    expect(right.status).toBe(429)
    expect((await tryLogin('bob', codeOf(secret, 0))).status).toBe(429)
  })

  test('can’t be set up with a key, and its secret is stored encrypted', async () => {
    expect((await management.call('PUT', '/user/2fa/secret/generate')).status).toBe(403)
    const { secret, codes } = await withTwoFactor()
    const row = management.config.reader
      .query<{ text: string }, []>(
        'SELECT hex(sealed) || recovery AS text FROM second_factors UNION SELECT changes FROM audit',
      )
      .all()
    const stored = JSON.stringify(row)
    for (const word of [secret, Buffer.from(secret).toString('hex').toUpperCase(), ...codes]) {
      expect(stored).not.toContain(word)
    }
  })

  test('that was sealed with lost secrets is told as that, whatever the code', async () => {
    const { bob, secret, codes } = await withTwoFactor()
    const { secondFactors, users } = management.desk.stores
    const factor = secondFactors.find(users.byLogin('bob')!.id)!
    secondFactors.put({ ...factor, sealed: factor.sealed.map((byte) => byte ^ 1) })
    for (const code of [codeOf(secret, 0), codes[0]]) {
      const { status, body } = await tryLogin('bob', code)
      expect([status, JSON.stringify(body)]).toEqual([409, expect.stringContaining('2fa-off')])
    }
    expect((await bob('POST', '/user/2fa/disable', { code: '000000' })).status).toBe(409)
  })

  test('is switched off from the command line for somebody who lost everything', async () => {
    await withTwoFactor()
    expect(disableTwoFactorOf(management.desk, 'BOB')).toEqual({ done: true })
    expect((await tryLogin('bob')).status).toBe(200)
    expect(disableTwoFactorOf(management.desk, 'nobody')).toMatchObject({ refused: 'not_found' })
  })
})

test('a user has so many sessions; one more ends the oldest', async () => {
  const first = await browser('bob')
  const { sessions } = management.desk.stores
  const row = { csrf: 'x', userId: 3, address: '', userAgent: '' }
  for (let at = 1; at < SESSIONS_MAX; at++) sessions.add({ ...row, hash: String(at) })
  expect((await first('GET', '/session')).status).toBe(200)
  await browser('bob')
  expect((await first('GET', '/session')).status).toBe(401)
  expect(sessions.listOf(3).length).toBe(SESSIONS_MAX)
})

test('a user has so many tokens of the links API in force', async () => {
  const { linkTokens } = management.desk.stores
  const draft = { userId: 3, name: 'x', expiresAt: null, scope: 'read', rate: null } as const
  const rest = { burst: null, domains: null }
  for (let at = 0; at < TOKENS_MAX; at++) linkTokens.add({ ...draft, ...rest, hash: String(at) })
  const bob = await browser('bob')
  expect((await bob('POST', '/link_tokens', { name: 'one more' })).status).toBe(409)
  const { body } = await bob('GET', '/link_tokens')
  await bob('DELETE', `/link_tokens/${body.rows[0].id}`)
  expect((await bob('POST', '/link_tokens', { name: 'one more' })).status).toBe(201)
})

describe('looking as another user', () => {
  test('shows what he sees, changes nothing, and is told in the session and in the audit', async () => {
    const [chief, bob] = [await browser('chief'), await browser('bob')]
    await bob('PUT', '/identity/cookie', { cookie: 'of bob alone' })
    expect((await chief('POST', '/session/view', { userId: 3 })).status).toBe(200)
    const { body } = await chief('GET', '/session')
    expect(body).toMatchObject({
      user: { id: 3, login: 'bob', role: 'user' },
      viewedBy: { id: 2, login: 'chief' },
      isReadOnly: true,
    })
    expect((await chief('GET', '/user/role')).body).toEqual({ id: 3, role: 'user' })
    expect((await chief('GET', '/identity/cookie')).body).toEqual({ cookie: '' })
    expect((await chief('GET', '/audit')).status).toBe(403)
    const forbidden: [string, string, unknown?][] = [
      ['POST', '/traffic_source', { name: 'x' }],
      ['PUT', '/me/preferences', { theme: 'dark' }],
      ['PUT', '/user/change_login', { login: 'x', password: PASSWORD }],
      ['PUT', '/identity/api_key/refresh/3'],
      ['GET', '/identity/api_key/3'],
      ['POST', '/session/view', { userId: 3 }],
      ['PUT', '/user/2fa/secret/generate'],
    ]
    for (const [method, path, sent] of forbidden) {
      expect([path, (await chief(method, path, sent)).status]).toEqual([path, 403])
    }
    const report = { groupings: ['campaign'], measures: ['clicks'] }
    expect((await chief('POST', '/report/query', report)).status).toBe(503)
    expect((await chief('DELETE', '/session/view')).status).toBe(200)
    expect((await chief('GET', '/session')).body).toMatchObject({
      user: { login: 'chief' },
      viewedBy: null,
      isReadOnly: false,
    })
    const log = await management.call('GET', '/audit?kind=sessions&userId=2')
    const events = log.body.rows.map(({ event, name }: Record<string, string>) => [event, name])
    expect(events.slice(0, 2)).toEqual([
      ['view_as_end', ''],
      ['view_as', 'bob'],
    ])
  })

  test.each([
    ['a user whom somebody else manages', 4],
    ['a user who does not exist', 99],
    ['a super administrator', 1],
    ['oneself', 2],
  ])('is refused for %s', async (_who, userId) => {
    const chief = await browser('chief')
    const { status, body } = await chief('POST', '/session/view', { userId })
    expect([status, body.errors.detail]).toEqual([403, expect.stringContaining('Access denied')])
  })

  test('goes on reading only when the user is no longer his', async () => {
    const chief = await browser('chief')
    await chief('POST', '/session/view', { userId: 3 })
    await management.call('POST', '/user/2/accessible-users', { userIds: [] })
    expect((await chief('GET', '/user/role')).body).toEqual({ id: 2, role: 'admin' })
    expect((await chief('POST', '/traffic_source', { name: 'x' })).status).toBe(403)
    await chief('DELETE', '/session/view')
    expect((await chief('POST', '/traffic_source', { name: 'x' })).status).toBe(201)
  })

  test('is no way for plain users or keys, and ends with the session', async () => {
    const bob = await browser('bob')
    expect((await bob('POST', '/session/view', { userId: 4 })).status).toBe(403)
    expect((await management.call('POST', '/session/view', { userId: 3 })).status).toBe(403)
    const chief = await browser('chief')
    await chief('POST', '/session/view', { userId: 3 })
    expect((await chief('POST', '/user/logout')).status).toBe(200)
    expect((await chief('GET', '/session')).status).toBe(401)
  })
})

describe('lists of users', () => {
  test('show everybody himself and those under him', async () => {
    const chief = await browser('chief')
    const { body } = await chief('GET', '/identity/users/get')
    expect(body.users.map(({ login }: { login: string }) => login)).toEqual(['chief', 'bob'])
    expect(body.totalCount).toBe(2)
    const { body: copy } = await chief('GET', '/identity/3/clone')
    expect(copy).toMatchObject({ identity: 'bob (clone)', role: 'user' })
    expect((await chief('GET', '/identity/4/clone')).status).toBe(403)
  })

  test('have a log whose kinds of entries are listed', async () => {
    const types = await management.call('GET', '/user/log/types')
    expect(types.body).toContain('accessible')
    const log = await management.call('GET', '/user/log?type=accessible')
    expect(log.body.rows.map(({ name }: { name: string }) => name)).toEqual(['chief'])
  })

  test('keep a text for each', async () => {
    const [chief, bob] = [await browser('chief'), await browser('bob')]
    expect((await bob('PUT', '/identity/cookie', { cookie: 'a=1' })).status).toBe(200)
    expect((await bob('GET', '/identity/cookie')).body).toEqual({ cookie: 'a=1' })
    expect((await chief('GET', '/identity/cookie')).body).toEqual({ cookie: '' })
    await bob('PUT', '/me/preferences', { theme: 'dark' })
    expect((await bob('GET', '/identity/cookie')).body).toEqual({ cookie: 'a=1' })
    expect((await bob('GET', '/me/preferences')).body).not.toHaveProperty('cookie')
  })
})

test('a user’s permissions have a record of every subject, to which programs add ids', async () => {
  const { call, read } = management
  const shown = (await call('GET', '/identity/3')).body.permissions as { subject: string }[]
  expect(shown).toHaveLength(16)
  const nothing = { accessLevel: 'CUSTOM', canCreate: false, read: [], write: [], modify: [] }
  expect(shown[0]).toMatchObject({ subject: 'CAMPAIGN', ...nothing, readGroups: [] })
  const permissions = shown.map((one) => {
    const modifyUuids = one.subject === 'CAMPAIGN' ? [7] : []
    return { subject: one.subject, accessLevel: 'CUSTOM', modifyUuids }
  })
  expect((await call('PUT', '/user/3/permissions', { permissions })).status).toBe(200)
  expect(read.users.find(3)!.permissions).toMatchObject([
    { subject: 'campaign', modifyUuids: ['7'] },
  ])
  expect((await call('GET', '/identity/1')).body.permissions).toEqual([])
})

test('permissions that were read can be written back, and given to another user', async () => {
  const { call, read } = management
  const ids = {
    readUuids: ['3'],
    modifyUuids: ['1', '2'],
    readGroupUuids: ['0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d1'],
  }
  const given = [
    { subject: 'campaign', accessLevel: 'CUSTOM', canCreate: true, ...ids },
    { subject: 'offer', accessLevel: 'READ' },
  ]
  await call('PUT', '/user/3/permissions', { permissions: given })
  const stored = read.users.find(3)!.permissions
  const { permissions } = (await call('GET', '/identity/3')).body
  expect((await call('PUT', '/user/3/permissions', { permissions })).status).toBe(200)
  expect(read.users.find(3)!.permissions).toEqual(stored)
  const copy = {
    ...(await call('GET', '/identity/3/clone')).body,
    login: 'walter',
    password: 'x'.repeat(9),
  }
  const { body: made } = await call('POST', '/user/create', copy)
  expect(read.users.find(made.user_id)!.permissions).toEqual(stored)
})

test('two records of one subject are refused: only one of them would count', async () => {
  const record = (subject: string, id: string) => ({
    subject,
    accessLevel: 'CUSTOM',
    readUuids: [id],
  })
  const permissions = [record('offer', '1'), record('campaign', '1'), record('CAMPAIGN', '2')]
  const user = { login: 'twice', password: 'a long password', role: 'user', permissions }
  for (const { status, body } of [
    await management.call('POST', '/user/create', user),
    await management.call('PUT', '/user/3/permissions', { permissions }),
  ]) {
    expect([status, Object.keys(body.errors.fields)]).toEqual([400, ['permissions.2.subject']])
  }
})
