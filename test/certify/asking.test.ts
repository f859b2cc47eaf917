import { afterAll, expect, test } from 'bun:test'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { certificateAsking } from '../../src/certify/asking.ts'
import type { Certificate } from '../../src/certify/certificate.ts'
import { openOrders } from '../../src/certify/orders.ts'
import type { CertificateStore } from '../../src/certify/store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/spans.ts'
import { cleanUp, newFolder } from '../support/server.ts'

afterAll(cleanUp)

const START = 1_800_000_000_000

/** An authority that gives what is named in `gives`, on a clock that is moved by hand. */
function stage({ file = join(newFolder(), 'tries.json'), hosts = ['a.test'] } = {}) {
  const held = new Map<string, Certificate>()
  const directory = 'https://a.test/dir'
  const stage = {
    file,
    hosts,
    /** Users who are no administrators added the others. */
    isOwners: (_host: string) => true,
    now: START,
    gives: new Set<string>(),
    asked: [] as string[],
    /** What the authority says; `''`: that there is no record. */
    refusal: '',
    directory,
    /** How far the clock is behind that of the authority. */
    behindMs: 0,
    onAsked: () => {},
    held,
    said: [] as string[],
  }
  const store: Pick<CertificateStore, 'find' | 'keep' | 'given'> = {
    given: (host) => held.get(host) ?? null,
    find: (host, at) => (at < (held.get(host)?.from ?? 0) ? null : (held.get(host) ?? null)),
    keep(host) {
      const from = stage.now + stage.behindMs
      const until = from + 90 * DAY_MS
      held.set(host, {
        chain: '',
        key: '',
        hosts: [host],
        issuer: 'A',
        giver: stage.directory,
        from,
        until,
      })
    },
  }
  const clock = () => stage.now
  const log = (what: string, details?: string) => void stage.said.push(`${what}: ${details}`)
  const orders = openOrders({ file: join(file, '../asked.json'), directory, clock, log })
  const asking = certificateAsking({
    hosts: () =>
      new Map(stage.hosts.map((host) => [host, { isOfLimitedUser: !stage.isOwners(host) }])),
    store,
    orders,
    authority: {
      directory: stage.directory,
      ask: (host) => {
        stage.asked.push(host)
        stage.onAsked()
        return stage.gives.has(host)
          ? Promise.resolve('pem')
          : Promise.reject(new Error(stage.refusal || `no A record for ${host}`))
      },
    },
    file,
    clock,
    log,
  })
  /** How often was asked until then, looking every five seconds, or less often. */
  const until = async (at: number, everyMs = 5000) => {
    const before = stage.asked.length
    for (; stage.now < at; stage.now += everyMs) await asking.tend()
    return stage.asked.length - before
  }
  return Object.assign(stage, { asking, until })
}

test('a host without one gets it at once, and the next one in time', async () => {
  const { gives, until, held } = stage()
  gives.add('a.test')
  expect(await until(START + MINUTE_MS)).toBe(1)
  expect(await until(START + HOUR_MS)).toBe(0)
  const at = held.get('a.test')!.until - 30 * DAY_MS
  const later = stage()
  later.gives.add('a.test')
  later.held.set('a.test', held.get('a.test')!)
  later.now = at - MINUTE_MS
  expect(await later.until(at)).toBe(0)
  expect(await later.until(at + MINUTE_MS)).toBe(1)
})

test('each failure makes the next try later: three in the first hour, then one a day', async () => {
  const { until, asking } = stage()
  expect(await until(START + HOUR_MS)).toBe(3)
  expect(await until(START + DAY_MS)).toBe(5)
  expect(await until(START + 10 * DAY_MS)).toBe(9)
  expect(asking.failureOf('a.test')).toMatchObject({ said: 'no A record for a.test' })
})

test('one that fails does not keep others waiting', async () => {
  const { gives, until, asked } = stage({ hosts: ['a.test', 'b.test'] })
  gives.add('b.test')
  await until(START + 5000)
  expect(asked).toEqual(['a.test', 'b.test'])
})

test('a start waits as long as the process before it would have', async () => {
  const before = stage()
  await before.until(START + HOUR_MS)
  const after = stage({ file: before.file })
  after.now = before.now
  expect(after.asking.failureOf('a.test')).toMatchObject({ count: 3 })
  expect(await after.until(START + HOUR_MS + 9 * MINUTE_MS)).toBe(0)
  expect(await after.until(START + HOUR_MS + 15 * MINUTE_MS)).toBe(1)
})

test('who leads here now is asked for after ten minutes, not after a day', async () => {
  const one = stage()
  await one.until(START + 5 * DAY_MS)
  expect(await one.until(one.now + HOUR_MS)).toBe(0)
  one.asking.hurry('a.test')
  expect(await one.until(one.now + MINUTE_MS)).toBe(1)
  one.asking.hurry('a.test')
  expect(await one.until(one.now + 8 * MINUTE_MS)).toBe(0)
})

