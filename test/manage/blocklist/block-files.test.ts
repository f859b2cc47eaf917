import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type BlockFile, readBlockFiles } from '../../../src/manage/blocklist/block-files.ts'
import { blocklistOf } from '../../../src/manage/blocklist/blocklist.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'sluice-blocklist-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
const folder = join(dataDir, 'blocklists')

function filesOf(texts: Readonly<Record<string, string | Buffer>>): readonly BlockFile[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  return readBlockFiles(dataDir)
}

const LIST = `# what we were told of
evil.test
||пример.рф^
0.0.0.0 hosts.test
http://share.test/mal
http://share.test:8080/x?id=7
1.2.3.4
ours.test##.banner
`

test.each<[string, string | null]>([
  ['http://evil.test', 'evil.test'],
  ['https://a.b.EVIL.test:8443/x?y#z', 'evil.test'],
  ['http://evil.test./', 'evil.test'],
  ['http://notevil.test', null],
  ['http://evil.test.example', null],
  ['https://пример.рф/путь', 'xn--e1afmkfd.xn--p1ai'],
  ['https://магазин.ПРИМЕР.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['https://xn--e1afmkfd.xn--p1ai/', 'xn--e1afmkfd.xn--p1ai'],
  ['https://www.hosts.test', 'hosts.test'],
  ['http://share.test/malware.zip', 'share.test/mal'],
  ['http://share.test/Malware.zip', null],
  ['http://share.test/', null],
  ['http://www.share.test/malware', null],
  ['http://share.test:8080/x?id=77', 'share.test:8080/x?id=7'],
  ['http://share.test/x?id=7', null],
  ['http://1.2.3.4/', '1.2.3.4'],
  ['http://0x01020304/', '1.2.3.4'],
  ['http://9.1.2.3.4.example/', null],
  ['http://ours.test', null],
  ['tg://resolve?domain=evil.test', null],
])('where %s is found', (address, entry) => {
  const { find } = blocklistOf(filesOf({ 'spam.txt': LIST }))
  expect(find(address)).toEqual(entry === null ? [] : [{ list: 'spam.txt', entry }])
})

test('what is in several lists is told of all of them, and other files are none', () => {
  const files = filesOf({
    'b.txt': 'evil.test',
    'a.txt': 'x.evil.test\nevil.test',
    'c.md': 'a.test',
    '._d.txt': 'a.test',
  })
  const { find } = blocklistOf(files)
  expect(files.map(({ name, entries }) => [name, entries])).toEqual([
    ['a.txt', 2],
    ['b.txt', 1],
  ])
  expect(find('http://x.evil.test').map(({ list, entry }) => `${list} ${entry}`)).toEqual([
    'a.txt x.evil.test',
    'a.txt evil.test',
    'b.txt evil.test',
  ])
  expect(find('http://a.test')).toEqual([])
})

const EXCEPTIONS = `||big.test^
||big.test/mal^$important
@@||good.big.test^
@@||big.test/docs^
@@||пример.рф/блог^
||пример.рф^
strict.test
||strict.test^$important
@@||strict.test^
sure.test
||sure.test^$important
@@||sure.test^$important
`

test.each<[string, readonly string[]]>([
  ['http://big.test', ['big.test']],
  ['http://www.good.big.test/a', []],
  ['http://notgood.big.test', ['big.test']],
  ['https://big.test/docs', []],
  ['https://big.test/docs/a', []],
  ['https://big.test/docs?a', []],
  ['https://big.test/docstore', ['big.test']],
  ['https://big.test/mal?x', ['big.test/mal', 'big.test']],
  ['https://big.test/malta', ['big.test']],
  ['https://пример.рф/Блог/1', ['xn--e1afmkfd.xn--p1ai']],
  ['https://пример.рф/блог/1', []],
  ['http://a.strict.test', ['strict.test']],
  ['http://sure.test', []],
])('what an exception of its list leaves of %s', (address, entries) => {
  const { find } = blocklistOf(filesOf({ 'spam.txt': EXCEPTIONS }))
  expect(find(address).map(({ entry }) => entry)).toEqual(entries as string[])
})

test('an exception is one to its own list', () => {
  const files = filesOf({ 'a.txt': 'evil.test\n@@||evil.test^', 'b.txt': 'evil.test' })
  expect(blocklistOf(files).find('http://evil.test')).toEqual([
    { list: 'b.txt', entry: 'evil.test' },
  ])
  expect(files.map(({ entries, exceptions, leftOut }) => [entries, exceptions, leftOut])).toEqual([
    [1, 1, 0],
    [1, 0, 0],
  ])
})

test('a file of exceptions alone is understood', () => {
  const [file] = filesOf({ 'good.txt': '@@||good.test^\n/banner/*' })
  expect([file?.entries, file?.exceptions, file?.problem]).toEqual([0, 1, null])
})

test('a file says what it holds, and why it holds nothing', () => {
  const [broken, counted, empty] = filesOf({
    'broken.txt': Buffer.from('evil.test\n'.repeat(10), 'utf16le'),
    'counted.txt': LIST,
    'empty.txt': '# nothing yet\n',
  })
  expect([broken?.entries, broken?.problem]).toEqual([0, 'no line of it is understood'])
  expect([counted?.entries, counted?.leftOut, counted?.problem]).toEqual([6, 1, null])
  expect([empty?.entries, empty?.problem]).toEqual([0, null])
})

test('lines are put together from the pieces in which a large file is read', () => {
  const hosts = Array.from({ length: 50_000 }, (_, at) => `хост${at}.example`)
  const { find } = blocklistOf(filesOf({ 'large.txt': hosts.join('\r\n') }))
  expect(hosts.filter((host) => find(`http://${host}/`).length === 0)).toEqual([])
})

test.skipIf(process.platform === 'win32')('what is no file is not waited for', () => {
  filesOf({})
  Bun.spawnSync(['mkfifo', join(folder, 'pipe.txt')])
  mkdirSync(join(folder, 'folder.txt'))
  expect(readBlockFiles(dataDir).map(({ problem }) => problem)).toEqual([
    'is no file',
    'is no file',
  ])
})

test('a file without line breaks is a line that is not understood', () => {
  const [file] = filesOf({ 'one.txt': 'a'.repeat(3_000_000) })
  expect([file?.entries, file?.leftOut]).toEqual([0, 1])
})
