/** The client for other servers, against servers on this machine. */
import { afterAll, expect, test } from 'bun:test'
import { createServer, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

import { parseIp } from '../../../src/lib/ip.ts'
import { shownCertificate } from '../../../src/track/outbound/domain-facts.ts'
import {
  type Fetched,
  type FetchFailure,
  type FetchLimits,
  outboundClient,
  type OutboundOptions,
} from '../../../src/track/outbound/outbound.ts'

const LIMITS: FetchLimits = { deadlineMs: 5000, maxBytes: 1000, maxHops: 3 }
const HANGING: FetchLimits = { ...LIMITS, deadlineMs: 100 }

/** Nobody listens there. */
const CLOSED_PORT = 1

/** Valid for the name pinned.test until 2126. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUB8tzXrDW6HoSMKBvwdX7x3ZDGogwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLcGlubmVkLnRlc3QwIBcNMjYxMTIxMDU0MDU5WhgPMjEyNjEw
MjgwNTQwNTlaMBYxFDASBgNVBAMMC3Bpbm5lZC50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAELB4bzkV4Nf1CnStLpUC1utN1RqFrgiNvZ7XOVWjeICd3M4Ji
Qh8K+b9CgqabVokcCFT6EftEN72Qn6s4bAvhfaNrMGkwHQYDVR0OBBYEFEBL+KhX
9nWozXeSmqndAGto1X3DMB8GA1UdIwQYMBaAFEBL+KhX9nWozXeSmqndAGto1X3D
MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0RBA8wDYILcGlubmVkLnRlc3QwCgYIKoZI
zj0EAwIDSAAwRQIhAIGKzfRRCQ4R6HHTJicDNgTvHe3VPTNVR7QGv41CCTpcAiAd
kOPNol0wzyTMoJE9n6FFmaKCw5rNv+gFYDy5RwgNjA==
-----END CERTIFICATE-----`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/YuE1Fcxx9mgYQq3
oSQzC9pzFG+sWuyqyCeYClUheWyhRANCAAQsHhvORXg1/UKdK0ulQLW603VGoWuC
I29ntc5VaN4gJ3czgmJCHwr5v0KCpptWiRwIVPoR+0Q3vZCfqzhsC+F9
-----END PRIVATE KEY-----`

let lastHeaders = new Map<string, string>()
const here = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  routes: {
    '/page': new Response('hello', { headers: { 'Set-Cookie': 'a=b', 'Content-Type': 'text/x' } }),
    '/long': new Response('x'.repeat(1001)),
    '/exact': new Response('x'.repeat(1000)),
    '/endless': () => new Response(endless()),
    '/gone': new Response('no', { status: 410 }),
    '/zip': new Response(gzipSync('x'.repeat(5000)), { headers: { 'Content-Encoding': 'gzip' } }),
    '/hop/:left': ({ params }) => Response.redirect(nextHop(Number(params.left))),
    '/to': (request) => redirectTo(new URL(request.url).searchParams.get('url')!),
    '/echo': (request) => {
      lastHeaders = new Map(request.headers)
      return new Response(request.url)
    },
    '/hang': () => new Promise<Response>(() => {}),
  },
})

const heads = await listen((socket) => {
  socket.write('HTTP/1.1 200 OK\r\n')
  for (let at = 0; at < 300; at++) socket.write(`X-${at}: ${'x'.repeat(1000)}\r\n`)
  socket.end('\r\n')
})

let seenByCanary = 0
const canary = await listen((socket) => {
  seenByCanary++
  socket.end('HTTP/1.1 200 OK\r\n\r\nsecret')
})

afterAll(async () => {
  heads.server.close()
  canary.server.close()
  await here.stop(true)
})

const ports = [here.port!, heads.port, canary.port]
const client = outboundClient({ allowedHosts: ['127.0.0.1'], ports })
const strict = outboundClient({ ports })
const at = (path: string) => `http://127.0.0.1:${here.port}${path}`

test('a page comes with its status, headers and final address', async () => {
  const page = expectPage(await client.get(at('/page'), LIMITS))
  expect(page.status).toBe(200)
  expect(page.url.href).toBe(at('/page'))
  expect(page.headers.get('content-type')).toBe('text/x')
  expect(textOf(page)).toBe('hello')
})

test('an error status is an answer too', async () => {
  const page = expectPage(await client.get(at('/gone'), LIMITS))
  expect(page.status).toBe(410)
  expect(textOf(page)).toBe('no')
})

test('nothing is sent but who asks and that the answer should be plain', async () => {
  await client.get(at('/page'), LIMITS)
  await client.get(at('/echo'), LIMITS)
  expect([...lastHeaders.keys()].toSorted()).toEqual([
    'accept',
    'accept-encoding',
    'host',
    'user-agent',
  ])
  expect(lastHeaders.get('accept-encoding')).toBe('identity')
})

const NOT_WEB = [
  'file:///etc/passwd',
  'data:text/plain,hello',
  'unix:/var/run/docker.sock',
  's3://bucket/key',
  'blob:http://127.0.0.1/x',
  'ftp://example.com/',
  'javascript:1',
  'example.com',
  '',
  'http://',
  'http://user:password@example.com/',
  'http://user@127.0.0.1/',
]
test.each(NOT_WEB)('%j is no web address', async (url) => {
  expect(await strict.get(url, LIMITS)).toEqual({ failed: 'scheme' })
})

const LOOPBACK_FORMS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '%31%32%37.0.0.1',
  '\uff11\uff12\uff17.\uff10.\uff10.\uff11',
  '127\u30020\u30020\u30021',
  '\u2460\u2461\u2466.0.0.1',
  '0.0.0.0',
  '0',
  'localhost',
  'LOCALHOST',
  'localhost.',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
]
test.each(LOOPBACK_FORMS)('the loopback written as %j is never connected to', async (host) => {
  expect(await strict.get(`http://${host}:${canary.port}/`, LIMITS)).toEqual({ failed: 'address' })
  expect(seenByCanary).toBe(0)
})

const PRIVATE = [
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '192.0.2.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '255.255.255.255',
  '64:ff9b::7f00:1',
  'fc00::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '::ffff:10.0.0.1',
  'no address',
]
test.each(PRIVATE)('a name that leads to %s is refused', async (address) => {
  for (const addresses of [[address], ['8.8.8.8', address], [address, '2606:4700::1']]) {
    const { get } = outboundClient({ resolve: () => Promise.resolve(addresses) })
    expect(await get('http://name.test/', LIMITS)).toEqual({ failed: 'address' })
  }
})

test('the same addresses are refused when a URL states them', async () => {
  for (const address of PRIVATE.filter((text) => !/[ %]/.test(text))) {
    const host = address.includes(':') ? `[${address}]` : address
    expect(await strict.get(`http://${host}/`, LIMITS)).toEqual({ failed: 'address' })
  }
})

test('only the ports of the web and those of the operator are allowed', async () => {
  const { get } = outboundClient({ allowedHosts: ['127.0.0.1'] })
  expect(await get(at('/page'), LIMITS)).toEqual({ failed: 'port' })
  expect(await get('http://example.com:22/', LIMITS)).toEqual({ failed: 'port' })
  expect(await get('https://10.0.0.1:443/', LIMITS)).toEqual({ failed: 'address' })
})

test('the connection goes to the address that was checked, under the name of the host', async () => {
  const asked: string[] = []
  const { get } = pinnedClient({
    resolve: async (host) => {
      asked.push(host)
      return ['127.0.0.1']
    },
  })
  const page = expectPage(await get(`http://Pinned.test:${here.port}/echo`, LIMITS))
  expect(textOf(page)).toBe(`http://pinned.test:${here.port}/echo`)
  expect(asked).toEqual(['pinned.test'])
})

test('a certificate must be that of the name', async () => {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    tls: { cert: CERTIFICATE, key: KEY },
    fetch: ({ headers }) => new Response(headers.get('host')),
  })
  const ports = [server.port!]
  const { get } = pinnedClient({ ports, ca: CERTIFICATE })
  const page = expectPage(await get(`https://pinned.test:${server.port}/`, LIMITS))
  expect(textOf(page)).toBe(`pinned.test:${server.port}`)
  for (const name of [`other.test`, '127.0.0.1']) {
    expect(await get(`https://${name}:${server.port}/`, LIMITS)).toEqual({ failed: 'network' })
  }
  const distrusting = pinnedClient({ ports })
  const url = `https://pinned.test:${server.port}/`
  expect(await distrusting.get(url, LIMITS)).toEqual({ failed: 'network' })
  await server.stop(true)
})

test('a certificate is shown whoever made it, and none where nobody answers', async () => {
  const tls = { cert: CERTIFICATE, key: KEY }
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, tls, fetch: () => new Response() })
  const address = parseIp('127.0.0.1')!
  const shown = await shownCertificate(address, 'pinned.test', server.port)
  expect(shown?.issuer).toBe('pinned.test')
  expect(new Date(shown?.expiresAt ?? 0).getUTCFullYear()).toBe(2126)
  expect(await shownCertificate(address, 'pinned.test', CLOSED_PORT)).toBeNull()
  await server.stop(true)
})

test('a proxy of the environment is not used', async () => {
  const variables = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']
  const before = variables.map((name) => process.env[name])
  for (const name of variables) process.env[name] = `http://127.0.0.1:${canary.port}`
  const page = await client.get(at('/page'), LIMITS)
  variables.forEach((name, index) => restore(name, before[index]))
  expect(textOf(expectPage(page))).toBe('hello')
  expect(seenByCanary).toBe(0)
})

test('three redirects are followed, a fourth is not', async () => {
  const page = expectPage(await client.get(at('/hop/3'), LIMITS))
  expect(page.url.href).toBe(at('/page'))
  expect(await client.get(at('/hop/4'), LIMITS)).toEqual({ failed: 'too_many_redirects' })
  expect(await client.get(at('/hop/1'), { ...LIMITS, maxHops: 0 })).toEqual({
    failed: 'too_many_redirects',
  })
})

const BAD_HOPS: [to: string, failed: FetchFailure['failed']][] = [
  ['file:///etc/passwd', 'scheme'],
  ['data:text/plain,x', 'scheme'],
  ['http://[', 'scheme'],
  ['http://localhost:CANARY/', 'address'],
  ['//127.0.0.2:CANARY/', 'address'],
  ['http://169.254.169.254/latest/meta-data/', 'address'],
  ['http://127.0.0.1:22/', 'port'],
]
test.each(BAD_HOPS)('a redirect to %s fails: %s', async (to, failed) => {
  const target = encodeURIComponent(to.replace('CANARY', String(canary.port)))
  expect(await client.get(at(`/to?url=${target}`), LIMITS)).toEqual({ failed })
  expect(seenByCanary).toBe(0)
})

test('a relative redirect stays on its host', async () => {
  const page = expectPage(await client.get(at('/to?url=page'), LIMITS))
  expect(page.url.href).toBe(at('/page'))
})

test('a body may be as long as the limit and no longer, announced or not', async () => {
  expect(expectPage(await client.get(at('/exact'), LIMITS)).body.length).toBe(1000)
  expect(await client.get(at('/long'), LIMITS)).toEqual({ failed: 'too_large' })
  expect(await client.get(at('/endless'), LIMITS)).toEqual({ failed: 'too_large' })
})

test('a compressed body is not unpacked', async () => {
  expect(await client.get(at('/zip'), LIMITS)).toEqual({ failed: 'network' })
})

test('endless headers are cut off', async () => {
  const answer = await client.get(`http://127.0.0.1:${heads.port}/`, LIMITS)
  expect(answer).toEqual({ failed: 'network' })
})

test('the deadline ends a silent server, a silent name server and a wait for a place', async () => {
  expect(await client.get(at('/hang'), HANGING)).toEqual({ failed: 'timeout' })
  const { get } = outboundClient({ resolve: () => new Promise(() => {}) })
  const asking = Array.from({ length: 5 }, () => get('http://name.test/', HANGING))
  expect(await Promise.all(asking)).toEqual(Array(5).fill({ failed: 'timeout' }))
})

test('a host without address or server gives no answer', async () => {
  const { get } = outboundClient({ resolve: () => Promise.reject(new Error('ENOTFOUND')) })
  expect(await get('http://name.test/', LIMITS)).toEqual({ failed: 'network' })
  const { get: getClosed } = pinnedClient({ ports: [CLOSED_PORT] })
  expect(await getClosed(`http://pinned.test:${CLOSED_PORT}/`, LIMITS)).toEqual({
    failed: 'network',
  })
})

/** Names lead to the servers of this machine. */
function pinnedClient(options: OutboundOptions) {
  return outboundClient({
    resolve: () => Promise.resolve(['127.0.0.1']),
    allowedHosts: ['PINNED.test', 'other.test', '127.0.0.1'],
    ports,
    ...options,
  })
}

function expectPage(answer: Fetched | FetchFailure): Fetched {
  if ('failed' in answer) throw new Error(`failed: ${answer.failed}`)
  return answer
}

function textOf({ body }: Fetched): string {
  return new TextDecoder().decode(body)
}

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(100)) })
}

function nextHop(left: number): string {
  return left === 1 ? at('/page') : at(`/hop/${left - 1}`)
}

function redirectTo(Location: string): Response {
  return new Response('moved', { status: 302, headers: { Location } })
}

async function listen(answer: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, port: address.port }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
