/** The settings of a command, and the data folder that it works in. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { type Config, type ConfigProblems, type Flags, readConfig } from '../config.ts'
import { CONFIG_FILE } from '../db/open.ts'
import { SECRETS_FILE } from '../db/people/secrets.ts'
import { JOURNAL_DIRECTORY } from '../ledger/keeper/keeper.ts'
import { LEDGER_FILE } from '../ledger/segments/ledger-db.ts'
import { codeOf } from '../lib/errors.ts'
import { LOCK_FILE } from '../lib/lock.ts'
import type { Terminal } from './command.ts'
import { CLOCK_FILE, HISTORY_FILE } from './data-files.ts'

/** Of a damaged installation some may be gone. */
const PARTS = [CONFIG_FILE, LEDGER_FILE, JOURNAL_DIRECTORY]
const ROOT = 0

/** The settings, or `null` after every problem was printed. */
export function configOf(flags: Flags, terminal: Terminal): Config | null {
  const config = readConfig(flags, terminal.env)
  if (!isProblem(config)) return config
  for (const problem of config.problems) terminal.warn(problem)
  return null
}

function isProblem(config: Config | ConfigProblems): config is ConfigProblems {
  return 'problems' in config
}

/**
 * The settings where there is something to work on, or the exit code: an empty folder under a
 * mistyped name would be backed up, checked and reported on as if all were well.
 */
export function installationOf(flags: Flags, terminal: Terminal): Config | number {
  const config = configOf(flags, terminal)
  if (config === null) return 2
  const { dataDir } = config
  if (PARTS.some((name) => existsSync(join(dataDir, name)))) return config
  terminal.warn(`There is no installation in ${dataDir}: --data names its folder.`)
  return 1
}

/**
 * What root wrote a server with a user of its own could not read, so a command that root runs goes on
 * as that user, for good. Others than root stay who they are.
 */
export function actAsOwnerOf(dataDir: string): void {
  const { setgroups, setgid, setuid } = process
  if (process.geteuid?.() !== ROOT || !setgroups || !setgid || !setuid) return
  const owner = ownerOf(dataDir)
  if (owner === null || owner.uid === ROOT) return
  setgroups([])
  setgid(owner.gid)
  setuid(owner.uid)
}

/** What a server writes besides `PARTS`. */
const WRITTEN = [...PARTS, SECRETS_FILE, LOCK_FILE, HISTORY_FILE, CLOCK_FILE].flatMap((name) => [
  name,
  `${name}-wal`,
  `${name}-shm`,
])

/** Why a server of this user would stumble over files of another, or leave some that his could not write. */
export function foreignFiles(dataDir: string): string | null {
  const me = process.geteuid?.()
  const owner = statOf(join(dataDir, CONFIG_FILE))?.uid ?? me
  if (me === ROOT && owner !== ROOT) {
    return `${dataDir} is that of user ${owner}, whose server could not read what root's writes: start it as that user, or chown -R root ${dataDir}`
  }
  const closed = WRITTEN.find((name) => isClosed(join(dataDir, name)))
  if (closed === undefined) return null
  return `${join(dataDir, closed)} may not be written by user ${me}: chown -R ${me} ${dataDir}`
}

function isClosed(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return false
  } catch (error) {
    return codeOf(error) === 'EACCES'
  }
}

/** Whoever made the server's files, or was given an empty folder for them. */
function ownerOf(dataDir: string): { readonly uid: number; readonly gid: number } | null {
  return statOf(join(dataDir, CONFIG_FILE)) ?? statOf(dataDir)
}

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false }) ?? null
