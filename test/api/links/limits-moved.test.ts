/** A limit of visits goes on where a link is moved to; statistics there know its visits of there only. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { BROWSER, type LinkInstallation, openLinks } from '../../support/links.ts'
import { cleanUp, newFolder, runSluice } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const HOST = 'moved.example.test'
const LIMIT = 4
const USED = 2
const TARGET = 'https://example.com/d'

let old: LinkInstallation

beforeAll(async () => {
  old = await openLinks()
  await old.domain(HOST)
  const { word } = await old.link({ word: 'moved-link', clickLimit: LIMIT })
  await old.link({ word: 'endless-link' })
  for (let n = 0; n < USED; n++) await targetOf(old, word)
  await targetOf(old, 'endless-link')
}, 60_000)

afterAll(cleanUp)

async function targetOf(at: LinkInstallation, word: string): Promise<string | null> {
  return (await at.visit(HOST, `/${word}`)).headers.get('location')
}

/** An empty installation with the same domain. */
async function another(): Promise<LinkInstallation> {
  const made = await openLinks()
  await made.domain(HOST)
  return made
}

interface Shown {
  readonly id: number
  readonly word: string
  readonly clicksBefore: number
  readonly clicks: number
}

async function shown(at: LinkInstallation, word: string): Promise<Shown> {
  const { rows } = await at.need<{ rows: Shown[] }>('GET', '/links?withClicks=1')
  return rows.find((row) => row.word === word)!
}

/** What is left of the limit is given, and no more. */
async function leftAt(at: LinkInstallation): Promise<number> {
  let left = 0
  while (left <= LIMIT && (await targetOf(at, 'moved-link')) === TARGET) left++
  return left
}

const csvOf = async () => (await old.need<string>('GET', '/links/export')) as string

test('by a file of links', async () => {
  const csv = await csvOf()
  const [head = '', ...rows] = csv.trim().split('\r\n')
  expect([head.split(',').at(-1), rows.map((row) => row.split(',').at(-1))]).toEqual([
    'clicksBefore',
    [`${USED}`, ''],
  ])
  const here = await another()
  const body = await here.need('POST', '/links/import', { csv })
  expect(body).toEqual({ created: 2, present: 0, restarted: 0, ignored: [], failed: [] })
  expect(await shown(here, 'moved-link')).toMatchObject({ clicksBefore: USED, clicks: 0 })
  expect(await leftAt(here)).toBe(LIMIT - USED)
  await until('they are counted', async () => (await shown(here, 'moved-link')).clicks === 2)
  const again = await here.need<string>('GET', '/links/export?format=ndjson')
  const lines = again.trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as Shown).clicksBefore)).toEqual([LIMIT, 0])
  await here.server.stop()
}, 60_000)

test('by a configuration file, which does not count anew what is here already', async () => {
  const file = await old.need<object>('GET', '/config/export')
  const here = await openLinks()
  await here.need('POST', '/config/import', file)
  expect((await shown(here, 'moved-link')).clicksBefore).toBe(USED)
  expect(await targetOf(here, 'moved-link')).toBe(TARGET)
  const own = await here.need<object>('GET', '/config/export')
  await here.need('POST', '/config/import?mode=merge', own)
  expect((await shown(here, 'moved-link')).clicksBefore).toBe(USED)
  expect(await leftAt(here)).toBe(LIMIT - USED - 1)
  await here.server.stop()
}, 60_000)

test('visits that are loaded afterwards are counted once', async () => {
  const here = await another()
  await here.need('POST', '/links/import', { csv: await csvOf() })
  expect(await targetOf(here, 'moved-link')).toBe(TARGET)
  const { id } = await shown(here, 'moved-link')
  const csv = join(newFolder(), 'visits.csv')
  writeFileSync(csv, `time,link,count,ua\n2026-01-02T03:04:05Z,${id},1,"${BROWSER}"\n`)
  const done = await runSluice(['links', 'visits', '--file', csv, '--data', here.server.dataDir])
  expect([done.stderr, done.code]).toEqual(['', 0])
  expect((await shown(here, 'moved-link')).clicksBefore).toBe(USED - 1)
  await until('it is counted', async () => (await shown(here, 'moved-link')).clicks === 2)
  expect(await leftAt(here)).toBe(LIMIT - USED - 1)
  await here.server.stop()
}, 60_000)

test('what other shorteners count goes on, once; where they do not say it that is told', async () => {
  const csv = join(newFolder(), 'shlink.csv')
  const words = ['--owner', 'admin@example.test', '--domain', HOST]
  const imported = (...more: string[]) => {
    const data = ['--data', old.server.dataDir]
    return runSluice(['links', 'import', '--file', csv, ...words, ...more, ...data])
  }
  const link = (word: string) => `https://example.com/d,${word},5`
  writeFileSync(csv, `longUrl,shortCode,maxVisits,visitsCount\n${link('shlink-one')},3\n`)
  expect(await imported()).toMatchObject({ stderr: '', code: 0 })
  expect((await shown(old, 'shlink-one')).clicksBefore).toBe(3)
  writeFileSync(csv, `longUrl,shortCode,maxVisits,visitsCount\n${link('shlink-two')},3\n`)
  expect(await imported('--visits')).toMatchObject({ stderr: '', code: 0 })
  expect((await shown(old, 'shlink-two')).clicksBefore).toBe(0)
  writeFileSync(csv, `longUrl,shortCode,maxVisits\n${link('shlink-three')}\n`)
  const told = await imported()
  expect([told.code, told.stderr]).toEqual([0, expect.stringMatching(/^1 of them start.* anew/)])
}, 60_000)
