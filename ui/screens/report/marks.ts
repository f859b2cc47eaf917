/** Rows that the user marked, e.g. zones he has cut: kept for him, wherever he opens the report. */
import { computed } from '@preact/signals'

import { columnsOf, setColumns } from '../../state/preferences.ts'
import type { ShownRow } from './rows.ts'
import type { Step } from './state.ts'

/** Kept beside the columns of screens, where lists of words are kept. */
const NAME = 'report.marks'
/** The oldest go. */
const MAX_MARKS = 400

export const marks = computed<ReadonlySet<string>>(() => new Set(columnsOf(NAME) ?? []))

/** The way to the row is a part of it: the same zone in another campaign is another row. */
function markOf(inside: readonly Step[], { steps }: ShownRow): string {
  return [...inside, ...steps]
    .map(({ dimension, value }) => `${dimension}=${value ?? ''}`)
    .join('/')
}

export function isMarked(inside: readonly Step[], row: ShownRow): boolean {
  return marks.value.size > 0 && !row.isOther && marks.value.has(markOf(inside, row))
}

/** Marks all of them, or takes the marks off when all have one. */
export function turnMarks(inside: readonly Step[], rows: readonly ShownRow[]): void {
  const chosen = rows.filter(({ isOther }) => !isOther).map((row) => markOf(inside, row))
  const rest = [...marks.peek()].filter((mark) => !chosen.includes(mark))
  const isOn = chosen.every((mark) => marks.peek().has(mark))
  setColumns(NAME, isOn ? rest : [...rest, ...chosen].slice(-MAX_MARKS))
}
