/**
 * Gives the pages of the executable's own code back to the system (Linux): most are needed once, when
 * the process starts. Those that are needed again come back from the system's cache of files.
 */
import { FFIType } from 'bun:ffi'
import { readFileSync, readlinkSync } from 'node:fs'

import { fromCLibrary } from './c-library.ts'

/** From `asm-generic/mman-common.h`. */
const MADV_DONTNEED = 4
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

/** The system's call; throws where there is none. */
function advise(): Advise {
  const { u64, i32 } = FFIType
  const { madvise } = fromCLibrary({ madvise: { args: [u64, u64, i32], returns: i32 } })
  return (from, bytes, advice) => madvise(BigInt(from), BigInt(bytes), advice)
}
