import { afterAll, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { NO_OUTSIDE } from '../../../src/core/macros/context.ts'
import { expand } from '../../../src/core/macros/expand.ts'
import { type FolderLook, lookAtFolder, readManifest } from '../../../src/lib/file-manifest.ts'
import { localLandings } from '../../../src/track/landings/local-landings.ts'
import { aMacroContext, CLICK_ID } from '../../support/build.ts'

const base = mkdtempSync(join(tmpdir(), 'sluice-landings-'))
const LANDING = { id: 5, path: 'landers/shop/index.html' }
let dataDir = ''
let problems: [number, string][] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(base, 'data-'))
  problems = []
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

async function put(path: string, text = 'x'): Promise<void> {
  const location = join(dataDir, path)
  mkdirSync(dirname(location), { recursive: true })
  await Bun.write(location, text)
}

async function opened(...landings: { id: number; path: string }[]) {
  const report = (id: number, problem: string) => void problems.push([id, problem])
  const local = localLandings({ dataDir, landings: () => landings, report })
  await local.refresh()
  return local
}

async function shown(html: string, path = LANDING.path): Promise<string> {
  await put(path, html)
  const page = (await opened({ ...LANDING, path })).page({ ...LANDING, path })
  const outside = { ...NO_OUTSIDE, token: () => 'TOKEN' }
  return page === null ? '' : expand(page, aMacroContext({ outside }))
}

test('the manifest holds files of known types, at any level', async () => {
  await put('landers/shop/index.html')
  await put('landers/shop/img/deep/Photo one.PNG')
  await put('landers/shop/style.css')
  const manifest = await readManifest(join(dataDir, 'landers/shop'))
  if (typeof manifest === 'string') throw new Error(manifest)
  expect(new Map([...manifest].map(([path, { contentType }]) => [path, contentType]))).toEqual(
    new Map([
      ['img/deep/Photo one.PNG', 'image/png'],
      ['index.html', 'text/html; charset=utf-8'],
      ['style.css', 'text/css; charset=utf-8'],
    ]),
  )
})

function pathsOf({ manifest }: FolderLook): readonly string[] {
  return typeof manifest === 'string' ? [manifest] : [...manifest.keys()].toSorted()
}

test('a folder is read again when files came or went at any level, and only then', async () => {
  const folder = join(dataDir, 'landers/shop')
  await put('landers/shop/index.html')
  await put('landers/shop/a/b/one.png')
  // Not of this moment: times of files may be as coarse as the whole test is long.
  for (const name of ['', 'a', 'a/b']) utimesSync(join(folder, name), 1, 1)
  const later = Date.now() + 60_000
  const first = await lookAtFolder(folder, null, later)
  await put('landers/shop/index.html', 'changed in place')
  expect(await lookAtFolder(folder, first, later)).toBe(first)
  await put('landers/shop/a/b/two.png')
  const second = await lookAtFolder(folder, first, later)
  expect(pathsOf(second)).toEqual(['a/b/one.png', 'a/b/two.png', 'index.html'])
  rmSync(join(folder, 'a'), { recursive: true })
  expect(pathsOf(await lookAtFolder(folder, second, later))).toEqual(['index.html'])
})

test('what is too young to be told from a later change is read again', async () => {
  const now = Date.now()
  await put('landers/shop/index.html')
  const folder = join(dataDir, 'landers/shop')
  const first = await lookAtFolder(folder, null, now)
  expect(await lookAtFolder(folder, first, now)).not.toBe(first)
})

test('a folder that was missing is looked for again', async () => {
  const folder = join(dataDir, 'none')
  const later = Date.now() + 60_000
  const none = await lookAtFolder(folder, null, later)
  expect(none.manifest).toBe('missing')
  expect(await lookAtFolder(folder, none, later)).not.toBe(none)
})

test.each([
  '.env',
  '.git/config.txt',
  'a/.hidden.css',
  'config.php',
  'noextension',
  'back\\slash.css',
  'line\nbreak.css',
])('a file named %j is not in the manifest', async (name) => {
  await put('landers/shop/index.html')
  await put(`landers/shop/${name}`)
  const manifest = await readManifest(join(dataDir, 'landers/shop'))
  expect([...(typeof manifest === 'string' ? [] : manifest.keys())]).toEqual(['index.html'])
})

test('links to files and folders are not in the manifest, and a linked landing is none', async () => {
  await put('secret/key.txt')
  await put('landers/shop/index.html')
  symlinkSync(join(dataDir, 'secret/key.txt'), join(dataDir, 'landers/shop/key.txt'))
  symlinkSync(join(dataDir, 'secret'), join(dataDir, 'landers/shop/secret'))
  symlinkSync(join(dataDir, 'secret'), join(dataDir, 'landers/linked'))
  const manifest = await readManifest(join(dataDir, 'landers/shop'))
  expect([...(typeof manifest === 'string' ? [] : manifest.keys())]).toEqual(['index.html'])
  expect(await readManifest(join(dataDir, 'landers/linked'))).toBe('missing')
})

