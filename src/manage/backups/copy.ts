/**
 * Copies a data folder beside a running server. The copy is a data folder itself: `serve` runs on
 * it. What was acknowledged before the copy began is in it. All of it is done without a pause:
 * for commands and workers.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

import { CONFIG_FILE } from '../../db/open.ts'
import { SECRETS_FILE } from '../../db/people/secrets.ts'
import { journalNumbers } from '../../ledger/journal/journal-file.ts'
import { numbersOfCopy } from '../../ledger/keeper/given-numbers.ts'
import { JOURNAL_DIRECTORY } from '../../ledger/keeper/keeper.ts'
import { forgetBegun } from '../../ledger/segments/begun-segments.ts'
import { LEDGER_FILE } from '../../ledger/segments/ledger-db.ts'
import { copyFolder, unlessGone } from '../../lib/copy-folder.ts'
import { copyDatabase } from '../../lib/database-copy.ts'
import { freeBytesNow } from '../../lib/free-space.ts'

/** The end of a backup's name while it is made. */
export const UNFINISHED = '.unfinished'
/** Small files that people and the installation depend on. */
const FILES = [SECRETS_FILE, 'sluice.conf']
/**
 * Uploaded landings, lists to draw lines from, files that programs ask domains for, geo databases, lists of hosts that
 * links may not lead to, certificates.
 */
const FOLDERS = ['landers', 'files', 'well-known', 'geo', 'blocklists', 'certificates']
/** Left for the clicks that come meanwhile. */
const RESERVED_BYTES = 256 * 1024 * 1024

/**
 * Under its own name only when it is whole: half a backup is called `….unfinished`. Throws what the
 * file system or SQLite throws, and when the disk has no room for it.
 */
export function copyData(dataDir: string, target: string): void {
  const draft = `${target}${UNFINISHED}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  try {
    needRoom(dataDir, draft)
    // In this order nothing that was acknowledged is missing: an event on its way is at least in
    // the queue of the configuration, and a sealed segment is in the ledger if its journal is gone.
    copyDatabase(join(dataDir, CONFIG_FILE), join(draft, CONFIG_FILE))
    copyJournals(join(dataDir, JOURNAL_DIRECTORY), join(draft, JOURNAL_DIRECTORY))
    copyLedger(dataDir, draft)
    copyFiles(dataDir, draft)
    syncAll(draft)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  }
}

/** A backup must never fill the disk that clicks are written to. */
function needRoom(dataDir: string, draft: string): void {
  const parts = [CONFIG_FILE, LEDGER_FILE, JOURNAL_DIRECTORY, ...FOLDERS]
  const needed = parts.reduce((sum, name) => sum + bytesBelow(join(dataDir, name)), 0)
  const free = freeBytesNow(draft)
  if (free >= needed + RESERVED_BYTES) return
  const megabytes = (bytes: number) => Math.ceil(bytes / 1024 ** 2)
  throw new Error(
    `${megabytes(needed + RESERVED_BYTES)} MB must be free on the disk, there are ` +
      `${megabytes(free)}`,
  )
}

function bytesBelow(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.size
  let sum = 0
  unlessGone(path, () => {
    for (const name of readdirSync(path)) sum += bytesBelow(join(path, name))
  })
  return sum
}

/** One that is sealed meanwhile is in the ledger, which is copied afterwards. */
function copyJournals(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 })
  if (!existsSync(from)) return
  for (const name of readdirSync(from)) {
    const source = join(from, name)
    unlessGone(source, () => copyFileSync(source, join(to, name)))
  }
}

/**
 * A journal that began after the journals were copied is not missing in the copy: it is from later. So are numbers that
 * the configuration has given since it was copied.
 */
function copyLedger(from: string, to: string): void {
  if (!existsSync(join(from, LEDGER_FILE))) return
  const copy = join(to, LEDGER_FILE)
  copyDatabase(join(from, LEDGER_FILE), copy)
  const copied = new Set(journalNumbers(join(to, JOURNAL_DIRECTORY)))
  const later = journalNumbers(join(from, JOURNAL_DIRECTORY)).filter((one) => !copied.has(one))
  if (later.length > 0) forgetBegun(copy, later)
  numbersOfCopy(copy)
}

/** Landings are edited and removed meanwhile. */
function copyFiles(from: string, to: string): void {
  for (const name of FILES) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name))
  }
  for (const name of FOLDERS) {
    if (existsSync(join(from, name))) copyFolder(join(from, name), join(to, name))
  }
}

function syncAll(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) syncAll(path)
    else if (entry.isFile()) sync(path)
  }
  sync(folder)
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}
