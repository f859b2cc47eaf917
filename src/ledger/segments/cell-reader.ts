/** Finds single rows of a segment and reads them: a column is fetched and unpacked once, if needed. */
import { openCells } from '../columns/column-format.ts'
import { emptyOf } from '../columns/column-names.ts'

export type CellReader = (name: string, index: number) => string | number

/** `read` gives a column's bytes, `null` for one that is empty throughout. */
export function cellReader(read: (name: string) => Buffer | null): CellReader {
  const columns = new Map<string, (row: number) => string | number>()

  function open(name: string) {
    const bytes = read(name)
    const empty = emptyOf(name)
    const cells = bytes === null ? () => empty : openCells(bytes)
    columns.set(name, cells)
    return cells
  }

  return (name, index) => (columns.get(name) ?? open(name))(index)
}

/**
 * The index of the row numbered `row`; −1 if it never came. Rows come nearly in the order of their
 * numbers, so it is looked for around the place where it belongs.
 */
export function indexNear(row: number, rows: number, rowAt: (index: number) => unknown): number {
  const start = Math.min(row, rows - 1)
  for (let away = 0; away < rows; away++) {
    if (away <= start && rowAt(start - away) === row) return start - away
    if (start + away < rows && rowAt(start + away) === row) return start + away
  }
  return -1
}
