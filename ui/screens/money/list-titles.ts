/** The titles of a pasted table, to choose from; the server reads the table itself. */
import { fileRows } from '../../../src/core/files/table.ts'

export interface Title {
  readonly title: string
  /** What stands below it first. */
  readonly example: string
}

/** Enough for the first rows, however long the table is. */
const HEAD_CHARS = 20_000

/**
 * Those of the first line, whatever stands between them, each once; `hasHeading`: below the name of a
 * report and its period, if it has them.
 */
export function headOf(payload: string, hasHeading = false): readonly Title[] {
  const [head, below] = fileRows(payload.slice(0, HEAD_CHARS), { hasHeading }).take(2)
  const titles = new Map<string, string>()
  head?.cells.forEach((cell, at) => {
    const title = cell.trim()
    if (title !== '' && !titles.has(title)) titles.set(title, below?.cells[at]?.trim() ?? '')
  })
  return [...titles].map(([title, example]) => ({ title, example }))
}

export function titlesOf(payload: string): readonly string[] {
  return headOf(payload).map(({ title }) => title)
}
