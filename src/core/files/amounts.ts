/**
 * Amounts as files have them: with a comma or a point before the decimals, and with thousands apart.
 * What one amount leaves open (`1,234`) is decided by the others of its file, or not at all.
 */
import { parseMoney } from '../money.ts'

export const DECIMAL_MARKS = ['.', ','] as const
export type Mark = (typeof DECIMAL_MARKS)[number]
/** `unclear`: it may be a thousand times as much. */
export type AmountReader = (text: string) => number | 'unclear' | null

/** What stands between the signs of a currency. */
const NUMBER = /\d(?:[\d.,'’\s]*\d)?/
/** Thousands apart by blanks or apostrophes, all of them the same. */
const SPACED = /^\d{1,3}([\s'’])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/
/** Thousands apart by one mark: with the other one before the decimals, or more than once. */
const GROUPED = /^\d{1,3}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+|(?:,\d{3}){2,}|(?:\.\d{3}){2,})$/
/** A thousand or a fraction. */
const OPEN = /^[1-9]\d{0,2}([.,])\d{3}$/

/** `texts` are all amounts of the file; `said` is what stands before decimals, if somebody knows. */
export function amountReader(texts: Iterable<string>, said: Mark | null = null): AmountReader {
  const marks = said === null ? marksOf(texts) : new Set([said])
  return (text) => {
    const number = numberIn(text)
    const open = OPEN.exec(number)?.[1] as Mark | undefined
    const mark = open === undefined ? markIn(number) : markOf(open, marks)
    if (mark === 'unclear') return mark
    return parseMoney(text.replace(number, () => withPoint(number, mark)))
  }
}

/** What stands before decimals in all amounts of a file; `null`: they don't say it, or contradict each other. */
export function decimalMark(texts: Iterable<string>): Mark | null {
  const [only = null, other] = marksOf(texts)
  return other === undefined ? only : null
}

function marksOf(texts: Iterable<string>): ReadonlySet<Mark> {
  const marks = new Set<Mark>()
  for (const text of texts) {
    const mark = markIn(numberIn(text))
    if (mark !== null) marks.add(mark)
  }
  return marks
}

function numberIn(text: string): string {
  return NUMBER.exec(text)?.[0] ?? ''
}

/** Which mark stands before the decimals, or would; `null`: the number does not say it. */
function markIn(number: string): Mark | null {
  const used = number.replace(/[^.,]/g, '')
  const last = used.at(-1) as Mark | undefined
  if (last === undefined || OPEN.test(number)) return null
  if (!GROUPED.test(number)) return used.length === 1 ? last : null
  return new Set(used).size === 2 ? last : other(last)
}

const other = (mark: Mark): Mark => (mark === '.' ? ',' : '.')

/** A point that nothing speaks against is before decimals, as programs write them. */
function markOf(open: Mark, marks: ReadonlySet<Mark>): Mark | 'unclear' {
  const [only = null] = marks
  if (marks.size === 1) return only!
  return marks.size === 0 && open === '.' ? '.' : 'unclear'
}

function withPoint(number: string, mark: Mark | null): string {
  if (mark === null) return SPACED.test(number) ? number.replace(/[\s'’]/g, '') : number
  const isApart = SPACED.test(number) || GROUPED.test(number) || OPEN.test(number)
  const kept = isApart ? number.replace(mark === '.' ? /[,\s'’]/g : /[.\s'’]/g, '') : number
  return kept.replace(mark, '.')
}
