/** Root's commands over the folder of a server with a user of its own leave it files that it can read. */
import { afterAll, describe, expect, test } from 'bun:test'
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { cleanUp, newDataDir, runSluice } from '../support/server.ts'

afterAll(cleanUp)

const NOBODY = 65_534
const isRoot = process.geteuid?.() === 0
if (!isRoot) console.log('skipped: only root can act as somebody else')

const ACCOUNT = ['user', 'create', '--admin', '--email', 'you@example.com', '--password-stdin']

test.skipIf(!isRoot)(
  'files that commands of root make are those of the server’s user',
  async () => {
    const data = newDataDir()
    mkdirSync(data, { mode: 0o700 })
    chmodSync(dirname(data), 0o755)
    chownSync(data, NOBODY, NOBODY)
    const csv = join(dirname(data), 'root.csv')
    writeFileSync(csv, 'time,link\n', { mode: 0o600 })
    const run = async (...words: string[]) =>
      expect(await runSluice([...words, '--data', data], 'a long password\n')).toMatchObject({
        code: 0,
      })

    await run(...ACCOUNT)
    await run('links', 'visits', '--file', csv)
    await run('secrets', 'renew', '--purpose', 'relay')
    await run('backup')
    const copy = join(dirname(data), 'copy')
    await run('backup', '--to', copy)

    const owners = (folder: string) => {
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      return new Set(names.map((name) => statSync(join(folder, name)).uid))
    }
    expect(readdirSync(data)).toEqual(
      expect.arrayContaining(['backups', 'config.db', 'ledger.db', 'secrets.json']),
    )
    expect(owners(data)).toEqual(new Set([NOBODY]))
    expect(owners(copy)).toEqual(new Set([0]))
  },
)

describe.skipIf(!isRoot)('a server', () => {
  const anInstallation = async () => {
    const data = newDataDir()
    await runSluice([...ACCOUNT, '--data', data], 'a long password\n')
    chmodSync(dirname(data), 0o755)
    return data
  }
  const serve = (data: string) => runSluice(['serve', '--data', data, '--listen', '127.0.0.1:0'])

  test('of root does not run on the files of another user’s', async () => {
    const data = await anInstallation()
    chownSync(join(data, 'config.db'), NOBODY, NOBODY)
    const { code, stderr } = await serve(data)
    expect(code).toBe(1)
    expect(stderr).toContain(`${data} is that of user 65534`)
    expect(stderr).toContain(`chown -R root ${data}`)
  })

  test('of somebody says whose file it may not write, and what to do', async () => {
    const data = await anInstallation()
    chownSync(data, NOBODY, NOBODY)
    const source = join(import.meta.dir, '../../src/commands/data-folder.ts')
    // The program itself may lie where nobody else can read it.
    const script = `const { foreignFiles } = await import(${JSON.stringify(source)})
      process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY})
      console.log(foreignFiles(${JSON.stringify(data)}))`
    const { stdout } = Bun.spawnSync([process.execPath, '-e', script])
    expect(stdout.toString()).toBe(
      `${join(data, 'config.db')} may not be written by user 65534: chown -R 65534 ${data}\n`,
    )
  })
})
