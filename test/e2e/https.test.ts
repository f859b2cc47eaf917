/** Https without a proxy: domains get certificates by themselves, from an authority as it is in the wild. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'

import { admin, type Api, apiOf, makeCampaign } from '../support/api.ts'
import { startAuthority, type TestAuthority } from '../support/authority.ts'
import { makeCertificate, pemOf } from '../support/certificates.ts'
import {
  cleanUp,
  freePort,
  newDataDir,
  runSluice,
  type Server,
  startServer,
} from '../support/server.ts'
import { until } from '../support/until.ts'

const GO = 'go.shop.test'
const RUSSIAN = 'xn--e1afmkfd.xn--p1ai'
const ADMIN = 'admin.shop.test'

let authority: TestAuthority
let server: Server
let api: Api
const data = newDataDir()
let port: number

beforeAll(async () => {
  port = await freePort()
  authority = await startAuthority(port)
  server = await start()
  api = (await admin(server)).api
  await makeCampaign(api, { alias: 'shoes', target: 'https://offer.test/?c={subid}&k={keyword}' })
}, 60_000)

afterAll(async () => {
  await authority?.stop()
  await cleanUp()
})

async function start(args: readonly string[] = []): Promise<Server> {
  const own = ['--https', '127.0.0.1:0', '--authority', authority.directory]
  const started = await startServer({ data, port, args: [...own, ...args], env: authority.env })
  await until('it says where https is', () => HTTPS.test(started.output()))
  return started
}

const HTTPS = /Https is on https:\/\/127\.0\.0\.1:(\d+)/
const securePort = (of: Server = server) => Number(HTTPS.exec(of.output())?.[1])
const file = (name: string) => join(data, 'certificates', name)

async function addDomain(host: string, more: object = {}): Promise<string> {
  const id = crypto.randomUUID()
  expect((await api('POST', `/domain/${id}`, { host })).status).toBe(201)
  await api('PATCH', `/domain/${id}/full`, more)
  return id
}

/** Of a user who may add domains, and nothing else. */
async function limitedApi(): Promise<Api> {
  const password = 'another long password 7'
  const permissions = [{ subject: 'domain', accessLevel: 'CUSTOM', canCreate: true }]
  const user = { login: 'limited@shop.test', password, role: 'user', permissions }
  expect((await api('POST', '/user/create', user)).status).toBeLessThan(300)
  const data = ['--data', server.dataDir]
  const { stdout } = await runSluice(['key', 'create', '--user', user.login, ...data])
  const call = apiOf(server, stdout.trim())
  await until('the key is known', async () => (await call('GET', '/user/role')).status !== 401)
  return call
}

/** Trusts the authority alone. */
function visit(host: string, path: string): Promise<Response> {
  return fetch(`https://127.0.0.1:${securePort()}${path}`, {
    redirect: 'manual',
    headers: { host },
    tls: { ca: authority.root, serverName: host },
  })
}

/** The status of a login with a wrong password, from a page. */
async function logInFrom(origin: string): Promise<number> {
  const answer = await fetch(`https://127.0.0.1:${securePort()}/public/api/v1/session`, {
    method: 'POST',
    headers: { host: ADMIN, origin, 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'nobody', password: 'wrong' }),
    tls: { ca: authority.root, serverName: ADMIN },
  })
  return answer.status
}

/** Whom the certificate that a host shows is from, or what is in its place. */
function shownFor(host: string, of: Server = server): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const options = { port: securePort(of), servername: host, rejectUnauthorized: false }
  const socket = connect({ host: '127.0.0.1', ...options }, () => {
    const { issuer, subjectaltname = '' } = socket.getPeerCertificate()
    resolve(subjectaltname.includes(host) ? String(issuer.O ?? issuer.CN) : `of ${subjectaltname}`)
    socket.destroy()
  })
  socket.once('error', (error) => resolve(error.message))
  return promise
}

test('a domain gets its certificate, and visits come by it', async () => {
  expect(await shownFor(GO)).toContain('ECONNREFUSED')
  await addDomain(GO)
  await addDomain(RUSSIAN)
  await until('both have one', async () => /Pebble/.test(await shownFor(RUSSIAN)))
  const answer = await visit(GO, '/shoes?keyword=%D0%BA')
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toMatch(/^https:\/\/offer\.test\/\?c=\w{20}&k=%D0%BA$/)
  for (const cookie of answer.headers.getSetCookie()) expect(cookie).toContain('; Secure')
  expect(answer.headers.getSetCookie()).not.toEqual([])
  expect((await visit(RUSSIAN, '/shoes')).status).toBe(302)
  expect(statSync(file(`issued/${GO}.pem`)).mode & 0o777).toBe(0o600)
  expect(statSync(file('account.json')).mode & 0o777).toBe(0o600)
}, 60_000)

