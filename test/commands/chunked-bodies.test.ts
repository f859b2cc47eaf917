import { afterAll, expect, test } from 'bun:test'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { chunkedBodies } from '../../src/commands/chunked-bodies.ts'
import { admin, makeCampaign } from '../support/api.ts'
import { cleanUp, startServer } from '../support/server.ts'

afterAll(cleanUp)

/** A request whose body comes as `send` is called, until `end`. */
function dripping() {
  let into: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (into = controller) })
  return {
    request: new Request('http://a.test/', { method: 'POST', body }),
    send: (bytes: number) => into.enqueue(new Uint8Array(bytes)),
    end: () => into.close(),
    breakOff: () => into.error(new Error('gone')),
  }
}

/** Until what was sent has been read. */
const turn = () => Bun.sleep(0)

test('a whole body says its length, and nothing of it is held any more', async () => {
  const bodies = chunkedBodies({ most: 100, together: 200 })
  const one = dripping()
  const measured = bodies.measured(one.request)
  one.send(40)
  one.send(50)
  await turn()
  expect(bodies.held()).toBe(90)
  one.end()
  const request = await measured
  if (typeof request === 'string') throw new Error(request)
  expect(request.headers.get('content-length')).toBe('90')
  expect((await request.bytes()).length).toBe(90)
  expect(bodies.held()).toBe(0)
})

test('one that is too long, and one that breaks off, leave nothing behind', async () => {
  const bodies = chunkedBodies({ most: 100, together: 200 })
  const [long, broken] = [dripping(), dripping()]
  const measured = bodies.measured(long.request)
  const other = bodies.measured(broken.request).catch(() => 'broken')
  long.send(101)
  broken.send(10)
  expect(await measured).toBe('too_large')
  broken.breakOff()
  expect(await other).toBe('broken')
  expect(bodies.held()).toBe(0)
})

test('where all together are too much, the oldest goes, whether it sends or not', async () => {
  const bodies = chunkedBodies({ most: 100, together: 200 })
  const all = [dripping(), dripping(), dripping()]
  const [first, second, third] = all.map((one) => bodies.measured(one.request))
  for (const one of all) {
    one.send(90)
    await turn()
  }
  expect(await first).toBe('no_room')
  expect(bodies.held()).toBe(180)
  for (const one of all.slice(1)) one.end()
  expect([typeof (await second), typeof (await third)]).toEqual(['object', 'object'])
  expect(bodies.held()).toBe(0)
})

test('strangers with endless bodies are turned away for those who come after them', async () => {
  const server = await startServer()
  const { api } = await admin(server)
  await makeCampaign(api, { alias: 'chunked' })
  const strangers = await Promise.all(
    Array.from({ length: 20 }, () => sendChunk(server.port, 3 * 1024 * 1024)),
  )
  const turnedAway = await Promise.any(strangers.map(firstWords))
  expect(turnedAway).toStartWith('HTTP/1.1 503 ')
  const late = await sendChunk(server.port, 100)
  late.write('0\r\n\r\n')
  expect(await firstWords(late)).toStartWith('HTTP/1.1 302 ')
  for (const one of [...strangers, late]) one.destroy()
  await server.stop()
}, 30_000)

async function sendChunk(port: number, bytes: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  const type = 'Content-Type: application/x-www-form-urlencoded\r\n'
  socket.write(`POST /chunked HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}`)
  socket.write(`Transfer-Encoding: chunked\r\n\r\n${bytes.toString(16)}\r\n`)
  socket.write(`${'a'.repeat(bytes)}\r\n`)
  return socket
}

async function firstWords(socket: Socket): Promise<string> {
  const [data] = await once(socket, 'data')
  return String(data)
}
