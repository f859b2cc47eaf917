/** `sluice links visits`: when the visits of a file were. */
import { afterAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { withDesk } from '../../src/commands/config-desk.ts'
import { runCommand } from '../../src/commands/run.ts'
import { DEFAULTS } from '../../src/db/records.ts'
import { cleanUp, newDataDir, newFolder } from '../support/server.ts'

afterAll(cleanUp)

const data = newDataDir()

function terminal(input: string) {
  const printed: string[] = []
  const warned: string[] = []
  return {
    printed,
    warned,
    env: {},
    print: (line: string) => void printed.push(line),
    warn: (line: string) => void warned.push(line),
    readInput: () => Promise.resolve(input),
  }
}

async function said(input: string, ...words: string[]) {
  const screen = terminal(input)
  const code = await runCommand([...words, '--data', data], screen)
  return { code, printed: screen.printed, warned: screen.warned }
}

const addDomain = (host: string) =>
  withDesk(new Map([['data', [data]]]), terminal(''), async ({ stores }) => {
    stores.domains.add({ ...DEFAULTS.domains, host }, crypto.randomUUID())
    return 0
  })

function fileOf(...lines: readonly string[]): string {
  const path = join(newFolder(), 'file.csv')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

/** Each is ten o'clock in UTC, wherever it is read. */
const TIMES = [
  '2026-03-29T10:00:00Z',
  '2026-03-29 10:00:00',
  '2026-03-29T12:00:00+02:00',
  '29.03.2026 10:00',
  String(Date.UTC(2026, 2, 29, 10) / 1000),
]

test('times are read as those of links are: UTC unless they say more', async () => {
  const account = ['user', 'create', '--admin', '--email', 'a@sluice.test', '--password-stdin']
  expect(await said('correct horse battery', ...account)).toMatchObject({ code: 0 })
  expect(await addDomain('go.test')).toBe(0)
  const links = fileOf('url,short_url,domain', 'https://o.test/,promo,go.test')
  const owner = ['--owner', 'a@sluice.test', '--domain', 'go.test']
  expect(await said('', 'links', 'import', '--file', links, ...owner)).toMatchObject({ code: 0 })
  const visits = fileOf('time,link', ...TIMES.map((time) => `${time},1`), 'yesterday,1')
  expect(await said('', 'links', 'visits', '--file', visits)).toEqual({
    code: 1,
    printed: ['Loaded 5 visits; 1 lines were left out'],
    warned: ['line 7: the time is not understood: it is written like 2026-11-22 10:00'],
  })
  const asked = ['--by', 'hours', '--measures', 'clicks', '--period', 'all_time']
  const { printed } = await said('', 'report', ...asked, '--format', 'ndjson', '--timezone', 'UTC')
  const [hour, totals] = printed.map((line) => JSON.parse(line))
  expect(hour).toMatchObject({ m: { clicks: 5 }, path: [{ value: '2026-03-29 10:00 +00:00' }] })
  expect(totals).toEqual({ totals: { clicks: 5 } })
})
