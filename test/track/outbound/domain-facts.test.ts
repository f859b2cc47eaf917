/** Tests of what is told of a name that is to lead here. */
import { expect, test } from 'bun:test'

import { formatIp } from '../../../src/lib/ip.ts'
import { domainFacts, type FactSources } from '../../../src/track/outbound/domain-facts.ts'

const PUBLIC = '8.8.4.4'
const OTHER = '9.9.9.9'
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'trk.example.com': [PUBLIC, '2620:fe::fe'],
  'admin.example.com': [OTHER],
  'inside.example.com': ['10.0.0.7'],
  'mixed.example.com': [PUBLIC, '192.168.1.1'],
}

function factsOf(host: string, adminHost: string, cards: readonly string[] = ['127.0.0.1', '::1']) {
  const asked: string[] = []
  const sources: FactSources = {
    rules: { allowedHosts: new Set(), ports: new Set() },
    resolve: (name) => (NAMES[name] ? Promise.resolve(NAMES[name]) : Promise.reject(new Error())),
    ownAddresses: () => cards,
    certificateAt: (address, name) => {
      asked.push(`${formatIp(address)} ${name}`)
      return Promise.resolve({ issuer: 'An Authority', expiresAt: 5 })
    },
  }
  return domainFacts(sources, host, adminHost).then((facts) => ({ ...facts, asked }))
}

const EXPECTED: readonly [adminHost: string, cards: string[], addresses: string[], by: string][] = [
  ['admin.example.com', ['127.0.0.1', '10.1.1.1', PUBLIC], [PUBLIC], 'interface'],
  ['admin.example.com', ['127.0.0.1', '10.1.1.1'], [OTHER], 'admin_host'],
  [OTHER, ['10.1.1.1'], [OTHER], 'admin_host'],
  ['inside.example.com', ['10.1.1.1'], [], 'unknown'],
  ['localhost', [], [], 'unknown'],
]

test.each(EXPECTED)('reached as %s, with cards %p, it is at %p by %s', async (...row) => {
  const [adminHost, cards, addresses, foundBy] = row
  const { expected } = await factsOf('trk.example.com', adminHost, cards)
  expect<unknown>(expected).toEqual({ addresses, foundBy })
})

test('what a name has now is told, and the certificate shown at that very address', async () => {
  const { seen, certificate, asked } = await factsOf('trk.example.com', 'admin.example.com')
  expect(seen).toEqual([PUBLIC, '2620:fe::fe'])
  expect(certificate).toEqual({ issuer: 'An Authority', expiresAt: 5 })
  expect(asked).toEqual([`${PUBLIC} trk.example.com`])
})

test.each([
  ['inside.example.com', []],
  ['mixed.example.com', [PUBLIC]],
  ['nowhere.example.com', []],
])('of %s no private address is told, and none is called', async (host, addresses) => {
  const { seen, certificate, asked } = await factsOf(host, 'admin.example.com')
  expect({ seen, certificate, asked }).toEqual({ seen: addresses, certificate: null, asked: [] })
})
