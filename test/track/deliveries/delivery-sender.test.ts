/** Sending postbacks, over a real queue and real receivers of this machine; only time is ours. */
import { afterEach, beforeEach, expect, test } from 'bun:test'

import {
  type DeliverySender,
  deliverySender,
} from '../../../src/track/deliveries/delivery-sender.ts'
import { outboundClient } from '../../../src/track/outbound/outbound.ts'
import { NOON } from '../../support/build.ts'
import { aDelivery, openQueue } from '../../support/deliveries.ts'
import { until } from '../../support/until.ts'

const MINUTE = 60_000

interface Received {
  readonly path: string
  readonly key: string | null
  readonly body: string
}

type Answering = (path: string) => Response | Promise<Response>

let queue: ReturnType<typeof openQueue>
let received: Received[]
let servers: { stop(force: boolean): Promise<void> }[]
let sender: DeliverySender | null
let now: number
let problems: string[]

beforeEach(() => {
  queue = openQueue()
  received = []
  servers = []
  sender = null
  now = NOON
  problems = []
})
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop(true)))
  await sender?.stop()
  queue.close()
})

test('what waits is called, with the key that never changes, and is over', async () => {
  const receiver = receive(() => new Response('ok'))
  const call = {
    method: 'POST',
    url: receiver.at('/x'),
    headers: [['Content-Type', 'application/json']],
    body: '{}',
  } as const
  queue.add([aDelivery({ key: 'd1', call })])
  start()
  await until('it is sent', () => states().join() === 'sent')
  expect(received).toEqual([{ path: '/x', key: 'd1', body: '{}' }])
  expect(tries()).toEqual([{ verdict: 'success', status: 200, answer: 'ok' }])
})

test('what is queued while it runs goes out when it is woken', async () => {
  const receiver = receive(() => new Response('ok'))
  start({ neverLook: true })
  queue.add([aDelivery({ url: receiver.at('/') })])
  sender?.wake()
  await until('it is sent', () => states().join() === 'sent')
})

const REFUSALS: [what: string, answering: Answering, texts: object, verdict: string][] = [
  ['500', () => new Response('x', { status: 500 }), {}, 'bad_status'],
  ['a failure text', () => new Response('Fail'), { failureText: 'fail' }, 'says_failure'],
  ['no success text', () => new Response('?'), { successText: 'ok' }, 'lacks_success'],
  ['a redirect to our network', () => redirect('http://10.0.0.1/'), {}, 'private_address'],
  ['a redirect to the metadata', () => redirect('http://169.254.169.254/'), {}, 'private_address'],
  ['a redirect to a file', () => redirect('file:///etc/passwd'), {}, 'not_allowed'],
  ['a circle', () => redirect('/again'), {}, 'too_many_redirects'],
]
test.each(REFUSALS)('a receiver that answers %s is asked again', async (...refusal) => {
  const [, answering, texts, verdict] = refusal
  const receiver = receive(answering)
  queue.add([aDelivery({ key: 'd1', url: receiver.at('/'), ...texts })])
  start()
  await until('a try is over', () => tries().length === 1)
  expect(tries()[0]).toMatchObject({ verdict })
  expect(states()).toEqual(['waiting'])
  const next_at = queue.stored()[0]?.next_at
  expect(next_at).toBeGreaterThanOrEqual(NOON + 0.8 * MINUTE)
  expect(next_at).toBeLessThanOrEqual(NOON + 1.2 * MINUTE)
})

test('after eight tries it has failed, each with the same key', async () => {
  const receiver = receive(() => new Response('no', { status: 404 }))
  queue.add([aDelivery({ key: 'd1', url: receiver.at('/') })])
  start()
  for (let tried = 1; tried <= 8; tried++) {
    await until(`try ${tried}`, () => tries().length === tried)
    now += 20 * 3_600_000
    sender?.wake()
  }
  expect(states()).toEqual(['failed'])
  expect(new Set(received.map(({ key }) => key))).toEqual(new Set(['d1']))
  expect(received).toHaveLength(8)
})

test('nobody calls before the time that a host asks for', async () => {
  const headers = { 'Retry-After': '7200' }
  const receiver = receive(() => new Response('later', { status: 429, headers }))
  queue.add([aDelivery({ url: receiver.at('/1') })])
  start()
  await until('a try is over', () => tries().length === 1)
  expect(queue.stored()[0]?.next_at).toBe(NOON + 2 * 3_600_000)
  queue.add([aDelivery({ url: receiver.at('/2'), clickSeq: 2 })])
  now += 59 * MINUTE
  sender?.wake()
  expect(states()).toEqual(['waiting', 'waiting'])
  expect(received).toHaveLength(1)
  now += MINUTE
  sender?.wake()
  await until('the other one is called', () => received.length === 2)
})

test('a clock that is set back a little keeps no host waiting', async () => {
  const receiver = receive(() => new Response('ok'))
  queue.add([aDelivery({ url: receiver.at('/before') })])
  start({ neverLook: true })
  await until('it is told', () => states()[0] === 'sent')
  now -= 30 * MINUTE
  queue.add([aDelivery({ url: receiver.at('/after'), clickSeq: 2 })], now)
  sender?.wake()
  await until('the next is told', () => received.length === 2)
})

