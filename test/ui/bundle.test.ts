/** The size of the admin UI as it travels, and that it takes only types from the server's code. */
import { describe, expect, test } from 'bun:test'
import { dirname, join, normalize } from 'node:path'

import type { UiFile } from '../../src/api/admin/files.ts'
import { bundleUi, packUi, unpackUi } from '../../src/commands/ui-bundle.ts'

const FIRST_LOAD_BYTES = 150_000
const ALL_BYTES = 350_000

const files = await bundleUi('fast')
const page = new TextDecoder().decode(files.find(({ name }) => name === 'index.html')?.raw)
const gzipped = (some: readonly UiFile[]) => some.reduce((sum, { gzip }) => sum + gzip.length, 0)

/** A file and what it imports at once; screens are imported when they are opened. */
function withImports(start: readonly string[]): UiFile[] {
  const found = new Map<string, UiFile>()
  const visit = (name: string): void => {
    const file = files.find((one) => one.name === name)
    if (file === undefined || found.has(name)) return
    found.set(name, file)
    const text = new TextDecoder().decode(file.raw)
    for (const [, path] of text.matchAll(/(?:from|import)\s*"([^"]+)"/g)) {
      visit(path?.split('/').at(-1) ?? '')
    }
  }
  start.forEach(visit)
  return [...found.values()]
}

describe('the bundle', () => {
  test('is small at first', () => {
    const named = [...page.matchAll(/\/admin\/_\/([^"]+)"/g)].map(([, name]) => name ?? '')
    expect(named.length).toBeGreaterThanOrEqual(4)
    const report = files
      .filter(({ name }) => name.startsWith('part-report-'))
      .map(({ name }) => name)
    const first = withImports(['index.html', ...named, ...report])
    expect(gzipped(first)).toBeLessThanOrEqual(FIRST_LOAD_BYTES)
  })

  test('is small with all screens', () => {
    expect(gzipped(files)).toBeLessThanOrEqual(ALL_BYTES)
  })

  test('names every file by its content, and carries no map', () => {
    const names = files.map(({ name }) => name).filter((name) => name !== 'index.html')
    expect(names.filter((name) => !/-[0-9a-z]{8,}\.(js|css|svg)$/.test(name))).toEqual([])
  })

  test('comes out of the executable as it went in', () => {
    expect(unpackUi(packUi(files))).toEqual(files)
  })

  test('asks no other host for anything', () => {
    expect(page).not.toMatch(/https?:\/\//)
  })
})

const root = join(import.meta.dir, '../../ui')
const sources = [...new Bun.Glob('**/*.{ts,tsx}').scanSync(root)]
const texts = await Promise.all(
  sources.map(async (path) => [path, await Bun.file(join(root, path)).text()] as const),
)

/** What files and the admin call things is said once. */
const WORDS = '../src/core/words/'
/** Files are read alike where they are chosen and on the command line. */
const FILE_TEXT = '../src/lib/file-text.ts'
/** And tables, where a file is looked at before it is sent, or goes in parts. */
const TABLES = '../src/core/files/'

describe('the sources', () => {
  test('import only types, words and the reading of files of the server, and libraries that were chosen', () => {
    const libraries = /^(preact(\/hooks)?|@preact\/signals|uplot|uqr)$/
    const wrong = texts.flatMap(([path, text]) =>
      [...text.matchAll(/^(import (?:type )?)[^;]*?from '([^']+)'/gm)].flatMap(
        ([, start, name = '']) => {
          const target = normalize(join(dirname(path), name))
          const isShared =
            start === 'import type ' ||
            target.startsWith(WORDS) ||
            target.startsWith(TABLES) ||
            target === FILE_TEXT
          const isOutside = name.startsWith('.')
            ? target.startsWith('..') && !isShared
            : !libraries.test(name)
          return isOutside ? [`${path}: ${name}`] : []
        },
      ),
    )
    expect(wrong).toEqual([])
  })

  test('get with the words of the server nothing else of it', async () => {
    const words = join(root, WORDS)
    const needed: string[] = []
    for (const path of new Bun.Glob('**/*').scanSync(words)) {
      const text = await Bun.file(join(words, path)).text()
      needed.push(
        ...[...text.matchAll(/(?:\bfrom |^import |\bimport\()'([^']+)'/gm)].map(
          ([, name]) => name!,
        ),
      )
    }
    expect(needed).toContain('./language.ts')
    expect(await Bun.file(join(root, FILE_TEXT)).text()).not.toMatch(/\bimport\b.*'/)
    expect(needed.filter((name) => !/^\.\/[\w-]+\.ts$/.test(name))).toEqual([])
  })

  test('are imported by nobody but their builder', async () => {
    const src = join(import.meta.dir, '../../src')
    const users: string[] = []
    for (const path of new Bun.Glob('**/*.ts').scanSync(src)) {
      const text = await Bun.file(join(src, path)).text()
      if (/from '(\.\.\/)+ui\/(?!index\.html)/.test(text)) users.push(path)
    }
    expect(users).toEqual([])
  })

  test('are short enough to read and say what they are for', () => {
    const odd = texts.filter(
      ([, text]) => text.split('\n').length > 401 || !/^(\/\*\*|\/\/)/.test(text),
    )
    expect(odd.map(([path]) => path)).toEqual([])
  })
})
