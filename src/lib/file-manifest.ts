/**
 * The files of one folder that strangers are shown: which there are and as what they are served.
 * Paths that strangers send are only ever looked up here; links, dotfiles and types that we don't
 * know are not in it.
 */
import { type Dirent, lstatSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface ServedFile {
  /** Absolute, made of names that the disk gave. */
  readonly location: string
  readonly contentType: string
}

/** By the path below the folder, with `/` between names. */
export type FileManifest = ReadonlyMap<string, ServedFile>

/** Why a folder is not served at all. */
export type ManifestProblem = 'missing' | 'too many files' | 'too deep'

export const MAX_FILES = 2000
const MAX_DEPTH = 10
const MAX_NAME = 200
/** What file systems take. */
const MAX_NAME_BYTES = 255

const TEXTS: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  mjs: 'text/javascript',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain',
  xml: 'text/xml',
  csv: 'text/csv',
  vtt: 'text/vtt',
  svg: 'image/svg+xml',
}

const BINARIES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  bmp: 'image/bmp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  otf: 'font/otf',
  eot: 'application/vnd.ms-fontobject',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  wasm: 'application/wasm',
  pdf: 'application/pdf',
  zip: 'application/zip',
  apk: 'application/vnd.android.package-archive',
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(TEXTS).map(([name, type]) => [name, `${type}; charset=utf-8`] as const),
  ...Object.entries(BINARIES),
])

/** `null` for what is not served: other types would show the source of programs. */
export function contentTypeOf(name: string): string | null {
  const dot = name.lastIndexOf('.')
  return dot < 1 ? null : (TYPES.get(name.slice(dot + 1).toLowerCase()) ?? null)
}

/** Whether people can read and edit such a file. */
export function isText(name: string): boolean {
  return contentTypeOf(name)?.endsWith('; charset=utf-8') ?? false
}

/** Whether the manifest could hold a file under this path. */
function isServedPath(path: string): boolean {
  const names = path.split('/')
  const fits = names.length <= MAX_DEPTH && names.every(isPlainName)
  return fits && contentTypeOf(names.at(-1) ?? '') !== null
}

/** Where the file is, looked at now; `null` when there is none, or a link on the way to it. */
export function servedLocation(folder: string, path: string): string | null {
  const place = placeFor(folder, path)
  return place !== null && kindOf(place) === 'file' ? place : null
}

/** Where a file of this path is or could be put; `null` when something else is in its way. */
export function placeFor(folder: string, path: string): string | null {
  if (!isServedPath(path)) return null
  const names = path.split('/')
  for (let depth = 0; depth < names.length; depth++) {
    const kind = kindOf(join(folder, ...names.slice(0, depth)))
    if (kind === 'nothing') break
    if (kind !== 'folder') return null
  }
  const place = join(folder, ...names)
  return ['file', 'nothing'].includes(kindOf(place)) ? place : null
}

function kindOf(location: string): 'file' | 'folder' | 'nothing' | 'other' {
  const found = lstatSync(location, { throwIfNoEntry: false })
  if (found === undefined) return 'nothing'
  if (found.isDirectory()) return 'folder'
  return found.isFile() ? 'file' : 'other'
}

/** A folder over a limit is refused whole: half a page would be a riddle. */
export async function readManifest(folder: string): Promise<FileManifest | ManifestProblem> {
  return (await lookAtFolder(folder, null, Date.now())).manifest
}

/** A manifest, and by what it is known to be true still. */
export interface FolderLook {
  readonly manifest: FileManifest | ManifestProblem
  /** Each folder that was read; a version of null is one that has to be read again. */
  readonly folders: readonly { readonly location: string; readonly version: string | null }[]
}

/**
 * The folder as it is at `now` (epoch milliseconds). Where no folder in it has changed since `before`,
 * that is the answer: which files there are is known by the times of their folders.
 */
export async function lookAtFolder(
  folder: string,
  before: FolderLook | null,
  now: number,
): Promise<FolderLook> {
  if (before !== null && (await isUnchanged(before, now))) return before
  const reading: Reading = { files: new Map(), folders: [], now }
  const problem = await readLevel(reading, { location: folder, prefix: '', depth: 1 })
  return { manifest: problem ?? reading.files, folders: reading.folders }
}

async function isUnchanged({ folders }: FolderLook, now: number): Promise<boolean> {
  for (const { location, version } of folders) {
    if (version === null || (await versionOf(location, now)) !== version) return false
  }
  return true
}

/** Times of files are as coarse as this at worst: what is younger may change unseen. */
const COARSE_MS = 2000

/** `null` for what is no folder, a link to one included, and while it may change unseen. */
async function versionOf(location: string, now: number): Promise<string | null> {
  const found = await lstat(location).catch(() => null)
  if (found === null || !found.isDirectory()) return null
  const { ino, mtimeMs, ctimeMs } = found
  return now - ctimeMs < COARSE_MS ? null : `${ino} ${mtimeMs} ${ctimeMs}`
}

interface Reading {
  readonly files: Map<string, ServedFile>
  readonly folders: { location: string; version: string | null }[]
  readonly now: number
}

interface Level {
  readonly location: string
  readonly prefix: string
  readonly depth: number
}

async function readLevel(
  reading: Reading,
  { location, prefix, depth }: Level,
): Promise<ManifestProblem | null> {
  if (depth > MAX_DEPTH) return 'too deep'
  const { files, folders, now } = reading
  // Before its entries: what comes between is seen the next time.
  const version = await versionOf(location, now)
  const entries = await entriesOf(location)
  folders.push({ location, version: entries === null ? null : version })
  if (entries === null) return depth === 1 ? 'missing' : null
  for (const entry of entries.filter(({ name }) => isPlainName(name))) {
    const path = prefix + entry.name
    const below = join(location, entry.name)
    if (entry.isFile()) addFile(files, path, below)
    if (files.size > MAX_FILES) return 'too many files'
    if (!entry.isDirectory()) continue
    const level = { location: below, prefix: `${path}/`, depth: depth + 1 }
    const problem = await readLevel(reading, level)
    if (problem !== null) return problem
  }
  return null
}

/** `null` for what is no folder, a link to one included. */
async function entriesOf(location: string): Promise<Dirent[] | null> {
  try {
    const isFolder = (await lstat(location)).isDirectory()
    return isFolder ? await readdir(location, { withFileTypes: true }) : null
  } catch {
    return null
  }
}

function isPlainName(name: string): boolean {
  const fits = name.length <= MAX_NAME && Buffer.byteLength(name) <= MAX_NAME_BYTES
  return fits && /^[^.\p{Cc}\\/][^\p{Cc}\\/]*$/u.test(name)
}

function addFile(files: Map<string, ServedFile>, path: string, location: string): void {
  const contentType = contentTypeOf(path.slice(path.lastIndexOf('/') + 1))
  if (contentType !== null) files.set(path, { location, contentType })
}
