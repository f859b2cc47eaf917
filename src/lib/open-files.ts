/**
 * Whether files that are open are still those of their folder. Removed, moved away or under a mount, they
 * go on taking what is written, and it is lost with the process.
 */
import { statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { isAbsent } from './errors.ts'

export interface OpenFiles {
  /** The name of one that is gone, or another one by now; `null`: none, as of the last look. */
  gone(): string | null
  /** Looks beside the caller's thread. Never rejects. */
  look(): Promise<void>
}

/** All are there now. */
export function openFiles(folder: string, names: readonly string[]): OpenFiles {
  const files = names.map((name) => ({
    name,
    path: join(folder, name),
    was: identity(join(folder, name)),
  }))
  let gone: string | null = null
  let looking: Promise<void> | null = null
  const lookAtAll = async () => {
    for (const { name, path, was } of files) {
      const isSame = await stat(path, { bigint: true }).then(
        ({ dev, ino }) => was === `${dev}:${ino}`,
        (error: unknown) => !isAbsent(error),
      )
      if (!isSame) return name
    }
    return null
  }
  return {
    gone: () => gone,
    look: () =>
      (looking ??= lookAtAll().then((found) => {
        gone = found
        looking = null
      })),
  }
}

/** SQLite goes by the same. */
function identity(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true })
  return `${dev}:${ino}`
}
