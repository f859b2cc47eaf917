/** Takes in objects that are written one to a line: each succeeds or fails alone, by its number. */
import type { Desk } from './desk.ts'
import { allOrNothing, inParts } from './many.ts'
import { isRefusal, type Refusal, wrong } from './refusal.ts'

const IMPORT_LINES_MAX = 10_000

/** Why lines failed, by their numbers from 1; empty when all are in. Blank lines are skipped. */
export async function importLines(
  desk: Desk,
  text: string,
  make: (desk: Desk, line: string) => number | Refusal,
): Promise<ReadonlyMap<number, Refusal> | Refusal> {
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => ({ line, number: index + 1 }))
  const filled = lines.filter(({ line }) => line.trim() !== '')
  if (filled.length > IMPORT_LINES_MAX) return TOO_MANY
  const failed = new Map<number, Refusal>()
  await inParts(desk, filled, (inside, part) => {
    for (const { line, number } of part) {
      const made = allOrNothing(inside, (alone) => make(alone, line))
      if (isRefusal(made)) failed.set(number, made)
    }
  })
  return failed
}

const TOO_MANY = wrong('body', `at most ${IMPORT_LINES_MAX} lines at once`)