test('a sale never overtakes its lead, even when the lead is answered late', async () => {
  const held = Promise.withResolvers<Response>()
  const receiver = receive((path) => (path === '/lead' ? held.promise : new Response('ok')))
  queue.add([
    aDelivery({ url: receiver.at('/lead'), stepId: 1 }),
    aDelivery({ url: receiver.at('/sale'), stepId: 2 }),
    aDelivery({ url: receiver.at('/other'), stepId: 3, clickSeq: 2 }),
  ])
  start()
  await until('the other click is told', () => states()[2] === 'sent')
  expect(received.map(({ path }) => path).toSorted()).toEqual(['/lead', '/other'])
  held.resolve(new Response('ok'))
  await until('the sale is told', () => states().join() === 'sent,sent,sent')
  expect(received.at(-1)?.path).toBe('/sale')
})

test('a host is called four times at once, and not more', async () => {
  let [inside, most] = [0, 0]
  const go = Promise.withResolvers<void>()
  const receiver = receive(async () => {
    most = Math.max(most, ++inside)
    await go.promise
    inside--
    return new Response('ok')
  })
  queue.add(Array.from({ length: 10 }, (_, n) => aDelivery({ url: receiver.at('/'), clickSeq: n })))
  start()
  await until('four wait', () => inside === 4)
  go.resolve()
  await until('all are sent', () => states().every((state) => state === 'sent'))
  expect(most).toBe(4)
  expect(received).toHaveLength(10)
})

test('hosts that do not answer delay nobody else', async () => {
  const silent = receive(() => new Promise<Response>(() => {}))
  const receiver = receive(() => new Response('ok'), 'alive.test')
  const dead = (n: number) => aDelivery({ url: silent.at('/'), clickSeq: n })
  queue.add(Array.from({ length: 500 }, (_, n) => dead(n)))
  start()
  await until('the silent host is called', () => received.length === 4)
  queue.add([aDelivery({ url: receiver.at('/alive'), clickSeq: 1000 })])
  sender?.wake()
  await until('the other is told', () => states().at(-1) === 'sent')
  expect(received.map(({ path }) => path)).toEqual(['/', '/', '/', '/', '/alive'])
})

test('nobody listening is an outage, and the host gets one call at a time from then on', async () => {
  const closed = receive(() => new Response('ok'))
  await Promise.all(servers.map((server) => server.stop(true)))
  queue.add(Array.from({ length: 20 }, (_, n) => aDelivery({ url: closed.at('/'), clickSeq: n })))
  start()
  await until('five have failed', () => tries().length >= 5)
  expect(new Set(tries().map(({ verdict }) => verdict))).toEqual(new Set(['outage']))
  sender?.wake()
  // Nothing is tried while the host rests, so nothing is used up.
  expect(queue.stored().filter((one) => one.tries === 0).length).toBeGreaterThanOrEqual(12)
})

test('a result that can not be stored is stored later, and is not sent twice', async () => {
  const receiver = receive(() => new Response('ok'))
  let refusals = 2
  queue.add([aDelivery({ url: receiver.at('/') })])
  start({
    refuse: () => {
      if (refusals-- > 0) throw new Error('disk full')
    },
  })
  await until('it is stored', () => states().join() === 'sent')
  expect(received).toHaveLength(1)
  expect(problems[0]).toContain('disk full')
})

test('stopping waits for what is in flight and begins nothing', async () => {
  const held = Promise.withResolvers<Response>()
  const receiver = receive(() => held.promise)
  queue.add([1, 2].map((stepId) => aDelivery({ url: receiver.at('/'), stepId })))
  start()
  await until('it is called', () => received.length === 1)
  const stopped = sender?.stop()
  held.resolve(new Response('ok'))
  await stopped
  expect(states()).toEqual(['sent', 'waiting'])
})

interface StartOptions {
  readonly neverLook?: true
  readonly refuse?: () => void
}

/** Retries of a failed store do not wait for their second. */
function start({ neverLook, refuse = () => {} }: StartOptions = {}): void {
  const { outbox } = queue
  let looks = 0
  sender = deliverySender({
    outbox: {
      ...outbox,
      record: (results) => {
        refuse()
        outbox.record(results)
      },
    },
    client: outboundClient({
      allowedHosts: ['127.0.0.1', 'alive.test'],
      ports,
      resolve: () => Promise.resolve(['127.0.0.1']),
      clock: () => now,
    }),
    clock: () => now,
    dice: () => 0.5,
    after: (ms, run) => {
      if (ms >= 500 && ms < 1000 && neverLook && looks++ > 0) return
      setTimeout(run, Math.min(ms, 20)).unref()
    },
    report: (problem) => problems.push(problem),
  })
}

const ports: number[] = []

function receive(answering: Answering, host = '127.0.0.1') {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const path = new URL(request.url).pathname
      const key = request.headers.get('idempotency-key')
      received.push({ path, key, body: await request.text() })
      return answering(path)
    },
  })
  const port = server.port!
  servers.push(server)
  ports.push(port)
  return { at: (path: string) => `http://${host}:${port}${path}` }
}

function redirect(Location: string): Response {
  return new Response(null, { status: 302, headers: { Location } })
}

function states(): string[] {
  return queue.stored().map(({ state }) => state)
}

interface StoredTry {
  readonly verdict: string
  readonly status: number
  readonly answer: string
}

function tries(): StoredTry[] {
  return queue.db
    .query<StoredTry, []>('SELECT verdict, status, answer FROM delivery_tries ORDER BY id')
    .all()
}
