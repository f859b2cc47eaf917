/**
 * The lockfile against `scripts/advisories.json`: versions are exact and not known to be flawed,
 * and every package that can end up in the executable has a licence that allows it.
 */
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'

import manifest from '../package.json'
import advisories from '../scripts/advisories.json'

interface Locked {
  /** Where it lies below `node_modules`, e.g. `elysia` or `a/b` for b nested in a. */
  readonly key: string
  readonly name: string
  readonly version: string
  readonly dependencies: readonly string[]
}

type LockEntry = [string, string, { dependencies?: object; peerDependencies?: object }]

const root = join(import.meta.dir, '..')
const lock = Bun.JSONC.parse(await Bun.file(join(root, 'bun.lock')).text()) as {
  packages: Record<string, LockEntry>
}
const locked = new Map(
  Object.entries(lock.packages).map(([key, entry]) => [key, toLocked(key, entry)]),
)

function toLocked(key: string, [id, , { dependencies = {} }]: LockEntry): Locked {
  const at = id.lastIndexOf('@')
  return {
    key,
    name: id.slice(0, at),
    version: id.slice(at + 1),
    dependencies: Object.keys(dependencies),
  }
}

/** A nested copy wins over the one at the top, as when modules are resolved. */
const resolve = (from: string, name: string) => locked.get(`${from}/${name}`) ?? locked.get(name)

/** Everything that production code could import, directly or through others. */
function bundled(): Locked[] {
  const found = new Map<string, Locked>()
  const visit = (from: string, name: string): void => {
    const one = resolve(from, name)
    if (!one || found.has(one.key)) return
    found.set(one.key, one)
    for (const dependency of one.dependencies) visit(one.key, dependency)
  }
  for (const name of Object.keys(manifest.dependencies)) visit('', name)
  return [...found.values()]
}

/** `(MIT OR CC0-1.0)` is fine when one of them is. */
function isAllowed(name: string, licence: string): boolean {
  const data = (advisories.dataLicences as Record<string, string>)[name]
  if (data !== undefined) return licence.includes(data)
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((one) => advisories.licences.includes(one))
}

/** Bun itself is no package of the lock file: it is what runs this, and what is built in. */
const versionsOf = (name: string) =>
  name === 'bun'
    ? [Bun.version]
    : [...locked.values()].filter((one) => one.name === name).map((one) => one.version)

test('versions in package.json are exact', () => {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  // DuckDB numbers its revisions as pre-releases.
  const exact = /^\d+\.\d+\.\d+(-r\.\d+)?$/
  expect(all.filter(([, version]) => !exact.test(version))).toEqual([])
})

describe.each(Object.entries(advisories.packages))('%s', (name, rule) => {
  const versions = versionsOf(name)

  test('is locked', () => expect(versions).not.toEqual([]))

  test('is no version that is known to be flawed', () => {
    const { atLeast, exactly } = rule as { atLeast?: string; exactly?: string }
    const wrong = versions.filter((version) =>
      exactly === undefined ? Bun.semver.order(version, atLeast ?? '') < 0 : version !== exactly,
    )
    expect(wrong).toEqual([])
  })
})

test.each(bundled().map((one) => [one.key, one] as const))(
  '%s may be part of the executable',
  async (_, one) => {
    const file = Bun.file(join(root, 'node_modules', folderOf(one), 'package.json'))
    const { license = 'none' } = (await file.json()) as { license?: string }
    expect({ license, allowed: isAllowed(one.name, license) }).toEqual({ license, allowed: true })
  },
)

/** A key lists the packages from the top down to it, as `elysia` or `@a/b/c`. */
function folderOf({ key }: Locked): string {
  return (key.match(/@[^/]+\/[^/]+|[^/]+/g) ?? []).join('/node_modules/')
}

test('the licence check tells good from bad', () => {
  expect(isAllowed('x', 'AGPL-3.0')).toBe(false)
  expect(isAllowed('x', 'none')).toBe(false)
  expect(isAllowed('x', '(MIT OR CC0-1.0)')).toBe(true)
  expect(bundled().length).toBeGreaterThan(15)
})
