import { Database } from 'bun:sqlite'
import { beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { migrate } from '../../src/db/migrate.ts'
import { openSecrets, renewSecret } from '../../src/db/people/secrets.ts'
import { DEFAULTS, emptyFlowSet } from '../../src/db/records.ts'
import { type Stores, storesOn } from '../../src/db/stores.ts'
import { temporaryFolder } from '../support/management.ts'

let db: Database
let stores: Stores
let now = 1000
beforeEach(() => {
  db = new Database(':memory:', { strict: true })
  db.run('PRAGMA foreign_keys = ON')
  migrate(db)
  stores = storesOn(db, () => now)
})

const campaign = (word: string) => ({
  ...DEFAULTS.campaigns,
  name: word,
  alias: word,
  key: word,
  token: word,
})

describe('documents', () => {
  test('come back as they were stored, with id and times', () => {
    now = 1000
    const id = stores.campaigns.add(campaign('a'), null)
    const times = { createdAt: 1000, changedAt: 1000, deletedAt: null }
    expect(stores.campaigns.find(id)).toEqual({ ...campaign('a'), id, ...times })
  })

  test('that were written by an older version get the defaults of what they lack', () => {
    const spec = JSON.stringify({ name: 'old', alias: 'o', key: 'o', token: 'o' })
    db.query('INSERT INTO campaigns (created_at, changed_at, spec) VALUES (1, 1, ?)').run(spec)
    expect(stores.campaigns.find(1)).toMatchObject({
      name: 'old',
      timezone: 'UTC',
      state: 'active',
    })
  })

  test('change as a whole and remember when', () => {
    const id = stores.offers.add({ ...DEFAULTS.offers, name: 'a' }, null)
    const offer = stores.offers.find(id)
    now = 2000
    if (offer !== null) stores.offers.put({ ...offer, name: 'b' })
    expect(stores.offers.find(id)).toMatchObject({ name: 'b', changedAt: 2000, createdAt: 1000 })
    now = 1000
  })

  test('are archived exactly while they are deleted, and then as they were before', () => {
    const id = stores.campaigns.add({ ...campaign('a'), state: 'paused' }, null)
    stores.campaigns.setDeleted(id, 5)
    const archived = stores.campaigns.find(id)
    expect(archived).toMatchObject({ state: 'archived', deletedAt: 5 })
    stores.campaigns.setDeleted(id, null)
    expect(stores.campaigns.find(id)).toMatchObject({ state: 'paused', deletedAt: null })
  })

  test('are listed by what became of them', () => {
    const [a, b] = [campaign('a'), campaign('b')].map((draft) => stores.campaigns.add(draft, null))
    stores.campaigns.setDeleted(b ?? 0, 5)
    const ids = (status: 'active' | 'deleted' | 'all') =>
      stores.campaigns.list(status).map(({ id }) => id)
    expect([ids('active'), ids('deleted'), ids('all')]).toEqual([[a], [b], [a, b]] as number[][])
  })

  test('never get the number of one that was removed', () => {
    const id = stores.rotations.add({ ...DEFAULTS.rotations, name: 'a' }, null)
    stores.rotations.remove(id)
    expect(stores.rotations.add({ ...DEFAULTS.rotations, name: 'b' }, null)).toBe(id + 1)
  })

  test.each(['alias', 'key', 'token'])('two campaigns cannot have the same %s', (field) => {
    stores.campaigns.add(campaign('a'), null)
    expect(() => stores.campaigns.add({ ...campaign('b'), [field]: 'a' }, null)).toThrow('UNIQUE')
  })

  test('two aliases may differ in letter case alone', () => {
    stores.campaigns.add(campaign('a'), null)
    expect(stores.campaigns.add(campaign('A'), null)).toBe(2)
  })

  test.each([
    ['source', () => stores.campaigns.add({ ...campaign('a'), sourceId: 9 }, null)],
    ['domain', () => stores.campaigns.add({ ...campaign('a'), domainId: 'x' }, null)],
    ['network', () => stores.offers.add({ ...DEFAULTS.offers, name: 'x', networkId: 9 }, null)],
  ])('a reference to a missing %s is never stored', (_name, add) => {
    expect(add).toThrow('FOREIGN KEY')
  })
})

describe('flow sets', () => {
  const flow = emptyFlowSet(1).flows[0]!
  const offer = { campaignId: null, directUrl: null, enabled: true, weight: 1 }
  const path = { id: 1, name: '', enabled: true, weight: 1, landings: [], offers: [] }
  const set = {
    mode: 'position' as const,
    flows: [
      { ...flow, action: { key: 'campaign', payload: '7' } },
      {
        ...flow,
        paths: [
          {
            ...path,
            landings: [{ landingId: 3, enabled: true, weight: 1 }],
            offers: [
              { ...offer, offerId: 4 },
              { ...offer, offerId: null, campaignId: 8 },
            ],
          },
        ],
      },
    ],
  }

  test('come back as they were stored', () => {
    stores.flowSets.put('campaign', 1, set)
    expect(stores.flowSets.find('campaign', 1)).toEqual(set)
    expect(stores.flowSets.find('rotation', 1)).toBeNull()
  })

  test('tell where an object is used, and forget it when it is no more', () => {
    stores.flowSets.put('campaign', 1, set)
    expect(stores.flowSets.usesOf('offer', 4)).toEqual([{ scope: 'campaign', ownerId: 1 }])
    expect(stores.flowSets.usesOf('landing', 3)).toHaveLength(1)
    expect(new Set(stores.flowSets.campaignsIn('campaign', 1))).toEqual(new Set([7, 8]))
    stores.flowSets.put('campaign', 1, emptyFlowSet(1))
    expect(stores.flowSets.usesOf('offer', 4)).toEqual([])
  })

  test('numbers are handed out once', () => {
    expect(stores.flowSets.take('flow', 3)).toBe(1)
    expect(stores.flowSets.take('flow', 1)).toBe(4)
    expect(stores.flowSets.take('path', 1)).toBe(1)
  })
})

describe('changes', () => {
  test('are told in order, each object once', () => {
    stores.changes.note('campaigns', '1')
    const seen = stores.changes.last()
    for (const id of ['2', '3', '2']) stores.changes.note('campaigns', id)
    expect(stores.changes.after(seen)).toEqual([
      { kind: 'campaigns', objectId: '2' },
      { kind: 'campaigns', objectId: '3' },
    ])
    expect(stores.changes.after(stores.changes.last())).toEqual([])
  })
})

describe('users', () => {
  const user = {
    login: 'Ann@Example.test',
    passwordHash: 'h',
    role: 'user',
    permissions: [],
  } as const

  test('are found by login in any letter case', () => {
    const id = stores.users.add(user)
    expect(stores.users.byLogin('ann@example.TEST')?.id).toBe(id)
    expect(() => stores.users.add({ ...user, login: 'ANN@example.test' })).toThrow('UNIQUE')
  })

  test('are found by the hash of their key until it is blocked or replaced', () => {
    const id = stores.users.add(user)
    stores.users.putKey(id, 'one', new Uint8Array(3))
    expect(stores.users.byKeyHash('one')?.id).toBe(id)
    stores.users.setKeyBlocked(id, true)
    expect(stores.users.byKeyHash('one')).toBeNull()
    stores.users.putKey(id, 'two', new Uint8Array(3))
    expect([stores.users.byKeyHash('one'), stores.users.byKeyHash('two')?.id]).toEqual([null, id])
  })

  test('take their key with them when they are removed', () => {
    const id = stores.users.add(user)
    stores.users.putKey(id, 'one', new Uint8Array(3))
    stores.users.remove(id)
    expect(stores.users.keyOf(id)).toBeNull()
  })
})

describe('secrets', () => {
  test('are the same at every start, another for each purpose, and for the owner alone', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'secrets.json')
    expect(existsSync(path)).toBe(false)
    const first = openSecrets(folder).of('a')
    expect(first).toHaveLength(32)
    expect(openSecrets(folder).of('a')).toEqual(first)
    expect(openSecrets(folder).of('b')).not.toEqual(first)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    rmSync(folder, { recursive: true })
  })

  test('that were renewed stand beside the one before', () => {
    const folder = temporaryFolder()
    const first = openSecrets(folder).of('a')
    expect(openSecrets(folder).ring('a')).toEqual([first])
    renewSecret(folder, 'a')
    const [second, ...older] = openSecrets(folder).ring('a')
    expect(older).toEqual([first])
    renewSecret(folder, 'a')
    expect(openSecrets(folder).ring('a').slice(1)).toEqual([second])
    rmSync(folder, { recursive: true })
  })

  test('made by two processes at once do not overwrite each other', () => {
    const folder = temporaryFolder()
    const [one, two] = [openSecrets(folder), openSecrets(folder)]
    const [a, b] = [one.of('a'), two.of('b')]
    expect(two.of('a')).toEqual(a)
    expect(one.of('b')).toEqual(b)
    rmSync(folder, { recursive: true })
  })

  test('that are damaged stop the start', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'secrets.json'), '{"a"')
    expect(() => openSecrets(folder)).toThrow()
    rmSync(folder, { recursive: true })
  })
})
