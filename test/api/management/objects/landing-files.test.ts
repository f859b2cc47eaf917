import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { COMMAND_LINE } from '../../../../src/manage/access.ts'
import { createKey } from '../../../../src/manage/people/keys.ts'
import { openManagement } from '../../../support/management.ts'

/** The files of uploaded landings, listed, read, written, removed and copied. */
const management = openManagement()
afterAll(() => management.close())
const { call, folder, desk } = management
const SHOP = join(folder, 'landers/shop')

const put = (path: string, content: string | Uint8Array) => {
  mkdirSync(join(SHOP, path, '..'), { recursive: true })
  writeFileSync(join(SHOP, path), content)
}

function keyOf(login: string, modifyUuids: readonly string[]): string {
  const landing = {
    subject: 'landing',
    accessLevel: 'CUSTOM' as const,
    canCreate: true,
    readUuids: [],
    modifyUuids,
    readGroupUuids: [],
    modifyGroupUuids: [],
  }
  const user = { login, passwordHash: 'none', role: 'user' as const, permissions: [landing] }
  desk.stores.users.add(user)
  return createKey(desk, COMMAND_LINE, login) as string
}

beforeAll(async () => {
  put('index.html', '<h1>Shop</h1>')
  put('css/site.css', 'h1 {}')
  put('logo.png', new Uint8Array([137, 80, 78, 71]))
  put('old.html', new Uint8Array([0xcf, 0xf0, 0xe8]))
  put('big.js', 'x'.repeat(1024 * 1024 + 1))
  put('.secret.txt', 'hidden')
  put('program.php', '<?php')
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  symlinkSync(join(folder, 'outside.txt'), join(SHOP, 'link.txt'))
  symlinkSync(folder, join(SHOP, 'way'))
  const path = 'landers/shop/index.html'
  await call('POST', '/landing/integrated', { name: 'Shop', path })
  await call('POST', '/landing/not_integrated', { name: 'Far', url: 'https://far.test/' })
  await call('POST', '/landing/integrated', { name: 'Gone', path: 'landers/gone/index.html' })
})

const text = (path: string) => `/landing/1/files/text?path=${encodeURIComponent(path)}`

test('the list names what visitors are served, and nothing else', async () => {
  const { status, body } = await call('GET', '/landing/1/files')
  expect(status).toBe(200)
  expect(body.rows.map((row: { path: string }) => row.path)).toEqual([
    'big.js',
    'css/site.css',
    'index.html',
    'logo.png',
    'old.html',
  ])
  expect(body.rows[1]).toMatchObject({
    bytes: 5,
    contentType: 'text/css; charset=utf-8',
    isText: true,
    isIndex: false,
  })
  expect(body.rows[2].isIndex).toBe(true)
  expect(body.rows[3].isText).toBe(false)
  expect((await call('GET', '/landing/3/files')).body).toEqual({ rows: [], total: 0 })
})

test('a file is looked at where visitors are: at the domain, and here while there is one host', async () => {
  put('страница 1.html', '<p>')
  const urlsOf = async () => {
    const { body } = await call('GET', '/landing/1/files')
    const rows = body.rows as { path: string; urls: string[] }[]
    return rows.find(({ path }) => path === 'страница 1.html')?.urls
  }
  const path = `/_landing/1/${encodeURIComponent('страница 1.html')}`
  const [here = ''] = (await urlsOf()) ?? []
  expect(new URL(here).pathname).toBe(path)
  await call('POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
  expect(await urlsOf()).toEqual([`http://go.example.com${path}`, here])
  rmSync(join(SHOP, 'страница 1.html'))
})

test('the dialect reads and replaces the index page', async () => {
  expect((await call('GET', '/landing/1/file')).body).toEqual({ content: '<h1>Shop</h1>' })
  const written = await call('PUT', '/landing/1/file', { content: '<h1>Sale</h1>' })
  expect([written.status, written.body]).toEqual([201, { landing_file: 'landers/shop/index.html' }])
  expect(readFileSync(join(SHOP, 'index.html'), 'utf8')).toBe('<h1>Sale</h1>')
})

test('a file is read and written by its path, and a new one is made with its folders', async () => {
  const { body } = await call('GET', text('css/site.css'))
  expect(body).toMatchObject({ path: 'css/site.css', content: 'h1 {}' })
  const content = '\ufeffp { content: "é🐙" }\r\n'
  const written = await call('PUT', text('css/new/über.css'), { content })
  expect([written.status, written.body.content]).toEqual([200, content])
  expect((await call('GET', text('css/new/über.css'))).body.content).toBe(content)
  expect((await call('DELETE', text('css/new/über.css'))).status).toBe(200)
  expect(existsSync(join(SHOP, 'css/new/über.css'))).toBe(false)
})

test('of two writers who read the same the second is told', async () => {
  const { headers } = await call('GET', text('css/site.css'))
  const etag = headers.get('etag') ?? ''
  const put = (content: string) => {
    const url = `http://localhost/public/api/v1${text('css/site.css')}`
    const body = JSON.stringify({ content })
    const own = { 'api-key': management.key, 'if-match': etag }
    return management.send(new Request(url, { method: 'PUT', headers: own, body }))
  }
  const statuses = (await Promise.all([put('a {}'), put('b {}')])).map(({ status }) => status)
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412])
})

