import { fullGC, heapStats } from 'bun:jsc'
import type { Database } from 'bun:sqlite'
import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'

import { openConfig } from '../../src/db/open.ts'
import { DEFAULTS, emptyFlowSet } from '../../src/db/records.ts'
import { storesOn } from '../../src/db/stores.ts'
import { COMPILERS } from '../../src/routing/compilers.ts'
import { openRouting } from '../../src/routing/routing.ts'
import { type Management, openManagement } from '../support/management.ts'

let management: Management
beforeEach(() => {
  management = openManagement()
})
afterEach(() => management.close())

/** Writes as the program does: the change and its note in one transaction. */
function add(word: string, change: Partial<typeof DEFAULTS.campaigns> = {}): number {
  const { stores } = management.desk
  const words = { name: word, alias: word, key: `k${word}`, token: `t${word}` }
  const id = stores.campaigns.add({ ...DEFAULTS.campaigns, ...words, ...change }, null)
  stores.flowSets.put('campaign', id, { ...emptyFlowSet(id), mode: 'weight' })
  stores.changes.note('campaigns', String(id))
  management.routing.publish()
  return id
}

const tables = () => management.routing.current()

test('a campaign is found by id, alias, key and token', () => {
  const id = add('summer')
  const campaign = tables().campaign(id)
  expect(campaign?.spec.name).toBe('summer')
  expect(campaign?.mode).toBe('weight')
  expect(tables().byAlias('summer')).toBe(campaign)
  expect(tables().byKey('ksummer')).toBe(campaign)
  expect(tables().byToken('tsummer', 0)).toBe(campaign)
})

test.each(['byAlias', 'byAliasInAnyCase', 'byKey', 'byToken'] as const)(
  '%s of an unknown word is null',
  (lookup) => {
    add('summer')
    expect(tables()[lookup]('winter', 0)).toBeNull()
    expect(tables()[lookup]('__proto__', 0)).toBeNull()
  },
)

test('campaigns that nobody visits keep nothing of what surrounded them when they came', () => {
  const maps = () => {
    fullGC()
    return heapStats().objectTypeCounts['Map'] ?? 0
  }
  add('first')
  const before = maps()
  for (let n = 0; n < 200; n++) add(`more${n}`)
  // Each change makes five maps of all campaigns.
  expect(maps() - before).toBeLessThan(100)
})

test('what macros name is known by id, and a new name at once', () => {
  const { stores } = management.desk
  const name = (word: string) => {
    stores.groups.put({ ...stores.groups.find(groupId)!, name: word })
    stores.changes.note('groups', groupId)
    management.routing.publish()
  }
  const groupId = stores.groups.add({ ...DEFAULTS.groups, name: 'Old' }, crypto.randomUUID())
  name('New')
  expect(tables().nameOf('group', groupId)).toBe('New')
  expect(tables().nameOf('group', 'none')).toBe('')
  expect(tables().nameOf('owner', '__proto__')).toBe('')
})

test('a token that was replaced opens its campaign until its time is over', () => {
  const id = add('summer', { formerToken: { token: 'old', until: 1000 } })
  expect(tables().byToken('old', 999)?.spec.id).toBe(id)
  expect(tables().byToken('old', 1000)).toBeNull()
  const other = add('other', { token: 'old' })
  expect(tables().byToken('old', 999)?.spec.id).toBe(other)
})

test('an alias in other letter case finds the only campaign it can mean', () => {
  const id = add('Summer')
  expect(tables().byAlias('sUMMER')).toBeNull()
  expect(tables().byAliasInAnyCase('sUMMER')?.spec.id).toBe(id)
  const other = add('SUMMER')
  expect(tables().byAliasInAnyCase('sUMMER')).toBeNull()
  expect(tables().byAlias('Summer')?.spec.id).toBe(id)
  expect(tables().byAlias('SUMMER')?.spec.id).toBe(other)
})

test('an archived campaign is unknown, a restored one is back', () => {
  const id = add('summer')
  const set = (at: number | null) => {
    management.desk.stores.campaigns.setDeleted(id, at)
    management.desk.stores.changes.note('campaigns', String(id))
    management.routing.publish()
  }
  set(5)
  expect([tables().campaign(id), tables().byAlias('summer'), tables().byKey('ksummer')]).toEqual([
    null,
    null,
    null,
  ])
  set(null)
  expect(tables().byAlias('summer')?.spec.id).toBe(id)
})

