import { expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { lockDirectory } from '../../src/lib/lock.ts'

function inFolder(use: (folder: string) => void | Promise<void>) {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'))
    try {
      await use(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

test(
  'a second lock is refused until the first is released',
  inFolder((folder) => {
    const first = lockDirectory(folder)
    expect(first).not.toBeNull()
    expect(lockDirectory(folder)).toBeNull()
    first?.release()
    const second = lockDirectory(folder)
    expect(second).not.toBeNull()
    second?.release()
  }),
)

test(
  'the lock is one small file for its owner only',
  inFolder((folder) => {
    const lock = lockDirectory(folder)
    expect(readdirSync(folder)).toEqual(['lock.db'])
    expect(statSync(join(folder, 'lock.db')).mode & 0o777).toBe(0o600)
    lock?.release()
  }),
)

test(
  'another process is refused, and its lock is gone when it is killed',
  inFolder(async (folder) => {
    const module = join(import.meta.dir, '../../src/lib/lock.ts')
    const script = `
      const { lockDirectory } = await import(${JSON.stringify(module)})
      const isLocked = lockDirectory(${JSON.stringify(folder)}) !== null
      Bun.gc(true)
      console.log(isLocked)
      setInterval(() => {}, 1000)`
    const other = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe' })
    try {
      const { value } = await other.stdout.getReader().read()
      expect(new TextDecoder().decode(value).trim()).toBe('true')
      expect(lockDirectory(folder)).toBeNull()
    } finally {
      other.kill('SIGKILL')
      await other.exited
    }
    const lock = lockDirectory(folder)
    expect(lock).not.toBeNull()
    lock?.release()
  }),
)
