/**
 * Lets the calling thread stand back behind those that visitors wait for. Raising the niceness of
 * one's own threads needs no rights; lowering it again does, so a thread asks once, at its start.
 */
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/**
 * Niceness as Linux has it for single threads: each step leaves a fifth less of a busy processor.
 * Elsewhere, or where the system refuses, the thread stays as it is.
 */
export function standBack(niceness: number): void {
  try {
    setPriority(threadId(), niceness)
  } catch {
    // Only a matter of speed.
  }
}

/** The kernel's number of this thread. Throws where there is no such thing. */
export function threadId(): number {
  return Number(readlinkSync('/proc/thread-self').split('/').at(-1))
}
