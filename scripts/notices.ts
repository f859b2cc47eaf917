/**
 * Writes `src/commands/notices.txt`: the licences of everything that is part of the executable, which
 * `sluice licenses` prints. To be run when a dependency has changed: a test says so.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import {
  bundledPackages,
  folderOf,
  type LockedPackage,
  lockedPackages,
} from './bundled-packages.ts'

const FILE = join(import.meta.dir, '../src/commands/notices.txt')
const IS_NOTICE =
  /^(licen[cs]e|notice|copying|dbip-license|swagger-ui-bundle\.js\.license)(\.(md|txt))?$/i
/** Where the text stands that packages without one name. */
const WITH_TEXT: ReadonlyMap<string, string> = new Map([
  ['MIT', '@elysiajs/swagger'],
  ['(MIT OR CC0-1.0)', '@elysiajs/swagger'],
  ['Apache-2.0', 'swagger-ui-dist'],
])
const RULE = '='.repeat(80)

const HEAD = `Sluice contains the packages below, under the licences that stand with them.

It runs on Bun (https://bun.sh), Copyright (c) Oven, under the MIT licence. Bun contains JavaScriptCore
and other libraries under licences of their own, the LGPL 2 among them: https://bun.sh/docs/project/licensing

IP Geolocation by DB-IP (https://db-ip.com), under CC BY 4.0.
`

/** Sorted by name; no package is left out, whether its code is used or not. */
export async function notices(): Promise<string> {
  const packages = bundledPackages(await lockedPackages())
  packages.sort((a, b) => (a.key < b.key ? -1 : 1))
  const parts = await Promise.all(packages.map(notice))
  return [HEAD, ...parts].join(`\n${RULE}\n`)
}

async function notice(one: LockedPackage): Promise<string> {
  const folder = folderOf(one)
  const { license = '' } = (await Bun.file(join(folder, 'package.json')).json()) as {
    license?: string
  }
  const names = readdirSync(folder).filter((name) => IS_NOTICE.test(name))
  const texts = await Promise.all(names.toSorted().map((name) => textOf(join(folder, name))))
  if (texts.length === 0) texts.push(`Its text stands with ${WITH_TEXT.get(license)}.\n`)
  return [`${one.name} ${one.version}\n${license}\n`, ...texts].join('\n')
}

async function textOf(path: string): Promise<string> {
  const text = await Bun.file(path).text()
  return `${text.replaceAll('\r\n', '\n').trim()}\n`
}

if (import.meta.main) {
  await Bun.write(FILE, await notices())
  console.log(FILE)
}
