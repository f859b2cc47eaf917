import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { openGeo, UNKNOWN_GEO } from '../../src/detect/geo.ts'
import { userAgentReader } from '../../src/detect/user-agent.ts'
import { type Detectors, detectVisitor, type VisitorFacts } from '../../src/detect/visitor.ts'
import { ipRangeSet, parseIp, parseIpRange } from '../../src/lib/ip.ts'
import { mmdb } from '../support/mmdb.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/131.0.0.0 Safari/537.36'

const file = mmdb({
  type: 'country ipv4',
  ipVersion: 4,
  networks: { '00001000': { country_code: 'US' } },
})
const detectors: Detectors = {
  geo: openGeo([{ name: 'country', bytes: file }]),
  userAgent: userAgentReader({ bots: [], people: ['friend'] }),
  botAddresses: ipRangeSet([parseIpRange('8.8.4.0/24')!]),
  peopleAddresses: ipRangeSet([parseIpRange('8.8.4.4')!]),
}

function detect(facts: Partial<VisitorFacts>) {
  return detectVisitor(detectors, {
    ip: parseIp('8.8.8.8'),
    invalidIp: '',
    userAgent: CHROME,
    language: '',
    xRequestedWith: '',
    referrer: '',
    searchEngine: '',
    country: '',
    unusual: [],
    ...facts,
  })
}

test('a visitor with everything', () => {
  const { visitor, isPreview } = detect({
    language: 'de-AT,de;q=0.9',
    xRequestedWith: 'com.example.app',
    referrer: 'https://www.bing.com/',
    searchEngine: 'bing',
  })
  expect(visitor).toMatchObject({
    ipText: '8.8.8.8',
    geo: { country: 'US', continent: 'NA', city: null },
    userAgent: CHROME,
    device: { type: 'desktop', os: 'Windows' },
    language: 'de-AT',
    xRequestedWith: 'com.example.app',
    referrer: 'https://www.bing.com/',
    searchEngine: 'bing',
    botReasons: [],
    robot: '',
  })
  expect(isPreview).toBe(false)
})

test('an invalid address leaves the place unknown and keeps its text', () => {
  const { visitor } = detect({ ip: null, invalidIp: '999.1.1.1\u0000' })
  expect(visitor.geo).toEqual(UNKNOWN_GEO)
  expect([visitor.ip, visitor.ipText]).toEqual([null, '999.1.1.1'])
})

test('no user agent leaves the device unknown, an empty one leaves it empty', () => {
  const missing = detect({ userAgent: null }).visitor
  const empty = detect({ userAgent: '' }).visitor
  expect([missing.userAgent, missing.device]).toEqual([null, null])
  expect([empty.userAgent, empty.device?.type]).toEqual(['', ''])
  expect([missing.botReasons, empty.botReasons]).toEqual([['ua_empty'], ['ua_empty']])
})

test('a country that a trusted proxy tells wins, even without an address', () => {
  expect(detect({ country: 'at' }).visitor.geo).toMatchObject({ country: 'AT', continent: 'EU' })
  expect(detect({ ip: null, country: 'AT' }).visitor.geo.country).toBe('AT')
  expect(detect({ country: 'XX' }).visitor.geo.country).toBe('US')
})

test("addresses on the owner's list are robots", () => {
  const { visitor } = detect({ ip: parseIp('8.8.4.9') })
  expect([visitor.botReasons, visitor.robot]).toEqual([['ip_list'], 'Generic Bot'])
  const known = detect({ ip: parseIp('8.8.4.9'), userAgent: 'TelegramBot (like TwitterBot)' })
  expect(known.visitor.botReasons).toEqual(['ua_list', 'preview', 'ip_list'])
  expect([known.visitor.robot, known.isPreview]).toEqual(['TelegramBot', true])
})

test('the exclusion lists win over all lists', () => {
  const address = detect({ ip: parseIp('8.8.4.4'), userAgent: 'Googlebot' }).visitor
  const agent = detect({ ip: parseIp('8.8.4.9'), userAgent: 'friendly Googlebot' }).visitor
  for (const { botReasons, robot } of [address, agent]) {
    expect([botReasons, robot]).toEqual([[], ''])
  }
})

test('long and broken texts are cut and cleaned', () => {
  const { visitor } = detect({
    userAgent: 'x'.repeat(100_000),
    referrer: `https://a.test/\ud800\u0000${'y'.repeat(5000)}`,
    xRequestedWith: 'z'.repeat(1000),
  })
  expect(visitor.userAgent).toHaveLength(1024)
  expect(Buffer.byteLength(visitor.referrer)).toBeLessThanOrEqual(2048)
  expect(visitor.referrer.startsWith('https://a.test/\ufffdy')).toBe(true)
  expect(visitor.xRequestedWith).toHaveLength(256)
})

test('any facts make a visitor', () => {
  const text = fc.string({ unit: 'binary' })
  const facts = fc.record({
    ip: fc.oneof(fc.constant(null), fc.ipV4().map(parseIp), fc.ipV6().map(parseIp)),
    invalidIp: text,
    userAgent: fc.option(text),
    language: text,
    xRequestedWith: text,
    referrer: text,
    country: text,
  })
  fc.assert(
    fc.property(facts, (given) => {
      const { visitor } = detect(given)
      expect((visitor.device === null) === (given.userAgent === null)).toBe(true)
      expect(visitor.referrer.isWellFormed()).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a country is unusual that a proxy told against the database, and one that no file could have', () => {
  const unusual = (facts: Partial<VisitorFacts>) => detect(facts).visitor.unusual
  const [given, none] = [['ip:header_missing'] as const, [] as const]
  expect(unusual({ unusual: none })).toBe(none)
  const { country } = detect({}).visitor.geo
  expect(unusual({ country: country ?? '' })).toEqual([])
  expect(unusual({ country: 'BR', unusual: given })).toEqual([...given, 'country:header'])
  expect(unusual({ ip: null })).toEqual([])
  const blind = { ...detectors, geo: openGeo([]) }
  const { visitor } = detectVisitor(blind, {
    ip: parseIp('8.8.8.8'),
    invalidIp: '',
    userAgent: CHROME,
    language: '',
    xRequestedWith: '',
    referrer: '',
    searchEngine: '',
    country: '',
    unusual: none,
  })
  expect(visitor.unusual).toEqual(['country:no_database'])
})
