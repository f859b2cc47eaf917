/**
 * By which time things are removed for good, over restarts too: what was believed last stands in a file, noted each
 * minute. So a start by a clock that is years ahead removes nothing before the clock has stayed so for a day.
 */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type ClockMemory, unhurried } from '../lib/age.ts'
import { swapFile } from '../lib/swapped-file.ts'
import { CLOCK_FILE } from './data-files.ts'

export interface BelievedClock {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** For other threads, which have clocks of their own. */
  readonly memory: () => ClockMemory
  /** One after the other. */
  note(): Promise<void>
}

export function openBelievedClock(dataDir: string, clock: () => number): BelievedClock {
  const path = join(dataDir, CLOCK_FILE)
  const now = unhurried(clock, () => performance.now(), noted(path))
  const write = () =>
    swapFile(path, (draft) => writeFile(draft, JSON.stringify(now.memory()), { mode: 0o600 }))
  let writing = Promise.resolve()
  return { now, memory: now.memory, note: () => (writing = writing.then(write, write)) }
}

/** `null`: none, or it can't be read, which is no reason to doubt the clock. */
function noted(path: string): ClockMemory | null {
  try {
    const { believed, doubtedMs } = JSON.parse(readFileSync(path, 'utf8')) as ClockMemory
    return Number.isFinite(believed) && Number.isFinite(doubtedMs) ? { believed, doubtedMs } : null
  } catch {
    return null
  }
}
