import { afterEach, expect, test } from 'bun:test'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { lineFiles } from '../../src/track/line-files.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function open(read?: (path: string) => Promise<string>) {
  const data = mkdtempSync(join(tmpdir(), 'sluice-lines-'))
  folders.push(data)
  mkdirSync(join(data, 'files'))
  const problems: string[] = []
  const files = lineFiles(data, (name, problem) => problems.push(`${name} ${problem}`), read)
  const write = (name: string, text: string) => writeFileSync(join(data, 'files', name), text)
  return { data, files, problems, write }
}

test('a die falls on a line; blank ones are left out', async () => {
  const { files, write } = open()
  write('ua.txt', 'first\r\n\n  second \nthird')
  expect(files.line('ua.txt', 0)).toBeNull()
  await files.refresh()
  expect([0, 0.34, 0.999].map((die) => files.line('ua.txt', die))).toEqual([
    'first',
    'second',
    'third',
  ])
  expect(files.line('other.txt', 0)).toBeNull()
  expect(files.line('__proto__', 0)).toBeNull()
})

test('a changed file is read again, a removed one is gone', async () => {
  const { data, files, write } = open()
  write('a', 'old')
  await files.refresh()
  write('a', 'new')
  utimesSync(join(data, 'files/a'), 1, 1)
  await files.refresh()
  expect(files.line('a', 0)).toBe('new')
  rmSync(join(data, 'files/a'))
  await files.refresh()
  expect(files.line('a', 0)).toBeNull()
})

test('what can not be used is reported once and gives nothing', async () => {
  const { data, files, problems, write } = open()
  write('big', 'x\n'.repeat(3_000_000))
  write('.hidden', 'x')
  mkdirSync(join(data, 'files/folder'))
  symlinkSync('/nowhere/at/all', join(data, 'files/link'))
  await files.refresh()
  await files.refresh()
  expect(problems.toSorted()).toEqual([
    'big is larger than 4 MB',
    'folder is no file',
    'link is no file',
  ])
  expect(['big', '.hidden', 'folder', 'link'].map((name) => files.line(name, 0))).toEqual([
    null,
    null,
    null,
    null,
  ])
})

test('a file that could not be read is tried again, and reported once', async () => {
  let isBusy = true
  const { files, problems, write } = open(async (path) => {
    if (isBusy) throw new Error('EMFILE')
    return readFileSync(path, 'utf8')
  })
  write('a', 'line')
  await files.refresh()
  await files.refresh()
  expect(problems).toEqual(["a can't be read"])
  isBusy = false
  await files.refresh()
  expect(files.line('a', 0)).toBe('line')
})

test('a folder that can’t be listed leaves what is known', async () => {
  const { data, files, write } = open()
  write('a', 'line')
  await files.refresh()
  rmSync(join(data, 'files'), { recursive: true })
  symlinkSync('files', join(data, 'files'))
  expect(files.refresh()).rejects.toThrow('ELOOP')
  expect(files.line('a', 0)).toBe('line')
  rmSync(join(data, 'files'))
  await files.refresh()
  expect(files.line('a', 0)).toBeNull()
})

test('a file of the same size and time is another one when it was put there since', async () => {
  const { data, files, write } = open()
  const path = join(data, 'files/a')
  write('a', 'old')
  utimesSync(path, 1, 1)
  await files.refresh()
  const { ctimeMs } = statSync(path)
  // The clock of the file system may stand still for some milliseconds.
  do {
    write('a', 'new')
    utimesSync(path, 1, 1)
  } while (statSync(path).ctimeMs === ctimeMs)
  await files.refresh()
  expect(files.line('a', 0)).toBe('new')
})

test('without the folder there are no files', async () => {
  const files = lineFiles('/nowhere/at/all', () => {})
  await files.refresh()
  expect(files.line('a', 0)).toBeNull()
})
