/** Names a worker's file so that it is found both from source and inside the compiled executable. */
import { join } from 'node:path'

/**
 * `path` is relative to `src`, e.g. `ledger/writer.ts`; the build must name the same file as an
 * entry point (`./src/ledger/writer.ts`) with the repository as its root. In the executable all
 * modules count as lying at the root of its file system, and entry points below it by their paths.
 */
export function workerFile(path: string): string {
  return Bun.isStandaloneExecutable
    ? join(import.meta.dir, 'src', path)
    : join(import.meta.dir, '..', path)
}
