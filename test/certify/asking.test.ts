import { afterAll, expect, test } from 'bun:test'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { certificateAsking } from '../../src/certify/asking.ts'
import type { Certificate } from '../../src/certify/certificate.ts'
import type { CertificateStore } from '../../src/certify/store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/spans.ts'
import { cleanUp, newFolder } from '../support/server.ts'

afterAll(cleanUp)

const START = 1_800_000_000_000

/** An authority that gives what is named in `gives`, on a clock that is moved by hand. */
function stage({ file = join(newFolder(), 'tries.json'), hosts = ['a.test'] } = {}) {
  const held = new Map<string, Certificate>()
  const stage = {
    file,
    hosts,
    now: START,
    gives: new Set<string>(),
    asked: [] as string[],
    isFull: false,
    directory: 'https://a.test/dir',
    /** How far the clock is behind that of the authority. */
    behindMs: 0,
    onAsked: () => {},
    held,
    said: [] as string[],
  }
  const store: Pick<CertificateStore, 'find' | 'keep'> = {
    find: (host, at) => (at < (held.get(host)?.from ?? 0) ? null : (held.get(host) ?? null)),
    keep(host) {
      if (stage.isFull) throw new Error('no room')
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
  const asking = certificateAsking({
    hosts: () => stage.hosts,
    store,
    authority: {
      directory: stage.directory,
      ask: (host) => {
        stage.asked.push(host)
        stage.onAsked()
        return stage.gives.has(host)
          ? Promise.resolve('pem')
          : Promise.reject(new Error(`no A record for ${host}`))
      },
    },
    file,
    clock: () => stage.now,
    log: (what, details) => void stage.said.push(`${what}: ${details}`),
  })
  /** How often was asked until then, looking every five seconds. */
  const until = async (at: number) => {
    const before = stage.asked.length
    for (; stage.now < at; stage.now += 5000) await asking.tend()
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
  expect(await one.until(START + HOUR_MS)).toBe(30)
  expect(await one.until(START + 2 * HOUR_MS)).toBe(30)
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

test('one that can’t be stored counts as not given', async () => {
  const one = stage()
  one.gives.add('a.test')
  one.isFull = true
  expect(await one.until(START + HOUR_MS)).toBe(3)
  expect(one.asking.failureOf('a.test')).toMatchObject({ said: 'no room' })
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
