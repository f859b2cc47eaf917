import { expect, test } from 'bun:test'
import { once } from 'node:events'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

test.if(process.platform === 'linux')('a thread that stands back does so alone', async () => {
  const before = getPriority(process.pid)
  const worker = new Worker(join(import.meta.dir, '../support/standing-back.ts'))
  const [niceness] = (await once(worker, 'message')) as [number]
  await worker.terminate()
  expect(niceness).toBe(9)
  expect(getPriority(process.pid)).toBe(before)
})
