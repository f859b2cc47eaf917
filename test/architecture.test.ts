/**
 * What holds for the source as a whole: imports point one way, files stay small and say what they
 * are for, nothing lies about unused, and the words of a wire format stay in its surface.
 */
import { describe, expect, test } from 'bun:test'
import { dirname, join, normalize } from 'node:path'

import { ENTRIES } from '../scripts/build.ts'

const below = ['lib', 'core', 'detect', 'db', 'ledger', 'routing']
const peers = ['track', 'manage', 'report']

/**
 * Each part of `src` and the parts it may import; type imports count too, because a reader has to
 * follow them just the same.
 */
const mayImport: Record<string, readonly string[]> = {
  lib: [],
  core: ['lib'],
  certify: ['lib'],
  detect: ['lib', 'core'],
  db: ['lib', 'core'],
  ledger: ['lib', 'core'],
  routing: ['lib', 'core', 'detect', 'db', 'ledger'],
  track: below,
  manage: [...below, 'certify'],
  report: below,
  api: [...below, ...peers, 'certify'],
  'config.ts': ['lib'],
  'app.ts': [...below, ...peers, 'api', 'config.ts'],
  commands: [...below, ...peers, 'certify', 'api', 'config.ts', 'app.ts'],
  'main.ts': ['commands'],
}

/** Libraries that only the named parts may know. */
const onlyIn: readonly { name: RegExp; parts: readonly string[] }[] = [
  { name: /^elysia|^@elysiajs\//, parts: ['api', 'app.ts'] },
  { name: /^drizzle-orm/, parts: ['db'] },
  { name: /^acme-client/, parts: ['certify'] },
  { name: /^(ua-parser-js|isbot|maxmind|mmdb-lib)/, parts: ['detect', 'commands'] },
]
const CORE_PACKAGES = /^@sinclair\/typebox(\/|$)/

/** Words of a dialect and where they may stand; `core/macros` has them as names of macros. */
const WIRE_WORDS: Record<string, readonly string[]> = {
  stream_id: ['api/click-api/', 'core/macros/'],
  web_url: ['api/links/'],
  customRotation: ['api/management/'],
}

const MAX_LINES = 400

interface SourceFile {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

const root = join(import.meta.dir, '../src')
const paths = [...new Bun.Glob('**/*.ts').scanSync(root)].toSorted()
const files: readonly SourceFile[] = await Promise.all(paths.map(read))
const eachFile = files.map((file) => [file.path, file] as const)

async function read(path: string): Promise<SourceFile> {
  const text = await Bun.file(join(root, path)).text()
  const names = text.matchAll(/(?:\bfrom |^import |\bimport\()'([^']+)'/gm)
  // What is packed beside the code is imported all the same.
  return { path, text, imports: [...names].map(([, name = '']) => name.replace('?packed', '')) }
}

const part = (path: string) => path.split('/')[0] ?? ''
/** `api/links` for files of a surface, `''` for what all surfaces share. */
const surface = (path: string) => /^api\/[^/]+(?=\/)/.exec(path)?.[0] ?? ''
const target = (file: SourceFile, name: string) => normalize(join(dirname(file.path), name))

function isWrong(file: SourceFile, name: string): boolean {
  const from = part(file.path)
  if (!name.startsWith('.')) return isWrongPackage(from, name)
  const to = target(file, name)
  if (to === '../ui/index.html') return from !== 'commands' // stands for the built admin UI
  if (to === '../package.json') return from !== 'commands' // the version's only home
  if (surface(file.path) !== '' && surface(to) !== '' && surface(to) !== surface(file.path)) {
    return true
  }
  return part(to) !== from && !mayImport[from]?.includes(part(to))
}

function isWrongPackage(from: string, name: string): boolean {
  if (from === 'core') return !CORE_PACKAGES.test(name)
  return onlyIn.some((rule) => rule.name.test(name) && !rule.parts.includes(from))
}

/** The files that an entry leads to, however many steps away. */
function reached(): Set<string> {
  const found = new Set<string>()
  const byPath = new Map(files.map((file) => [file.path, file]))
  const visit = (path: string): void => {
    const file = byPath.get(path)
    if (!file || found.has(path)) return
    found.add(path)
    for (const name of file.imports) if (name.startsWith('.')) visit(target(file, name))
  }
  ENTRIES.forEach(visit)
  return found
}

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(30)
  expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(60)
  expect(files.map((file) => file.path)).toEqual(expect.arrayContaining(ENTRIES))
})

test('the rules themselves catch what they forbid', () => {
  const at = (path: string): SourceFile => ({ path, text: '', imports: [] })
  expect(isWrong(at('core/decide.ts'), '../db/open.ts')).toBe(true)
  expect(isWrong(at('core/decide.ts'), 'node:fs')).toBe(true)
  expect(isWrong(at('track/visits/visit.ts'), '../../manage/campaigns.ts')).toBe(true)
  expect(isWrong(at('api/links/routes.ts'), '../management/wire.ts')).toBe(true)
  expect(isWrong(at('unheard-of/file.ts'), '../core/model.ts')).toBe(true)
  expect(isWrong(at('manage/campaigns/campaigns.ts'), 'elysia')).toBe(true)
  expect(isWrong(at('api/links/routes.ts'), '../hosts.ts')).toBe(false)
  expect(isWrong(at('core/macros/list.ts'), '../model.ts')).toBe(false)
})

describe.each(eachFile)('%s', (path, file) => {
  test('imports only what its folder may', () => {
    expect(file.imports.filter((name) => isWrong(file, name))).toEqual([])
  })

  test('opens with what it is for', () => {
    expect(file.text.slice(0, 120)).toMatch(/^\/\*\*?\s+\S/)
  })

  test('is short enough to read and has no loose ends', () => {
    expect(file.text.split('\n').length).toBeLessThanOrEqual(MAX_LINES + 1)
    expect(file.text.match(/\b(TODO|FIXME|XXX)\b.*/g)).toBeNull()
  })

  test('keeps to the words of the domain', () => {
    const foreign = Object.entries(WIRE_WORDS)
      .filter(([, places]) => !places.some((place) => path.startsWith(place)))
      .map(([word]) => word)
      .filter((word) => new RegExp(`\\b${word}\\b`).test(file.text))
    expect(foreign).toEqual([])
  })
})

test('every file is used by the program', () => {
  const used = reached()
  const unused = paths.filter((path) => !used.has(path) && !path.endsWith('.d.ts'))
  expect(unused).toEqual([])
})
