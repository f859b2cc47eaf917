/** Tests of the list of domains: what is looked for, and the order. */
import { expect, test } from 'bun:test'

import type { DomainRow } from '../../ui/api/types.ts'
import { arranged, sortIn } from '../../ui/screens/admin/domain-order.ts'

const BLANK = { isDefault: false, isBanned: false, indexPage: '404_page', createdAt: '' }
const row = (host: string, campaignsCount: number, more: Partial<DomainRow> = {}): DomainRow => ({
  ...BLANK,
  id: host,
  host,
  campaignsCount,
  ...more,
})
const ROWS = [
  row('b.example.com', 3),
  row('a.example.com', 10, { isDefault: true }),
  row('go.example.net', 0, { isBanned: true, indexPage: 'blank_page' }),
]

const hosts = (text: string, sort: string | null) =>
  arranged(ROWS, text, sortIn(sort)).map(({ host }) => host[0])

test.each([
  ['', null, ['a', 'b', 'g']],
  ['', 'host.desc', ['g', 'b', 'a']],
  ['', 'campaigns.desc', ['a', 'b', 'g']],
  ['', 'campaigns.asc', ['g', 'b', 'a']],
  ['', 'state.asc', ['g', 'a', 'b']],
  ['', 'root.desc', ['g', 'b', 'a']],
  ['', 'constructor.desc', ['a', 'b', 'g']],
  [' EXAMPLE.com ', null, ['a', 'b']],
  ['nothing', null, []],
])('domains with %p by %p', (text, sort, expected) => {
  expect(hosts(text, sort)).toEqual(expected)
})
