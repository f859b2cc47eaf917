/** What the executable answers before a command runs: help, and words that name none. */
import { afterAll, expect, test } from 'bun:test'
import { existsSync, mkdirSync, rmSync } from 'node:fs'

import { commands } from '../../src/commands/index.ts'
import { lostSecrets } from '../../src/commands/refusals.ts'
import { runCommand } from '../../src/commands/run.ts'
import { cleanUp, newDataDir } from '../support/server.ts'

afterAll(cleanUp)

async function said(...words: string[]) {
  const printed: string[] = []
  const warned: string[] = []
  const code = await runCommand(words, {
    env: {},
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
    readInput: () => Promise.resolve(''),
  })
  return { code, printed: printed.join('\n'), warned: warned.join('\n') }
}

test.each(commands.map(({ name }) => name))(
  'help of %s is its own, asked either way',
  async (name) => {
    const words = name.split(' ')
    const help = await said('help', ...words)
    expect(help).toEqual(await said(...words, '--help'))
    expect(help.code).toBe(0)
    expect(help.printed).toStartWith(`  ${name}`)
    expect(commands.filter((other) => help.printed.includes(`\n  ${other.name} `))).toEqual([])
  },
)

test('help of nothing that there is, is all of it', async () => {
  const { printed } = await said('help')
  expect(commands.filter(({ name }) => !printed.includes(`\n  ${name}`))).toEqual([])
  expect((await said('help', 'nothing')).printed).toBe(printed)
})

test('half of a name is answered with the names that begin so', async () => {
  const { code, printed, warned } = await said('user')
  expect([code, printed]).toEqual([2, ''])
  expect(warned).toContain('user create --email')
  expect(warned).toContain('user 2fa-off --email')
  expect(warned).not.toContain('links')
  expect((await said('use')).warned).toBe('Unknown command "use". "sluice help" lists them.')
})

test('a tracker that the demo made has lost no secrets', async () => {
  const data = newDataDir()
  expect(await said('demo', '--clicks', '10', '--data', data)).toMatchObject({ code: 0 })
  expect(lostSecrets(data)).toBeNull()
  rmSync(`${data}/secrets.json`)
  expect(await said('demo', '--clicks', '10', '--data', data)).toMatchObject({ code: 0 })
  expect(lostSecrets(data)).toStartWith('secrets.json is not there')
})

test('what the system refuses is said in one line', async () => {
  const data = newDataDir()
  mkdirSync(`${data}/journal`, { recursive: true })
  // A full disk, a read-only one and this differ in the word that the system gives.
  mkdirSync(`${data}/secrets.json.new`, { recursive: true })
  const words = ['secrets', 'renew', '--purpose', 'relay', '--data', data]
  const { code, printed, warned } = await said(...words)
  expect({ code, printed }).toEqual({ code: 1, printed: '' })
  expect(warned).toMatch(/^sluice secrets renew: EISDIR: .*secrets\.json\.new'$/)
})

test.each([
  'backup',
  'ledger check',
  'report',
  'setup-link',
  'secrets renew --purpose relay',
  'key create --user you@example.com',
  'user 2fa-off --email you@example.com',
  `links visits --file ${import.meta.path}`,
  `links import --file ${import.meta.path} --owner you@example.com`,
])('%s makes no installation where there is none', async (words) => {
  const data = newDataDir()
  expect(await said(...words.split(' '), '--data', data)).toEqual({
    code: 1,
    printed: '',
    warned: `There is no installation in ${data}: --data names its folder.`,
  })
  expect(existsSync(data)).toBe(false)
})

test.each(['links visits', 'links import --owner you@example.com'])(
  '%s says that its file is not there',
  async (words) => {
    const { code, warned } = await said(...words.split(' '), '--file', 'no.csv')
    expect(code).toBe(1)
    expect(warned).toMatch(/^sluice links \w+: ENOENT: no such file or directory, open 'no\.csv'$/)
  },
)
