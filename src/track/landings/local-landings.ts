/**
 * Uploaded landings in memory: index pages ready to be filled in, manifests of their files. The
 * disk is read at the start and every few seconds, never for deciding what a visitor gets.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'

import { withBase } from '../../core/actions/page.ts'
import { parseTemplate } from '../../core/macros/parse.ts'
import type { Template } from '../../core/macros/template.ts'
import type { Landing } from '../../core/model.ts'
import { PATHS } from '../../core/paths.ts'
import {
  contentTypeOf,
  type FileManifest,
  type FolderLook,
  lookAtFolder,
  type ManifestProblem,
  type ServedFile,
} from '../../lib/file-manifest.ts'
import { unescaped } from '../../lib/text.ts'

/** What of a landing says where its files are. */
export type LandingPlace = Pick<Landing, 'id' | 'path'>

export interface LocalLandings {
  /** The index page, its macros parsed; `null` while there is none that can be shown. */
  page(landing: LandingPlace): Template | null
  /** `path` as it came from the visitor, below the landing's folder and percent-encoded. */
  file(landing: LandingPlace, path: string): ServedFile | null
  /** Reads what has changed on the disk. Never rejects. */
  refresh(): Promise<void>
  /** As `refresh`; whatever is on the disk at the call is shown when it is done. */
  catchUp(): Promise<void>
}

export interface LocalLandingsParts {
  readonly dataDir: string
  /** All local landings in use. */
  readonly landings: () => readonly LandingPlace[]
  /** Told once of every landing that can't be shown, and again when the reason changes. */
  readonly report: (landingId: number, problem: string) => void
}

export const NO_LANDINGS: LocalLandings = {
  page: () => null,
  file: () => null,
  refresh: () => Promise.resolve(),
  catchUp: () => Promise.resolve(),
}

interface Place {
  readonly folder: string
  /** The index file, below the folder. */
  readonly index: string
}

interface IndexPage {
  readonly path: string
  /** When and how large the file was. */
  readonly version: string
  readonly template: Template
}

interface State {
  readonly folders: ReadonlyMap<string, FolderLook>
  readonly pages: ReadonlyMap<number, IndexPage>
  readonly problems: ReadonlyMap<number, string>
}

const MAX_PAGE_BYTES = 1024 * 1024
const ROOT = 'landers'

/** Links to a place in the page itself stay in it, though the page's base is elsewhere. */
const KEEP_ANCHORS = `<script>addEventListener('click',function(e){
var a=e.defaultPrevented||!e.target.closest?null:e.target.closest('a[href^="#"]');
if(a){e.preventDefault();location.hash=a.getAttribute('href')}
})</script>`

export function localLandings(parts: LocalLandingsParts): LocalLandings {
  let state: State = { folders: new Map(), pages: new Map(), problems: new Map() }
  let reading: Promise<void> | null = null
  const read = async () => {
    const next = await readAll(parts, state)
    for (const [id, problem] of next.problems)
      if (state.problems.get(id) !== problem) parts.report(id, problem)
    state = next
  }
  const refresh = () => (reading ??= read().finally(() => (reading = null)))
  return {
    page({ id, path }) {
      const page = state.pages.get(id)
      return page?.path === path ? page.template : null
    },
    file({ path: of }, path) {
      const manifest = state.folders.get(placeOf(of)?.folder ?? '')?.manifest
      const name = unescaped(path)
      return manifest === undefined || typeof manifest === 'string' || name === null
        ? null
        : (manifest.get(name) ?? null)
    },
    refresh,
    async catchUp() {
      await reading // which may have looked too early
      await refresh()
    },
  }
}

/** `landers/<folder>/<index>`; `null` for anything else. */
function placeOf(path: string): Place | null {
  const [root, folder = '', ...rest] = path.split('/')
  const isPlain = root === ROOT && /^[\w-]+$/.test(folder) && rest.length > 0
  return isPlain ? { folder, index: rest.join('/') } : null
}

async function readAll({ dataDir, landings }: LocalLandingsParts, before: State): Promise<State> {
  const folders = new Map<string, FolderLook>()
  const pages = new Map<number, IndexPage>()
  const problems = new Map<number, string>()
  for (const landing of landings()) {
    const place = placeOf(landing.path)
    if (place !== null && !folders.has(place.folder)) {
      const known = before.folders.get(place.folder) ?? null
      folders.set(
        place.folder,
        await lookAtFolder(join(dataDir, ROOT, place.folder), known, Date.now()),
      )
    }
    const manifest = folders.get(place?.folder ?? '')?.manifest ?? 'missing'
    const page = await readIndex(landing, manifest, before.pages.get(landing.id))
    if (typeof page === 'string') problems.set(landing.id, page)
    else pages.set(landing.id, page)
  }
  return { folders, pages, problems }
}

/** The page of before if its file is still the same; a text says why there is none. */
async function readIndex(
  { id, path }: LandingPlace,
  manifest: FileManifest | ManifestProblem,
  before: IndexPage | undefined,
): Promise<IndexPage | string> {
  if (typeof manifest === 'string') return `its folder is refused: ${manifest}`
  const index = placeOf(path)?.index ?? ''
  const file = manifest.get(index)
  if (file === undefined) return 'its index page is missing'
  if (file.contentType !== contentTypeOf('index.html')) return 'its index page is no HTML'
  try {
    const { mtimeMs, size } = await lstat(file.location)
    if (size > MAX_PAGE_BYTES) return 'its index page is larger than 1 MB'
    const version = `${mtimeMs} ${size}`
    if (before?.path === path && before.version === version) return before
    const template = pageTemplate(await Bun.file(file.location).text(), id, index)
    return { path, version, template }
  } catch {
    return 'its index page could not be read'
  }
}

/** Relative addresses lead to the landing's files, beside its index. */
function pageTemplate(html: string, landingId: number, index: string): Template {
  const folder = index.slice(0, index.lastIndexOf('/') + 1)
  const anchored = withBase(html, `${PATHS.landingFiles}/${landingId}/${folder}`)
  return parseTemplate(withAnchors(anchored), 'html')
}

function withAnchors(html: string): string {
  const end = html.toLowerCase().lastIndexOf('</body>')
  return end < 0 ? html + KEEP_ANCHORS : html.slice(0, end) + KEEP_ANCHORS + html.slice(end)
}
