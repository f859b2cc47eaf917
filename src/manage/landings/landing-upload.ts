/**
 * Uploaded landings: a page or an archive of one becomes a fresh folder below `landers` of the data
 * folder. A folder that could not be written whole is removed again.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { codeOf, isUnavailable } from '../../lib/errors.ts'
import { readZip, type ZipFile } from '../../lib/zip.ts'
import { type Caller, mayCreate } from '../access.ts'
import { type Desk, noteDeed } from '../desk.ts'
import { FORBIDDEN, type Refusal, wrong } from '../refusal.ts'
import { DISK_FULL, freshFolder, hasRoom, LANDINGS_FOLDER } from './landing-folders.ts'

export const UPLOAD_MAX_BYTES = 100 * 1024 * 1024
const LIMITS = { maxFiles: 2000, maxBytes: 200 * 1024 * 1024, maxRatio: 100, maxDepth: 10 }

export interface Upload {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Asked before a hundred megabytes are read. */
export function refuseUpload(caller: Caller): Refusal | null {
  return mayCreate(caller, 'landings') ? null : FORBIDDEN
}

/** `path` is that of the landing's first page. */
export function noteUpload(desk: Desk, caller: Caller, path: string): void {
  noteDeed(desk, caller, { event: 'upload', kind: 'landings', id: '', name: path, changes: null })
}

/** The path of the index page, `landers/<folder>/<file>`. */
export async function storeUpload(dataDir: string, upload: Upload): Promise<string | Refusal> {
  const files = filesIn(upload)
  if ('problem' in files) return wrong('file', files.problem)
  const index = indexOf(files.map(({ path }) => path))
  if (index === null) return wrong('file', 'holds no HTML page')
  if (!(await hasRoom(dataDir))) return DISK_FULL
  const folder = freshFolder()
  const location = join(dataDir, LANDINGS_FOLDER, folder)
  try {
    for (const file of files) await write(location, file)
    return `${LANDINGS_FOLDER}/${folder}/${index}`
  } catch (error) {
    await rm(location, { recursive: true, force: true })
    if (isUnavailable(error)) throw error
    return wrong(
      'file',
      PATHS.test(codeOf(error)) ? "holds names that can't be stored" : 'is damaged',
    )
  }
}

/** Too long for a file system, or a file that is a folder as well. */
const PATHS = /^(ENAMETOOLONG|EEXIST|ENOTDIR|EISDIR|EINVAL|EILSEQ)$/

function filesIn({ name, bytes }: Upload): readonly ZipFile[] | { readonly problem: string } {
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b
  if (isArchive) return readZip(bytes, LIMITS)
  if (!/\.html?$/i.test(name)) return { problem: 'must be a ZIP archive or an HTML page' }
  return [{ path: 'index.html', bytes: () => Promise.resolve(bytes) }]
}

/** The uppermost `index.html`, else the uppermost page. Names that can't be served are no index. */
function indexOf(paths: readonly string[]): string | null {
  const pages = paths.filter((path) => /^(\w[\w.-]*\/)*\w[\w.-]*\.html?$/i.test(path))
  const rank = (path: string) =>
    path.split('/').length * 2 + (/(^|\/)index\.html?$/i.test(path) ? 0 : 1)
  return pages.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0] ?? null
}

async function write(location: string, file: ZipFile): Promise<void> {
  const path = join(location, file.path)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, await file.bytes(), { mode: 0o600 })
}
