import { afterAll, beforeEach, expect, test } from 'bun:test'

import { blockTarget } from '../../../src/core/links/block-rules.ts'
import { zoneMemory } from '../../../src/manage/blocklist/zone-memory.ts'
import { askZone, dnsLookup, zoneNames } from '../../../src/manage/blocklist/zone.ts'
import { type NameAnswer, startNameServer } from '../../support/name-server.ts'

const ZONE = 'list.test'
const server = await startNameServer()
afterAll(() => server.close())
const asked = server.asked as string[]
beforeEach(() => {
  server.answers.clear()
  asked.length = 0
})

const answer = (host: string, said: NameAnswer) => server.answers.set(`${host}.${ZONE}`, said)
const ask = (host: string) => askZone(dnsLookup(server.address), ZONE, zoneNames(host))

test.each<[string, Readonly<Record<string, NameAnswer>>, string, string | null, RegExp | null]>([
  ['nobody knows it', {}, 'good.test', null, null],
  ['it is listed', { 'evil.test': [127, 0, 1, 2] }, 'evil.test', 'evil.test', null],
  ['one above is', { 'evil.test': [127, 0, 0, 2] }, 'www.evil.test', 'evil.test', null],
  ['the list refuses', { 'a.test': [127, 255, 255, 254] }, 'a.test', null, /127\.255\.255\.254/],
  ['somebody else answers', { 'a.test': [203, 0, 113, 9] }, 'a.test', null, /203\.0\.113\.9/],
  [
    'it names everybody',
    { 'a.test': [127, 0, 0, 2], invalid: [127, 0, 0, 2] },
    'a.test',
    null,
    /everybody/,
  ],
  ['it fails', { 'a.test': 'failed' }, 'a.test', null, /SERVFAIL/],
  ['it is silent', { 'a.test': 'silent' }, 'a.test', null, /does not answer/],
])('%s', async (_, answers, host, entry, problem) => {
  for (const [name, said] of Object.entries(answers)) answer(name, said)
  const verdict = await ask(host)
  expect(verdict.entry).toBe(entry)
  expect(verdict.problem ?? '').toMatch(problem ?? /^$/)
})

test('names are asked for in punycode, addresses and names of the own network not at all', async () => {
  await ask(blockTarget('https://www.пример.рф/')!.host)
  await ask('1.2.3.4')
  await ask('intranet')
  expect(asked.toSorted()).toEqual([
    `www.xn--e1afmkfd.xn--p1ai.${ZONE}`,
    `xn--e1afmkfd.xn--p1ai.${ZONE}`,
  ])
})

test.each([`${'a'.repeat(64)}.test`, `${'a.'.repeat(120)}evil.test`, 'a..b.test'])(
  'a name that can’t be asked for is no failure: %s',
  async (host) => {
    expect((await ask(host)).problem).toBeNull()
  },
)

test('of a host with many labels the highest are asked about', () => {
  expect(zoneNames('a.b.c.d.e.f.evil.test')).toEqual([
    'a.b.c.d.e.f.evil.test',
    'd.e.f.evil.test',
    'e.f.evil.test',
    'f.evil.test',
    'evil.test',
  ])
})

function memory() {
  const problems: string[] = []
  let now = 0
  const zone = zoneMemory({
    zone: ZONE,
    lookup: dnsLookup(server.address),
    clock: () => now,
    onProblem: (problem) => void problems.push(problem),
  })
  const target = (host: string) => blockTarget(`http://${host}/`)!
  return {
    problems,
    zone,
    wait: (ms: number) => void (now += ms),
    ask: (...hosts: readonly string[]) => zone.ask(hosts.map(target)),
    known: (host: string) => zone.known(target(host)).map(({ entry }) => entry),
  }
}

test('what was said is remembered for an hour', async () => {
  answer('evil.test', [127, 0, 0, 2])
  const { ask: about, known, wait } = memory()
  expect(known('evil.test')).toEqual([])
  await about('evil.test', 'good.test', 'evil.test')
  expect([known('evil.test'), known('good.test')]).toEqual([['evil.test'], []])
  const before = asked.length
  await about('evil.test', 'good.test')
  expect(asked.length).toBe(before)
  wait(3_600_000)
  expect(known('evil.test')).toEqual([])
  await about('good.test')
  expect(asked.length).toBe(before + 1)
})

test('a list that fails is told of once, and left alone for a while', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) answer(`${name}.test`, 'failed')
  const { ask: about, zone, problems, wait } = memory()
  for (const name of ['a', 'b', 'c', 'd', 'e']) await about(`${name}.test`)
  expect([asked.length, problems.length]).toEqual([3, 1])
  expect(zone.problem()).toMatch(/SERVFAIL/)
  wait(30_000)
  await about('good.test')
  expect([asked.at(-1), zone.problem()]).toEqual([`good.test.${ZONE}`, null])
})

test('a clock that is set back makes neither the rest nor the memory longer', async () => {
  for (const name of ['a', 'b', 'c']) answer(`${name}.test`, 'failed')
  const { ask: about, known, wait } = memory()
  for (const name of ['a', 'b', 'c']) await about(`${name}.test`)
  wait(-86_400_000)
  answer('evil.test', [127, 0, 0, 2])
  await about('evil.test')
  expect(known('evil.test')).toEqual(['evil.test'])
  wait(-86_400_000)
  expect(known('evil.test')).toEqual([])
})
