/**
 * Single files of uploaded landings, read and written as text. A write replaces the file whole, and
 * is on the disk when it returns. Nothing here waits between looking and writing.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

import { isText, placeFor, servedLocation } from '../../lib/file-manifest.ts'
import { type Caller, lookUp } from '../access.ts'
import { type Desk, DONE, type Done, save } from '../desk.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal, wrong } from '../refusal.ts'
import {
  folderOfLanding,
  type LandingFolder,
  locationOf,
  mayChangeFolder,
} from './landing-folders.ts'

/** Of a file that is edited as text. */
export const TEXT_FILE_MAX_BYTES = 1024 * 1024

export interface FileAddress {
  readonly dataDir: string
  readonly landingId: number
  /** Below the landing's folder; null: its index page. */
  readonly path: string | null
}

export interface TextFile {
  readonly path: string
  readonly content: string
  /** Epoch milliseconds. */
  readonly changedAt: number
}

export function readTextFile(desk: Desk, caller: Caller, address: FileAddress): TextFile | Refusal {
  const folder = folderOfLanding(desk, caller, address.landingId)
  if (isRefusal(folder)) return folder
  const path = address.path ?? folder.index
  const location = servedLocation(locationOf(address.dataDir, folder), path)
  if (location === null) return NOT_FOUND
  const { size, mtimeMs } = statSync(location)
  if (!isText(path)) return wrong('path', 'is not a text file')
  if (size > TEXT_FILE_MAX_BYTES) return wrong('path', 'is larger than 1 MB: upload it anew')
  const content = textOf(readFileSync(location))
  if (content === null) return wrong('path', 'is not UTF-8: convert it and upload it anew')
  return { path, content, changedAt: Math.floor(mtimeMs) }
}

/** Null when writing it back would spoil it. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Its path. A file that is not there yet is made; `isFull`: no more files fit into the folder. */
export function writeTextFile(
  desk: Desk,
  caller: Caller,
  address: FileAddress,
  { content, isFull }: { readonly content: string; readonly isFull: boolean },
): string | Refusal {
  const folder = folderToChange(desk, caller, address.landingId)
  if (isRefusal(folder)) return folder
  const path = address.path ?? folder.index
  const root = locationOf(address.dataDir, folder)
  const place = placeFor(root, path)
  if (place === null)
    return wrong('path', 'must be a path of plain names, and its type a known one')
  if (!isText(path)) return wrong('path', 'is not a text file')
  if (isFull && servedLocation(root, path) === null) return wrong('path', 'is one file too many')
  const bytes = Buffer.byteLength(content)
  if (bytes > TEXT_FILE_MAX_BYTES) return TOO_LONG
  return saveFile(desk, caller, address, { event: 'write_file', path, bytes }, () =>
    replaceFile(place, content),
  )
}

const TOO_LONG = wrong('content', 'at most 1 MB')

/** The index page stays: without it there is no landing. */
export function removeFile(desk: Desk, caller: Caller, address: FileAddress): Done | Refusal {
  const folder = folderToChange(desk, caller, address.landingId)
  if (isRefusal(folder)) return folder
  const path = address.path ?? folder.index
  if (path === folder.index) return wrong('path', 'is the index page of the landing')
  const location = servedLocation(locationOf(address.dataDir, folder), path)
  if (location === null) return NOT_FOUND
  saveFile(desk, caller, address, { event: 'remove_file', path, bytes: 0 }, () => rmSync(location))
  return DONE
}

function folderToChange(desk: Desk, caller: Caller, id: number): LandingFolder | Refusal {
  const landing = lookUp(desk.stores, caller, 'landings', { id, need: 'modify' })
  const folder = isRefusal(landing) ? landing : folderOfLanding(desk, caller, id)
  if (isRefusal(folder)) return folder
  return mayChangeFolder(desk, caller, folder.name) ? folder : FORBIDDEN
}

interface FileDeed {
  readonly event: 'write_file' | 'remove_file'
  readonly path: string
  readonly bytes: number
}

/** The file first: an entry in the audit must not tell of what did not happen. */
function saveFile(
  desk: Desk,
  caller: Caller,
  { landingId }: FileAddress,
  { event, path, bytes }: FileDeed,
  act: () => void,
): string {
  const name = desk.stores.landings.find(landingId)?.name ?? ''
  const changes = event === 'write_file' ? { path, bytes } : { path }
  save(desk, caller, { event, kind: 'landings', name, changes }, () => {
    act()
    return landingId
  })
  return path
}

/** Whoever reads meanwhile gets the old file or the new one, never a part. */
function replaceFile(location: string, content: string): void {
  const folder = dirname(location)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Its dot keeps it from being served.
  const draft = join(folder, `.${crypto.randomUUID()}`)
  try {
    writeFileSync(draft, content, { mode: 0o600, flush: true })
    renameSync(draft, location)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  syncFolder(folder)
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
