/**
 * The files of one uploaded landing: which there are and as what they are served. Visitors' paths
 * are only ever looked up here; links, dotfiles and types that we don't know are not in it.
 */
import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface LandingFile {
  /** Absolute, made of names that the disk gave. */
  readonly location: string
  readonly contentType: string
}

/** By the path below the landing's folder, with `/` between names. */
export type LandingManifest = ReadonlyMap<string, LandingFile>

/** Why a folder is not served at all. */
export type ManifestProblem = 'missing' | 'too many files' | 'too deep'

const MAX_FILES = 2000
const MAX_DEPTH = 10
const MAX_NAME = 200

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

/** A folder over a limit is refused whole: half a landing would be a riddle. */
export async function readManifest(folder: string): Promise<LandingManifest | ManifestProblem> {
  const files = new Map<string, LandingFile>()
  const problem = await readLevel(files, { location: folder, prefix: '', depth: 1 })
  return problem ?? files
}

interface Level {
  readonly location: string
  readonly prefix: string
  readonly depth: number
}

async function readLevel(
  files: Map<string, LandingFile>,
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
  return name.length <= MAX_NAME && /^[^.\p{Cc}\\/][^\p{Cc}\\/]*$/u.test(name)
}

function addFile(files: Map<string, LandingFile>, path: string, location: string): void {
  const contentType = contentTypeOf(path.slice(path.lastIndexOf('/') + 1))
  if (contentType !== null) files.set(path, { location, contentType })
}
