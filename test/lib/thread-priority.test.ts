import { expect, test } from 'bun:test'
import { once } from 'node:events'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

const support = (file: string) => join(import.meta.dir, '../support', file)

test.if(process.platform === 'linux')('a thread that stands back does so alone', async () => {
  const before = getPriority(process.pid)
  const worker = new Worker(support('standing-back.ts'))
  const [niceness] = (await once(worker, 'message')) as [number]
  await worker.terminate()
  expect(niceness).toBe(9)
  expect(getPriority(process.pid)).toBe(before)
})

test.if(process.platform === 'linux')('threads that compile stand back', () => {
  const { stdout } = Bun.spawnSync([process.execPath, support('compilers-standing-back.ts')])
  const { niceness } = JSON.parse(stdout.toString()) as { niceness: number[] }
  expect(niceness.length).toBeGreaterThan(0)
  expect(new Set(niceness)).toEqual(new Set([10]))
})
