/** Names a worker's file so that it is found both from source and inside the compiled executable. */
import { join } from 'node:path'

/**
 * `path` is relative to `src`, e.g. `ledger/journal/writer.ts`; the build must name the same file as an
 * entry point (`scripts/build.ts`) with the repository as its root. In the executable modules count as
 * lying beside the entry point that they belong to: at the root of its file system, or below it by the
 * path of a worker that starts another one.
 */
export function workerFile(path: string): string {
  return Bun.isStandaloneExecutable
    ? join(import.meta.dir.replace(BELOW_ROOT, ''), 'src', path)
    : join(import.meta.dir, '..', path)
}

const BELOW_ROOT = /[\\/]src[\\/].*$/
