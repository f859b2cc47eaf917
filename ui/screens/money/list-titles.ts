/** The titles of a pasted table, to choose from; the server reads the table itself. */

export interface Title {
  readonly title: string
  /** What stands below it first. */
  readonly example: string
}

/** Enough for the first rows, however long the table is. */
const HEAD_CHARS = 20_000
const MARKS = ['\t', ';', ',', '|']

/** Those of the first line, whatever stands between them, each once. */
export function headOf(payload: string): readonly Title[] {
  const [head = '', below = ''] = payload
    .slice(0, HEAD_CHARS)
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '' && !/^sep=.?$/i.test(line.trim()))
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