test('a success ends the waiting and is told, a host that is gone is forgotten', async () => {
  const one = stage({ hosts: ['a.test', 'b.test'] })
  await one.until(START + MINUTE_MS)
  one.gives.add('a.test')
  one.hosts = ['a.test']
  await one.until(START + HOUR_MS + MINUTE_MS)
  expect(one.asking.failureOf('a.test')).toBeNull()
  expect(JSON.parse(readFileSync(one.file, 'utf8'))).toEqual({})
  expect(one.said.at(-1)).toBe('Certificate of a.test: there is a new one')
})

test('a host that comes while others are asked for is asked for, too, and one that goes is not', async () => {
  const one = stage({ hosts: ['a.test', 'b.test'] })
  one.gives = new Set(['a.test', 'c.test'])
  one.onAsked = () => void (one.hosts = ['a.test', 'c.test'])
  await one.asking.tend()
  expect(one.asked).toEqual(['a.test', 'c.test'])
})

test('hundreds of hosts that lead nowhere do not use up what the authority grants', async () => {
  const many = Array.from({ length: 300 }, (_, n) => `d${n}.test`)
  const one = stage({ hosts: [...many, 'z.test'] })
  one.gives.add('z.test')
  expect(await one.until(START + HOUR_MS, MINUTE_MS)).toBe(30)
  expect(await one.until(START + 2 * HOUR_MS, MINUTE_MS)).toBe(30)
  one.hosts = ['z.test', ...many]
  expect(await one.until(START + 2 * HOUR_MS + 5 * MINUTE_MS)).toBeGreaterThan(1)
  expect(one.held.has('z.test')).toBe(true)
})

test('whoever takes a domain away and adds it again waits all the same', async () => {
  const one = stage()
  for (let round = 0; round < 20; round++) {
    one.hosts = round % 2 === 0 ? ['a.test'] : []
    await one.until(one.now + MINUTE_MS)
  }
  expect(one.asked).toHaveLength(2)
})

test('failures from the time ahead, of a clock that was wrong, count for no hour', async () => {
  const { file } = stage()
  const later = { at: START + 40 * DAY_MS, count: 1, said: 'no' }
  const gone = Array.from({ length: 40 }, (_, n) => [`d${n}.test`, later])
  writeFileSync(file, JSON.stringify(Object.fromEntries(gone)))
  expect(await stage({ file }).until(START + 5000)).toBe(1)
})

test('one of another authority is replaced, one of the owner’s own is not', async () => {
  const one = stage({ hosts: ['a.test', 'b.test'] })
  one.gives = new Set(['a.test', 'b.test'])
  await one.until(START + MINUTE_MS)
  one.held.set('a.test', { ...one.held.get('a.test')!, giver: 'https://trial.test/dir' })
  one.held.set('b.test', { ...one.held.get('b.test')!, giver: '' })
  await one.until(START + 2 * MINUTE_MS)
  expect(one.asked).toEqual(['a.test', 'b.test', 'a.test'])
})

test('who has one by other means has not failed', async () => {
  const one = stage()
  await one.until(START + MINUTE_MS)
  expect(one.asking.failureOf('a.test')).not.toBeNull()
  const from = one.now - 1
  const own = { chain: '', key: '', hosts: ['a.test'], issuer: 'A', giver: '' }
  one.held.set('a.test', { ...own, from, until: from + 90 * DAY_MS })
  expect(one.asking.failureOf('a.test')).toBeNull()
})

test('one that is not in force yet by a clock that is behind is not asked for again and again', async () => {
  const one = stage()
  one.gives.add('a.test')
  one.behindMs = DAY_MS
  expect(await one.until(START + HOUR_MS)).toBe(3)
  expect(one.asking.failureOf('a.test')?.said).toContain('clock')
})

const words = (count: number, domain: string) =>
  Array.from({ length: count }, (_, n) => `w${n}.${domain}`)

test('a limited user with a name under which every word leads here does not use up what the owner needs', async () => {
  const one = stage({ hosts: [...words(300, 'his.test'), 'late.mine.test'] })
  one.isOwners = (host) => host.endsWith('mine.test')
  one.gives = new Set(one.hosts)
  await one.asking.tend()
  expect(one.asked[0]).toBe('late.mine.test')
  expect(one.asked).toHaveLength(21)
  expect(one.asking.turnOf('w20.his.test')).toBe(START + 7 * DAY_MS)
  expect(one.asking.turnOf('late.mine.test')).toBeNull()
  expect(one.said.at(-1)).toContain('so many were asked for that 280 wait: w20.his.test, ')
  one.hosts = [...one.hosts, 'more.mine.test', 'x.his.test']
  one.gives = new Set(one.hosts)
  expect(await one.until(START + 6 * DAY_MS, HOUR_MS)).toBe(1)
  expect(one.asked.at(-1)).toBe('more.mine.test')
  expect(await one.until(START + 7 * DAY_MS + MINUTE_MS, HOUR_MS)).toBe(20)
})

