/** The titles of a pasted table, to choose from; the server reads the table itself. */

export interface Title {
  readonly title: string
  /** What stands below it first. */
  readonly example: string
}

/** Enough for the first rows, however long the table is. */
const HEAD_CHARS = 20_000
const MARKS = ['\t', ';', ',', '|']

/**
 * Those of the first line, whatever stands between them, each once; `hasHeading`: below the name of a
 * report and its period, if it has them.
 */
export function headOf(payload: string, hasHeading = false): readonly Title[] {
  const lines = payload
    .slice(0, HEAD_CHARS)
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '' && !/^sep=.?$/i.test(line.trim()))
  const [head = '', below = ''] = lines.slice(hasHeading ? headingOf(lines) : 0)
  const found = MARKS.map((mark) => ({ mark, cells: cellsOf(head, mark) }))
  const { mark, cells } = found.reduce((best, one) =>
    one.cells.length > best.cells.length ? one : best,
  )
  const examples = cellsOf(below, mark)
  const titles = new Map<string, string>()
  cells.forEach((title, at) => {
    if (title !== '' && !titles.has(title)) titles.set(title, examples[at] ?? '')
  })
  return [...titles].map(([title, example]) => ({ title, example }))
}

/** Among so many lines titles are looked for. */
const HEADING_LINES = 8

/** How many lines stand above the titles; the server goes by the same rule. */
function headingOf(lines: readonly string[]): number {
  const filled = lines.slice(0, HEADING_LINES).map(filledCells)
  if (filled[0] !== 1) return 0
  return Math.max(
    0,
    filled.findIndex((cells, at) => cells > 1 && cells >= (filled[at + 1] ?? 0)),
  )
}

/** As a period begins, or ends, between commas; data begin so, too. */
const YEAR = /^\d{4}\b/

/** 0: what is in them is no title. */
function filledCells(line: string): number {
  // A title of several lines is no text above the titles.
  if (line.split('"').length % 2 === 0) return Infinity
  const widths = MARKS.map((mark) => {
    const cells = cellsOf(line, mark)
    return cells.some((cell) => YEAR.test(cell)) ? 0 : cells.filter((cell) => cell !== '').length
  })
  return Math.max(...widths)
}

/** What stands between the marks that are outside of quotes. */
function cellsOf(line: string, mark: string): readonly string[] {
  const cells: string[] = ['']
  let isQuoted = false
  for (const sign of line) {
    if (sign === '"') isQuoted = !isQuoted
    if (sign === mark && !isQuoted) cells.push('')
    else cells.push((cells.pop() ?? '') + sign)
  }
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"')
      .trim(),
  )
}

export function titlesOf(payload: string): readonly string[] {
  return headOf(payload).map(({ title }) => title)
}
