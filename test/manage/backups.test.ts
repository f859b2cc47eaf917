import { afterAll, expect, test } from 'bun:test'
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { openConfig } from '../../src/db/open.ts'
import { lockBackups, openBackups } from '../../src/manage/backups/backups.ts'
import {
  BACKUPS,
  findBackup,
  freeName,
  listBackups,
  makeBackup,
  nameAt,
  verifyBackup,
} from '../../src/manage/backups/kept.ts'
import { temporaryFolder } from '../support/management.ts'

const NOON = Date.UTC(2026, 2, 12, 12)
const dataDir = temporaryFolder()
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
const config = openConfig(dataDir)
if ('damaged' in config) throw new Error(config.damaged)
config.close()

const make = (now: number, kept = 9) => makeBackup({ dataDir, name: nameAt(now), now }, kept)
const names = () => listBackups(dataDir).map(({ name }) => name)

test('a backup is named by its time, and known again by its name', async () => {
  const { backup } = await make(NOON)
  expect(backup).toMatchObject({ name: '2026-03-12T120000Z', at: NOON, problems: [] })
  expect(findBackup(dataDir, backup.name)).toEqual(backup)
  expect(backup.sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('of two within a second the later one has a name of its own', async () => {
  const now = NOON - 86_400_000
  expect(freeName(dataDir, now)).toBe(nameAt(now))
  await make(now)
  expect(freeName(dataDir, now + 999)).toBe(nameAt(now + 1000))
})

test('a new one removes the oldest beyond those that are kept, and what was left half made', async () => {
  mkdirSync(join(dataDir, BACKUPS, '2026-03-12T130000Z.unfinished'))
  for (const hour of [1, 2, 3]) await make(NOON + hour * 3_600_000, 2)
  expect(names()).toEqual(['2026-03-12T150000Z', '2026-03-12T140000Z'])
  const files = readdirSync(join(dataDir, BACKUPS)).toSorted()
  expect(files).toEqual(
    names()
      .toReversed()
      .flatMap((name) => [name, `${name}.json`]),
  )
})

test('after the clock was set back, those of before go first', async () => {
  await make(NOON + 3_600_000, 2)
  expect(names()).toEqual(['2026-03-12T150000Z', '2026-03-12T130000Z'])
  await make(NOON - 2 * 3_600_000, 2)
  expect(names()).toEqual(['2026-03-12T150000Z', '2026-03-12T100000Z'])
  await make(NOON - 3_600_000, 2)
  expect(names()).toEqual(['2026-03-12T110000Z', '2026-03-12T100000Z'])
})

test('files that changed are found, and stay found', async () => {
  const { backup } = await make(NOON + 9 * 3_600_000)
  const order = { dataDir, name: backup.name, now: NOON }
  appendFileSync(join(dataDir, BACKUPS, backup.name, 'config.db'), 'x')
  for (const _again of [1, 2]) {
    const { backup: read } = await verifyBackup(order)
    expect(read.problems).toContain('its files have changed since it was made')
    expect(read.sha256).toBe(backup.sha256)
  }
})

test.each(['..', '../config.db', '2026-03-12T120000Z/../..', '', '2026-03-12T120000Z.json'])(
  'there is no backup called %p',
  (name) => {
    expect(findBackup(dataDir, name)).toBeNull()
  },
)

test('a folder that is no data folder gives no backup at all', async () => {
  const empty = join(dataDir, 'empty')
  mkdirSync(empty)
  const order = { dataDir: empty, name: nameAt(NOON), now: NOON }
  expect(await makeBackup(order, 3).catch(() => 'failed')).toBe('failed')
  expect(existsSync(join(empty, BACKUPS, order.name))).toBe(false)
  expect(listBackups(empty)).toEqual([])
})

test('a backup that was killed is said to have failed, unless somebody is at it', async () => {
  const folder = temporaryFolder()
  const half = join(folder, BACKUPS, '2026-03-12T130000Z.unfinished')
  mkdirSync(half, { recursive: true })
  const told: string[] = []
  const onProblem = (problem: string) => void told.push(problem)
  const parts = { dataDir: folder, worker: '', kept: () => 7, clock: () => NOON, onProblem }
  const [backups, restarted] = [openBackups(parts), openBackups(parts)]
  const running = lockBackups(folder)
  expect([(await backups.state()).failed, existsSync(half)]).toEqual([null, true])
  running?.release()
  const why = 'it was interrupted'
  expect([(await backups.state()).failed, existsSync(half)]).toEqual([why, false])
  expect([(await restarted.state()).failed, told]).toEqual([why, [`2026-03-12T130000Z: ${why}`]])
  rmSync(folder, { recursive: true })
})