test('nor under the owner’s own, or with many names', async () => {
  const his = Array.from({ length: 20 }, (_, n) => words(20, `his${n}.test`)).flat()
  const one = stage({ hosts: [...words(60, 'mine.test'), ...his] })
  one.isOwners = () => false
  one.gives = new Set(one.hosts)
  await one.asking.tend()
  expect(one.asked).toHaveLength(100)
  // In turns: five of each of the twenty, and one domain more.
  expect(one.asked.filter((host) => host.endsWith('his19.test')).length).toBeLessThan(6)
  one.isOwners = (host) => host.startsWith('own')
  one.hosts = [...one.hosts, ...words(30, 'own.test'), 'own.mine.test']
  one.gives = new Set(one.hosts)
  await one.asking.tend()
  expect(one.asked).toHaveLength(101)
})

test('what goes on having one has no bounds but that of a host', async () => {
  const one = stage({ hosts: words(80, 'mine.test') })
  one.gives = new Set(one.hosts)
  await one.until(START + 8 * DAY_MS, HOUR_MS)
  expect(one.asked).toHaveLength(80)
  const due = [...one.held.values()].at(-1)!.until - 29 * DAY_MS
  one.now = due
  one.hosts = ['new.mine.test', ...one.hosts]
  one.gives.add('new.mine.test')
  await one.asking.tend()
  expect(one.asked.slice(80)).toHaveLength(81)
  expect(one.asked.at(-1)).toBe('new.mine.test')
})

test('hosts of limited users that lead nowhere keep none of the owner’s waiting', async () => {
  const one = stage({ hosts: [...words(40, 'his.test'), 'mine.test'] })
  one.isOwners = (host) => host === 'mine.test'
  expect(await one.until(START + 5000)).toBe(11)
  expect(one.asking.failureOf('mine.test')).not.toBeNull()
  expect(await one.until(START + HOUR_MS)).toBe(2)
})

test('a host is asked for in vain four times an hour, whoever checks it again and again', async () => {
  const one = stage()
  for (; one.now < START + HOUR_MS; one.now += MINUTE_MS) {
    one.asking.hurry('a.test')
    await one.asking.tend()
  }
  expect(one.asked).toHaveLength(4)
})

test('a start goes on with what was asked before it, another authority begins anew', async () => {
  const before = stage({ hosts: words(60, 'mine.test') })
  before.gives = new Set(before.hosts)
  await before.asking.tend()
  expect(before.asked).toHaveLength(45)
  const after = stage({ file: before.file, hosts: ['new.mine.test'] })
  after.gives = new Set(after.hosts)
  expect(await after.until(START + DAY_MS, HOUR_MS)).toBe(0)
  expect(await after.until(START + 7 * DAY_MS + MINUTE_MS, HOUR_MS)).toBe(1)
  const asked = readFileSync(join(before.file, '../asked.json'), 'utf8')
  const elsewhere = join(newFolder(), 'tries.json')
  writeFileSync(join(elsewhere, '../asked.json'), asked.replace('https://a.test', 'https://b.test'))
  const other = stage({ file: elsewhere, hosts: ['new.mine.test'] })
  expect(await other.until(START + 5000)).toBe(1)
})

test('when the authority says from when on it may be asked, nobody asks before', async () => {
  const one = stage()
  const day = new Date(START + 2 * DAY_MS).toISOString().slice(0, 19).replace('T', ' ')
  one.refusal = `too many certificates already issued, retry after ${day} UTC: see https://a.test`
  expect(await one.until(START + 2 * DAY_MS, HOUR_MS)).toBe(1)
  one.asking.hurry('a.test')
  expect(await one.until(START + 2 * DAY_MS + MINUTE_MS)).toBe(1)
})

test('damaged notes, and those of a clock that was ahead, keep nobody waiting', async () => {
  const { file } = stage()
  writeFileSync(file, '{"a.test"')
  expect(await stage({ file }).until(START + 5000)).toBe(1)
  const said = { at: START + 40 * DAY_MS, count: 9, said: 'no' }
  writeFileSync(file, JSON.stringify({ 'a.test': said }))
  expect(await stage({ file }).until(START + 5000)).toBe(1)
})

test('notes that can’t be kept are said, and the tries are counted all the same', async () => {
  const file = join(newFolder(), 'file')
  writeFileSync(file, '')
  const { until, said } = stage({ file: join(file, 'tries.json') })
  expect(await until(START + HOUR_MS)).toBe(3)
  expect(said.join()).toContain('failed tries can’t be kept')
  expect(existsSync(join(file, 'tries.json'))).toBe(false)
})
