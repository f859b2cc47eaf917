/** Files of a folder: gone when there are none, not when nobody can say which there are. */
import { afterAll, expect, test } from 'bun:test'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { namesIn, settledFolder } from '../../src/lib/settled-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'sluice-settled-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a file whose rights alone were put right has changed', () => {
  const folder = join(root, 'rights')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.pem'), '', { mode: 0o000 })
  const watched = settledFolder(folder, '.pem')
  chmodSync(join(folder, 'a.pem'), 0o600)
  expect([watched.hasChanged(), watched.hasChanged()]).toEqual([false, true])
})

test('a folder that can’t be listed has not changed, one that is gone has', () => {
  const folder = join(root, 'geo')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.mmdb'), '')
  const watched = settledFolder(folder, '.mmdb')
  const looks = () => [watched.hasChanged(), watched.hasChanged()]
  renameSync(folder, join(root, 'aside'))
  symlinkSync('geo', folder)
  expect(() => namesIn(folder, '.mmdb')).toThrow('ELOOP')
  expect(looks()).toEqual([false, false])
  rmSync(folder)
  expect(namesIn(folder, '.mmdb')).toEqual([])
  expect(looks()).toEqual([false, true])
})
