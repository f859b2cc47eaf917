import { expect, test } from 'bun:test'

import { isLookingAhead } from '../../src/detect/prefetch.ts'

const requests: [method: string, headers: Record<string, string>, ahead: boolean][] = [
  ['GET', {}, false],
  ['POST', {}, false],
  ['HEAD', {}, true],
  ['GET', { 'sec-purpose': 'prefetch;prerender' }, true],
  ['GET', { 'sec-purpose': 'prefetch;anonymous-client-ip' }, true],
  ['GET', { purpose: 'Prefetch' }, true],
  ['GET', { 'x-purpose': 'preview' }, true],
  ['GET', { 'x-moz': 'prefetch' }, true],
  ['GET', { purpose: 'navigate' }, false],
  ['GET', { 'x-fb-http-engine': 'Liger' }, false],
]

test.each(requests)('%s with %p looks ahead: %p', (method, headers, ahead) => {
  expect(isLookingAhead(method, (name) => headers[name] ?? '')).toBe(ahead)
})
