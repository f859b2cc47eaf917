/** Files below `/.well-known/` that people put into the data folder. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type LinkInstallation, openLinks } from '../../support/links.ts'
import { cleanUp } from '../../support/server.ts'

const ONE = 'one.example.test'
const OTHER = 'other.example.test'
const ASSOCIATION = 'apple-app-site-association'

let installation: LinkInstallation

beforeAll(async () => {
  installation = await openLinks()
  for (const host of [ONE, OTHER]) await installation.domain(host)
  const folder = join(installation.server.dataDir, 'well-known')
  mkdirSync(join(folder, ONE), { recursive: true })
  mkdirSync(join(folder, 'pki-validation', 'deep'), { recursive: true })
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text)
  put(ASSOCIATION, '{"of":"all"}')
  put(join(ONE, ASSOCIATION), '{"of":"one"}')
  put('assetlinks.json', '[]')
  put('page.html', '<script>1</script>')
  put('token', 'abc')
  put(join('pki-validation', 'fileauth.txt'), 'proof')
  put(join('pki-validation', 'deep', 'x.txt'), 'too deep')
  put('.hidden', 'no')
  put('large.txt', 'x'.repeat(300 * 1024))
  symlinkSync('/dev/zero', join(folder, 'endless'))
}, 30_000)

afterAll(cleanUp)

const get = async (host: string, name: string) => {
  const { status, headers, text } = await installation.send(`/.well-known/${name}`, {
    headers: { Host: host },
  })
  return [status, headers.get('content-type'), status === 200 ? text : '']
}

test.each([
  [ONE, ASSOCIATION, 'application/json', '{"of":"one"}'],
  [OTHER, ASSOCIATION, 'application/json', '{"of":"all"}'],
  [ONE, 'assetlinks.json', 'application/json', '[]'],
  [ONE, 'token', 'text/plain; charset=utf-8', 'abc'],
  [ONE, 'pki-validation/fileauth.txt', 'text/plain; charset=utf-8', 'proof'],
  [ONE, 'page.html', 'application/octet-stream', '<script>1</script>'],
])('%s serves %s as %s', async (host, name, type, text) => {
  expect(await get(host, name)).toEqual([200, type, text])
})

test.each([
  'none',
  '.hidden',
  'large.txt',
  'endless',
  'pki-validation',
  'pki-validation/',
  'pki-validation/deep/x.txt',
  '%2e%2e/secrets.json',
  '..%2fsecrets.json',
  'token%00',
  `${ONE}/${ASSOCIATION}`,
])('%s is not there', async (name) => {
  expect((await get(OTHER, name))[0]).toBe(404)
})