test('links to a domain with a certificate are https, whatever the administrator came by', async () => {
  const { body } = await api<{ link: string }>('GET', '/campaign/1')
  expect(body.link).toStartWith(`https://${GO}/click?key=`)
  const { body: domains } = await api<{ domain: string }[]>('GET', '/domains')
  expect(domains.toSorted((a, b) => (a.domain < b.domain ? -1 : 1))).toMatchObject([
    { domain: GO, isSsl: true, certificateError: '' },
    { domain: RUSSIAN, isSsl: true, certificateError: '' },
  ])
  expect((await api('GET', '/domain/mode')).body).toEqual({ mode: 'own' })
})

test('a domain that leads nowhere says what the authority said, and others are not kept waiting', async () => {
  await authority.loseName('lost.shop.test')
  const id = await addDomain('lost.shop.test')
  await addDomain('after.shop.test', { httpsOnly: true })
  await until('the next one has its own', async () =>
    /Pebble/.test(await shownFor('after.shop.test')),
  )
  interface Status {
    readonly warnings: readonly { code: string; message: string }[]
    readonly certificates: { hosts: readonly { host: string; failure: { said: string } | null }[] }
  }
  const status = async () => (await api<Status>('GET', '/system/status')).body
  const lostIn = ({ certificates }: Status) =>
    certificates.hosts.find(({ host }) => host === 'lost.shop.test')
  // Which of the two is asked for first depends on their ids.
  await until('it was asked for', async () => lostIn(await status())?.failure !== null)
  const body = await status()
  const lost = lostIn(body)
  expect(lost).toMatchObject({
    expiresAt: null,
    failure: { said: expect.stringMatching(/could not resolve/) },
  })
  const warning = body.warnings.find(({ code }) => code === 'certificate_missing')
  expect(warning?.message).toBe('Hosts without a certificate: lost.shop.test')
  const { body: shown } = await api<{ domain: string; certificateError: string }[]>(
    'GET',
    '/domains',
  )
  expect(shown.find(({ domain }) => domain === 'lost.shop.test')?.certificateError).toMatch(
    /could not resolve/,
  )
  expect((await api('DELETE', `/domain/${id}`)).status).toBe(200)
  const plain = await fetch(`${server.url}/shoes`, {
    headers: { host: 'after.shop.test' },
    redirect: 'manual',
  })
  expect(plain.headers.get('location')).toBe('https://after.shop.test/shoes')
}, 60_000)

test('a certificate of the owner’s own is shown while its file is there', async () => {
  writeFileSync(file('own.pem'), pemOf(makeCertificate([GO])))
  await until('it is shown', async () => (await shownFor(GO)) === 'Test Authority')
  rmSync(file('own.pem'))
  await until('the other one is', async () => /Pebble/.test(await shownFor(GO)))
  expect(await shownFor(RUSSIAN)).toMatch(/Pebble/)
}, 60_000)

test('one that can’t be used is told, and changes nothing', async () => {
  writeFileSync(file('half.pem'), makeCertificate([GO]).certificate)
  await until('it is told', () => server.output().includes('half.pem'))
  expect(server.output()).toContain('Certificate half.pem: not used: has no private key')
  expect(await shownFor(GO)).toMatch(/Pebble/)
  rmSync(file('half.pem'))
}, 60_000)

test('visits that run while certificates change get their answers', async () => {
  let isOver = false
  const outcomes = { answered: 0, failed: 0 }
  const visits = async () => {
    while (!isOver) {
      await visit(GO, '/shoes').then(
        ({ status }) => (status === 302 ? outcomes.answered++ : outcomes.failed++),
        () => outcomes.failed++,
      )
    }
  }
  const running = [visits(), visits(), visits()]
  await addDomain('more.shop.test')
  await until('another one has its own', async () =>
    /Pebble/.test(await shownFor('more.shop.test')),
  )
  isOver = true
  await Promise.all(running)
  expect(outcomes).toEqual({ answered: expect.any(Number), failed: 0 })
  expect(outcomes.answered).toBeGreaterThan(10)
}, 60_000)

