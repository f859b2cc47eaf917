import { afterAll, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { keepGeo } from '../../src/commands/geo-files.ts'
import { parseIp } from '../../src/lib/ip.ts'
import { mmdb } from '../support/mmdb.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'sluice-geo-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
const file = join(dataDir, 'geo', 'own.mmdb')
const ADDRESS = parseIp('8.8.8.8')!
let changes = 0

beforeEach(() => {
  rmSync(join(dataDir, 'geo'), { recursive: true, force: true })
  mkdirSync(join(dataDir, 'geo'))
})

/** Two files of one second are told apart by their times. */
function put(content: Buffer | string): void {
  writeFileSync(file, content)
  const at = 1_700_000_000 + ++changes
  utimesSync(file, at, at)
}

const listing = (country: string) =>
  mmdb({
    type: 'country ipv4',
    ipVersion: 4,
    networks: { '00001000': { country_code: country } },
  })

async function settled({ refresh }: Awaited<ReturnType<typeof keepGeo>>): Promise<void> {
  await refresh()
  await refresh()
}

test('a file that changes is read again, without a restart', async () => {
  put(listing('DE'))
  const kept = await keepGeo(dataDir, () => undefined)
  expect(kept.geo.lookup(ADDRESS).country).toBe('DE')
  put(listing('FR'))
  await kept.refresh()
  expect(kept.geo.lookup(ADDRESS).country).toBe('DE') // it may still be copied
  await kept.refresh()
  expect(kept.geo.lookup(ADDRESS).country).toBe('FR')
})

test('a broken file does not take the place of the one before it, and is told of', async () => {
  put(listing('DE'))
  const lines: string[] = []
  const kept = await keepGeo(dataDir, (...words) => void lines.push(words.join(' ')))
  put('not a database')
  await settled(kept)
  expect(kept.geo.lookup(ADDRESS).country).toBe('DE')
  expect(lines.join('\n')).toContain('the one before it stays')
  put(listing('FR'))
  await settled(kept)
  expect(kept.geo.lookup(ADDRESS).country).toBe('FR')
})

test('a new file is used and a removed one is not', async () => {
  const kept = await keepGeo(dataDir, () => undefined)
  const before = kept.geo.lookup(ADDRESS).country
  put(listing('FR'))
  await settled(kept)
  expect([kept.geo.lookup(ADDRESS).country, kept.geo.files.length]).toEqual(['FR', 2])
  rmSync(file)
  await settled(kept)
  expect([kept.geo.lookup(ADDRESS).country, kept.geo.files.length]).toEqual([before, 1])
})
