/** The packages that can end up in the executable, read from the lockfile. */
import { join } from 'node:path'

import manifest from '../package.json'

export interface LockedPackage {
  /** Where it lies below `node_modules`, e.g. `elysia` or `a/b` for b nested in a. */
  readonly key: string
  readonly name: string
  readonly version: string
  readonly dependencies: readonly string[]
}

type LockEntry = [string, string, { dependencies?: object; peerDependencies?: object }]

const root = join(import.meta.dir, '..')

export async function lockedPackages(): Promise<ReadonlyMap<string, LockedPackage>> {
  const lock = Bun.JSONC.parse(await Bun.file(join(root, 'bun.lock')).text()) as {
    packages: Record<string, LockEntry>
  }
  return new Map(Object.entries(lock.packages).map(([key, entry]) => [key, toLocked(key, entry)]))
}

function toLocked(key: string, [id, , { dependencies = {} }]: LockEntry): LockedPackage {
  const at = id.lastIndexOf('@')
  return {
    key,
    name: id.slice(0, at),
    version: id.slice(at + 1),
    dependencies: Object.keys(dependencies),
  }
}

/** Everything that production code could import, directly or through others. */
export function bundledPackages(locked: ReadonlyMap<string, LockedPackage>): LockedPackage[] {
  // A nested copy wins over the one at the top, as when modules are resolved.
  const resolve = (from: string, name: string) => locked.get(`${from}/${name}`) ?? locked.get(name)
  const found = new Map<string, LockedPackage>()
  const visit = (from: string, name: string): void => {
    const one = resolve(from, name)
    if (!one || found.has(one.key)) return
    found.set(one.key, one)
    for (const dependency of one.dependencies) visit(one.key, dependency)
  }
  for (const name of Object.keys(manifest.dependencies)) visit('', name)
  return [...found.values()]
}

/** A key lists the packages from the top down to it, as `elysia` or `@a/b/c`. */
export function folderOf({ key }: LockedPackage): string {
  const names = key.match(/@[^/]+\/[^/]+|[^/]+/g) ?? []
  return join(root, 'node_modules', names.join('/node_modules/'))
}
