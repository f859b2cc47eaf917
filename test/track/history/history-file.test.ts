/** The visitors' history as a file: what is saved comes back, and damage is told from absence. */
import { afterAll, describe, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import {
  loadHistory,
  type SavedHistory,
  saveHistory,
} from '../../../src/track/history/history-file.ts'
import { cleanUp, newFolder } from '../../support/server.ts'

afterAll(cleanUp)

const COUNTER = { total: 3, hourStart: 0, hour: 1, dayStart: 0, day: 2 }

function historyOf(marks: number): SavedHistory {
  const triples = Uint32Array.from({ length: marks * 3 }, (_, at) => at * 7919)
  const bindings = [['visitor/1', { bound: { flowId: 4, pathIndex: 0 }, expires: 9 }]] as never
  return { snapshot: { marks: triples, bindings, counters: [[4, COUNTER]] }, seq: 65_537 }
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

test('without a file there is none', () => {
  expect(loadHistory(join(newFolder(), 'history.bin'))).toBeNull()
})

describe('a damaged file is told', () => {
  const damages: readonly { what: string; damage: (bytes: Buffer) => Buffer }[] = [
    { what: 'empty', damage: () => Buffer.alloc(0) },
    { what: 'cut off', damage: (bytes) => bytes.subarray(0, -5) },
    { what: 'longer', damage: (bytes) => Buffer.concat([bytes, Buffer.alloc(4)]) },
    { what: 'changed', damage: (bytes) => bytes.fill(7, bytes.length - 3) },
  ]
  test.each(damages)('$what', async ({ damage }) => {
    const path = join(newFolder(), 'history.bin')
    await saveHistory(path, historyOf(3))
    writeFileSync(path, damage(readFileSync(path)))
    expect(loadHistory(path)).toBe('damaged')
  })
})
