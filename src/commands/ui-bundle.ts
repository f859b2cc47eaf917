/**
 * Makes the files of the admin UI from `ui/`: bundled, named by their content, compressed, and
 * packed into one file for the executable. Running from source, they are made at the first request.
 */
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

import type { UiFile } from '../api/admin/files.ts'

const ui = join(import.meta.dir, '../../ui')
const PUBLIC_PATH = '/admin/_/'
const ENTRIES = ['main.tsx', 'theme.ts', 'style/main.css', 'icon.svg']
const TYPES: ReadonlyMap<string, string> = new Map([
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['html', 'text/html; charset=utf-8'],
])

/** `small` costs seconds and is for the executable. */
export type Effort = 'fast' | 'small'

/** All files, the page itself under the name `index.html`. Throws with the bundler's messages. */
export async function bundleUi(effort: Effort): Promise<UiFile[]> {
  const made = new Map<string, Uint8Array>()
  const { outputs } = await Bun.build({
    entrypoints: ENTRIES.slice(0, 3).map((file) => join(ui, file)),
    target: 'browser',
    format: 'esm',
    splitting: true,
    minify: true,
    publicPath: PUBLIC_PATH,
    naming: { entry: '[name]-[hash].[ext]', chunk: 'part-[name]-[hash].[ext]' },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  for (const output of outputs) made.set(output.path.replace(/^\.?\//, ''), await bytesOf(output))
  const icon = await bytesOf(Bun.file(join(ui, 'icon.svg')))
  made.set(`icon-${Bun.hash(icon).toString(36)}.svg`, icon)
  made.set('index.html', new TextEncoder().encode(await pageFor([...made.keys()])))
  return [...made].map(([name, bytes]) => fileOf(name, bytes, effort))
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}

/** The page with `{{main.js}}` replaced by the name that this file really got. */
async function pageFor(names: readonly string[]): Promise<string> {
  const page = await Bun.file(join(ui, 'index.html')).text()
  return page.replace(/\{\{(\w+)\.(\w+)\}\}/g, (_, stem: string, extension: string) => {
    const name = names.find((one) => one.startsWith(`${stem}-`) && one.endsWith(`.${extension}`))
    if (name === undefined) throw new Error(`the UI has no ${stem}.${extension}`)
    return PUBLIC_PATH + name
  })
}

function fileOf(name: string, bytes: Uint8Array, effort: Effort): UiFile {
  const quality = effort === 'small' ? 11 : 4
  const raw = Uint8Array.from(bytes)
  return {
    name,
    type: TYPES.get(name.split('.').at(-1) ?? '') ?? 'application/octet-stream',
    etag: `"${Bun.hash(raw).toString(36)}"`,
    raw,
    gzip: Uint8Array.from(Bun.gzipSync(raw, { level: effort === 'small' ? 9 : 6 })),
    br: Uint8Array.from(
      brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
    ),
  }
}

/** Of a file in the pack: all but its bytes, of which it says how many there are. */
interface Packed extends Pick<UiFile, 'name' | 'type' | 'etag'> {
  readonly gzip: number
  readonly br: number
}

/** A line of JSON, then the bytes of both forms, one file after the other; the raw ones are in the first. */
export function packUi(files: readonly UiFile[]): Uint8Array {
  const heads = files.map(({ name, type, etag, gzip, br }): Packed => {
    return { name, type, etag, gzip: gzip.length, br: br.length }
  })
  const bytes = files.flatMap(({ gzip, br }) => [gzip, br])
  return Buffer.concat([Buffer.from(`${JSON.stringify(heads)}\n`), ...bytes])
}

export function unpackUi(pack: Uint8Array): UiFile[] {
  const end = pack.indexOf(NEWLINE)
  const heads = JSON.parse(new TextDecoder().decode(pack.subarray(0, end))) as Packed[]
  let at = end + 1
  const take = (length: number) => Uint8Array.from(pack.subarray(at, (at += length)))
  return heads.map(({ name, type, etag, ...lengths }) => {
    const gzip = take(lengths.gzip)
    const br = take(lengths.br)
    return { name, type, etag, raw: Uint8Array.from(Bun.gunzipSync(gzip)), gzip, br }
  })
}

const NEWLINE = 10