test.each([
  '../index.html',
  '/etc/passwd',
  'css/../../x.css',
  '.secret.txt',
  'css/.x.css',
  'css\\x.css',
  'link.txt',
  'way/outside.txt',
  'program.php',
  'css',
  'index.html/x.css',
  'no-type',
  'a\u0001.css',
  `${'n'.repeat(201)}.css`,
  `${'n/'.repeat(10)}x.css`,
  '',
])('%p is neither read nor written nor removed', async (path) => {
  expect((await call('GET', text(path))).status).toBeOneOf([400, 404])
  expect((await call('PUT', text(path), { content: 'x' })).status).toBe(400)
  expect((await call('DELETE', text(path))).status).toBeOneOf([400, 404])
  expect(readFileSync(join(folder, 'outside.txt'), 'utf8')).toBe('outside')
})

test.each([
  ['logo.png', 'is not a text file'],
  ['old.html', 'is not UTF-8: convert it and upload it anew'],
  ['big.js', 'is larger than 1 MB: upload it anew'],
])('%s is not read as text', async (path, why) => {
  const { status, body } = await call('GET', text(path))
  expect([status, body.errors.fields.path]).toEqual([400, [why]])
})

test('a file has at most a megabyte, and the index page stays', async () => {
  const content = 'é'.repeat(600 * 1024)
  expect((await call('PUT', text('x.css'), { content })).status).toBe(400)
  expect((await call('DELETE', text('index.html'))).status).toBe(400)
})

test('landings without files have none to read', async () => {
  for (const path of ['/landing/2/file', '/landing/2/files']) {
    expect((await call('GET', path)).status).toBe(400)
  }
  expect((await call('GET', '/landing/3/file')).status).toBe(404)
})

test('a copy of the files is ready to be made a landing, and is of its own', async () => {
  const { status, body } = await call('POST', '/landing/1/files/clone')
  expect(status).toBe(201)
  expect(body.location).toMatch(/^landers\/[0-9a-f]{16}\/index\.html$/)
  const copy = await call('POST', '/landing/integrated', { name: 'Copy', path: body.location })
  await call('PUT', `/landing/${copy.body.id}/file`, { content: 'other' })
  expect((await call('GET', '/landing/1/file')).body.content).not.toBe('other')
  expect(existsSync(join(folder, body.location, '../css/site.css'))).toBe(true)
})

test('what was written is in the audit', async () => {
  await call('PUT', text('noted.txt'), { content: '12345' })
  const { body } = await call('GET', '/audit?event=write_file')
  expect(body.rows[0]).toMatchObject({ kind: 'landings', name: 'Shop' })
  expect(JSON.stringify(body.rows[0].changes)).toContain('noted.txt')
})

test('nobody gets at the files of a landing by making another one of its folder', async () => {
  const stranger = keyOf('stranger@example.test', [])
  const landing = { name: 'Mine', path: 'landers/shop/index.html' }
  expect((await call('POST', '/landing/integrated', landing, stranger)).status).toBe(403)
  const owner = keyOf('owner@example.test', ['1'])
  expect((await call('PUT', text('o.txt'), { content: 'o' }, owner)).status).toBe(200)
  const second = await call('POST', '/landing/integrated', landing, owner)
  expect(second.status).toBe(201)
  const reader = keyOf('reader@example.test', [String(second.body.id)])
  const path = `/landing/${second.body.id}/files/text?path=o.txt`
  expect((await call('GET', path, undefined, reader)).status).toBe(200)
  expect((await call('PUT', path, { content: 'mine' }, reader)).status).toBe(403)
})