test('what comes of past clicks finds an archived campaign by its id, as it stands now', () => {
  const id = add('summer')
  const { campaigns, changes } = management.desk.stores
  const change = (write: () => void) => {
    write()
    changes.note('campaigns', String(id))
    management.routing.publish()
  }
  change(() => campaigns.setDeleted(id, 5))
  const past = tables().ofPast
  expect([past.campaign(id)?.spec.name, past.byAlias('summer')]).toEqual(['summer', null])
  expect([past.campaign(id + 1), tables().campaign(id)]).toEqual([null, null])
  expect(past.ofPast.campaign(id)).toBe(past.campaign(id))
  change(() => campaigns.put({ ...campaigns.find(id)!, name: 'winter' }))
  expect(tables().ofPast.campaign(id)?.spec.name).toBe('winter')
  change(() => campaigns.setDeleted(id, null))
  expect(tables().ofPast.campaign(id)).toBe(tables().campaign(id))
})

test('a new alias replaces the old one', () => {
  const id = add('summer')
  const { stores } = management.desk
  const record = stores.campaigns.find(id)
  if (record !== null) stores.campaigns.put({ ...record, alias: 'winter' })
  stores.changes.note('campaigns', String(id))
  management.routing.publish()
  expect(tables().byAlias('summer')).toBeNull()
  expect(tables().byAlias('winter')?.spec.id).toBe(id)
})

test('tables that a visit holds stay as they were', () => {
  add('summer')
  const held = tables()
  add('winter')
  expect(held.byAlias('winter')).toBeNull()
  expect(tables().byAlias('winter')?.spec.name).toBe('winter')
})

test('a change of one campaign leaves the others compiled as they were', () => {
  add('summer')
  const before = tables().byAlias('summer')
  add('winter')
  expect(tables().byAlias('summer')).toBe(before)
})

test('a change of a traffic source shows in its campaigns alone', () => {
  const { stores } = management.desk
  const sourceId = stores.traffic_sources.add({ ...DEFAULTS.traffic_sources, name: 'old' }, null)
  add('summer', { sourceId })
  add('winter')
  stores.changes.note('traffic_sources', String(sourceId))
  management.routing.publish()
  const [summer, winter] = [tables().byAlias('summer'), tables().byAlias('winter')]
  expect(summer?.source?.name).toBe('old')
  const source = stores.traffic_sources.find(sourceId)
  if (source !== null) stores.traffic_sources.put({ ...source, name: 'new' })
  stores.changes.note('traffic_sources', String(sourceId))
  management.routing.publish()
  expect(tables().byAlias('summer')?.source?.name).toBe('new')
  expect(tables().byAlias('winter')).toBe(winter)
})

test('campaigns on a rotation use its flows, and follow its changes', () => {
  const { stores } = management.desk
  const rotationId = stores.rotations.add({ ...DEFAULTS.rotations, name: 'r' }, null)
  const put = (mode: 'position' | 'weight') => {
    stores.flowSets.put('rotation', rotationId, { ...emptyFlowSet(77), mode })
    stores.changes.note('rotations', String(rotationId))
    management.routing.publish()
  }
  put('weight')
  add('summer', { rotationId })
  expect(tables().byAlias('summer')?.fallback?.id).toBe(77)
  put('position')
  expect(tables().byAlias('summer')?.mode).toBe('position')
})

test('an offer takes the template of its network, and follows its changes', () => {
  const { stores } = management.desk
  const network = { ...DEFAULTS.affiliate_networks, name: 'n', offerUrlTemplate: '{offer_url}?a=1' }
  const networkId = stores.affiliate_networks.add(network, null)
  const draft = { ...DEFAULTS.offers, name: 'o', url: 'https://o.example/', networkId }
  const offerId = stores.offers.add(draft, null)
  stores.changes.note('affiliate_networks', String(networkId))
  stores.changes.note('offers', String(offerId))
  management.routing.publish()
  expect(tables().offer(offerId)?.action.payload).toBe('https://o.example/?a=1')
  const stored = stores.affiliate_networks.find(networkId)
  if (stored !== null) stores.affiliate_networks.put({ ...stored, offerUrlTemplate: '' })
  stores.changes.note('affiliate_networks', String(networkId))
  management.routing.publish()
  expect(tables().offer(offerId)?.action.payload).toBe('https://o.example/')
})

