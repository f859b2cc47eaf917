import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

import { judgeBy } from '../../../src/detect/robot-verdict.ts'
import { openSegmentsReadOnly } from '../../../src/ledger/check/read-only.ts'
import { JOURNAL_DIRECTORY } from '../../../src/ledger/keeper/keeper.ts'
import {
  journalOf,
  putJournal,
  removeFolders,
  temporaryFolder,
  three,
} from '../../support/journals.ts'

afterAll(removeFolders)

test('a journal that is gone by now has no events, one that can not be read is an error', () => {
  const dataDir = temporaryFolder()
  const nameOf = (number: number) => join(dataDir, JOURNAL_DIRECTORY, `${number}.journal`)
  expect([...openSegmentsReadOnly(dataDir, judgeBy).source.open()]).toEqual([])
  putJournal(dataDir, 1, journalOf(1, three))
  symlinkSync('nowhere', nameOf(2))
  const rows = openSegmentsReadOnly(dataDir, judgeBy)
    .source.open()
    .map((view) => view.rows)
  expect(rows).toEqual([5])
  mkdirSync(nameOf(3))
  expect(() => openSegmentsReadOnly(dataDir, judgeBy)).toThrow('EISDIR')
})
