/** The unit file for systemd: what is started, as whom, and that no value breaks out of its place. */
import { afterAll, expect, test } from 'bun:test'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { closedFolderAbove } from '../../src/commands/unit.ts'
import { cleanUp, newFolder, runSluice } from '../support/server.ts'

afterAll(cleanUp)

test('it starts the server with the settings that were given', async () => {
  const data = join(newFolder(), 'data')
  const words = ['unit', '--data', data, '--listen', '0.0.0.0:80', '--user', 'tracker']
  const { code, stdout } = await runSluice(words)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ExecStart=\/.* serve --data .* --listen 0\.0\.0\.0:80$/m)
  for (const line of [
    'User=tracker',
    `ReadWritePaths=${data}`,
    'NoNewPrivileges=true',
    'StartLimitIntervalSec=0',
    'ProtectSystem=strict',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'UnsetEnvironment=BUN_BE_BUN BUN_OPTIONS',
  ])
    expect(stdout.split('\n')).toContain(line)
  expect(stdout).not.toContain('MemoryDenyWriteExecute')
})

test('a file of this folder is named so that it is found from another one', async () => {
  const binding = ['--authority-key-id', 'me', '--authority-key-file', 'here/key']
  const { stdout } = await runSluice(['unit', '--data', '/srv/data', ...binding])
  expect(stdout).toMatch(/ --authority-key-file \/\S+\/here\/key$/m)
})

test('a folder with blanks and signs of systemd is one word', async () => {
  const { stdout } = await runSluice(['unit', '--data', '/srv/my "100%" $data'])
  expect(stdout).toContain(String.raw`--data "/srv/my \"100%%\" $$data"`)
})

test('a folder that others may not pass is found, however deep the executable lies', () => {
  const closed = newFolder()
  const open = join(closed, 'open')
  mkdirSync(open)
  chmodSync(open, 0o755)
  chmodSync(closed, 0o700)
  expect(closedFolderAbove(join(open, 'sluice'))).toBe(closed)
  chmodSync(closed, 0o711)
  expect(closedFolderAbove(join(open, 'sluice'))).toBeNull()
})

test.each([
  ['--user', 'root\nExecStart=/bin/sh'],
  ['--listen', 'nonsense'],
  ['--data', '/srv/a\nb'],
])('%s %j is refused', async (flag, value) => {
  const { code, stdout } = await runSluice(['unit', flag, value])
  expect([code, stdout]).toEqual([2, ''])
})