test('after a kill all are there at once, and nobody is asked again', async () => {
  const given = authority.given()
  await server.kill('SIGKILL')
  server = await start()
  expect(await shownFor(GO)).toMatch(/Pebble/)
  expect((await visit(GO, '/shoes')).status).toBe(302)
  await addDomain('last.shop.test')
  await until('the next one has its own', async () =>
    /Pebble/.test(await shownFor('last.shop.test')),
  )
  expect(authority.given()).toBe(given + 1)
}, 60_000)

test('a certificate that can’t be stored is shown and told, and stored when it can be', async () => {
  // In its way.
  mkdirSync(file('issued/full.shop.test.pem'))
  const given = authority.given()
  await addDomain('full.shop.test')
  await until('it is shown', async () => /Pebble/.test(await shownFor('full.shop.test')))
  interface Status {
    readonly warnings: readonly { readonly code: string }[]
    readonly certificates: { readonly notStored: readonly { readonly name: string }[] }
  }
  const { body } = await api<Status>('GET', '/system/status')
  expect(body.certificates.notStored).toMatchObject([{ name: 'issued/full.shop.test.pem' }])
  expect(body.warnings.map(({ code }) => code)).toContain('certificate_unwritten')
  expect(server.output()).toContain('could not be stored')
  rmSync(file('issued/full.shop.test.pem'), { recursive: true })
  await until('it is stored', () => existsSync(file('issued/full.shop.test.pem')))
  expect(authority.given()).toBe(given + 1)
}, 60_000)

test('a limited user’s hosts come after the owner’s, and so many at a time', async () => {
  const limited = await limitedApi()
  for (let n = 0; n < 22; n++) {
    const made = await limited('POST', `/domain/${crypto.randomUUID()}`, { host: `w${n}.his.test` })
    expect(made.status).toBe(201)
  }
  await addDomain('late.mine.test')
  await until('the owner has one', async () => /Pebble/.test(await shownFor('late.mine.test')))
  // Twenty are asked for before, one after another.
  const isTold = () => server.output().includes('so many were asked for that 2 wait')
  await until('it is told', isTold, 60_000)
  interface Status {
    readonly certificates: { readonly hosts: readonly { readonly turnAt: string | null }[] }
  }
  const { body } = await api<Status>('GET', '/system/status')
  expect(body.certificates.hosts.filter(({ turnAt }) => turnAt !== null)).toHaveLength(2)
}, 120_000)

test('the admin’s host has one, too, though the authority may not see the admin', async () => {
  await server.stop()
  server = await start(['--admin-host', ADMIN, '--admin-allow', '192.0.2.0/24'])
  await until('it says where', () => server.output().includes(`The admin is at https://${ADMIN}`))
  await until('it has its own', async () => /Pebble/.test(await shownFor(ADMIN)))
  expect((await visit(ADMIN, '/admin')).status).toBe(404)
  await server.stop()
  server = await start(['--admin-host', ADMIN])
  const page = await visit(ADMIN, '/admin')
  expect(page.status).toBe(200)
  expect(page.headers.get('strict-transport-security')).toStartWith('max-age=')
  expect((await visit(GO, '/')).headers.get('strict-transport-security')).toBeNull()
  const session = await visit(ADMIN, '/public/api/v1/session')
  expect(session.status).toBe(401)
  const plainly = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(server.url + path, { method, headers: { host: ADMIN, ...headers }, redirect: 'manual' })
  const sent = await plainly('/admin/clicks?day=today', { host: `${ADMIN}:${port}` })
  expect([sent.status, sent.headers.get('cache-control')]).toEqual([302, 'no-store'])
  expect(sent.headers.get('location')).toBe(
    `https://${ADMIN}:${securePort()}/admin/clicks?day=today`,
  )
  // Who came by another port came through one that leads here.
  expect((await plainly('/admin')).headers.get('location')).toBe(`https://${ADMIN}/admin`)
  // Through a proxy, which may have come by https and would be sent round for ever.
  expect((await plainly('/admin', { 'x-forwarded-proto': 'https' })).status).toBe(200)
  expect((await plainly('/public/api/v1/session')).status).toBe(401)
  expect((await plainly('/admin', {}, 'POST')).status).toBe(405)
  expect((await fetch(`${server.url}/admin`)).status).toBe(200)
  expect((await plainly('/admin', { host: GO })).status).toBe(404)
  // Of a page that came by plain http, which anybody on the way could have made.
  expect(await logInFrom(`http://${ADMIN}`)).toBe(403)
  expect(await logInFrom(`https://${ADMIN}`)).toBe(401)
  const address = await addDomain('203.0.113.9')
  const { body } = await api<{ ownCertificate: object }>('GET', `/domain/${address}/check`)
  expect(body.ownCertificate).toMatchObject({ failure: null, turnAt: null, unasked: 'address' })
}, 60_000)

