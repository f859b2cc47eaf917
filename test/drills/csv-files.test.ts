/** SIGKILL while a file is written: half of it is never listed, and all of it comes later. */
import { afterAll, expect } from 'bun:test'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { admin, type Api, apiOf } from '../support/api.ts'
import { drill } from '../support/drill.ts'
import { cleanUp, newDataDir, runSluice, startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const CLICKS = 60_000
const KILLS = 2
const PATIENCE_MS = 60_000

afterAll(cleanUp)

interface Listed {
  readonly name: string
  readonly bytes: number
}

drill('kill -9 leaves no half file, and the export is made again', null, async () => {
  const data = newDataDir()
  expect((await runSluice(['demo', '--clicks', String(CLICKS), '--data', data])).code).toBe(0)
  let server = await startServer({ data })
  const { api: first, key } = await admin(server)
  let api = first
  await api('POST', '/csv/task/enqueue', {
    type: 'clicklog',
    datePreset: 'all_time',
    trailer: true,
  })
  const folder = join(data, 'csv')
  const isUnderway = () =>
    readdirSync(folder).some(
      (name) => name.endsWith('.part') && statSync(join(folder, name)).size > 0,
    )

  for (let kill = 0; kill < KILLS; kill++) {
    await until('a part of the file is written', isUnderway, PATIENCE_MS)
    expect(await filesOf(api)).toEqual([])
    await server.kill('SIGKILL')
    server = await startServer({ data, port: server.port })
    api = apiOf(server, key)
  }

  await until('the file is whole', async () => (await filesOf(api)).length === 1, PATIENCE_MS)
  const [file] = await filesOf(api)
  const path = join(folder, file!.name)
  const lines = (await Bun.file(path).text()).split('\r\n')
  expect([lines.length - 3, lines.at(-2)]).toEqual([CLICKS, '# end'])
  expect(statSync(path).size).toBe(file!.bytes)
  expect(readdirSync(folder)).toEqual([file!.name])
  expect(await server.stop()).toBe(0)
})

async function filesOf(api: Api): Promise<readonly Listed[]> {
  return (await api<readonly Listed[]>('GET', '/csv/files')).body
}
