/**
 * The log: one line per event on the standard error, best effort and bounded. A flood of equal
 * lines is written once a second with its count, so that a full disk or a hostile visitor can't
 * make logging the problem.
 */
import { isYoung } from './age.ts'
import { oneLine } from './one-line.ts'

const MAX_LINE = 2000
const QUIET_MS = 1000
const MAX_KINDS = 500

export type Log = (what: string, details?: string) => void

/** `clock` gives epoch milliseconds; `write` takes a line without its end. */
export function openLog(write: (line: string) => void, clock: () => number): Log {
  const kinds = new Map<string, { since: number; held: number }>()
  return (what, details = '') => {
    const now = clock()
    const kind = kinds.get(what)
    if (kind && isYoung(kind.since, QUIET_MS, now)) {
      kind.held++
      return
    }
    if (kinds.size >= MAX_KINDS) kinds.clear()
    kinds.set(what, { since: now, held: 0 })
    const more = kind && kind.held > 0 ? ` (and ${kind.held} more like it)` : ''
    const line = `${new Date(now).toISOString()} ${what}${more}${details === '' ? '' : `: ${details}`}`
    write(oneLine(line).slice(0, MAX_LINE))
  }
}
