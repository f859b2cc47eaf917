/**
 * The backups that a data folder keeps: `backups/<name>` is a copy, `backups/<name>.json` says what
 * was found when it was read back. Making and verifying take long: for commands and workers.
 */
import { Database } from 'bun:sqlite'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { APPLICATION_ID, CONFIG_FILE } from '../../db/open.ts'
import { checkLedger } from '../../ledger/check/ledger-check.ts'
import { messageOf } from '../../lib/errors.ts'
import { faultsIn, pragma } from '../../lib/pragma.ts'
import { replacePrivate } from '../../lib/private-file.ts'
import { tarBytes, tarEntries, type TarEntry, tarPieces } from '../../lib/tar.ts'
import { copyData, UNFINISHED } from './copy.ts'

export const BACKUPS = 'backups'
const NAME = /^\d{4}-\d{2}-\d{2}T\d{6}Z$/

/** What is known of a backup. Times are epoch milliseconds. */
export interface Backup {
  readonly name: string
  readonly at: number
  /** Of the archive it is downloaded as; null while nobody has read it back. */
  readonly bytes: number | null
  /** Likewise, hex. */
  readonly sha256: string | null
  /** When it was read back the last time; null: never. */
  readonly verifiedAt: number | null
  /** What was wrong with it then, one sentence each. */
  readonly problems: readonly string[]
}

/** `2026-03-12T120000Z`. */
export function nameAt(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replaceAll(':', '')}Z`
}

/** A name that no backup has: of two within a second the later one is called by the next second. */
export function freeName(dataDir: string, now: number): string {
  const name = nameAt(now)
  return existsSync(join(dataDir, BACKUPS, name)) ? freeName(dataDir, now + 1000) : name
}

function isBackupName(name: string): boolean {
  return NAME.test(name)
}

/** When the backup of this name was made. */
function timeOf(name: string): number {
  return Date.parse(name.replace(/(\d\d)(\d\d)(\d\d)Z$/, '$1:$2:$3Z'))
}

/** Whole ones, newest first. */
export function listBackups(dataDir: string): Backup[] {
  const folder = join(dataDir, BACKUPS)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter(isBackupName)
  return names
    .toSorted()
    .toReversed()
    .flatMap((name) => findBackup(dataDir, name) ?? [])
}

export function findBackup(dataDir: string, name: string): Backup | null {
  const folder = join(dataDir, BACKUPS, name)
  const isThere = isBackupName(name) && statSync(folder, { throwIfNoEntry: false })?.isDirectory()
  if (isThere !== true) return null
  const unknown = { bytes: null, sha256: null, verifiedAt: null, problems: [] }
  return { name, at: timeOf(name), ...unknown, ...notesOf(folder) }
}

function notesOf(folder: string): Partial<Backup> {
  try {
    return notesIn(readFileSync(`${folder}.json`, 'utf8'))
  } catch {
    return {}
  }
}

/** Notes that can't be read are made again by the next verification. */
function notesIn(text: string): Partial<Backup> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Backup>
  } catch {
    return {}
  }
}

/** When the newest was made that was read back without a fault; null without one. */
export async function lastGoodAt(dataDir: string): Promise<number | null> {
  const folder = join(dataDir, BACKUPS)
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(isBackupName).toSorted().toReversed()) {
    const text = await readFile(join(folder, `${name}.json`), 'utf8').catch(() => '')
    const { verifiedAt, problems } = notesIn(text)
    if (verifiedAt !== undefined && problems?.length === 0) return timeOf(name)
  }
  return null
}

/**
 * The files of a backup as one archive, with the name it is unpacked to. The configuration comes last: clicks without
 * one are no start, so that whoever unpacks half of it is told.
 */
export async function archiveOf(dataDir: string, { name, at }: Pick<Backup, 'name' | 'at'>) {
  const files = await tarEntries(join(dataDir, BACKUPS, name))
  const isConfig = (entry: TarEntry) => entry.name === CONFIG_FILE
  const entries = [...files.filter((entry) => !isConfig(entry)), ...files.filter(isConfig)]
  const root = `sluice-${name}`
  return { bytes: tarBytes(root, entries), pieces: () => tarPieces(root, entries, at) }
}

export interface Order {
  readonly dataDir: string
  readonly name: string
  /** Epoch milliseconds. */
  readonly now: number
}

export interface ReadBack {
  readonly backup: Backup
  readonly events: number
}

/** Copies, reads the copy back, and removes the oldest beyond `kept`. Throws when it can't be made. */
export async function makeBackup(order: Order, kept: number): Promise<ReadBack> {
  const folder = join(order.dataDir, BACKUPS)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Whoever makes a backup holds the folder's lock: what is unfinished belongs to nobody.
  for (const name of readdirSync(folder)) {
    if (name.endsWith(UNFINISHED)) rmSync(join(folder, name), { recursive: true, force: true })
  }
  copyData(order.dataDir, join(folder, order.name))
  const made = await verifyBackup(order)
  if (made.backup.problems.length === 0) removeOldest(order, kept)
  return made
}

/**
 * Only whole ones take the place of others. Those that are called later than the newest were made before the
 * clock was set back, and go first: else they would stay, and each new one go as the oldest.
 */
function removeOldest({ dataDir, name: newest }: Order, kept: number): void {
  const all = listBackups(dataDir)
  const isAhead = ({ name }: Backup) => name > newest
  const byAge = [...all.filter((one) => !isAhead(one)), ...all.filter(isAhead)]
  for (const { name } of byAge.slice(kept)) {
    const path = join(dataDir, BACKUPS, name)
    rmSync(`${path}.json`, { force: true })
    rmSync(path, { recursive: true, force: true })
  }
}

/** Reads all of it: databases, every event, and the sum of the whole, which must be as it was. */
export async function verifyBackup({ dataDir, name, now }: Order): Promise<ReadBack> {
  const folder = join(dataDir, BACKUPS, name)
  const before = findBackup(dataDir, name)
  if (before === null) throw new Error(`there is no backup ${name}`)
  const { events, problems: found } = checkLedger(folder)
  const problems = [...configProblems(folder), ...found]
  const { bytes, pieces } = await archiveOf(dataDir, before)
  const hash = createHash('sha256')
  for await (const piece of pieces()) hash.update(piece)
  const sha256 = hash.digest('hex')
  const isOther = before.sha256 !== null && before.sha256 !== sha256
  if (isOther) problems.push('its files have changed since it was made')
  // The first sum stays: what was changed must not be taken for what was made.
  const sums = isOther ? { bytes: before.bytes, sha256: before.sha256 } : { bytes, sha256 }
  const notes = { ...sums, verifiedAt: now, problems }
  replacePrivate(`${folder}.json`, JSON.stringify(notes))
  return { backup: { ...before, ...notes }, events }
}

/** What is wrong with the configuration of a copy. */
export function configProblems(folder: string): string[] {
  const db = new Database(join(folder, CONFIG_FILE), { readonly: true })
  try {
    const isOurs = pragma(db, 'application_id') === APPLICATION_ID
    if (!isOurs) return [`${CONFIG_FILE}: is not a Sluice database`]
    return faultsIn(db).map((text) => `${CONFIG_FILE}: ${text}`)
  } catch (error) {
    return [`${CONFIG_FILE}: ${messageOf(error)}`]
  } finally {
    db.close()
  }
}
