/** Files that are removed, moved away or replaced while they are open are missed, and found again. */
import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { openFiles } from '../../src/lib/open-files.ts'
import { removeFolders, temporaryFolder } from '../support/journals.ts'

afterAll(removeFolders)

test('what is gone from its folder, or another one, is named until it is back', async () => {
  const folder = join(temporaryFolder(), 'data')
  const make = () => {
    mkdirSync(join(folder, 'journal'), { recursive: true })
    writeFileSync(join(folder, 'a.db'), '')
  }
  make()
  const files = openFiles(folder, ['a.db', 'journal'])
  const found = async () => {
    await files.look()
    return files.gone()
  }
  expect(await found()).toBeNull()
  renameSync(folder, `${folder}-moved`)
  expect(await found()).toBe('a.db')
  make()
  expect(await found()).toBe('a.db')
  rmSync(folder, { recursive: true })
  renameSync(`${folder}-moved`, folder)
  expect(await found()).toBeNull()
  rmSync(join(folder, 'journal'), { recursive: true })
  expect(await found()).toBe('journal')
})