test('a folder with 2,000 files and ten levels is served, one over either limit is not', async () => {
  const ten = 'landers/shop/1/2/3/4/5/6/7/8/9'
  await Promise.all(Array.from({ length: 2000 }, (_, at) => put(`${ten}/${at}.css`)))
  const folder = join(dataDir, 'landers/shop')
  expect(await readManifest(folder)).toHaveProperty('size', 2000)
  await put('landers/shop/more.css')
  expect(await readManifest(folder)).toBe('too many files')
  await put('landers/deep/1/2/3/4/5/6/7/8/9/10/a.css')
  expect(await readManifest(join(dataDir, 'landers/deep'))).toBe('too deep')
})

test('a visitor gets files by their own names only', async () => {
  await put('secret.txt')
  await put('landers/other/other.css')
  await put('landers/shop/index.html')
  await put('landers/shop/img/a b.png')
  const local = await opened(LANDING, { id: 6, path: 'landers/other/other.css' })
  expect(local.file(LANDING, 'img/a%20b.png')?.contentType).toBe('image/png')
  const hostile = [
    '',
    '/',
    '.',
    'img',
    'img/',
    '/index.html',
    './index.html',
    'index.html/',
    'INDEX.HTML',
    '../../secret.txt',
    '..%2f..%2fsecret.txt',
    '%2e%2e/other/other.css',
    '..%5cother%5cother.css',
    'img/../index.html',
    'index.html%00',
    'index.html%00.css',
    '%',
    '%ff',
    '__proto__',
    'constructor',
  ]
  expect(hostile.filter((path) => local.file(LANDING, path) !== null)).toEqual([])
})

test.each([
  '',
  'landers/shop',
  'other/shop/index.html',
  'landers/../index.html',
  'landers//a.html',
])('a landing stored with the path %j has neither page nor files', async (path) => {
  await put('landers/shop/index.html')
  const local = await opened({ id: 5, path })
  expect(local.page({ id: 5, path })).toBeNull()
  expect(local.file({ id: 5, path }, 'index.html')).toBeNull()
  expect(problems).toHaveLength(1)
})

test('macros of the index page are filled in, braces of scripts and styles stay', async () => {
  const html = await shown(
    '<html><head><style>a{color:red}</style></head>' +
      '<body><a href="{offer}">{subid}</a><script>var a={b:1}</script></body></html>',
  )
  expect(html).toContain(`href="https://trk.example/?_lp=1&amp;_token=TOKEN">${CLICK_ID}</a>`)
  expect(html).toContain('<style>a{color:red}</style>')
  expect(html).toContain('<script>var a={b:1}</script>')
})

test('relative addresses lead beside the index page', async () => {
  expect(await shown('<head></head>')).toStartWith('<head><base href="/_landing/5/"></head>')
  const inFolder = await shown('<head></head>', 'landers/shop/en/index.html')
  expect(inFolder).toStartWith('<head><base href="/_landing/5/en/"></head>')
})

test('a page that is too large, missing or no HTML is not shown and told of once', async () => {
  await put('landers/big/index.html', 'x'.repeat(1024 * 1024 + 1))
  await put('landers/shop/style.css')
  const places = [
    { id: 1, path: 'landers/big/index.html' },
    { id: 2, path: 'landers/shop/index.html' },
    { id: 3, path: 'landers/shop/style.css' },
    { id: 4, path: 'landers/gone/index.html' },
  ]
  const local = await opened(...places)
  await local.refresh()
  expect(places.map((place) => local.page(place))).toEqual([null, null, null, null])
  expect(problems).toEqual([
    [1, 'its index page is larger than 1 MB'],
    [2, 'its index page is missing'],
    [3, 'its index page is no HTML'],
    [4, 'its folder is refused: missing'],
  ])
})

test('a refresh takes in a changed page and a new file, and keeps an unchanged page', async () => {
  await put(LANDING.path, 'one')
  const local = await opened(LANDING)
  const first = local.page(LANDING)
  await local.refresh()
  expect(local.page(LANDING)).toBe(first)
  await put(LANDING.path, 'number two')
  await put('landers/shop/new.css')
  await local.refresh()
  expect(JSON.stringify(local.page(LANDING)?.pieces)).toContain('number two')
  expect(local.file(LANDING, 'new.css')).not.toBeNull()
})
