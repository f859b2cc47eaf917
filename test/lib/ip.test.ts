import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import {
  compareIp,
  formatIp,
  type Ip,
  ipRangeSet,
  isPublic,
  lastOfNetwork,
  networkOf,
  parseIp,
  parseIpRange,
} from '../../src/lib/ip.ts'

const word = fc.integer({ min: 0, max: 0xffffffff })
/** Few different words, so that runs of zeros and neighbours come up. */
const smallWord = fc.oneof(fc.constantFrom(0, 1, 0xffff, 0x10000, 0xffffffff), word)
const v4: fc.Arbitrary<Ip> = word.map((only) => ({ version: 4, words: [only] }))
const v6: fc.Arbitrary<Ip> = fc
  .tuple(smallWord, smallWord, smallWord, smallWord)
  .filter(([a, b, c]) => a !== 0 || b !== 0 || c !== 0xffff)
  .map((words) => ({ version: 6, words }))
const anyIp = fc.oneof(v4, v6)

const ipOf = (text: string) => parseIp(text)!
const rangeOf = (text: string) => parseIpRange(text)!

describe('parseIp', () => {
  test.each([
    ['1.2.3.4', '1.2.3.4'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:0102:0304', '1.2.3.4'],
    ['0:0:0:0:0:ffff:1.2.3.4', '1.2.3.4'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['fe80::1:2:3:4', 'fe80::1:2:3:4'],
  ])('%s is the address %s', (text, canonical) => {
    expect(formatIp(ipOf(text))).toBe(canonical)
  })

  // prettier-ignore
  test.each([
    '', ' ', '127.1', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.00', '1..2.3', '.1.2.3',
    '1.2.3.', '1.2.3.4 ', ' 1.2.3.4', '1.2.3.4:80', '0x7f.0.0.1', '2130706433', '1.2.3.-4', '１.2.3.4',
    ':', ':::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', ':1::2', '1:2:3:4:5:6:7:8::',
    '12345::', 'g::', '[::1]', '::1%eth0', '::1.2.3', '1.2.3.4::', '::1.2.3.4:5', '::ffff:1.2.3.400',
    `::${'0'.repeat(100)}1`,
  ])('%j is no address', (text) => {
    expect(parseIp(text)).toBeNull()
  })

  test('reads back what formatIp writes', () => {
    fc.assert(fc.property(anyIp, (ip) => expect(parseIp(formatIp(ip))).toEqual(ip)))
  })

  test('whatever it reads is also a range of one address; nothing makes them throw', () => {
    const text = fc.stringMatching(/^[0-9a-f.:/*-]{0,20}$/)
    fc.assert(
      fc.property(text, (any) => {
        const ip = parseIp(any)
        const range = parseIpRange(any)
        if (ip) expect(range).toEqual({ from: ip, to: ip })
        if (range) expect(compareIp(range.from, range.to)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('networks', () => {
  test.each([
    ['192.0.2.129', 25, '192.0.2.128', '192.0.2.255'],
    ['192.0.2.129', 32, '192.0.2.129', '192.0.2.129'],
    ['192.0.2.129', 0, '0.0.0.0', '255.255.255.255'],
    ['2001:db8:1:2:3:4:5:6', 64, '2001:db8:1:2::', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8:1:2:3:4:5:6', 33, '2001:db8::', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'],
    ['ff::1', 128, 'ff::1', 'ff::1'],
  ])('%s/%d is from %s to %s', (text, prefix, first, last) => {
    expect(formatIp(networkOf(ipOf(text), prefix))).toBe(first)
    expect(formatIp(lastOfNetwork(ipOf(text), prefix))).toBe(last)
  })
})

describe('parseIpRange', () => {
  test.each([
    ['1.2.3.4', '1.2.3.4', '1.2.3.4'],
    [' 10.9.8.7/8 ', '10.0.0.0', '10.255.255.255'],
    ['10.0.0.1-10.0.0.9', '10.0.0.1', '10.0.0.9'],
    ['10.0.0.1 - 10.0.0.1', '10.0.0.1', '10.0.0.1'],
    ['10.1.*.*', '10.1.0.0', '10.1.255.255'],
    ['*.*.*.*', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::/32', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::1-::ff', '::1', '::ff'],
  ])('%j is from %s to %s', (text, from, to) => {
    expect(rangeOf(text)).toEqual({ from: ipOf(from), to: ipOf(to) })
  })

  // prettier-ignore
  test.each([
    '', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/ 8', '/8',
    '10.0.0.9-10.0.0.1', '10.0.0.1-::1', '1.1.1.1-2.2.2.2-3.3.3.3', '-', '10.*.1.1', '1*.2.3.4',
    '10.1.*', '*', '10.*.*.*.*', '2001:*::', 'DE',
  ])('%j is no range', (text) => {
    expect(parseIpRange(text)).toBeNull()
  })
})

describe('ipRangeSet', () => {
  test('holds both ends of each range and nothing beyond', () => {
    const set = ipRangeSet(['10.0.0.4-10.0.0.6', '10.0.0.6/31', '2001:db8::/64'].map(rangeOf))
    const held = ['10.0.0.4', '10.0.0.7', '2001:db8::', '2001:db8::ffff:ffff:ffff:ffff']
    const others = ['10.0.0.3', '10.0.0.8', '2001:db7:ffff::', '2001:db8:0:1::', '::a00:4']
    expect(held.map((text) => set.contains(ipOf(text)))).toEqual(held.map(() => true))
    expect(others.map((text) => set.contains(ipOf(text)))).toEqual(others.map(() => false))
  })

  test('without ranges holds nothing', () => {
    expect(ipRangeSet([]).contains(ipOf('1.2.3.4'))).toBe(false)
    expect(ipRangeSet([]).contains(ipOf('::1'))).toBe(false)
  })

  test('agrees with looking at each range', () => {
    const near = fc.oneof(
      fc.integer({ min: 0, max: 40 }).map((only): Ip => ({ version: 4, words: [only] })),
      fc
        .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 9 }))
        .map(([high, low]): Ip => ({ version: 6, words: [0, high, 0, low] })),
    )
    const range = fc
      .tuple(near, near)
      .filter(([a, b]) => a.version === b.version)
      .map(([a, b]) => (compareIp(a, b) <= 0 ? { from: a, to: b } : { from: b, to: a }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), near, (ranges, ip) => {
        const isHeld = ranges.some(
          ({ from, to }) =>
            from.version === ip.version && compareIp(from, ip) <= 0 && compareIp(ip, to) <= 0,
        )
        expect(ipRangeSet(ranges).contains(ip)).toBe(isHeld)
      }),
    )
  })
})

describe('isPublic', () => {
  // prettier-ignore
  test.each([
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '169.254.169.254',
    '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1',
    '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:10.0.0.1', '64:ff9b::808:808', 'fc00::1', 'fdff::1', 'fe80::1', 'ff02::1',
    '2001:db8::1', '2001::1', '2002:7f00:1::', '3fff::1', '100::1',
  ])('%s is not public', (text) => {
    expect(isPublic(ipOf(text))).toBe(false)
  })

  // prettier-ignore
  test.each([
    '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.0.1',
    '172.32.0.0', '192.0.1.1', '198.17.1.1', '198.20.0.0', '223.255.255.255',
    '2001:200::1', '2606:4700::1111', '2a00:1450::1', '::ffff:8.8.8.8',
  ])('%s is public', (text) => {
    expect(isPublic(ipOf(text))).toBe(true)
  })
})
