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
export function isServedPath(path: string): boolean {
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
  const files = new Map<string, ServedFile>()
  const problem = await readLevel(files, { location: folder, prefix: '', depth: 1 })
  return problem ?? files
}

interface Level {
  readonly location: string
  readonly prefix: string
  readonly depth: number
}

async function readLevel(
  files: Map<string, ServedFile>,
  { location, prefix, depth }: Level,
): Promise<ManifestProblem | null> {
  if (depth > MAX_DEPTH) return 'too deep'
  const entries = await entriesOf(location)
  if (entries === null) return depth === 1 ? 'missing' : null
  for (const entry of entries.filter(({ name }) => isPlainName(name))) {
    const path = prefix + entry.name
    const below = join(location, entry.name)
    if (entry.isFile()) addFile(files, path, below)
    if (files.size > MAX_FILES) return 'too many files'
    if (!entry.isDirectory()) continue
    const level = { location: below, prefix: `${path}/`, depth: depth + 1 }
    const problem = await readLevel(files, level)
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
