/** What `/metrics` says of the disk: files, backups, geo databases. */
import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { metricsText, type StorageFacts } from '../../src/api/ops/metrics.ts'
import { admin, apiOf } from '../support/api.ts'
import { counter } from '../support/counters.ts'
import { QUIET_JOURNAL } from '../support/journal-stats.ts'
import { cleanUp, newFolder, runSluice, type Server, startServer } from '../support/server.ts'

afterAll(cleanUp)

const textOf = async (server: Server) => (await fetch(`${server.url}/metrics`)).text()

/** With all that SQLite keeps beside it. */
function moveConfig(from: string, to: string): void {
  for (const name of readdirSync(from).filter((one) => one.startsWith('config.db'))) {
    renameSync(join(from, name), join(to, name))
  }
}

test('files, the room on the disk and geo databases are gauges of their own', async () => {
  const data = join(newFolder(), 'data')
  mkdirSync(join(data, 'geo'), { recursive: true, mode: 0o700 })
  writeFileSync(join(data, 'geo', 'Мой "город"\\.mmdb'), 'no database')
  const server = await startServer({ data })
  const text = await textOf(server)
  for (const file of ['config.db', 'config.db-wal', 'ledger.db', 'ledger.db-wal', 'journal']) {
    expect(text).toMatch(new RegExp(`^sluice_data_file_size_bytes{file="${file}"} [1-9]\\d*$`, 'm'))
  }
  expect(await counter(server, 'disk_free_bytes')).toBeGreaterThan(0)
  expect(text).toContain('sluice_geo_database_used{database="Мой \\"город\\"\\\\.mmdb"} 0\n')
  expect(text).toContain('sluice_geo_database_used{database="DB-IP Country Lite"} 1\n')
  const built = /^sluice_geo_database_build_timestamp_seconds{database="(.*)"} (\d+)$/gm
  const [[, name, at] = [], ...others] = [...text.matchAll(built)]
  expect([name, Number(at) * 1000 < Date.now(), others]).toEqual(['DB-IP Country Lite', true, []])
  await server.stop()
})

test('every metric says what it is, once', async () => {
  const server = await startServer()
  const text = await textOf(server)
  await server.stop()
  const namesOf = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name)
  const typed = namesOf(/^# TYPE (\S+) (?:counter|gauge)$/gm)
  expect(typed).toEqual([...new Set(typed)])
  expect(namesOf(/^# HELP (\S+) \S/gm)).toEqual(typed)
  expect([...new Set(namesOf(/^(sluice_\w+)/gm))]).toEqual(typed)
})

test('a backup that failed is known until one is made, also of a command and after a restart', async () => {
  const first = await startServer()
  const { key } = await admin(first)
  expect(await counter(first, 'last_backup_timestamp_seconds')).toBe(0)
  expect(await counter(first, 'last_backup_failed')).toBe(0)
  await first.stop()
  const { dataDir } = first
  const aside = newFolder()
  moveConfig(dataDir, aside)
  writeFileSync(join(dataDir, 'config.db'), '')
  expect((await runSluice(['backup', '--data', dataDir])).code).toBe(1)
  moveConfig(dataDir, newFolder())
  moveConfig(aside, dataDir)

  const second = await startServer({ data: dataDir })
  expect(await counter(second, 'last_backup_timestamp_seconds')).toBe(0)
  expect(await counter(second, 'last_backup_failed')).toBe(1)
  interface Status {
    readonly warnings: readonly { readonly code: string }[]
  }
  const warned = async () => {
    const { body } = await apiOf(second, key)<Status>('GET', '/system/status')
    return body.warnings.some(({ code }) => code === 'backup_failed')
  }
  expect(await warned()).toBe(true)
  const before = Math.floor(Date.now() / 1000)
  expect((await runSluice(['backup', '--data', dataDir])).code).toBe(0)
  expect(await counter(second, 'last_backup_timestamp_seconds')).toBeGreaterThanOrEqual(before)
  expect(await counter(second, 'last_backup_failed')).toBe(0)
  expect(await warned()).toBe(false)
  await second.stop()
}, 60_000)

const monitored = (storage: StorageFacts | null) => ({
  journal: () => ({ ...QUIET_JOURNAL, stored: 3, rowsGiven: 3 }),
  invalidLinks: () => ({}),
  refusedUpdates: () => ({}),
  geoFiles: () => [],
  certificates: () => [],
  storage: async () => storage,
})

test('how the disk fills is told as far as it is known', async () => {
  const backup = { lastAt: null, hasFailed: false }
  const told = async (bytesPerDay: number | null, fullInDays: number | null) => {
    const disk = { free: 9e9, total: 1e10, bytesPerDay, fullInDays }
    const text = await metricsText(monitored({ files: new Map(), disk, backup }))
    return text.match(/^sluice_(events_bytes|disk_full).*$/gm) ?? []
  }
  const daily = 'sluice_events_bytes_per_day 1234567'
  expect(await told(1_234_567, 0)).toEqual([daily, 'sluice_disk_full_in_days 0'])
  expect(await told(1_234_567, null)).toEqual([daily])
  expect(await told(null, null)).toEqual([])
})

test('a disk that does not answer leaves out what lies on it, and nothing else', async () => {
  const text = await metricsText(monitored(null))
  expect(text).toContain('sluice_clicks_stored_total 3\n')
  expect(text).not.toMatch(/backup|disk_|file_size/)
})
