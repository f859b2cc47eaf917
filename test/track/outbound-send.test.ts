/** Requests with a method, headers and a body of our own, against a server on this machine. */
import { afterAll, expect, test } from 'bun:test'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

import {
  type Fetched,
  type FetchFailure,
  type FetchLimits,
  outboundClient,
  type OutboundRequest,
} from '../../src/track/outbound/outbound.ts'

const LIMITS: FetchLimits = { deadlineMs: 5000, maxBytes: 1000, maxHops: 3, longer: 'cut' }

interface Seen {
  readonly method: string
  readonly path: string
  readonly body: string
  readonly headers: Headers
}

let seen: Seen[] = []
const here = receiver((path, port) => {
  if (path === '/long') return new Response('x'.repeat(5000))
  if (path === '/zip') return packed('gzip', gzipSync('unpacked'))
  if (path === '/bomb') return packed('gzip', gzipSync('x'.repeat(1_000_000)))
  if (path === '/odd') return packed('odd', Buffer.from('???'))
  const [, status, to] = /^\/(\d{3})\/(same|other)$/.exec(path) ?? []
  if (status === undefined) return new Response('done')
  const target = to === 'same' ? `http://127.0.0.1:${port}` : `http://127.0.0.1:${other.port}`
  return new Response(null, { status: Number(status), headers: { Location: `${target}/end` } })
})
const other = receiver(() => new Response('elsewhere'))

afterAll(() => Promise.all([here.stop(true), other.stop(true)]))

const client = outboundClient({ allowedHosts: ['127.0.0.1'], ports: [here.port!, other.port!] })

const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n'

const POST: Omit<OutboundRequest, 'url'> = {
  method: 'POST',
  headers: [
    ['Content-Type', 'application/json'],
    ['Idempotency-Key', 'd1'],
    ['X-Secret', 's'],
  ],
  body: '{"a":1}',
}

test('method, headers and body arrive as they were given', async () => {
  const answer = await send('/end')
  expect(text(answer)).toBe('done')
  const [request] = seen
  expect(request).toMatchObject({ method: 'POST', path: '/end', body: '{"a":1}' })
  expect(request?.headers.get('content-type')).toBe('application/json')
  expect(request?.headers.get('idempotency-key')).toBe('d1')
})

test('who asks, and whom, can not be given', async () => {
  const headers: OutboundRequest['headers'] = [
    ['Host', 'evil.test'],
    ['User-Agent', 'x'],
    ['accept-encoding', 'br'],
  ]
  await send('/end', { headers })
  expect(seen[0]?.headers.get('host')).toBe(`127.0.0.1:${here.port}`)
  expect(seen[0]?.headers.get('user-agent')).toBe('Sluice')
  expect(seen[0]?.headers.get('accept-encoding')).toBe('identity')
})

test('a header that would make a second line is never sent', async () => {
  expect(await send('/end', { headers: [['X-A', 'a\r\nX-B: b']] })).toEqual({ failed: 'network' })
  expect(seen).toEqual([])
})

const REDIRECTS: [path: string, method: string, body: string, secret: string | null][] = [
  ['/301/same', 'GET', '', 's'],
  ['/302/same', 'GET', '', 's'],
  ['/303/same', 'GET', '', 's'],
  ['/307/same', 'POST', '{"a":1}', 's'],
  ['/308/same', 'POST', '{"a":1}', 's'],
  ['/302/other', 'GET', '', null],
  ['/307/other', 'POST', '{"a":1}', null],
]
test.each(REDIRECTS)('after %s it is a %s with body %j and secret %j', async (...expected) => {
  const [path, method, body, secret] = expected
  await send(path)
  const last = seen.at(-1)
  expect(last).toMatchObject({ method, path: '/end', body })
  expect(last?.headers.get('x-secret') ?? null).toBe(secret)
  expect(last?.headers.get('idempotency-key')).toBe('d1')
  expect(last?.headers.has('content-type')).toBe(body !== '')
})

test('of a longer answer the beginning is kept when that is asked for', async () => {
  expect(text(await send('/long'))).toBe('x'.repeat(1000))
  const refusing = { ...LIMITS, longer: 'refuse' } as const
  const request = { ...POST, url: at('/long') }
  expect(await client.send(request, refusing)).toEqual({ failed: 'too_large' })
})

