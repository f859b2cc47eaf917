import { afterAll, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

import fc from 'fast-check'

import { encodeFrame } from '../../../src/ledger/journal/journal-file.ts'
import { DAMAGED_DIRECTORY } from '../../../src/ledger/keeper/keeper.ts'
import {
  frameOf,
  journalOf,
  keeperOn,
  putJournal,
  read,
  removeFolders,
  rowsOf,
  seal,
  temporaryFolder,
  three,
} from '../../support/journals.ts'

afterAll(removeFolders)

test('a tail torn at any byte of the last frame costs that frame only, and is no loss', () => {
  const bytes = journalOf(1, three)
  const whole = bytes.length - frameOf(2, three[2]!).length
  fc.assert(
    fc.property(fc.integer({ min: whole, max: bytes.length - 1 }), (length) => {
      const dataDir = temporaryFolder()
      const [reports, notes]: [string[], string[]] = [[], []]
      putJournal(dataDir, 1, bytes.subarray(0, length))
      const keeper = read(dataDir, reports, notes)
      expect(rowsOf(keeper)).toEqual([0, 1, 2])
      const cut = `journal 1: ${length - whole} bytes of an unfinished append cut off`
      expect({ reports, notes }).toEqual({ reports: [], notes: length === whole ? [] : [cut] })
      seal(dataDir, keeper)
      expect(rowsOf(keeper)).toEqual([0, 1, 2])
      keeper.close()
    }),
    { numRuns: 40 },
  )
})

test('damage in the middle costs its frame only, is reported, and the file is kept', () => {
  const dataDir = temporaryFolder()
  const bytes = journalOf(1, three)
  bytes[journalOf(1, three.slice(0, 1)).length + 30]! ^= 1
  putJournal(dataDir, 1, bytes)
  const reports: string[] = []
  const keeper = read(dataDir, reports)
  expect(rowsOf(keeper)).toEqual([0, 1, 3, 4])
  expect(reports).toEqual([expect.stringContaining('1 batches lost')])
  seal(dataDir, keeper)
  expect(readFileSync(join(dataDir, DAMAGED_DIRECTORY, '1.journal'))).toEqual(Buffer.from(bytes))
})

test('rows that could not be taken in are taken in once, when they can be', () => {
  const dataDir = temporaryFolder()
  const keeper = keeperOn(dataDir)
  const cut = Buffer.concat([journalOf(1, three.slice(0, 2)), encodeFrame(2, '[[1,')])
  putJournal(dataDir, 1, cut)
  for (let round = 0; round < 2; round++) expect(() => keeper.refresh()).toThrow('ends')
  putJournal(dataDir, 1, journalOf(1, three))
  keeper.refresh()
  expect(rowsOf(keeper)).toEqual([0, 1, 2, 3, 4])
  keeper.close()
})

test('a damaged file is told of and kept whatever the disk does, also over a restart', () => {
  const dataDir = temporaryFolder()
  const bytes = journalOf(1, three)
  bytes[journalOf(1, three.slice(0, 1)).length + 30]! ^= 1
  const path = putJournal(dataDir, 1, bytes)
  const kept = join(dataDir, DAMAGED_DIRECTORY, '1.journal')
  mkdirSync(kept, { recursive: true })
  const reports: string[] = []
  const keeper = read(dataDir, reports)
  expect(reports).toEqual([expect.stringContaining('1 batches lost')])
  expect(() => seal(dataDir, keeper)).toThrow()
  keeper.refresh()
  seal(dataDir, keeper)
  expect(reports.slice(1)).toEqual([expect.stringContaining("can't be put away")])
  expect(rowsOf(keeper)).toEqual([0, 1, 3, 4])
  keeper.close()
  expect(readFileSync(path)).toEqual(Buffer.from(bytes))

  rmdirSync(kept)
  const next = read(dataDir)
  expect(rowsOf(next)).toEqual([0, 1, 3, 4])
  expect(readFileSync(kept)).toEqual(Buffer.from(bytes))
  expect(existsSync(path)).toBe(false)
})

test('a file without a readable header is set aside whole', () => {
  const dataDir = temporaryFolder()
  const bytes = journalOf(1, three)
  bytes[3]! ^= 1
  const path = putJournal(dataDir, 1, bytes)
  const reports: string[] = []
  const keeper = read(dataDir, reports)
  expect(rowsOf(keeper)).toEqual([])
  expect(reports).toHaveLength(1)
  expect(existsSync(path)).toBe(false)
  expect(readFileSync(join(dataDir, DAMAGED_DIRECTORY, '1.journal'))).toEqual(Buffer.from(bytes))
})

test.each([0, 20])('a journal cut to %d bytes is nothing, and goes away', (length) => {
  const dataDir = temporaryFolder()
  const path = putJournal(dataDir, 1, journalOf(1, three).subarray(0, length))
  const reports: string[] = []
  const keeper = read(dataDir, reports)
  seal(dataDir, keeper)
  expect(reports).toEqual([])
  expect(existsSync(path)).toBe(false)
  expect(keeper.status()).toMatchObject({ sealedSegments: 0 })
})
