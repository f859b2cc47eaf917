/** A test of a fault. One that can't run here says why, in a line that can be searched for. */
import { test } from 'bun:test'

const DRILL_TIMEOUT_MS = 240_000

/** `missing` is what this machine lacks for it, or `null`. */
export function drill(name: string, missing: string | null, run: () => Promise<void>): void {
  if (missing !== null) console.log(`skipped: ${missing}: ${name}`)
  test.skipIf(missing !== null)(name, run, DRILL_TIMEOUT_MS)
}
