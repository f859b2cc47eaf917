/** A server tells the engine how much garbage it may gather: the same process, started anew. */
import { afterAll, describe, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { admin, makeCampaign } from '../support/api.ts'
import { cleanUp, newFolder, type ServerOptions, startServer } from '../support/server.ts'

afterAll(cleanUp)

const LEAN = 'BUN_JSC_smallHeapGrowthFactor=1.3'
const USUAL = 'BUN_JSC_smallHeapGrowthFactor=1.66'

function folderWith(conf: string): string {
  const folder = newFolder()
  writeFileSync(join(folder, 'sluice.conf'), conf)
  return folder
}

describe('a heap may grow', () => {
  const cases: readonly { by: string; when: string; options: () => ServerOptions }[] = [
    { by: USUAL, when: 'nothing is said', options: () => ({}) },
    { by: LEAN, when: 'a flag says so', options: () => ({ args: ['--memory', 'small'] }) },
    { by: LEAN, when: 'a variable does', options: () => ({ env: { SLUICE_MEMORY: 'small' } }) },
    { by: LEAN, when: 'the file does', options: () => ({ data: folderWith('memory = small\n') }) },
  ]
  test.each(cases)('by $by when $when', async ({ by, options }) => {
    const server = await startServer(options())
    expect(engineOf(server.pid)).toContain(by)
    await server.stop()
  })
})

test('a server that was started anew works', async () => {
  const server = await startServer({ args: ['--memory', 'small'] })
  const { api } = await admin(server)
  await makeCampaign(api, { alias: 'small' })
  expect((await fetch(`${server.url}/small`, { redirect: 'manual' })).status).toBe(302)
  await server.stop()
})

test('memory that is free is held for a while', async () => {
  const server = await startServer({})
  expect(engineOf(server.pid)).toContain('MIMALLOC_PURGE_DELAY=300')
  await server.stop()
})

test('where memory is short it is given back at once', async () => {
  const server = await startServer({ args: ['--memory', 'small'] })
  expect(engineOf(server.pid).join()).not.toContain('MIMALLOC')
  await server.stop()
})

test.each([
  ['BUN_JSC_smallHeapGrowthFactor', '2'] as const,
  ['MIMALLOC_PURGE_DELAY', '50'] as const,
])('an engine whose %s was told by hand is left as it is', async (name, value) => {
  const server = await startServer({ env: { [name]: value } })
  expect(engineOf(server.pid)).toEqual([`${name}=${value}`])
  await server.stop()
})

/** What the process's environment tells the engine. */
function engineOf(pid: number): readonly string[] {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  return environment.filter((line) => /^(?:BUN_JSC|MIMALLOC)_/.test(line))
}
