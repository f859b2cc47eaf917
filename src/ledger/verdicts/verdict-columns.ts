/** The columns that say whether clicks are robots', with other verdicts on some of their rows. */
import { flagsAfter, type RobotVerdict } from '../../core/robot-verdicts.ts'
import { ownNumbers, textReader } from '../columns/cells.ts'
import type { Column, SegmentView } from '../columns/column.ts'

export const VERDICT_COLUMNS = ['flags', 'botReasons', 'robot'] as const

/** In the order of the rows. */
export interface NewVerdicts {
  readonly rows: number[]
  readonly verdicts: RobotVerdict[]
}

export function noVerdicts(): NewVerdicts {
  return { rows: [], verdicts: [] }
}

/** `null`: all of the view's verdicts stand. */
export function verdictColumns(
  view: SegmentView,
  { rows, verdicts }: NewVerdicts,
): ReadonlyMap<string, Column> | null {
  if (rows.length === 0) return null
  const flags = ownNumbers(view.column('flags'), view.rows)
  for (const [at, row] of rows.entries())
    flags[row] = flagsAfter(flags[row]!, verdicts[at]!.botReasons)
  const texts = (name: 'botReasons' | 'robot') =>
    withTexts(view.column(name), view.rows, (at) =>
      at < rows.length ? { row: rows[at]!, text: verdicts[at]![name] } : null,
    )
  return new Map<string, Column>([
    ['flags', { kind: 'number', values: flags }],
    ['botReasons', texts('botReasons')],
    ['robot', texts('robot')],
  ])
}

type Change = (at: number) => { readonly row: number; readonly text: string } | null

/** Texts that no row has any more leave the dictionary. */
function withTexts(column: Column, rows: number, change: Change): Column {
  const textAt = textReader(column)
  const codes = new Uint16Array(rows)
  const codeOf = new Map<string, number>()
  let at = 0
  for (let row = 0; row < rows; row++) {
    const next = change(at)
    const isNext = next?.row === row
    if (isNext) at++
    const text = isNext ? next.text : textAt(row)
    codes[row] = codeOf.getOrInsertComputed(text, () => codeOf.size)
  }
  const dictionary = [...codeOf.keys()]
  if (dictionary.length < 2) return { kind: 'constant', value: dictionary[0] ?? '' }
  return { kind: 'text', dictionary, codes }
}
