/** A long file of links in parts that a request may hold: CSV, NDJSON, or addresses alone. */
import { type SlashOrder, slashOrder } from '../../../src/core/files/dates.ts'
import { type Part, partsOfText } from '../../../src/core/files/parts.ts'
import { fileRows } from '../../../src/core/files/table.ts'

/** With what JSON puts before quotes it fits into a body. */
const PART_CHARACTERS_MAX = 700_000
const LIMITS = { lines: Infinity, characters: PART_CHARACTERS_MAX }

/** A date with or without a time of day: other cells begin with numbers, too. */
const TIME = /^[\d/:,. -]+(?:[ap]m)?$/i

export interface LinkParts {
  readonly parts: readonly Part[]
  /** What all its times say together; `none`: nothing that a part would not say. */
  readonly dates: SlashOrder
}

/** `null`: one JSON document, which can't be divided so. */
export function linkParts(
  text: string,
  characters: number = PART_CHARACTERS_MAX,
): LinkParts | null {
  if (text.length <= characters) return { parts: [{ payload: text, offset: 0 }], dates: 'none' }
  const limits = { ...LIMITS, characters }
  const start = text.replace(/^\uFEFF/, '').trimStart()
  const isJson = /^[[{]/.test(start)
  if (isJson && !isObject(start.slice(0, start.search(/\r|\n|$/)))) return null
  const isNothing = (line: string) => line.trim() === ''
  if (isJson) return { parts: partsOfText(text, limits, isNothing), dates: 'none' }
  const rows = [...fileRows(text)]
  const cells = rows.flatMap((row) => row.cells.map((cell) => cell.trim()))
  const dates = slashOrder(cells.filter((cell) => TIME.test(cell)))
  return {
    parts: partsOfText(text, limits, isNothing, { rows, titlesFrom: 0 }),
    dates: typeof dates === 'string' ? dates : 'none',
  }
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
