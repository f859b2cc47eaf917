/** What is asked in the same moment goes together, and each asker has his own answer. */
import { afterEach, beforeEach, expect, test } from 'bun:test'

import { askTogether } from '../../ui/api/together.ts'

const real = globalThis.fetch
const BASE = '/public/api/v1'

interface Sent {
  readonly paths: readonly string[]
  readonly signal: AbortSignal
  readonly answer: (response: Response) => void
}

let sent: Sent[] = []

beforeEach(() => {
  sent = []
  const fetch = (address: string, { signal }: { signal: AbortSignal }) =>
    new Promise<Response>((answer, reject) => {
      const [path = '', query = ''] = address.slice(BASE.length).split('/batch?')
      const paths = path === '' ? new URLSearchParams(query).getAll('get[]') : [path]
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
      sent.push({ paths, signal, answer })
    })
  globalThis.fetch = Object.assign(fetch as typeof real, { preconnect: real.preconnect })
  // Nobody looks: nothing waits for a frame.
  Object.assign(globalThis, { document: { hidden: true } })
})

afterEach(() => {
  globalThis.fetch = real
  Reflect.deleteProperty(globalThis, 'document')
})

const line = (part: number, body: unknown, status = 200) =>
  `${JSON.stringify({ part, status, headers: { etag: `"${part}"` }, body })}\n`

/** A stream that a test writes. */
function stream() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const write = (text: string) => writer.write(new TextEncoder().encode(text))
  return { response: new Response(readable), write, end: () => writer.close() }
}

test('questions of one moment are one request, each once, whoever asks', async () => {
  const asked = ['/a', '/b', '/a'].map((path) => askTogether(path, null))
  await Promise.resolve()
  expect(sent.map(({ paths }) => paths)).toEqual([['/a', '/b']])
  sent[0]?.answer(new Response(line(1, 'b') + line(0, 'a')))
  const heard = await Promise.all(asked)
  expect(await Promise.all(heard.map((one) => one.json()))).toEqual(['a', 'b', 'a'])
  expect(heard[1]?.headers.get('etag')).toBe('"1"')
})

test('one alone is a request as any other', async () => {
  const asked = askTogether('/a', null)
  await Promise.resolve()
  expect(sent[0]?.paths).toEqual(['/a'])
  sent[0]?.answer(Response.json({ a: 1 }, { status: 404 }))
  const heard = await asked
  expect([heard.ok, heard.status, await heard.json()]).toEqual([false, 404, { a: 1 }])
})

test('each is there as soon as it is known, in pieces too, and one may fail', async () => {
  const [first, second] = ['/a', '/b'].map((path) => askTogether(path, null))
  await Promise.resolve()
  const { response, write, end } = stream()
  sent[0]?.answer(response)
  const text = line(1, 'ü')
  void write(text.slice(0, 20))
  void write(text.slice(20))
  expect(await (await second!).json()).toBe('ü')
  void write(line(0, {}, 403))
  const heard = await first!
  expect([heard.ok, heard.status]).toEqual([false, 403])
  await end()
})

test('whoever leaves gives up his own, and the last one the request', async () => {
  const [one, other] = [new AbortController(), new AbortController()]
  const asked = [askTogether('/a', one.signal), askTogether('/b', other.signal)]
  await Promise.resolve()
  one.abort()
  expect(sent[0]?.signal.aborted).toBe(false)
  other.abort()
  expect(sent[0]?.signal.aborted).toBe(true)
  const ends = await Promise.allSettled(asked)
  expect(ends.map((end) => end.status === 'rejected' && end.reason.name)).toEqual([
    'AbortError',
    'AbortError',
  ])
})

test('what was given up before it was sent is not asked', async () => {
  const gone = new AbortController()
  gone.abort()
  askTogether('/a', gone.signal).catch(() => undefined)
  askTogether('/b', null).catch(() => undefined)
  await Promise.resolve()
  expect(sent.map(({ paths }) => paths)).toEqual([['/b']])
})

test('a whole that is refused is the answer to each; one that breaks off is none', async () => {
  const refused = ['/a', '/b'].map((path) => askTogether(path, null))
  await Promise.resolve()
  sent[0]?.answer(Response.json({ errors: {} }, { status: 401 }))
  const heard = await Promise.all(refused)
  expect(heard.map(({ status }) => status)).toEqual([401, 401])
  expect(await heard[1]?.json()).toEqual({ errors: {} })
  const broken = ['/a', '/b'].map((path) => askTogether(path, null))
  await Promise.resolve()
  sent[1]?.answer(new Response(line(0, 1)))
  const ends = await Promise.allSettled(broken)
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})

test('many and long ones go in several requests', async () => {
  const many = Array.from({ length: 45 }, (_, at) => `/many/${at}`)
  for (const path of [...many, `/long?q=${'x'.repeat(7000)}`, '/last']) {
    askTogether(path, null).catch(() => undefined)
  }
  await Promise.resolve()
  expect(sent.map(({ paths }) => paths.length)).toEqual([20, 20, 5, 1, 1])
})
