/**
 * Folders of uploaded landings. Several landings may be made of one: its files are for those to
 * change who may change all of them.
 */
import { copyFile, lstat, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { LandingRecord } from '../../db/records.ts'
import { codeOf } from '../../lib/errors.ts'
import {
  type FileManifest,
  isText,
  readManifest,
  type ServedFile,
} from '../../lib/file-manifest.ts'
import { freeBytes, RESERVED_BYTES } from '../../lib/free-space.ts'
import { accessTo, type Caller, isAdmin, lookUp, mayCreate } from '../access.ts'
import { type Desk, noteDeed } from '../desk.ts'
import { FORBIDDEN, isRefusal, type Refusal, wrong } from '../refusal.ts'

export const LANDINGS_FOLDER = 'landers'

export interface LandingFolder {
  /** The one in `landers`. */
  readonly name: string
  /** The index page, below the folder. */
  readonly index: string
}

/** Null for a landing that is not made of files. */
export function folderOf({ kind, path }: Pick<LandingRecord, 'kind' | 'path'>) {
  const [root, name = '', ...rest] = path.split('/')
  const isFolder = kind === 'local' && root === LANDINGS_FOLDER && /^[\w-]+$/.test(name)
  return isFolder && rest.length > 0 ? { name, index: rest.join('/') } : null
}

/** The folder of a landing that the caller may read. */
export function folderOfLanding(desk: Desk, caller: Caller, id: number): LandingFolder | Refusal {
  const landing = lookUp(desk.stores, caller, 'landings', { id, need: 'read' })
  if (isRefusal(landing)) return landing
  return folderOf(landing) ?? NO_FILES
}

const NO_FILES = wrong('id', 'has no files: the landing was not uploaded')

export function locationOf(dataDir: string, { name }: LandingFolder): string {
  return join(dataDir, LANDINGS_FOLDER, name)
}

/** Whether the caller may change every landing that is made of the folder. */
export function mayChangeFolder({ db, stores }: Desk, caller: Caller, name: string): boolean {
  if (isAdmin(caller)) return true
  const prefix = `${LANDINGS_FOLDER}/${name}/`
  const sql = "SELECT id FROM landings WHERE substr(json_extract(spec, '$.path'), 1, ?) = ?"
  const rows = db.query<{ id: number }, [number, string]>(sql).all(prefix.length, prefix)
  return rows.every(({ id }) => {
    const landing = stores.landings.find(id)
    return landing === null || accessTo(caller, 'landings', landing) === 'modify'
  })
}

/** A name that nobody guesses. */
export function freshFolder(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 16)
}

/** The path of the index page in a folder of its own, with everything that is served of the old one. */
export async function copyFolder(
  desk: Desk,
  caller: Caller,
  { dataDir, id }: { readonly dataDir: string; readonly id: number },
): Promise<string | Refusal> {
  if (!mayCreate(caller, 'landings')) return FORBIDDEN
  const folder = folderOfLanding(desk, caller, id)
  if (isRefusal(folder)) return folder
  const manifest = await readManifest(locationOf(dataDir, folder))
  if (typeof manifest === 'string') {
    return wrong('id', `its folder can't be copied: ${manifest}`)
  }
  if (!(await hasRoom(dataDir))) return DISK_FULL
  const copy = { name: freshFolder(), index: folder.index }
  if (!(await copyFiles(manifest, locationOf(dataDir, copy)))) return { refused: 'busy' }
  const path = `${LANDINGS_FOLDER}/${copy.name}/${copy.index}`
  noteDeed(desk, caller, { event: 'copy_files', kind: 'landings', id, name: path, changes: null })
  return path
}

export const DISK_FULL: Refusal = {
  refused: 'conflict',
  why: 'The disk is nearly full: free some room and try again',
}

/** Whether landings may still be put onto the disk. */
export async function hasRoom(dataDir: string): Promise<boolean> {
  return (await freeBytes(dataDir)) >= RESERVED_BYTES
}

/** All or nothing; false when files went while they were copied. */
async function copyFiles(manifest: FileManifest, to: string): Promise<boolean> {
  try {
    for (const [path, { location }] of manifest) {
      const target = join(to, path)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      await copyFile(location, target)
    }
    return true
  } catch (error) {
    await rm(to, { recursive: true, force: true })
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Whether visitors can be shown a landing of this path. */
export async function hasIndex(dataDir: string, path: string): Promise<boolean> {
  const folder = folderOf({ kind: 'local', path })
  if (folder === null) return false
  const manifest = await readManifest(locationOf(dataDir, folder))
  return typeof manifest !== 'string' && manifest.has(folder.index)
}

export interface ListedFile {
  readonly path: string
  readonly bytes: number
  /** Epoch milliseconds. */
  readonly changedAt: number
  readonly contentType: string
  /** Whether it can be read and written as text. */
  readonly isText: boolean
  readonly isIndex: boolean
}

/** What visitors are served of the landing, by path; empty when its folder is missing or refused. */
export async function listFiles(
  desk: Desk,
  caller: Caller,
  { dataDir, id }: { readonly dataDir: string; readonly id: number },
): Promise<readonly ListedFile[] | Refusal> {
  const folder = folderOfLanding(desk, caller, id)
  if (isRefusal(folder)) return folder
  const manifest = await readManifest(locationOf(dataDir, folder))
  if (typeof manifest === 'string') return []
  const files = await Promise.all(
    [...manifest].map(([path, file]) => listed(path, file, path === folder.index)),
  )
  return files.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** None when it has gone meanwhile. */
async function listed(
  path: string,
  { location, contentType }: ServedFile,
  isIndex: boolean,
): Promise<readonly ListedFile[]> {
  const found = await lstat(location).catch(() => null)
  if (found === null) return []
  const { size: bytes, mtimeMs } = found
  const changedAt = Math.floor(mtimeMs)
  return [{ path, bytes, changedAt, contentType, isText: isText(path), isIndex }]
}
