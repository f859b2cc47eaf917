import { expect, test } from 'bun:test'

import { type BodyProblem, readBytes, wholeBody } from '../../src/api/body-bytes.ts'

const request = (body: BodyInit, headers = {}) =>
  new Request('http://a.test/', { method: 'POST', body, headers })

/** Pieces, and then what the connection does. */
function streamOf(pieces: readonly string[], end: 'close' | 'error'): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      if (end === 'close') controller.close()
      else controller.error(new Error('the client is gone'))
    },
  })
}

test.each([
  ['nothing', () => request(''), ''],
  ['as much as may be', () => request('four'), 'four'],
  ['pieces', () => request(streamOf(['a', 'bc'], 'close')), 'abc'],
])('%s is read', async (_what, sent, text) => {
  for (const bytes of [await readBytes(sent(), 4), await wholeBody(sent(), 4)]) {
    expect(Buffer.from(bytes as Uint8Array).toString()).toBe(text)
  }
})

const FIVE = { 'content-length': '5' }

test.each<[string, BodyProblem, () => Request]>([
  ['too much', 'too_large', () => request('fives')],
  ['too much in pieces', 'too_large', () => request(streamOf(['abc', 'de'], 'close'))],
  ['what says it is too much', 'too_large', () => request(streamOf(['a'], 'close'), FIVE)],
  ['what is cut off', 'unreadable', () => request(streamOf(['a'], 'error'))],
])('%s is not', async (_what, problem, sent) => {
  expect(await readBytes(sent(), 4)).toBeNull()
  expect(await wholeBody(sent(), 4)).toBe(problem)
})
