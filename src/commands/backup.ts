/**
 * `sluice backup`: a copy of the data folder, made beside a running server. The copy is a data folder
 * itself: `serve` runs on it. What was acknowledged before the backup began is in it.
 */
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'

import { JOURNAL_DIRECTORY } from '../ledger/keeper.ts'
import { checkLedger } from '../ledger/ledger-check.ts'
import { LEDGER_FILE } from '../ledger/ledger-db.ts'
import { copyDatabase } from '../lib/database-copy.ts'
import type { Command } from './command.ts'
import { configOf } from './config-desk.ts'

export const BACKUPS = 'backups'
/** The end of a backup's name while it is made. */
export const UNFINISHED = '.unfinished'
const CONFIG_FILE = 'config.db'
/** Small files that people and the installation depend on. */
const FILES = ['secrets.json', 'sluice.conf']
/** Uploaded landings, lists to draw lines from, geo databases. */
const FOLDERS = ['landers', 'files', 'geo']

export const backup: Command = {
  name: 'backup',
  help: 'Copy all data, beside a running server too; the copy is a data folder that "serve" can use',
  usage: '[--to DIR] [--data DIR]',
  switches: [],
  options: ['to', 'data'],
  async run(args, terminal) {
    const config = configOf(args.flags, terminal)
    if (config === null) return 2
    const target = args.get('to') ?? join(config.dataDir, BACKUPS, nameAt(new Date()))
    if (existsSync(target)) {
      terminal.warn(`${target} exists already; a backup overwrites nothing`)
      return 1
    }
    try {
      copyData(config.dataDir, target)
    } catch (error) {
      terminal.warn(`No backup was made: ${error instanceof Error ? error.message : String(error)}`)
      return 1
    }
    const { events, problems } = checkLedger(target)
    for (const problem of problems) terminal.warn(problem)
    terminal.print(target)
    terminal.warn(`${events.toLocaleString('en-US')} events, read back from the copy`)
    return problems.length === 0 ? 0 : 1
  },
}

/** `2026-03-12T120000Z`. */
function nameAt(time: Date): string {
  return `${time.toISOString().slice(0, 19).replaceAll(':', '')}Z`
}

/** Under its own name only when it is whole: half a backup is called `….unfinished`. */
function copyData(dataDir: string, target: string): void {
  const draft = `${target}${UNFINISHED}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  try {
    // In this order nothing that was acknowledged is missing: an event on its way is at least in
    // the queue of the configuration, and a sealed segment is in the ledger if its journal is gone.
    copyDatabase(join(dataDir, CONFIG_FILE), join(draft, CONFIG_FILE))
    copyJournals(join(dataDir, JOURNAL_DIRECTORY), join(draft, JOURNAL_DIRECTORY))
    const ledger = join(dataDir, LEDGER_FILE)
    if (existsSync(ledger)) copyDatabase(ledger, join(draft, LEDGER_FILE))
    copyFiles(dataDir, draft)
    syncAll(draft)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  }
}

/** One that is sealed meanwhile is in the ledger, which is copied afterwards. */
function copyJournals(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 })
  if (!existsSync(from)) return
  for (const name of readdirSync(from)) {
    try {
      copyFileSync(join(from, name), join(to, name))
    } catch (error) {
      if (existsSync(join(from, name))) throw error
    }
  }
}

function copyFiles(from: string, to: string): void {
  for (const name of FILES) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name))
  }
  for (const name of FOLDERS) {
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { recursive: true })
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
