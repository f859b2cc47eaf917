/** Whether the data folder takes a file, keeps it, and gives it back. */
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { codeOf } from '../lib/errors.ts'

const TRIAL_BYTES = 64 * 1024

/** The disk's own word for what is wrong, such as `ENOSPC`; `null`: nothing is. */
export async function diskProblem(dataDir: string): Promise<string | null> {
  const path = join(dataDir, `.self-test-${crypto.randomUUID()}`)
  try {
    return (await isKept(path)) ? null : 'what was written is not what is read'
  } catch (error) {
    return codeOf(error) || String(error)
  } finally {
    await rm(path, { force: true }).catch(() => undefined)
  }
}

async function isKept(path: string): Promise<boolean> {
  const bytes = crypto.getRandomValues(new Uint8Array(TRIAL_BYTES))
  const file = await open(path, 'wx+', 0o600)
  try {
    await file.write(bytes, 0, bytes.length, 0)
    await file.sync()
    const { buffer } = await file.read(new Uint8Array(TRIAL_BYTES), 0, TRIAL_BYTES, 0)
    return Buffer.compare(buffer, bytes) === 0
  } finally {
    await file.close()
  }
}