test('with no authority only the owner’s own are there, and a port that is taken is told', async () => {
  const none = await startServer({ args: ['--https', '127.0.0.1:0', '--authority', 'none'] })
  const flags = ['--https', '127.0.0.1:8443', '--authority', 'none', '--admin-host', ADMIN]
  const link = await runSluice(['setup-link', '--data', none.dataDir, ...flags])
  // Without a certificate of the owner's https has none, and never will.
  expect(link.stdout).toStartWith(`http://${ADMIN}:8080/admin/setup#`)
  const { api: call } = await admin(none)
  await call('POST', `/domain/${crypto.randomUUID()}`, { host: GO })
  await until('jobs have run', async () => none.output().includes('Https is on'))
  expect(readdirSync(join(none.dataDir, 'certificates'))).toEqual([])
  expect(statSync(join(none.dataDir, 'certificates')).mode & 0o777).toBe(0o700)
  const own = ['--data', newDataDir(), '--listen', '127.0.0.1:0']
  const taken = await runSluice(['serve', ...own, '--https', `127.0.0.1:${none.port}`])
  expect(taken.code).toBe(1)
  expect(taken.stderr).toContain(
    `Can't listen on 127.0.0.1:${none.port}: another program has it already`,
  )
  await none.stop()
}, 60_000)

test('nobody is sent over before somebody has an account', async () => {
  const args = ['--https', '127.0.0.1:0', '--authority', 'none', '--admin-host', ADMIN]
  const fresh = await startServer({ args })
  await until('it has its folder', async () => existsSync(join(fresh.dataDir, 'certificates')))
  writeFileSync(join(fresh.dataDir, 'certificates', 'own.pem'), pemOf(makeCertificate([ADMIN])))
  const setUp = () =>
    fetch(`${fresh.url}/admin/setup`, { headers: { host: ADMIN }, redirect: 'manual' })
  await until('it says where https is', () => HTTPS.test(fresh.output()))
  await until('it is shown', async () => !/ECONN|^of /.test(await shownFor(ADMIN, fresh)))
  expect((await setUp()).status).toBe(200)
  const user = ['--admin', '--email', 'a@shop.test', '--password-stdin', '--data', fresh.dataDir]
  await runSluice(['user', 'create', ...user], 'a long password 7')
  await until('it goes on over https', async () => (await setUp()).status === 302)
  await fresh.stop()
}, 60_000)

test('a port that somebody else takes before the first certificate is told, and taken when it is free', async () => {
  const socket = await freePort()
  const args = ['--https', `127.0.0.1:${socket}`, '--authority', 'none']
  const late = await startServer({ args })
  const { api: call } = await admin(late)
  const other = Bun.listen({ hostname: '127.0.0.1', port: socket, socket: { data() {} } })
  const id = crypto.randomUUID()
  await call('POST', `/domain/${id}`, { host: GO })
  interface Check {
    readonly ownCertificate: object
  }
  const { body } = await call<Check>('GET', `/domain/${id}/check`)
  expect(body.ownCertificate).toEqual({
    expiresAt: null,
    failure: null,
    turnAt: null,
    unasked: 'no_authority',
  })
  writeFileSync(join(late.dataDir, 'certificates', 'own.pem'), pemOf(makeCertificate([GO])))
  interface Status {
    readonly warnings: readonly { code: string; message: string }[]
  }
  const closed = async () => {
    const { body: status } = await call<Status>('GET', '/system/status')
    return status.warnings.find(({ code }) => code === 'https_closed')
  }
  await until('it is told', async () => (await closed()) !== undefined)
  expect((await closed())?.message).toContain(`Can't listen on 127.0.0.1:${socket}`)
  expect(late.output().match(/Can't listen on/g)).toHaveLength(1)
  other.stop(true)
  await until('it is over', async () => (await closed()) === undefined)
  const answer = await fetch(`https://127.0.0.1:${socket}/`, {
    headers: { host: GO },
    tls: { rejectUnauthorized: false },
  })
  expect(answer.status).toBe(404)
  await late.stop()
}, 60_000)

test('what it was told of the authority is in no file but those of its folder', () => {
  const { key } = JSON.parse(readFileSync(file('account.json'), 'utf8')) as { key: string }
  expect(key).toStartWith('-----BEGIN PRIVATE KEY-----')
  expect(server.output()).not.toContain('PRIVATE KEY')
})
