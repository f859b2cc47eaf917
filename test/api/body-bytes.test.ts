import { expect, test } from 'bun:test'

import { readBytes } from '../../src/api/body-bytes.ts'

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
  ['nothing', request(''), ''],
  ['as much as may be', request('four'), 'four'],
  ['pieces', request(streamOf(['a', 'bc'], 'close')), 'abc'],
])('%s is read', async (_what, sent, text) => {
  expect(Buffer.from((await readBytes(sent, 4))!).toString()).toBe(text)
})

test.each([
  ['too much', request('fives')],
  ['too much in pieces', request(streamOf(['abc', 'de'], 'close'))],
  ['what says it is too much', request(streamOf(['a'], 'close'), { 'content-length': '5' })],
  ['what is cut off', request(streamOf(['a'], 'error'))],
])('%s is not', async (_what, sent) => {
  expect(await readBytes(sent, 4)).toBeNull()
})
