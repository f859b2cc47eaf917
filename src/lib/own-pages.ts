/**
 * Gives the pages of the executable's own code back to the system (Linux): most are needed once, when
 * the process starts. Those that are needed again come back from the system's cache of files.
 */
import { dlopen, FFIType } from 'bun:ffi'
import { readFileSync, readlinkSync } from 'node:fs'

/** From `asm-generic/mman-common.h`. */
const MADV_DONTNEED = 4
const C_LIBRARIES = ['libc.so.6', 'libc.musl-x86_64.so.1', 'libc.musl-aarch64.so.1']
/**
 * One mapping of `/proc/self/smaps`: from, to, rights, path, and how much of it is no longer as in
 * the file.
 */
const MAPPING =
  /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+ +(\/.*)\n(?:[A-Z]\w+: .*\n)*?Anonymous: +(\d+) kB$/gm

type Advise = (from: number, bytes: number, advice: number) => number

export interface Mapping {
  readonly from: number
  readonly to: number
}

/** How many bytes of addresses were given back; 0 where that is not possible. */
export function giveBackOwnPages(): number {
  try {
    const mappings = droppable(readFileSync('/proc/self/smaps', 'utf8'), ownPath())
    return mappings.reduce((sum, { from, to }) => sum + drop(from, to - from), 0)
  } catch {
    // No Linux, or no `/proc`.
    return 0
  }
}

/**
 * Mappings of the file that nobody can write and that are as in the file. The engine writes some of
 * the others first and protects them then: what was written would be lost.
 */
export function droppable(smaps: string, path: string): readonly Mapping[] {
  return [...smaps.matchAll(MAPPING)]
    .filter(([, , , rights, file, changed]) => {
      return file === path && !rights!.includes('w') && rights!.endsWith('p') && changed === '0'
    })
    .map(([, from, to]) => ({ from: Number.parseInt(from!, 16), to: Number.parseInt(to!, 16) }))
}

function ownPath(): string {
  return readlinkSync('/proc/self/exe')
}

let known: Advise | null = null

function drop(from: number, bytes: number): number {
  known ??= advise()
  return known(from, bytes, MADV_DONTNEED) === 0 ? bytes : 0
}

/** The system's call; throws without a C library of a known name. */
function advise(): Advise {
  const { u64, i32 } = FFIType
  for (const name of C_LIBRARIES) {
    try {
      const { symbols } = dlopen(name, { madvise: { args: [u64, u64, i32], returns: i32 } })
      return (from, bytes, advice) => symbols.madvise(BigInt(from), BigInt(bytes), advice)
    } catch {
      continue
    }
  }
  throw new Error('no C library')
}
