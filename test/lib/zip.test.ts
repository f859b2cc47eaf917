import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { readZip, type ZipFile } from '../../src/lib/zip.ts'
import { type Member, zip } from '../support/zip.ts'

const LIMITS = { maxFiles: 5, maxBytes: 10_000_000, maxRatio: 100, maxDepth: 3 }

const problem = (members: readonly Member[], limits = LIMITS) => {
  const read = readZip(zip(members), limits)
  return 'problem' in read ? read.problem : null
}

test('files come out as they went in, whatever way they are packed', async () => {
  const members = [
    { name: 'index.html', text: '<h1>Hi</h1>' },
    { name: 'img/', text: '', method: 0 },
    { name: 'img\\a.txt', text: 'stored', method: 0 },
  ]
  const files = readZip(zip(members), LIMITS) as ZipFile[]
  expect(files.map(({ path }) => path)).toEqual(['index.html', 'img/a.txt'])
  const texts = await Promise.all(
    files.map(async (file) => Buffer.from(await file.bytes()).toString()),
  )
  expect(texts).toEqual(['<h1>Hi</h1>', 'stored'])
})

describe('is refused:', () => {
  const file = (part: Partial<Member>): Member => ({ name: 'a.html', text: 'x', ...part })
  test.each<[string, Member[], string]>([
    ['a way out', [file({ name: '../a.html' })], 'leads out'],
    ['a way out in the middle', [file({ name: 'a/../../b' })], 'leads out'],
    ['an absolute path', [file({ name: '/etc/passwd' })], 'leads out'],
    ['a drive', [file({ name: 'C:\\a' })], 'leads out'],
    ['a backslash way out', [file({ name: '..\\a' })], 'leads out'],
    ['NUL in a name', [file({ name: 'a\0.html' })], 'leads out'],
    ['a symbolic link', [file({ mode: 0o120777 })], 'link'],
    ['encryption', [file({ flags: 1 })], 'encrypted'],
    ['the same file twice', [file({}), file({ name: 'A.html' })], 'twice'],
    ['too many files', Array.from({ length: 6 }, (_, n) => file({ name: `f${n}` })), 'more than 5'],
    ['too deep folders', [file({ name: 'a/b/c/d' })], 'deep'],
    ['too much unpacked', [file({ size: 20_000_000 })], 'too large'],
    ['a bomb', [file({ text: 'x'.repeat(5_000_000) })], 'grows'],
    ['an unknown method', [file({ method: 99 })], 'not known'],
  ])('%s', (_name, members, text) => {
    expect(problem(members)).toContain(text)
  })
})

test('a file that is longer than it says is not unpacked', () => {
  const [file] = readZip(
    zip([{ name: 'a', text: 'x'.repeat(1000), size: 10 }]),
    LIMITS,
  ) as ZipFile[]
  expect(file?.bytes()).rejects.toThrow()
})

test('no bytes at all make it throw', () => {
  const good = zip([{ name: 'a', text: 'hello' }])
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const spoilt = Uint8Array.from(good)
      spoilt[at] = byte
      readZip(spoilt, LIMITS)
    }),
    { numRuns: 500 },
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readZip(bytes, LIMITS)))
})
