/**
 * Lets threads stand back behind those that visitors wait for. Raising the niceness of one's own
 * threads needs no rights; lowering it again does, so a thread asks once, at its start.
 */
import { FFIType } from 'bun:ffi'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

import { fromCLibrary } from './c-library.ts'

const THREADS = '/proc/self/task'
/** As the engine names its threads that compile; it makes them when they are wanted. */
const COMPILERS = 'JITWorker'
const COMPILERS_NICENESS = 10

/**
 * Lets the calling thread stand back. Niceness as Linux has it for single threads: each step leaves a
 * fifth less of a busy processor. Elsewhere, or where the system refuses, the thread stays as it is.
 */
export function standBack(niceness: number): void {
  setNiceness(niceness, () => threadId())
}

/**
 * Lets those of the engine's threads stand back that compile, for the whole process, as far as there
 * are any yet: what is new to it must not hold up what it does all the time.
 */
export function compilersStandBack(): void {
  for (const thread of threads()) {
    setNiceness(COMPILERS_NICENESS, () => (isCompiler(thread) ? Number(thread) : null))
  }
}

/** A thread that gives way more often gets next to nothing while others want the processor. */
const TURN_MS = 0.5
let yieldTo: (() => unknown) | null = null
let turnFrom = 0

/**
 * Lets those run that wait for the processor of the calling thread, if it has had it for a while. To
 * be called often in long work: the system itself takes it away only at its ticks, every 4 ms or so.
 */
export function giveWay(): void {
  if (performance.now() - turnFrom < TURN_MS) return
  yieldTo ??= yielder()
  yieldTo()
  turnFrom = performance.now()
}

function yielder(): () => unknown {
  try {
    return fromCLibrary({ sched_yield: { args: [], returns: FFIType.i32 } }).sched_yield
  } catch {
    return () => null
  }
}

/** The kernel's number of this thread. Throws where there is no such thing. */
export function threadId(): number {
  return Number(readlinkSync('/proc/thread-self').split('/').at(-1))
}

function threads(): readonly string[] {
  try {
    return readdirSync(THREADS)
  } catch {
    return []
  }
}

const isCompiler = (thread: string) =>
  readFileSync(`${THREADS}/${thread}/comm`, 'latin1').startsWith(COMPILERS)

/** Of the thread that `find` gives, `null` for none; what it throws is taken for none. */
function setNiceness(niceness: number, find: () => number | null): void {
  try {
    const thread = find()
    if (thread !== null && getPriority(thread) < niceness) setPriority(thread, niceness)
  } catch {
    // It has ended meanwhile, or the system refuses. Only a matter of speed.
  }
}
