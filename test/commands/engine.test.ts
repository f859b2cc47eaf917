/** A server tells the engine how much garbage it may gather: the same process, started anew. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { admin, makeCampaign } from '../support/api.ts'
import {
  cleanUp,
  newFolder,
  type Server,
  type ServerOptions,
  startServer,
} from '../support/server.ts'

afterAll(cleanUp)

const LEAN = 'BUN_JSC_smallHeapGrowthFactor=1.3'
const USUAL = 'BUN_JSC_smallHeapGrowthFactor=1.66'

function folderWith(conf: string): string {
  const folder = newFolder()
  writeFileSync(join(folder, 'sluice.conf'), conf)
  return folder
}

describe('a heap may grow', () => {
  const cases: readonly { when: string; options: () => ServerOptions }[] = [
    { when: 'a variable says so', options: () => ({ env: { SLUICE_MEMORY: 'small' } }) },
    { when: 'the file says so', options: () => ({ data: folderWith('memory = small\n') }) },
  ]
  test.each(cases)('by less when $when', async ({ options }) => {
    const server = await startServer(options())
    expect(engineOf(server.pid)).toContain(LEAN)
    await server.stop()
  })
})

describe('where nothing is said', () => {
  let engine: readonly string[] = []
  beforeAll(async () => {
    const server = await startServer()
    engine = engineOf(server.pid)
    await server.stop()
  })

  test('a heap may grow as usual', () => expect(engine).toContain(USUAL))
  test('memory that is free is held for a while', () => {
    expect(engine).toContain('MIMALLOC_PURGE_DELAY=300')
  })
})

describe('where a flag says that memory is short', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ args: ['--memory', 'small'] })
  })
  afterAll(() => server.stop())

  test('a heap may grow by less', () => expect(engineOf(server.pid)).toContain(LEAN))
  test('what is free is given back at once', () => {
    expect(engineOf(server.pid).join()).not.toContain('MIMALLOC')
  })
  test('the server that was started anew works', async () => {
    const { api } = await admin(server)
    await makeCampaign(api, { alias: 'small' })
    expect((await fetch(`${server.url}/small`, { redirect: 'manual' })).status).toBe(302)
  })
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
