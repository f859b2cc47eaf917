/** When the admin takes an answer for news of other rights. */
import { afterEach, beforeEach, expect, test } from 'bun:test'

import { ask, forgetRights, onOtherRights } from '../../ui/api/client.ts'

const real = globalThis.fetch
const pending = new Map<string, (response: Response) => void>()
let asked = 0
let read = 0

beforeEach(() => {
  pending.clear()
  read = 0
  const fetch = (path: string) =>
    new Promise<Response>((resolve) => pending.set(path.replace('/public/api/v1', ''), resolve))
  // Nobody looks: nothing waits for a frame.
  Object.assign(globalThis, { document: { hidden: true } })
  globalThis.fetch = Object.assign(fetch as typeof real, { preconnect: real.preconnect })
  forgetRights()
  onOtherRights(() => Promise.resolve(++read > 0))
})

afterEach(() => {
  globalThis.fetch = real
  Reflect.deleteProperty(globalThis, 'document')
  onOtherRights(null)
  forgetRights()
})

/** Sends a request; what is called answers it with these marks. */
function request(method: 'GET' | 'POST') {
  const path = `/anything/${++asked}`
  const answer = ask(method, path)
  return async (marks: string) => {
    await Promise.resolve()
    pending.get(path)!(Response.json({}, { headers: { 'X-Rights': marks } }))
    await answer
    await Promise.resolve()
  }
}

test('another mark is news, once', async () => {
  await request('GET')('a')
  await request('GET')('a')
  expect(read).toBe(0)
  await request('GET')('b')
  await request('GET')('b')
  expect(read).toBe(1)
})

test('what the own change left behind is no news, nor what slower answers found before it', async () => {
  await request('GET')('a')
  const slow = request('GET')
  await request('POST')('a b')
  await slow('a')
  await request('GET')('b')
  expect(read).toBe(0)
})

test('a question beside a change waits for what the change says', async () => {
  await request('GET')('a')
  const change = request('POST')
  await request('GET')('b')
  await change('a b')
  await request('GET')('b')
  expect(read).toBe(0)
  const refused = request('POST')
  await request('GET')('c')
  await refused('b')
  expect(read).toBe(0)
  await request('GET')('c')
  expect(read).toBe(1)
})

test('a change that found other rights is news', async () => {
  await request('GET')('a')
  await request('POST')('b c')
  expect(read).toBe(1)
  await request('GET')('c')
  expect(read).toBe(1)
})

test('where they could not be read, the next answer is news again', async () => {
  await request('GET')('a')
  onOtherRights(() => Promise.resolve(++read < 0))
  await request('GET')('b')
  await request('GET')('b')
  expect(read).toBe(2)
})
