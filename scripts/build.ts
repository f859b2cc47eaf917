/**
 * Builds `dist/sluice`, the one executable; the only place that knows build flags.
 *
 * Bytecode and ESM for a fast start; blanks are left out and names kept, as Elysia asks for, which reads
 * its handlers. Data files come along because code imports them as files.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

import type { BunPlugin } from 'bun'

import { bundleUi, packUi } from '../src/commands/ui-bundle.ts'

const root = join(import.meta.dir, '..')
const dist = join(root, 'dist')
const outfile = join(dist, 'sluice')

/**
 * The files below `src` that something else than an import starts. Workers are entries of their own:
 * inside the executable they are found by their path below the project's root, such as
 * `src/ledger/journal/writer.ts`.
 */
export const ENTRIES = [
  'main.ts',
  'api/management/system/config-import-worker.ts',
  'ledger/journal/writer.ts',
  'manage/backups/worker.ts',
  'manage/blocklist/worker.ts',
  'manage/domain-worker.ts',
  'report/worker.ts',
  'report/scan/scan-worker.ts',
  'track/deliveries/delivery-worker.ts',
  'track/links/link-index-worker.ts',
  'track/conversions/worker.ts',
]

/** Room for the management API's 128 KB request target; smaller limits are kept in code. */
const MAX_HEADER_BYTES = 180_000

/** Data travels packed: 6 MB less to download, and to hold in memory as part of the file. */
const packedData: BunPlugin = {
  name: 'packed data',
  setup({ onLoad }) {
    onLoad(
      { filter: /\.mmdb$|\/(answers\.json|notices\.txt)$|\/swagger-ui-dist\/.*\.(js|css)$/ },
      async ({ path }) => ({
        contents: Bun.zstdCompressSync(await Bun.file(path).bytes(), { level: 19 }),
        loader: 'file',
      }),
    )
  },
}

/**
 * The admin UI's page stands for all of it: built, compressed and in one file. It is made before,
 * because a bundler that waits for another one inside it may wait for ever.
 */
const packedUi = (contents: Uint8Array): BunPlugin => ({
  name: 'packed admin UI',
  setup({ onLoad }) {
    onLoad({ filter: /\/ui\/index\.html$/ }, () => ({ contents, loader: 'file' }))
  },
})

/**
 * A worker that is seldom needed and has large libraries: with them in one packed text, a fifth of what
 * its bytecode would take. Made before, as the admin UI is.
 */
const packedWorker = (contents: Uint8Array): BunPlugin => ({
  name: 'packed worker',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?packed$/ }, ({ path }) => ({ path, namespace: 'packed-worker' }))
    onLoad({ filter: /./, namespace: 'packed-worker' }, () => ({ contents, loader: 'file' }))
  },
})

/**
 * Elysia tells with it what an uploaded file really is, where a schema asks for files of a type. None of
 * ours does (`test/scripts/build.test.ts`), and with what it brings it is half a megabyte.
 */
const withoutFileTypes: BunPlugin = {
  name: 'without types of files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^file-type$/ }, ({ path }) => ({ path, namespace: 'left-out' }))
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({
      contents: "throw new Error('types of files are not told in the executable')",
      loader: 'js',
    }))
  },
}

async function acmeWorker(): Promise<Uint8Array> {
  const { outputs } = await Bun.build({
    entrypoints: [join(root, 'src/certify/acme-worker.ts')],
    target: 'bun',
    format: 'esm',
    minify: true,
  })
  const [bundle] = outputs
  if (bundle === undefined) throw new Error('the worker for certificates was not made')
  return Bun.zstdCompressSync(await bundle.arrayBuffer(), { level: 19 })
}

/** What came out; a failed build throws with the bundler's own messages. */
export async function build(): Promise<{ path: string; bytes: number }> {
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist)
  const ui = packUi(await bundleUi('small'))
  const acme = await acmeWorker()
  try {
    await Bun.build({
      entrypoints: ENTRIES.map((file) => join(root, 'src', file)),
      root,
      target: 'bun',
      format: 'esm',
      bytecode: true,
      minify: { whitespace: true, syntax: true },
      // What the threads have in common is in the file once.
      splitting: true,
      // Embedded, so that a stack trace names lines of the source.
      sourcemap: 'inline',
      loader: { '.mmdb': 'file', '.sql': 'text' },
      plugins: [packedData, packedUi(ui), packedWorker(acme), withoutFileTypes],
      define: { 'process.env.NODE_ENV': '"production"' },
      compile: {
        outfile,
        execArgv: [`--max-http-header-size=${MAX_HEADER_BYTES}`],
        // A tracker must not change its behaviour with the folder it is started in.
        autoloadDotenv: false,
        autoloadBunfig: false,
        autoloadTsconfig: false,
        autoloadPackageJson: false,
      },
    })
  } finally {
    removeLeftovers()
  }
  return { path: outfile, bytes: statSync(outfile).size }
}

/** The compiler leaves copies of itself when it is interrupted, and maps that are embedded anyway. */
function removeLeftovers(): void {
  for (const name of readdirSync(root)) {
    if (name.endsWith('.bun-build')) rmSync(join(root, name), { force: true })
  }
  for (const map of new Bun.Glob('*.map').scanSync(dist)) {
    rmSync(join(dist, map))
  }
}

if (import.meta.main) {
  const { path, bytes } = await build()
  console.log(`${path}: ${(bytes / 1e6).toFixed(1)} MB`)
}
