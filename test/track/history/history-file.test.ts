/** The visitors' history as a file: what is saved comes back, and damage is told from absence. */
import { afterAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import {
  loadHistory,
  type SavedHistory,
  saveHistory,
} from '../../../src/track/history/history-file.ts'
import { type Asker, type Marks, visitorHistory } from '../../../src/track/history/history.ts'
import { cleanUp, newFolder } from '../../support/server.ts'

afterAll(cleanUp)

/** Of visitor 5.6, to flow 4, until 2 ** 33 + 9. */
const BINDING = Uint32Array.of(5, 6, 9, 2, 4, 1, 0, 3)
const COUNTER = { total: 3, hourStart: 0, hour: 1, dayStart: 0, day: 2 }

function historyOf(marks: number): SavedHistory {
  const triples = Uint32Array.from({ length: marks * 3 }, (_, at) => at * 7919)
  const clicks = [Uint32Array.of(1, 2, 3)]
  const seeds = { marks: [1, 2, 3, 2 ** 32 - 1], clicks: [4, 5, 6, 7] }
  const rest = { bindings: [BINDING], counters: [[4, COUNTER]] as const, seeds }
  return { snapshot: { marks: [triples], clicks, ...rest }, seq: 65_537 }
}

describe('what was saved comes back', () => {
  test.each([0, 1, 200_000])('with %d marks', async (marks) => {
    const path = join(newFolder(), 'history.bin')
    await saveHistory(path, historyOf(marks))
    expect(loadHistory(path)).toEqual(historyOf(marks))
  })
})

test('a later one replaces the earlier', async () => {
  const path = join(newFolder(), 'history.bin')
  await saveHistory(path, historyOf(100))
  await saveHistory(path, historyOf(2))
  expect(loadHistory(path)).toEqual(historyOf(2))
})

test("one that can't be written leaves the earlier, and nothing of itself", async () => {
  const path = join(newFolder(), 'history.bin')
  await saveHistory(path, historyOf(100))
  const { snapshot, seq } = historyOf(2)
  function* marks() {
    yield* snapshot.marks
    throw new Error('ENOSPC')
  }
  const saving = saveHistory(path, { snapshot: { ...snapshot, marks: marks() }, seq })
  expect(await saving.catch(String)).toContain('ENOSPC')
  expect(loadHistory(path)).toEqual(historyOf(100))
  expect(readdirSync(dirname(path))).toEqual(['history.bin'])
})

test('without a file there is none', () => {
  expect(loadHistory(join(newFolder(), 'history.bin'))).toBeNull()
})

test('what an older version saved comes back', () => {
  const path = join(newFolder(), 'history.bin')
  const bound = { flowId: 4, pathId: 1, landingId: 0, offerId: 3 }
  const bindings = [['5.6', { bound, expires: 2 ** 33 + 9 }]]
  const head = { format: 1, seq: 65_537, bindings, counters: [[4, COUNTER]] }
  writeFileSync(path, oldFile(JSON.stringify(head), Uint32Array.of(0, 7919, 2 * 7919)))
  const { snapshot, seq } = historyOf(1)
  const known = { ...snapshot, clicks: snapshot.marks, seeds: null }
  expect(loadHistory(path)).toEqual({ snapshot: known, seq })
})

test('what was saved before marks of clicks stood apart comes back as both', async () => {
  const path = join(newFolder(), 'history.bin')
  const { snapshot, seq } = historyOf(1)
  await saveHistory(path, { snapshot: { ...snapshot, clicks: [] }, seq })
  const bytes = readFileSync(path)
  bytes.write('"format":2', bytes.indexOf('"format":3'))
  const end = bytes.length - 12
  bytes.writeUInt32LE(Bun.hash.crc32(bytes.subarray(0, end)), end + 8)
  writeFileSync(path, bytes)
  expect(loadHistory(path)).toEqual({ snapshot: { ...snapshot, clicks: snapshot.marks }, seq })
})

/** Sum, lengths, head, marks. */
function oldFile(head: string, marks: Uint32Array): Uint8Array {
  const lengths = Uint32Array.of(Buffer.byteLength(head), marks.length)
  const body = Buffer.concat([
    Buffer.from(lengths.buffer),
    Buffer.from(head),
    Buffer.from(marks.buffer),
  ])
  return Buffer.concat([Buffer.from(Uint32Array.of(Bun.hash.crc32(body)).buffer), body])
}

test('what is remembered while it is saved is not lost to what was there', async () => {
  const path = join(newFolder(), 'history.bin')
  const history = visitorHistory()
  const askers = Array.from({ length: 20_000 }, (_, low) => askerOf(low))
  for (const asker of askers) history.remember(asker, marksOf(1))
  const saving = saveHistory(path, { snapshot: history.snapshot(), seq: 7 })
  for (const asker of askers.slice(0, 100)) history.remember(asker, marksOf(2))
  await saving
  const saved = loadHistory(path)
  if (saved === null || saved === 'damaged') throw new Error(`the file is ${saved}`)
  const again = visitorHistory(undefined, undefined, saved.snapshot.seeds)
  again.load(saved.snapshot, NOW)
  const known = askers.map((asker) => {
    const view = again.view(asker)
    return !view.unique('campaign', CAMPAIGN) && view.bound(CAMPAIGN)?.flowId
  })
  expect(known).toEqual(askers.map((_, at) => (at < 100 ? 2 : 1)))
  expect(again.view(askers[0]!).flowClicks(1, 'total')).toBe(20_000)
})

const NOW = Date.UTC(2026, 2, 12, 12)
const CAMPAIGN = 3

function askerOf(low: number): Asker {
  const about = { campaignId: CAMPAIGN, seen: null, boundByCookie: null, timezone: 'UTC' }
  return { ...about, key: { high: low * 7919, low }, ttlSeconds: 3600, now: NOW }
}

function marksOf(flowId: number): Marks {
  const unique = { campaign: true, flow: true, global: true }
  return { flowId, unique, bind: { flowId, pathId: 1, landingId: 0, offerId: 0 } }
}

describe('a damaged file is told', () => {
  const damages: readonly { what: string; damage: (bytes: Buffer) => Buffer }[] = [
    { what: 'empty', damage: () => Buffer.alloc(0) },
    { what: 'cut off', damage: (bytes) => bytes.subarray(0, -5) },
    { what: 'longer', damage: (bytes) => Buffer.concat([bytes, Buffer.alloc(4)]) },
    { what: 'of a kind nobody knows', damage: (bytes) => (bytes.writeUInt32LE(9, 8), bytes) },
    { what: 'without its first words', damage: (bytes) => bytes.fill(7, 0, 8) },
    { what: 'changed', damage: (bytes) => bytes.fill(7, bytes.length - 3) },
  ]
  test.each(damages)('$what', async ({ damage }) => {
    const path = join(newFolder(), 'history.bin')
    await saveHistory(path, historyOf(3))
    writeFileSync(path, damage(readFileSync(path)))
    expect(loadHistory(path)).toBe('damaged')
  })
})
