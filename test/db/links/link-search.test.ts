import { Database } from 'bun:sqlite'
import { beforeAll, describe, expect, test } from 'bun:test'

import {
  EXAMINED_MAX,
  type LinkFilter,
  linkIndexer,
  type LinkSearch,
} from '../../../src/db/links/link-search.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { type Stores, storesOn } from '../../../src/db/stores.ts'
import { freshLink } from '../../../src/manage/links/link-checks.ts'

const FEW = 12
const MANY = EXAMINED_MAX + 500
const ALL: LinkFilter = {
  ownerId: null,
  domain: null,
  tag: null,
  text: null,
  status: 'active',
  after: 0,
  order: 'newest',
}

interface Installation {
  readonly stores: Stores
  readonly search: LinkSearch
  readonly index: (max: number) => number
}

/** Links 1 to `count`: owner 1 has all but each third, which is owner 2's and has a tag. */
function installation(count: number): Installation {
  const db = new Database(':memory:', { strict: true })
  migrate(db)
  db.run("INSERT INTO domain_numbers (domain_id) VALUES ('a'), ('b')")
  const stores = storesOn(db, () => 1000)
  db.transaction(() => {
    for (let n = 1; n <= count; n++) stores.links.add(linkOf(n))
  })()
  return { stores, search: stores.links.search, index: linkIndexer(db) }
}

function linkOf(n: number) {
  const word = `Word-${n}`
  const address = `https://shop${n % 10}.example/Товар/${n}`
  return {
    ...freshLink(n % 3 === 0 ? 2 : 1, 1000),
    domain: n % 2 === 0 ? 2 : 1,
    word,
    wordKey: word,
    web: { shown: address, location: address },
    tags: n % 3 === 0 ? ['third'] : [],
    title: n === 7 ? 'A "quoted" AND odd* title' : '',
  }
}

let few: Installation
let many: Installation
beforeAll(() => {
  few = installation(FEW)
  many = installation(MANY)
  many.index(MANY - 100)
})

const found = ({ search }: Installation, filter: Partial<LinkFilter>, limit = 100) =>
  search.find({ ...ALL, ...filter }, limit)

describe('a list of links', () => {
  test.each<[string, Partial<LinkFilter>, number[]]>([
    ['has the newest first', {}, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
    ['of an owner', { ownerId: 2 }, [12, 9, 6, 3]],
    ['of an owner, and given ones', { ownerId: 2, ids: [1, 12, 99] }, [12, 9, 6, 3, 1]],
    ['given ones of a domain', { ownerId: 9, ids: [1, 2, 4], domain: 2 }, [4, 2]],
    ['of a domain, oldest first', { domain: 2, order: 'oldest' }, [2, 4, 6, 8, 10, 12]],
    ['by a tag', { tag: 'third', domain: 1 }, [9, 3]],
    ['by a part of the word in any letter case', { text: 'WORD-1' }, [12, 11, 10, 1]],
    ['by a part of the address in any script', { text: 'тОВАР/5' }, [5]],
    ['by a title with signs that mean something to searches', { text: '"quoted" and ODD*' }, [7]],
    ['not by what only two texts together contain', { text: '1https' }, []],
    ['by two letters', { text: 'p7' }, [7]],
    ['after a link', { after: 4 }, [3, 2, 1]],
  ])('%s', (_, filter, ids) => {
    expect(found(few, filter).ids).toEqual(ids)
  })

  test('says how many there are and where to go on', () => {
    expect(found(few, {}, 5)).toEqual({ ids: [12, 11, 10, 9, 8], next: 8, total: FEW })
    expect(found(few, { text: 'word-1' }, 3)).toEqual({ ids: [12, 11, 10], next: 10, total: 4 })
    expect(found(few, { text: 'word-1', after: 10 }, 3)).toMatchObject({ ids: [1], next: null })
  })

  test('finds a link by what it says now', () => {
    const { stores, index } = installation(3)
    index(10)
    stores.links.put({ ...stores.links.find(2)!, title: 'Autumn' })
    const ids = () => stores.links.search.find({ ...ALL, text: 'autumn' }, 10).ids
    expect(ids()).toEqual([2])
    expect(index(10)).toBe(1)
    expect(index(10)).toBe(0)
    expect(ids()).toEqual([2])
  })

  test('counts links where they are now', () => {
    const { stores, search } = installation(6)
    const link = stores.links.find(1)!
    stores.links.put({ ...link, domain: 2, deletedAt: 5 })
    const count = (filter: Partial<LinkFilter>) => search.count({ ...ALL, ...filter })
    expect([count({}), count({ domain: 1 }), count({ status: 'deleted', domain: 2 })]).toEqual([
      5, 2, 1,
    ])
    expect(search.find({ ...ALL, status: 'deleted' }, 10).ids).toEqual([1])
    stores.links.put(link)
    expect([count({ ownerId: 1 }), count({ status: 'deleted' })]).toEqual([4, 0])
    // Of the given ones 1 is the owner's already, and 99 is none.
    expect(count({ ownerId: 1, ids: [1, 3, 99] })).toBe(5)
    expect(count({ ownerId: 1, ids: [3, 6], domain: 2 })).toBe(3)
  })
})

describe('a list of very many links', () => {
  test('is found by the index, with those that are not in it yet', () => {
    expect(found(many, { text: 'word-777' })).toMatchObject({ total: 11, next: null })
    expect(found(many, { text: `Word-${MANY}` })).toMatchObject({ ids: [MANY], total: 1 })
    expect(found(many, { text: 'товар/777', ownerId: 2 }).ids).toEqual([
      7779, 7776, 7773, 7770, 777,
    ])
  })

  test('forgets what a link said before it was changed', () => {
    const { stores, search, index } = many
    const link = stores.links.find(4321)!
    stores.links.put({ ...link, word: 'other-word', wordKey: 'other-word' })
    index(MANY)
    expect(search.find({ ...ALL, text: 'word-4321' }, 10).ids).toEqual([])
    expect(search.find({ ...ALL, text: 'OTHER-word' }, 10).ids).toEqual([4321])
    stores.links.put(link)
  })

  test('is looked at in parts when a text is too short for the index', () => {
    const part = found(many, { text: '3.', after: 0 }, EXAMINED_MAX)
    expect(part.total).toBeNull()
    expect(part.next).toBe(MANY - EXAMINED_MAX + 1)
    const rest = found(many, { text: '3.', after: part.next! }, EXAMINED_MAX)
    expect(rest.next).toBeNull()
    expect(part.ids.length + rest.ids.length).toBe(MANY / 10)
  })

  test('is not listed whole', () => {
    expect(many.search.all(ALL)).toBeNull()
    expect(many.search.all({ ...ALL, tag: 'third' })).toHaveLength(MANY / 3)
    expect([...many.search.among({ ...ALL, ownerId: 2 }, [1, 3, 99999])]).toEqual([3])
  })
})
