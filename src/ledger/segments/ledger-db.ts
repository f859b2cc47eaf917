/**
 * Opens `ledger.db`, the home of sealed segments. A file that is damaged or not ours is set aside
 * under another name, never deleted, and a new one begun; one of a newer version is refused.
 */
import { Database } from 'bun:sqlite'
import { closeSync, existsSync, openSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { codeOf, errorFrom, isDamagedFile, messageOf } from '../../lib/errors.ts'
import { setForeignLogAside } from '../../lib/foreign-log.ts'
import { FROM_NEWER, pragmaNumber } from '../../lib/pragma.ts'

export const LEDGER_FILE = 'ledger.db'
/** `SLLD` in ASCII. */
const APPLICATION_ID = 0x534c4c44
const SCHEMA_VERSION = 8
/**
 * Segments from here on were loaded by a command, beside a server that may be running: it counts up
 * from 1 and never gets here.
 */
export const FIRST_LOADED_SEGMENT = 2 ** 25

/** Orders numbers of segments by age, the newest last: what was loaded is history from elsewhere. */
export function byAge(a: number, b: number): number {
  return Number(a < FIRST_LOADED_SEGMENT) - Number(b < FIRST_LOADED_SEGMENT) || a - b
}
const WAL_KEPT_BYTES = 64 * 1024 * 1024
const BUSY_TIMEOUT_MS = 5000

export interface OpenedLedger {
  readonly db: Database
  /** The name under which a damaged file was set aside, `null` if there was none. */
  readonly setAside: string | null
  /** One line about a write-ahead log that was not its own; `null`: there was none. */
  readonly foreignLog: string | null
}

/** Throws when the file is of a newer version, or the disk refuses. `now`: epoch milliseconds. */
export function openLedgerDb(directory: string, now: number): OpenedLedger {
  const path = join(directory, LEDGER_FILE)
  if (!existsSync(path)) return { db: create(path), setAside: null, foreignLog: null }
  const foreignLog = setForeignLogAside(path)
  const db = openExisting(path)
  if (db) return { db, setAside: null, foreignLog }
  return { setAside: setAside(directory, now), db: create(path), foreignLog }
}

/**
 * A connection that sees the ledger as it is now until it is closed. What is written meanwhile stays
 * in the write-ahead log, so it must not be kept for long.
 */
export function openPinned(path: string): Database {
  const db = connected(path, { readonly: true })
  db.run('BEGIN')
  // Only a read fixes the state.
  db.query('SELECT count(*) FROM segments').get()
  return db
}

/** One that waits while another process writes, instead of failing at once. */
function connected(path: string, how: { readwrite: true } | { readonly: true }): Database {
  const db = new Database(path, { ...how, strict: true })
  db.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  return db
}

function create(path: string): Database {
  closeSync(openSync(path, 'a', 0o600))
  const db = connected(path, { readwrite: true })
  // Blobs of many kilobytes: larger pages make shorter chains.
  db.run('PRAGMA page_size = 16384')
  setUp(db)
  db.transaction(() => {
    db.run(SCHEMA)
    db.run(CHANGES_SCHEMA)
    db.run(LATER_SCHEMA)
    db.run(UPLOADS_SCHEMA)
    db.run(LEFT_SCHEMA)
    db.run(VERDICTS_SCHEMA)
    db.run(BEGUN_SCHEMA)
    db.run(NUMBERS_SCHEMA)
    db.run(`PRAGMA application_id = ${APPLICATION_ID}`)
    db.run(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })()
  return db
}

/** From version 1, which knew no changes of the past, or 2 to 7, which knew fewer. */
function upgrade(db: Database, from: number): void {
  db.transaction(() => {
    if (from < 2) db.run(CHANGES_SCHEMA)
    if (from < 3) db.run(LATER_SCHEMA)
    if (from < 4) db.run(UPLOADS_SCHEMA)
    if (from < 5) db.run(LEFT_SCHEMA)
    if (from < 6) db.run(VERDICTS_SCHEMA)
    if (from < 7) db.run(BEGUN_SCHEMA)
    db.run(NUMBERS_SCHEMA)
    db.run(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  }).immediate()
}

/** Whether the file is of this version: one that was never opened since is not. */
export function isCurrent(db: Database): boolean {
  return (versionOf(db) ?? 0) >= SCHEMA_VERSION
}

/** `null` when the file is damaged or something else. */
function openExisting(path: string): Database | null {
  if (statSync(path).size === 0) return null
  let db: Database | null = null
  try {
    db = connected(path, { readwrite: true })
    const version = versionOf(db)
    if (version === null) return closed(db)
    if (version > SCHEMA_VERSION) throw new Error(`${path} ${FROM_NEWER}`)
    setUp(db)
    db.query('SELECT count(*) FROM segments').get()
    if (version < SCHEMA_VERSION) upgrade(db, version)
    readThrough(db)
    return db
  } catch (error) {
    if (!isDamage(error)) throw named(path, error)
    return closed(db)
  }
}

/** What a start reads besides segments: damage in any of it would keep the server from starting. */
const READ_AT_START = [
  'cost_batches NOT INDEXED',
  'cost_parts INDEXED BY sqlite_autoindex_cost_parts_1',
  'removals NOT INDEXED',
  'cost_uploads NOT INDEXED',
  'reclassifications NOT INDEXED',
  'begun_segments NOT INDEXED',
  'given_numbers NOT INDEXED',
  'lost_configs NOT INDEXED',
]
/** More would take longer than 0.1 s. */
const READ_ROWS = 20_000

function readThrough(db: Database): void {
  for (const table of READ_AT_START) {
    db.query(`SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT ${READ_ROWS})`).get()
  }
}

/** SQLite does not say which file. */
function named(path: string, error: unknown): Error {
  const text = messageOf(error)
  return errorFrom(text.includes(path) ? text : `${path}: ${text}`, codeOf(error))
}

function closed(db: Database | null): null {
  db?.close()
  return null
}

function versionOf(db: Database): number | null {
  return pragmaNumber(db, 'application_id') === APPLICATION_ID
    ? pragmaNumber(db, 'user_version')
    : null
}

/** The defaults are wrong for us: no foreign keys, a journal that blocks readers. */
function setUp(db: Database): void {
  db.run('PRAGMA journal_mode = WAL')
  db.run('PRAGMA synchronous = FULL')
  db.run('PRAGMA foreign_keys = ON')
  db.run('PRAGMA wal_autocheckpoint = 1000')
  db.run(`PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}`)
}

/** Bytes of the file: in use, and left by what was removed, which the next events take first. */
export interface LedgerRoom {
  readonly used: number
  readonly reusable: number
}

export function roomIn(db: Database): LedgerRoom {
  const bytes = pragmaNumber(db, 'page_size')
  const free = pragmaNumber(db, 'freelist_count')
  return { used: (pragmaNumber(db, 'page_count') - free) * bytes, reusable: free * bytes }
}

/** Cuts the write-ahead log to nothing. False, at once, while somebody reads an older state. */
export function emptyLog(db: Database): boolean {
  db.run('PRAGMA busy_timeout = 0')
  try {
    return db.query<{ busy: number }, []>('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0
  } finally {
    db.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}

const SET_ASIDE = `${LEDGER_FILE}.damaged-`

function setAside(directory: string, now: number): string {
  const path = join(directory, LEDGER_FILE)
  const name = join(directory, `${SET_ASIDE}${now}`)
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, name + suffix)
  }
  return name
}

/** Ledgers that were set aside and that nobody has repaired or taken away, by their names. */
export function setAsideIn(directory: string): string[] {
  return readdirSync(directory).filter(
    (name) => name.startsWith(SET_ASIDE) && !/-(wal|shm)$/.test(name),
  )
}

/** Whether SQLite says that the content, not the access, is the problem. */
export function isDamage(error: unknown): boolean {
  return isDamagedFile(error) || (codeOf(error) !== '' && /no such table/.test(messageOf(error)))
}

const SCHEMA = `
CREATE TABLE segments (
  number INTEGER PRIMARY KEY,
  node INTEGER NOT NULL,
  salt BLOB NOT NULL, -- of the click ids' check part; kept when the columns are gone
  created_at INTEGER NOT NULL, -- times are epoch milliseconds
  rows INTEGER NOT NULL,
  min_time INTEGER NOT NULL,
  max_time INTEGER NOT NULL,
  min_click_time INTEGER NOT NULL,
  max_click_time INTEGER NOT NULL,
  format INTEGER NOT NULL, -- of the columns' bytes
  bytes INTEGER NOT NULL -- of all columns
) STRICT;
CREATE TABLE columns (
  segment INTEGER NOT NULL REFERENCES segments (number),
  name TEXT NOT NULL,
  checksum INTEGER NOT NULL, -- CRC-32 of the bytes
  bytes BLOB NOT NULL,
  PRIMARY KEY (segment, name)
) STRICT;
`

/** What was changed after the fact: costs, and events that are no longer kept. */
const CHANGES_SCHEMA = `
ALTER TABLE segments ADD COLUMN revision INTEGER NOT NULL DEFAULT 0; -- up with each rewritten column
CREATE TABLE base_columns ( -- of rewritten columns: as the events were recorded
  segment INTEGER NOT NULL REFERENCES segments (number),
  name TEXT NOT NULL,
  checksum INTEGER NOT NULL, -- CRC-32 of the bytes
  bytes BLOB NOT NULL,
  PRIMARY KEY (segment, name)
) STRICT;
CREATE TABLE cost_batches (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  planned_at INTEGER NOT NULL, -- clicks stored until then are priced
  undone INTEGER NOT NULL DEFAULT 0,
  clicks INTEGER NOT NULL,
  share_micros INTEGER NOT NULL,
  cost_order TEXT NOT NULL, -- JSON: what was asked
  history TEXT NOT NULL -- JSON: who did what when
) STRICT;
CREATE TABLE cost_parts (
  segment INTEGER NOT NULL, -- of the clicks; it may still be open
  batch INTEGER NOT NULL REFERENCES cost_batches (id),
  clicks INTEGER NOT NULL,
  extra INTEGER NOT NULL, -- so many first clicks cost one micro-unit more
  in_force INTEGER NOT NULL, -- clicks that no newer batch prices
  checksum INTEGER NOT NULL, -- CRC-32 of the bytes
  bytes BLOB NOT NULL, -- one bit per row of the segment, compressed
  PRIMARY KEY (segment, batch)
) STRICT;
CREATE INDEX cost_parts_of_batch ON cost_parts (batch);
CREATE TABLE removals (
  id INTEGER PRIMARY KEY,
  asked_at INTEGER NOT NULL,
  done_at INTEGER, -- null while segments are left
  campaign_id INTEGER, -- null: by age
  before INTEGER NOT NULL -- events of clicks made before it
) STRICT;
CREATE TABLE removed (
  removal INTEGER NOT NULL REFERENCES removals (id),
  segment INTEGER NOT NULL,
  at INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  min_click_time INTEGER NOT NULL,
  max_click_time INTEGER NOT NULL,
  PRIMARY KEY (segment, removal)
) STRICT;
`

/** Batches that were uploaded together; clicks removed by their ids or for a part of time. */
const LATER_SCHEMA = `
ALTER TABLE cost_batches ADD COLUMN upload TEXT; -- a UUID; null: asked for by itself
ALTER TABLE removals ADD COLUMN since INTEGER NOT NULL DEFAULT 0; -- events of clicks made from it on
ALTER TABLE removals ADD COLUMN clicks INTEGER; -- how many clicks by their ids; null: not by ids
CREATE TABLE removed_clicks ( -- kept for ever: an id that is gone is told from a forged one
  seq INTEGER PRIMARY KEY, -- segment × 65,536 + row
  removal INTEGER NOT NULL REFERENCES removals (id)
) STRICT;
CREATE INDEX removed_clicks_of_removal ON removed_clicks (removal);
`

/** What became of the lines of files of costs. */
const UPLOADS_SCHEMA = `
CREATE TABLE cost_uploads (
  id TEXT PRIMARY KEY, -- as in cost_batches
  created_at INTEGER NOT NULL,
  campaigns TEXT NOT NULL, -- JSON: ids
  lines TEXT NOT NULL -- JSON: [number, id of the batch or why there is none]; null: not booked
) STRICT;
CREATE INDEX cost_batches_of_upload ON cost_batches (upload) WHERE upload IS NOT NULL;
`

/** What is left to be booked of files of costs when a process ends. */
const LEFT_SCHEMA = `
ALTER TABLE cost_uploads ADD COLUMN work BLOB; -- compressed JSON; null: there is nothing to do, or no more
ALTER TABLE cost_uploads ADD COLUMN tries INTEGER NOT NULL DEFAULT 0; -- after the one it came with
`

/** Clicks that were judged anew: whether they are robots'. Events that come late go by it, too. */
const VERDICTS_SCHEMA = `
CREATE TABLE reclassifications (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  asked_at INTEGER NOT NULL, -- times are epoch milliseconds
  started_at INTEGER, -- open segments go by it from then on
  ended_at INTEGER, -- null while something is left to do
  outcome TEXT, -- done, failed, interrupted; null while something is left to do
  is_dry INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0, -- after the one it came with
  clicks TEXT NOT NULL, -- JSON: which ones
  lists BLOB NOT NULL, -- compressed JSON: by which lists
  looked INTEGER NOT NULL DEFAULT 0, -- clicks
  unreadable INTEGER NOT NULL DEFAULT 0, -- segments
  changes TEXT NOT NULL -- JSON: how many clicks changed
) STRICT;
`

/** Segments with events: those that are not sealed are in the journal, or missing. */
const BEGUN_SCHEMA = `
CREATE TABLE begun_segments (
  number INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL, -- times are epoch milliseconds
  told_at INTEGER -- when it was missing first
) STRICT;
`

/** Which numbers `config.db` has given, and which of it was newer than the one that there is. */
const NUMBERS_SCHEMA = `
CREATE TABLE given_numbers (
  name TEXT PRIMARY KEY, -- of a table in config.db, or of a sequence
  last INTEGER NOT NULL,
  noted_at INTEGER NOT NULL -- times are epoch milliseconds
) STRICT;
CREATE TABLE lost_configs (
  noted_at INTEGER PRIMARY KEY, -- when it was seen last
  found_at INTEGER NOT NULL -- when it was missing
) STRICT;
`

/** Whether it was written: a full disk, or somebody who holds the file, keeps nobody from reading. */
export function unlessRefused(write: () => void): boolean {
  try {
    write()
    return true
  } catch {
    return false
  }
}
