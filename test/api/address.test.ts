import { expect, test } from 'bun:test'

import { ownOrigin, schemeOf } from '../../src/api/address.ts'
import { addressReader } from '../../src/detect/address.ts'

const PROXY = '10.0.0.1'
const addresses = addressReader([PROXY], 'X-Forwarded-For')

test.each([
  ['a trusted proxy', PROXY, 'https', 'https://a.test:8080'],
  ['a trusted proxy in front of http', PROXY, 'http', 'http://a.test:8080'],
  ['a trusted proxy behind another', PROXY, 'https, http', 'https://a.test:8080'],
  ['a trusted proxy in front of another', PROXY, 'http,https', 'http://a.test:8080'],
  ['a trusted proxy that shouts', PROXY, 'HTTPS', 'https://a.test:8080'],
  ['a trusted proxy of a longer word', PROXY, 'httpsx', 'http://a.test:8080'],
  ['a trusted proxy that says nothing', PROXY, '', 'http://a.test:8080'],
  ['a trusted proxy that says something else', PROXY, 'javascript', 'http://a.test:8080'],
  ['somebody else', '203.0.113.7', 'https', 'http://a.test:8080'],
  ['nobody', '', 'https', 'http://a.test:8080'],
])('our side as %s shows it', (_who, peer, told, origin) => {
  const sent = new Map([
    ['host', 'a.test:8080'],
    ['x-forwarded-proto', told],
  ])
  const header = (name: string) => sent.get(name) ?? ''
  expect(ownOrigin(header, schemeOf(addresses, { url: 'http://a.test/', header, peer }))).toBe(
    origin,
  )
})

test('whoever came over our own https did so whatever else is said', () => {
  const header = (name: string) => (name === 'x-forwarded-proto' ? 'http' : 'a.test')
  expect(schemeOf(addresses, { url: 'https://a.test/', header, peer: PROXY })).toBe('https')
})
