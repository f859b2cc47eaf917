/**
 * Small file systems for drills: one that fills up, one that can be frozen. They need root and the
 * right to mount; `null` where that is missing, and the drill says so.
 */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Server, startServer } from './server.ts'

export interface SmallFileSystem {
  readonly path: string
  /** Every write to it blocks until `thaw`; only for the one made by `freezable`. */
  freeze(): void
  thaw(): void
  /** For the end of a drill, which may have failed at any point. */
  thawIfFrozen(): void
  /** More room; only for the one made by `tmpfs`. */
  grow(megabytes: number): void
  unmount(): void
}

const CANNOT_MOUNT = 'mounting a file system needs root'
const MB = 1024 * 1024

/** Why the drills that mount can't run, or `null`. */
export const noMounts: string | null = tried(() => tmpfs(1).unmount()) ? null : CANNOT_MOUNT

/** Holds `megabytes` and then is full. */
export function tmpfs(megabytes: number): SmallFileSystem {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tmpfs-'))
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', folder)
  return fileSystem(folder, folder)
}

/** An ext4 in a file, through a loop device. */
export function freezable(megabytes: number): SmallFileSystem {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-loop-'))
  const [image, mounted] = [join(folder, 'image'), join(folder, 'mounted')]
  writeFileSync(image, '')
  truncateSync(image, megabytes * MB)
  mkdirSync(mounted)
  run('mkfs.ext4', '-q', image)
  run('mount', '-o', 'loop', image, mounted)
  return fileSystem(mounted, folder)
}

function fileSystem(path: string, folder: string): SmallFileSystem {
  const state = { isFrozen: false }
  const thaw = () => {
    run('fsfreeze', '--unfreeze', path)
    state.isFrozen = false
  }
  return {
    path,
    freeze() {
      run('fsfreeze', '--freeze', path)
      state.isFrozen = true
    },
    thaw,
    thawIfFrozen() {
      if (state.isFrozen) thaw()
    },
    grow: (megabytes) => run('mount', '-o', `remount,size=${megabytes}m`, path),
    unmount() {
      // Whoever looks through all temporary files just then does not keep it in use.
      run('umount', '--lazy', path)
      rmSync(folder, { recursive: true })
    },
  }
}

function run(...words: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(words)
  if (exitCode !== 0) throw new Error(`${words.join(' ')}: ${stderr.toString()}`)
}

function tried(attempt: () => void): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}

/** Runs a server on the disk. Afterwards neither is left, whatever has happened in between. */
export async function withServerOn(
  disk: SmallFileSystem,
  run: (server: Server) => Promise<void>,
): Promise<void> {
  const server = await startServer({ data: join(disk.path, 'data') })
  try {
    await run(server)
  } finally {
    disk.thawIfFrozen()
    await server.kill('SIGKILL')
    disk.unmount()
  }
}
