import { Database } from 'bun:sqlite'
import { beforeEach, expect, test } from 'bun:test'

import { migrate } from '../../src/db/migrate.ts'
import { DEFAULTS } from '../../src/db/records.ts'
import { type ReadStores, readStoresOn, type Stores, storesOn } from '../../src/db/stores.ts'

let stores: Stores
let read: ReadStores
beforeEach(() => {
  const db = new Database(':memory:', { strict: true })
  migrate(db)
  stores = storesOn(db, () => 1)
  read = readStoresOn(db)
})

function add(name: string): number {
  const id = stores.offers.add({ ...DEFAULTS.offers, name }, null)
  stores.changes.note('offers', String(id))
  return id
}
const names = (status: 'active' | 'deleted' | 'all' = 'active') =>
  read.offers.list(status).map(({ name }) => name)

test('a kept list has every change that was noted', () => {
  const [a] = [add('a'), add('b')]
  expect(names()).toEqual(['a', 'b'])
  stores.offers.put({ ...stores.offers.find(a)!, name: 'A' })
  stores.changes.note('offers', String(a))
  add('c')
  expect(names()).toEqual(['A', 'b', 'c'])
  stores.offers.setDeleted(a, 5)
  stores.changes.note('offers', String(a))
  expect([names(), names('deleted'), names('all')]).toEqual([['b', 'c'], ['A'], ['A', 'b', 'c']])
})

test('changing the list that was given changes nothing', () => {
  add('a')
  read.offers.list('all').pop()
  expect(names()).toEqual(['a'])
})

test('many changes at once are as good as few', () => {
  add('first')
  expect(names()).toEqual(['first'])
  for (let n = 0; n < 300; n++) add(`n${n}`)
  expect(names()).toHaveLength(301)
})

test('of domains all are read when one changes, because there is one default', () => {
  const domain = (host: string, isDefault: boolean) => ({ ...DEFAULTS.domains, host, isDefault })
  const [a, b] = [crypto.randomUUID(), crypto.randomUUID()]
  stores.domains.add(domain('a.test', true), a)
  stores.domains.add(domain('b.test', false), b)
  stores.changes.note('domains', a)
  expect(read.domains.list('all').find(({ isDefault }) => isDefault)?.host).toBe('a.test')
  stores.domains.put({ ...stores.domains.find(a)!, isDefault: false })
  stores.domains.put({ ...stores.domains.find(b)!, isDefault: true })
  stores.changes.note('domains', b)
  expect(
    read.domains
      .list('all')
      .filter(({ isDefault }) => isDefault)
      .map(({ host }) => host),
  ).toEqual(['b.test'])
})