test('a packed answer is unpacked as far as the limit, then the status speaks alone', async () => {
  expect(text(await send('/zip'))).toBe('unpacked')
  expect(text(await send('/bomb'))).toBe('x'.repeat(1000))
  expect(text(await send('/odd'))).toBe('???')
})

const OPEN_ENDED = 'Connection: close\r\n\r\nok'
// Of a connection that ends, the last bytes may be lost.
const BROKEN: [what: string, after: (socket: Socket) => void, head: string, came: RegExp][] = [
  ['never ends', () => {}, OPEN_ENDED, /^ok$/],
  ['goes on byte by byte', drip, OPEN_ENDED, /^oko+$/],
  ['is shorter than announced', (socket) => socket.end(), 'Content-Length: 9\r\n\r\nok', /^(ok)?$/],
  ['ends in the middle of a chunk', (socket) => socket.end(), `${CHUNKED}9\r\nok`, /^(ok)?$/],
  ['has a chunk whose size never ends', () => {}, `${CHUNKED}2\r\nok\r\n1;a`, /^ok$/],
]

test('of a body that breaks off the status is the answer, with what came', async () => {
  const answers = await Promise.all(
    BROKEN.map(async ([what, after, head, came]) => {
      const answer = await sendTo(await brokenAfter(head, after))
      return { what, answer, came }
    }),
  )
  for (const { what, answer, came } of answers) {
    expect({ what, answer }).toMatchObject({ what, answer: { status: 200, isBroken: true } })
    expect(text(answer)).toMatch(came)
  }
})

test('where all of a body is wanted, one that breaks off is no answer', async () => {
  const port = await brokenAfter('Content-Length: 9\r\n\r\nok', (socket) => socket.end())
  expect(await sendTo(port, 'refuse')).toEqual({ failed: 'network' })
})

test('a host that failed five times in a row is left alone for a while', async () => {
  let now = 0
  const { send } = outboundClient({
    resolve: () => Promise.reject(new Error('ENOTFOUND')),
    clock: () => now,
  })
  const request = { ...POST, url: 'http://dead.test/' }
  const answers = []
  for (let n = 0; n < 6; n++) answers.push(await send(request, LIMITS))
  expect(answers).toEqual([...Array(5).fill({ failed: 'network' }), { failed: 'paused' }])
  now += 30_001
  expect(await send(request, LIMITS)).toEqual({ failed: 'network' })
})

function send(path: string, change: Partial<OutboundRequest> = {}) {
  seen = []
  return client.send({ ...POST, url: at(path), ...change }, LIMITS)
}

function at(path: string): string {
  return `http://127.0.0.1:${here.port}${path}`
}

/** The port of a server that answers so. */
async function brokenAfter(head: string, after: (socket: Socket) => void): Promise<number> {
  const raw = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}`)
      after(socket)
    })
  })
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
  raw.unref()
  return (raw.address() as AddressInfo).port
}

/** As long as a busy machine needs for the head. */
const DEADLINE_MS = 2000

function sendTo(port: number, longer: 'cut' | 'refuse' = 'cut') {
  const { send } = outboundClient({ allowedHosts: ['127.0.0.1'], ports: [port] })
  const request = { ...POST, url: `http://127.0.0.1:${port}/` }
  return send(request, { ...LIMITS, longer, deadlineMs: DEADLINE_MS })
}

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('o'), 20)
  socket.on('close', () => clearInterval(timer))
}

function text(answer: Fetched | FetchFailure): string {
  if ('failed' in answer) throw new Error(`failed: ${answer.failed}`)
  return new TextDecoder().decode(answer.body)
}

function packed(encoding: string, body: Uint8Array<ArrayBuffer>): Response {
  return new Response(body, { headers: { 'Content-Encoding': encoding } })
}

function receiver(answer: (path: string, port: number) => Response) {
  return Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request, server) {
      const { pathname: path, port } = new URL(request.url)
      const { method, headers } = request
      seen.push({ method, path, body: await request.text(), headers })
      return answer(path, Number(port || server.port))
    },
  })
}
