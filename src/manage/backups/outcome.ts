/**
 * Why the last try to make a backup failed: a file beside the backups, so that a server knows it of
 * commands, too, and after a restart.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { lockDirectory } from '../../lib/lock.ts'
import { UNFINISHED } from './copy.ts'
import { BACKUPS } from './kept.ts'

const NOTE = 'failed.txt'
export const INTERRUPTED = 'it was interrupted'

/** `null`: it was made. False when it could not be written down, because the disk is full. */
export function noteOutcome(dataDir: string, problem: string | null): boolean {
  const path = join(dataDir, BACKUPS, NOTE)
  try {
    if (problem === null) rmSync(path, { force: true })
    else writeFileSync(path, `${problem}\n`, { mode: 0o600 })
    return true
  } catch {
    return false
  }
}

/** `null` when the last try was made, or none was. */
export async function lastFailure(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, BACKUPS, NOTE), 'utf8').catch(() => null)
  return text === null ? null : text.trim()
}

/**
 * One that was killed could say nothing: what it left says it, where nobody is at it, and is removed. The name of
 * that backup; `null`: nothing was left.
 */
export async function noteInterrupted(dataDir: string): Promise<string | null> {
  const folder = join(dataDir, BACKUPS)
  const lock = (await unfinishedIn(folder)).length === 0 ? null : lockOf(folder)
  if (lock === null) return null
  try {
    // Again, because what was there before the lock was had may have become whole.
    const left = await unfinishedIn(folder)
    for (const name of left) await rm(join(folder, name), { recursive: true, force: true })
    return left.at(-1)?.slice(0, -UNFINISHED.length) ?? null
  } finally {
    lock.release()
  }
}

async function unfinishedIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith(UNFINISHED))
}

/** `null`: somebody makes a backup, or the disk lets nobody. */
function lockOf(folder: string) {
  try {
    return lockDirectory(folder)
  } catch {
    return null
  }
}
