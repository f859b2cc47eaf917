import { expect, test } from 'bun:test'

import { networkText } from '../../../src/core/reports/derive.ts'

test.each<[4 | 6, number, string, string | null]>([
  [4, 24, '203.0.113.77', '203.0.113.0/24'],
  [4, 24, '203.0.113.0', '203.0.113.0/24'],
  [4, 16, '203.0.113.0', '203.0.0.0/16'],
  [6, 64, '2001:db8:77:1:2:3:4:5', '2001:db8:77:1::/64'],
  [6, 48, '2001:db8:77::', '2001:db8:77::/48'],
  [6, 32, '2001:db8:77::', '2001:db8::/32'],
  // Stored shortened: which of its networks it was of nobody knows.
  [6, 64, '2001:db8:77::', '2001:db8:77::/48'],
  [6, 56, '2001:db8:77::', '2001:db8:77::/48'],
  [6, 64, '203.0.113.77', null],
  [4, 24, '', null],
])('of IPv%d the /%d of %p is %p', (version, prefix, text, expected) => {
  expect(networkText(version, prefix)(text)).toBe(expected)
})
