/**
 * The lockfile against `scripts/advisories.json`: versions are exact and not known to be flawed,
 * and every package that can end up in the executable has a licence that allows it.
 */
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'

import manifest from '../package.json'
import advisories from '../scripts/advisories.json'
import { bundledPackages, folderOf, lockedPackages } from '../scripts/bundled-packages.ts'
import { notices } from '../scripts/notices.ts'

const root = join(import.meta.dir, '..')
const locked = await lockedPackages()
const bundled = bundledPackages(locked)

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

test.each(bundled.map((one) => [one.key, one] as const))(
  '%s may be part of the executable',
  async (_, one) => {
    const file = Bun.file(join(folderOf(one), 'package.json'))
    const { license = 'none' } = (await file.json()) as { license?: string }
    expect({ license, allowed: isAllowed(one.name, license) }).toEqual({ license, allowed: true })
  },
)

test('the licence check tells good from bad', () => {
  expect(isAllowed('x', 'AGPL-3.0')).toBe(false)
  expect(isAllowed('x', 'none')).toBe(false)
  expect(isAllowed('x', '(MIT OR CC0-1.0)')).toBe(true)
  expect(bundled.length).toBeGreaterThan(15)
})

test('the notices are those of the packages; `bun scripts/notices.ts` writes them', async () => {
  const text = await Bun.file(join(root, 'src/commands/notices.txt')).text()
  expect(text).toBe(await notices())
  const unnamed = bundled.filter(({ name, version }) => !text.includes(`\n${name} ${version}\n`))
  expect(unnamed).toEqual([])
  expect(text).not.toContain('undefined')
})
