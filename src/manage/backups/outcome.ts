/**
 * Why the last try to make a backup failed: a file beside the backups, so that a server knows it of
 * commands, too, and after a restart.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { BACKUPS } from './kept.ts'

const NOTE = 'failed.txt'

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
