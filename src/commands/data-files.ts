/** How large the files are that grow by themselves, and how much room their disk has. */
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'

import { CONFIG_FILE } from '../db/open.ts'
import { JOURNAL_DIRECTORY } from '../ledger/keeper/keeper.ts'
import { LEDGER_FILE } from '../ledger/segments/ledger-db.ts'

const walOf = (database: string) => `${database}-wal`

export const WRITE_AHEAD_LOGS = { config: walOf(CONFIG_FILE), ledger: walOf(LEDGER_FILE) } as const

/** Names within the data folder; of folders, what lies in them counts. */
export const DATABASE_FILES = {
  config: [CONFIG_FILE, WRITE_AHEAD_LOGS.config],
  ledger: [LEDGER_FILE, WRITE_AHEAD_LOGS.ledger],
  journal: [JOURNAL_DIRECTORY],
} as const
/** What is remembered of visitors. */
export const HISTORY_FILE = 'history.bin'
/** By which time things were removed last. */
export const CLOCK_FILE = 'clock.json'

/** What a running server can't go on without. */
export const OPEN_FILES = [CONFIG_FILE, JOURNAL_DIRECTORY]

const OTHERS = [HISTORY_FILE, 'csv'] as const
const FILES = [...Object.values(DATABASE_FILES).flat(), ...OTHERS]

/** Bytes by name, 0 for what is not there. */
export type FileSizes = ReadonlyMap<string, number>

export interface DiskRoom {
  readonly free: number
  readonly total: number
}

export async function fileSizes(dataDir: string): Promise<FileSizes> {
  const sized = FILES.map(async (name) => [name, await bytesAt(join(dataDir, name))] as const)
  return new Map(await Promise.all(sized))
}

/** Null when the system does not say. */
export async function diskRoom(dataDir: string): Promise<DiskRoom | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(dataDir)
    return { free: bavail * bsize, total: blocks * bsize }
  } catch {
    return null
  }
}

async function bytesAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  if (found === null) return 0
  if (!found.isDirectory()) return found.size
  const names = await readdir(path).catch(() => [])
  const sizes = names.map(async (name) => (await stat(join(path, name)).catch(() => null))?.size)
  return (await Promise.all(sizes)).reduce<number>((sum, size = 0) => sum + size, 0)
}
