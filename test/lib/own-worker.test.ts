/** A worker that is started without file descriptors to spare dies, and the process goes on. */
import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'sluice-worker-'))
afterAll(() => rmSync(folder, { recursive: true }))

const WORKER = `import { parentPort } from 'node:worker_threads'
parentPort.postMessage('hello')`

const PROGRAM = `import { closeSync, openSync } from 'node:fs'
import { openWorker } from '${join(import.meta.dir, '../../src/lib/own-worker.ts')}'
const told = () => new Promise((resolve) => {
  const said = []
  const worker = openWorker('${join(folder, 'worker.ts')}')
  worker.on('message', (text) => said.push(text))
  worker.on('error', ({ code }) => said.push(code))
  worker.on('exit', () => resolve(said))
  worker.postMessage('anything')
})
const held = []
try { for (;;) held.push(openSync('/', 'r')) } catch {}
for (let n = 0; n < 10; n++) closeSync(held.pop())
const without = await told()
held.forEach(closeSync)
console.log(JSON.stringify([without, await told()]))`

test('without descriptors it seems to have died, with some it is there', async () => {
  writeFileSync(join(folder, 'worker.ts'), WORKER)
  writeFileSync(join(folder, 'program.ts'), PROGRAM)
  const command = `ulimit -n 100 && exec "${process.execPath}" "${join(folder, 'program.ts')}"`
  const { stdout, exitCode } = Bun.spawnSync(['sh', '-c', command])
  expect([exitCode, stdout.toString().trim()]).toEqual([0, '[["EMFILE"],["hello"]]'])
})