test('domains are found by host, and one is the default', async () => {
  expect(tables().defaultDomain).toBeNull()
  const id = crypto.randomUUID()
  await management.call('POST', `/domain/${id}`, { host: 'Go.Example.test' })
  expect(tables().domain('go.example.test')?.id).toBe(id)
  expect(tables().defaultDomain?.id).toBe(id)
  expect(tables().domain('other.example.test')).toBeNull()
})

test('a change by another process shows after a poll, and only then', () => {
  const other = openConfig(management.folder)
  if ('damaged' in other) throw new Error(other.damaged)
  const stores = storesOn(other.writer, () => 0)
  const words = { name: 'x', alias: 'x', key: 'x', token: 'x' }
  const id = stores.campaigns.add({ ...DEFAULTS.campaigns, ...words }, null)
  stores.changes.note('campaigns', String(id))
  other.close()
  expect(tables().byAlias('x')).toBeNull()
  management.routing.poll()
  expect(tables().byAlias('x')?.spec.id).toBe(id)
  const held = tables()
  management.routing.poll()
  expect(tables()).toBe(held)
})

test('changes that could not be read are read at the next look', () => {
  let isFailing = false
  const db = failingReader(management, () => isFailing)
  const routing = openRouting({ db, report: () => {}, compilers: COMPILERS })
  isFailing = true
  const id = add('summer')
  expect(() => routing.poll()).toThrow('disk I/O error')
  isFailing = false
  routing.poll()
  expect(routing.current().byAlias('summer')?.spec.id).toBe(id)
})

/** The reader, whose campaigns can't be read while `isFailing`. */
function failingReader({ config: { reader } }: Management, isFailing: () => boolean): Database {
  return new Proxy(reader, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...words: unknown[]) => {
        if (isFailing() && /FROM campaigns/.test(String(words[0]))) {
          throw new Error('disk I/O error')
        }
        return value.apply(target, words)
      }
    },
  })
}

test('a damaged document is unknown to visitors and reported', () => {
  const id = add('summer')
  management.config.writer.query("UPDATE flow_sets SET document = '7' WHERE owner_id = ?").run(id)
  const reported: unknown[] = []
  const report = (kind: string, of: number) => void reported.push([kind, of])
  const routing = openRouting({ db: management.config.reader, report, compilers: COMPILERS })
  expect(routing.current().byAlias('summer')).toBeNull()
  expect(reported).toEqual([['campaigns', id]])
})

test('a network that changes looks at offers of its own only, and reads none', () => {
  const { stores } = management.desk
  const network = { ...DEFAULTS.affiliate_networks, name: 'Network' }
  const networkId = stores.affiliate_networks.add(network, null)
  const add = (name: string, of: number | null) =>
    stores.offers.add({ ...DEFAULTS.offers, name, networkId: of }, null)
  const ours = add('Our offer', networkId)
  add('Another offer', null)
  const { reader: db } = management.config
  const routing = openRouting({ db, report: () => {}, compilers: COMPILERS })
  stores.changes.note('affiliate_networks', String(networkId))
  const parse = spyOn(JSON, 'parse')
  routing.publish()
  const parsed = parse.mock.calls.map(([text]) => text).join()
  parse.mockRestore()
  expect(parsed).toContain('"Network"')
  expect(parsed).not.toContain('offer"')
  expect(routing.current().offer(ours)?.network?.id).toBe(networkId)
})

test('many changes at once are taken in as well as few', () => {
  const { stores } = management.desk
  management.config.writer.transaction(() => {
    for (let n = 0; n < 600; n++) {
      const words = { name: `n${n}`, alias: `a${n}`, key: `k${n}`, token: `t${n}` }
      const id = stores.campaigns.add({ ...DEFAULTS.campaigns, ...words }, null)
      stores.changes.note('campaigns', String(id))
    }
  })()
  management.routing.publish()
  expect(tables().byAlias('a0')?.spec.name).toBe('n0')
  expect(tables().byAlias('a599')?.spec.name).toBe('n599')
})
