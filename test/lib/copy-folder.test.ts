import { afterAll, beforeEach, expect, test } from 'bun:test'
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { copyFolder } from '../../src/lib/copy-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-copy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const [from, to] = [join(folder, 'from'), join(folder, 'to')]

beforeEach(() => {
  for (const path of [from, to]) rmSync(path, { recursive: true, force: true })
  for (const name of ['one', 'two', 'two/deep']) mkdirSync(join(from, name), { recursive: true })
  for (const name of ['one/a', 'one/b', 'two/c', 'two/deep/d']) {
    writeFileSync(join(from, name), name)
  }
})

const copied = () =>
  readdirSync(to, { recursive: true, encoding: 'utf8' })
    .filter((name) => lstatSync(join(to, name)).isFile())
    .toSorted()

test('everything is copied, links as links', () => {
  symlinkSync('/nowhere/at/all', join(from, 'one/link'))
  copyFolder(from, to)
  expect(copied()).toEqual(['one/a', 'one/b', 'two/c', 'two/deep/d'])
  expect(readFileSync(join(to, 'two/deep/d'), 'utf8')).toBe('two/deep/d')
  expect(lstatSync(join(to, 'one/link')).isSymbolicLink()).toBe(true)
})

test('files and folders that vanish meanwhile are left out', () => {
  copyFolder(from, to, (source, target) => {
    cpSync(source, target)
    rmSync(from, { recursive: true })
  })
  expect(copied()).toHaveLength(1)
})

test('what is there and can’t be copied is a failure', () => {
  const fails = () => {
    throw new Error('no room')
  }
  expect(() => copyFolder(from, to, fails)).toThrow('no room')
})
