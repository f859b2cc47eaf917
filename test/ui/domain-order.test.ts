/** Tests of the list of domains: what is looked for, and the order. */
import { expect, test } from 'bun:test'

import type { DomainRow } from '../../ui/api/types.ts'
import { readableHost } from '../../ui/format/host-names.ts'
import { arranged, questionIn } from '../../ui/screens/admin/domain-order.ts'

const BLANK = {
  isDefault: false,
  isBanned: false,
  indexPage: '404_page',
  campaignName: '',
  isSsl: false,
  certificateError: '',
  accessLevel: 'modify',
} as const
const row = (host: string, campaignsCount: number, more: Partial<DomainRow> = {}): DomainRow => ({
  ...BLANK,
  id: host,
  host,
  name: readableHost(host),
  campaignsCount,
  createdAt: host,
  ...more,
})
const ROWS = [
  row('b.example.com', 3),
  row('a.example.com', 10, { isDefault: true }),
  row('go.example.net', 0, { isBanned: true, indexPage: 'blank_page' }),
]

test('an international name is looked for in letters and as DNS has it', () => {
  const rows = [...ROWS, row('xn--e1afmkfd.xn--p1ai', 0)]
  for (const text of ['Пример', 'xn--e1a']) {
    const found = arranged(rows, questionIn(new URLSearchParams({ q: text })))
    expect(found.map(({ name }) => name)).toEqual(['пример.рф'])
  }
})

const hosts = (address: string) =>
  arranged(ROWS, questionIn(new URLSearchParams(address))).map(({ host }) => host[0])

test.each([
  ['', ['a', 'b', 'g']],
  ['sort=host.desc', ['g', 'b', 'a']],
  ['sort=campaigns.desc', ['a', 'b', 'g']],
  ['sort=campaigns.asc', ['g', 'b', 'a']],
  ['sort=created.desc', ['g', 'b', 'a']],
  ['sort=state.asc', ['g', 'a', 'b']],
  ['sort=root.desc', ['g', 'b', 'a']],
  ['sort=constructor.desc', ['a', 'b', 'g']],
  ['q=+EXAMPLE.com+', ['a', 'b']],
  ['q=nothing', []],
  ['status=stopped', ['g']],
  ['status=working&sort=host.desc', ['b', 'a']],
  ['status=stopped&q=example.com', []],
  ['status=other', ['a', 'b', 'g']],
])('domains as asked by %p', (address, expected) => {
  expect(hosts(address)).toEqual(expected)
})

test('a domain that got no certificate comes before those that are well, one whose old one lasts does not', () => {
  const asked = questionIn(new URLSearchParams('sort=state.asc'))
  const renewing = row('renewing', 0, { isSsl: true, certificateError: 'not now' })
  const lost = row('lost', 0, { certificateError: 'no A record' })
  const states = arranged([...ROWS, renewing, lost], asked).map(({ host }) => host)
  expect(states.slice(0, 3)).toEqual(['go.example.net', 'lost', 'a.example.com'])
})
