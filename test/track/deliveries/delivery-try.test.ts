/** What a receiver says in its headers, and what is kept of its answer. */
import { expect, test } from 'bun:test'

import { PLAIN_POSTBACK } from '../../../src/core/conversions/postbacks.ts'
import type { Postback } from '../../../src/core/model.ts'
import { keptText, retryAfterMs, tryOnce } from '../../../src/track/deliveries/delivery-try.ts'

const NOW = Date.UTC(2026, 2, 12, 12)
const HOUR = 3_600_000

const WAITS: [header: string, ms: number][] = [
  ['', 0],
  ['120', 120_000],
  [' 5 ', 5000],
  ['-5', 0],
  ['1e3', 0],
  ['soon', 0],
  ['999999999', 24 * HOUR],
  [new Date(NOW + 90_000).toUTCString(), 90_000],
  [new Date(NOW - 90_000).toUTCString(), 0],
]
test.each(WAITS)('Retry-After %j is %p ms', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms)
})

// As operations pass it on: a whole entry, of which only the texts count here.
const ENTRY: Postback = {
  ...PLAIN_POSTBACK,
  url: 'https://source.test/?id={external_id}',
  failureText: 'fail',
}

test('a test calls what was written for it, and tells what was heard', async () => {
  const sent: string[] = []
  const heard = await tryOnce(
    {
      client: {
        send: ({ method, url }) => {
          sent.push(`${method} ${url}`)
          const body = new TextEncoder().encode('it failed')
          return Promise.resolve({
            url: new URL(url),
            status: 200,
            headers: new Headers(),
            body,
            isBroken: false,
          })
        },
      },
      clock: () => NOW,
      dice: () => 0,
    },
    { method: 'GET', url: 'https://source.test/?id=7', headers: [], body: null },
    ENTRY,
  )
  expect(sent).toEqual(['GET https://source.test/?id=7'])
  expect(heard).toEqual({
    verdict: 'says_failure',
    status: 200,
    answer: 'it failed',
    durationMs: 0,
  })
})

test('two kilobytes of an answer are kept, whole characters, as text that can be stored', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(keptText(bytes('a\0b'))).toBe('ab')
  expect(keptText(bytes('x'.repeat(5000)))).toBe('x'.repeat(2048))
  expect(keptText(bytes(`x${'ä'.repeat(2000)}`))).toBe(`x${'ä'.repeat(1023)}`)
})
