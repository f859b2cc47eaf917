/**
 * Opens `config.db`: one handle that writes, one that can only read. Promises: a committed change
 * is on disk; a file that is not ours, damaged or newer is refused and left untouched.
 */
import { Database } from 'bun:sqlite'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

import { isDamagedFile, messageOf } from '../lib/errors.ts'
import { setForeignLogAside } from '../lib/foreign-log.ts'
import { FROM_NEWER, pragma } from '../lib/pragma.ts'
import { migrate, MIGRATIONS, schemaVersion } from './migrate.ts'

/** In the data folder. */
export const CONFIG_FILE = 'config.db'
/** `SLUI` in ASCII: marks the file as ours. */
export const APPLICATION_ID = 0x534c5549

/** Larger files are not scanned at start, which would take longer than 0.2 s. */
const CHECKED_AT_START_BYTES = 64 * 1024 * 1024

const WAL_KEPT_BYTES = 64 * 1024 * 1024

const RESTORE = 'restore a backup (those in `backups` beside it are data folders to serve or copy)'
const DAMAGED = `is damaged; ${RESTORE}`
/** How long a handle waits for others that write. */
export const BUSY_TIMEOUT_MS = 5000

export interface ConfigDatabase {
  readonly writer: Database
  readonly reader: Database
  /** One line about a write-ahead log that was not its own; null: there was none. */
  readonly foreignLog: string | null
  close(): void
}

/** Why the file was not opened, as one line for the person who starts the server. */
export interface ConfigDamaged {
  readonly damaged: string
}

/** Makes folder and file when there are none. */
export function openConfig(dataDir: string): ConfigDatabase | ConfigDamaged {
  const path = join(dataDir, CONFIG_FILE)
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    if (!existsSync(path)) createFile(path)
    const damaged = problemOfFile(path)
    if (damaged !== null) return { damaged: `${path}: ${damaged}` }
    return openFile(path, setForeignLogAside(path))
  } catch (error) {
    return { damaged: `${path}: ${isDamagedFile(error) ? DAMAGED : messageOf(error)}` }
  }
}

/**
 * Under another name first: a start that is killed half-way leaves no half-made `config.db`. So it
 * is enough that the draft is on disk when it gets its name, and not after each migration.
 */
function createFile(path: string): void {
  const draft = `${path}.new`
  rmSync(draft, { force: true })
  const db = new Database(draft, { create: true, readwrite: true })
  chmodSync(draft, 0o600)
  db.run('PRAGMA journal_mode = MEMORY')
  db.run('PRAGMA synchronous = OFF')
  db.run(`PRAGMA application_id = ${APPLICATION_ID}`)
  migrate(db)
  db.close()
  putOnDisk(draft)
  renameSync(draft, path)
}

function putOnDisk(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** What can be told without SQLite touching the file. */
function problemOfFile(path: string): string | null {
  const stat = statSync(path)
  if (!stat.isFile()) return 'is not a file'
  if (stat.size === 0) return `is empty; ${RESTORE}, or start anew in another folder`
  const head = firstBytes(path, 16).toString('latin1')
  return head === 'SQLite format 3\0' ? null : 'is not a Sluice database'
}

function firstBytes(path: string, count: number): Buffer {
  const bytes = Buffer.alloc(count)
  const file = openSync(path, 'r')
  readSync(file, bytes, 0, count, 0)
  closeSync(file)
  return bytes
}

function openFile(path: string, foreignLog: string | null): ConfigDatabase | ConfigDamaged {
  const writer = new Database(path, { create: false, readwrite: true, strict: true })
  try {
    const damaged = problemOfContent(writer, statSync(path).size)
    if (damaged !== null) {
      writer.close()
      return { damaged: `${path}: ${damaged}` }
    }
    prepareWriter(writer)
    migrate(writer)
    const reader = openReader(path)
    return { writer, reader, foreignLog, close: () => closeBoth(reader, writer) }
  } catch (error) {
    writer.close()
    throw error
  }
}

function problemOfContent(db: Database, bytes: number): string | null {
  db.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  if (pragma(db, 'application_id') !== APPLICATION_ID) return 'is not a Sluice database'
  if (schemaVersion(db) > MIGRATIONS.length) return FROM_NEWER
  if (bytes > CHECKED_AT_START_BYTES) return null
  const verdict = pragma(db, 'quick_check(1)')
  return verdict === 'ok' ? null : DAMAGED
}

/**
 * Another handle that writes, for a thread of the process that has opened the file already. It waits
 * `busyMs` for others before it throws.
 */
export function openBesideWriter(dataDir: string, busyMs: number = BUSY_TIMEOUT_MS): Database {
  const path = join(dataDir, CONFIG_FILE)
  const db = new Database(path, { create: false, readwrite: true, strict: true })
  db.run(`PRAGMA busy_timeout = ${busyMs}`)
  setUp(db)
  return db
}

function prepareWriter(writer: Database): void {
  writer.run('PRAGMA journal_mode = WAL')
  setUp(writer)
}

/** Of each connection that writes: none of it stands in the file. */
function setUp(db: Database): void {
  db.run('PRAGMA synchronous = FULL') // an answered change survives a power cut
  db.run('PRAGMA foreign_keys = ON')
  db.run('PRAGMA wal_autocheckpoint = 1000')
  db.run(`PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}`)
}

/** Another handle that reads, likewise. */
export function openConfigReader(dataDir: string): Database {
  return openReader(join(dataDir, CONFIG_FILE))
}

function openReader(path: string): Database {
  const reader = new Database(path, { readonly: true, strict: true })
  reader.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  return reader
}

function closeBoth(reader: Database, writer: Database): void {
  reader.close()
  writer.close()
}
