import { afterAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { openOrders, registeredDomain } from '../../src/certify/orders.ts'
import { DAY_MS } from '../../src/lib/spans.ts'
import { cleanUp, newFolder } from '../support/server.ts'

afterAll(cleanUp)

test.each([
  ['go.shop.com', 'shop.com'],
  ['shop.com', 'shop.com'],
  ['a.b.shop.co.uk', 'shop.co.uk'],
  ['go.shop.com.br', 'shop.com.br'],
  ['go.shop.msk.ru', 'shop.msk.ru'],
  ['go.longer.de', 'longer.de'],
  ['go.xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd.xn--p1ai'],
])('of %s somebody registered %s', (host, domain) => {
  expect(registeredDomain(host)).toBe(domain)
})

const NOW = 1_800_000_000_000
const WANTED = { host: 'a.test', isOfLimitedUser: false, isRenewal: false }

test('notes that are damaged, from the time ahead or too old keep nobody waiting', () => {
  const file = join(newFolder(), 'asked.json')
  const open = () => {
    return openOrders({ file, directory: 'https://a.test/dir', clock: () => NOW, log() {} })
  }
  const at = (at: number) => Array.from({ length: 300 }, () => ({ ...WANTED, at, isGiven: true }))
  for (const orders of ['no list', [null, 3], at(NOW + DAY_MS), at(NOW - 8 * DAY_MS)]) {
    writeFileSync(file, JSON.stringify({ directory: 'https://a.test/dir', orders }))
    expect([open().openAt(WANTED), open().countOf('a.test')]).toEqual([0, 0])
  }
  writeFileSync(file, JSON.stringify({ directory: 'https://a.test/dir', orders: at(NOW - 1) }))
  expect(open().openAt(WANTED)).toBe(NOW - 1 + 7 * DAY_MS)
})
