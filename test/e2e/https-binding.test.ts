/** Authorities that give certificates to those alone who have an account with them. */
import { afterAll, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { admin } from '../support/api.ts'
import { startAuthority, type TestAuthority } from '../support/authority.ts'
import {
  cleanUp,
  freePort,
  newDataDir,
  newFolder,
  runSluice,
  startServer,
} from '../support/server.ts'
import { until } from '../support/until.ts'

const KEY = Buffer.from('a key of the owner that nobody sees').toString('base64url')
const HOST = 'go.shop.test'

let authority: TestAuthority | null = null

afterAll(async () => {
  await authority?.stop()
  await cleanUp()
})

test('a key of the owner’s opens an account, which is known from then on', async () => {
  const port = await freePort()
  const data = newDataDir()
  const keyFile = join(newFolder(), 'key')
  authority = await startAuthority(port, { 'owner-1': KEY })
  const own = ['--https', '127.0.0.1:0', '--authority', authority.directory]
  const start = (args: readonly string[]) =>
    startServer({ data, port, args: [...own, ...args], env: authority?.env ?? {} })

  const without = await start([])
  const { api } = await admin(without)
  const id = crypto.randomUUID()
  await api('POST', `/domain/${id}`, { host: HOST })
  await until('it is told', () => /not given.*externalAccountBinding/.test(without.output()))
  await without.stop()

  writeFileSync(keyFile, `${KEY}\n`)
  const binding = ['--authority-key-id', 'owner-1', '--authority-key-file', keyFile]
  const bound = await start(binding)
  await api('GET', `/domain/${id}/check`)
  // A host that was asked for in vain waits, another one does not.
  await api('POST', `/domain/${crypto.randomUUID()}`, { host: 'second.shop.test' })
  await until('there is one', () => bound.output().includes('second.shop.test: there is a new one'))
  const account = join(data, 'certificates/account.json')
  const before = readFileSync(account, 'utf8')
  expect(JSON.parse(before)).toMatchObject({ keyId: 'owner-1' })
  await bound.stop()

  // The authority knows the account; a binding that it takes once is not shown to it again.
  writeFileSync(keyFile, Buffer.from('another key, which it would refuse').toString('base64url'))
  const again = await start(binding)
  await api('POST', `/domain/${crypto.randomUUID()}`, { host: 'third.shop.test' })
  await until('there is one', () => again.output().includes('third.shop.test: there is a new one'))
  expect(readFileSync(account, 'utf8')).toBe(before)
  expect((await api('GET', '/settings')).body).not.toContainEqual(expect.stringContaining(KEY))
  await again.stop()
}, 60_000)

test('half of it is no start', async () => {
  const words = ['serve', '--data', newDataDir(), '--authority-key-id', 'owner-1']
  const { code, stderr } = await runSluice(words)
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('--authority-key-id: authority-key-file is needed with it'),
  ])
})
